/** Spreadsheets as people save them, and files that are none. */
import { describe, expect, it } from 'vitest';
import { readSpreadsheet } from '../../src/lib/organisations/import/reading.server';

const utf8 = (text: string) => new TextEncoder().encode(text);
const windows = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16 = (text: string) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
const expected = [{ line: 2, cells: { name: 'Comité d’Évry', kind: 'Commune' }, formulas: [] }];

describe('a spreadsheet', () => {
	it.each([
		['UTF-8', utf8('Nom;Type\nComité d’Évry;Commune\n')],
		['UTF-8 with its mark', utf8('\uFEFFNom;Type\r\nComité d’Évry;Commune\r\n')],
		['commas', utf8('nom,TYPE\n"Comité d’Évry",Commune')],
		['UTF-16 with tabs', utf16('Nom\tType\nComité d’Évry\tCommune\n')],
		['English names', utf8('Name;Type\nComité d’Évry;Commune\n')],
		['our own column names', utf8('name;kind\nComité d’Évry;Commune\n')],
		['columns in any order, blank lines', utf8('Type;Nom\nCommune;Comité d’Évry\n;\n\n')]
	])('is read: %s', (_, bytes) => {
		expect(readSpreadsheet(bytes)).toMatchObject({ lines: expected, ignored: [] });
	});

	it('in Windows-1252 keeps its accents', () => {
		expect(readSpreadsheet(windows('Nom;Résumé\nMaison d\x92Évry;œuvre'.replace('œ', '\x9c')))).toMatchObject({
			lines: [{ cells: { name: 'Maison d’Évry', summary: 'œuvre' } }]
		});
	});

	it('numbers its lines as a spreadsheet does, line ends inside cells included', () => {
		const read = readSpreadsheet(utf8('Nom;Résumé\nUn;"a\nb"\n\nDeux;c\n'));
		expect('lines' in read && read.lines.map(({ line, cells }) => [line, cells.name])).toEqual([
			[2, 'Un'],
			[5, 'Deux']
		]);
	});

	it('says which columns it does not read', () => {
		expect(readSpreadsheet(utf8('Nom;Couleur;\nUn;bleu;x'))).toMatchObject({ ignored: ['Couleur'] });
	});

	it('keeps what our own spreadsheets defuse, and tells formulas', () => {
		expect(readSpreadsheet(utf8("Nom;Sigle;Résumé\n'=Égalité;=1+1;-2"))).toMatchObject({
			lines: [{ cells: { name: '=Égalité', acronym: '=1+1' }, formulas: ['acronym', 'summary'] }]
		});
	});

	it.each([
		['empty', utf8(''), 'import_problem_empty'],
		['its first line only', utf8('Nom;Type\n'), 'import_problem_empty'],
		['no column for the name', utf8('Type\nCommune'), 'import_problem_header'],
		['a column twice', utf8('Nom;Nom\na;b'), 'import_problem_columns_twice'],
		['a quote that never ends', utf8('Nom\n"Comité\nsuite'), 'import_problem_csv'],
		['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0x00]), 'import_problem_kind'],
		['too many lines', utf8('Nom\n' + 'a\n'.repeat(2001)), 'import_problem_lines'],
		['too big', new Uint8Array(2_000_001).fill(97), 'import_problem_size']
	])('is refused in a clear way: %s', (_, bytes, problem) => {
		expect(readSpreadsheet(bytes)).toMatchObject({ problem });
	});
});
