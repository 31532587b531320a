import { describe, expect, it } from 'vitest';
import { csvLine, csvOf, csvResponse } from '../../src/lib/platform/csv.server';

describe('a spreadsheet', () => {
	it('opens by itself in a French spreadsheet: byte order mark, semicolons, CRLF', () => {
		expect(csvOf(['Nom', 'Nombre'], [['Évry', 3]])).toBe('\uFEFFNom;Nombre\r\nÉvry;3\r\n');
	});

	it('leaves what is not known empty', () => {
		expect(csvLine([null, undefined, '', 0])).toBe(';;;0\r\n');
	});

	it('quotes what would cut a cell or a line', () => {
		expect(csvLine(['a;b', 'dit « "oui" »', 'deux\nlignes'])).toBe('"a;b";"dit « ""oui"" »";"deux\nlignes"\r\n');
	});

	it('puts a quote before what would be computed, and leaves numbers alone', () => {
		expect(csvLine(['=1+1', '+33', '-2', '@somme', '\t=1', '\r=1', -2])).toBe(`'=1+1;'+33;'-2;'@somme;'\t=1;"'\r=1";-2\r\n`);
		expect(csvLine(['=A1;B1'])).toBe(`"'=A1;B1"\r\n`);
	});

	it('is sent line by line, as it is read, and stops when nobody listens any more', async () => {
		let read = 0;
		async function* rows() {
			for (;;) yield [String((read += 1))];
		}
		const response = csvResponse('liste.csv', ['N'], rows());
		expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
		const reader = response.body!.getReader();
		const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
		expect(decoder.decode((await reader.read()).value)).toBe('\uFEFFN\r\n');
		expect(decoder.decode((await reader.read()).value)).toBe('1\r\n');
		await reader.cancel();
		expect(read).toBeLessThan(5);
	});
});
