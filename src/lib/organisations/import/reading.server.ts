/** A spreadsheet as people save it: UTF-8 with its mark or without, Windows-1252, UTF-16; `;`, `,` or tabs. */
import { CsvError, parse } from 'csv-parse/sync';
import * as m from '$lib/paraglide/messages';
import { cleanText } from '$lib/platform/forms.server';
import { columns, limits, type Column } from './import';

export interface ReadLine {
	/** As a spreadsheet numbers it. */
	line: number;
	cells: Partial<Record<Column, string>>;
	/** Begin as a formula does. */
	formulas: Column[];
}

export type ReadFile = { lines: ReadLine[]; ignored: string[]; problem?: undefined } | FileProblem;
export interface FileProblem {
	/** A key of `messages/`. */
	problem: string;
	line?: number;
}

/** The names that a column may have, folded: ours, and those of the directory's own spreadsheet, in both languages. */
const namesOf: Record<Column, (() => string)[]> = {
	name: [m.directory_name],
	acronym: [m.directory_acronym],
	kind: [m.search_facet_kinds],
	territory: [m.search_facet_territories, m.search_facet_communes],
	place: [m.directory_place_code],
	rna: [],
	siren: [],
	summary: [m.resource_field_summary],
	website: [m.organisation_website],
	description: [m.organisation_field_description],
	offers: [m.organisation_offers],
	needs: [m.organisation_needs],
	themes: [m.resource_themes],
	countries: [m.organisation_countries],
	audiences: [m.resource_audiences],
	languages: [m.organisation_field_languages],
	networks: [m.organisation_networks],
	twinnings: [m.organisation_twinnings],
	names: [m.organisation_names],
	address: [m.resource_address]
};
const fold = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[’']/g, ' ')
		.toLowerCase()
		.trim();
const known = new Map<string, Column>();
for (const column of columns) {
	known.set(column, column);
	for (const name of namesOf[column])
		for (const locale of ['fr', 'en'] as const)
			known.set(fold((name as (inputs: object, options: { locale: string }) => string)({}, { locale })), column);
}

export function readSpreadsheet(bytes: Uint8Array): ReadFile {
	if (bytes.length > limits.bytes) return { problem: 'import_problem_size' };
	const text = decode(bytes);
	if (text.trim() === '') return { problem: 'import_problem_empty' };
	if (text.includes('\u0000')) return { problem: 'import_problem_kind' };
	const records = recordsOf(text);
	if ('problem' in records) return records;
	const [header, ...rows] = records;
	if (!header || rows.length === 0) return { problem: 'import_problem_empty' };
	if (rows.length > limits.lines) return { problem: 'import_problem_lines' };
	const places = header.record.map((name) => known.get(fold(name)));
	const given = places.filter((column) => column !== undefined);
	if (!given.includes('name')) return { problem: 'import_problem_header' };
	if (new Set(given).size < given.length) return { problem: 'import_problem_columns_twice' };
	return {
		ignored: header.record.filter((name, n) => !places[n] && name.trim() !== '').map((name) => name.slice(0, 80)),
		lines: rows.map(({ record, line }) => ({ line, ...cellsOf(record, places) }))
	};
}

function decode(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

type Recorded = { record: string[]; line: number }[];

function recordsOf(text: string): Recorded | FileProblem {
	const firstLine = text.split(/\r?\n/, 1)[0] ?? '';
	const [delimiter] = [';', ',', '\t'].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length);
	try {
		let ends = 0;
		// The line where a record begins: the one after the end of the last, since a cell may hold line ends.
		const records: unknown = parse(text, {
			delimiter: delimiter ?? ';',
			bom: true,
			info: true,
			relax_column_count: true,
			max_record_size: 100_000
		});
		return (records as { record: string[]; info: { lines: number } }[])
			.map(({ record, info }) => {
				const line = ends + 1;
				ends = info.lines;
				return { record, line };
			})
			.filter(({ record }) => record.some((cell) => cell.trim() !== ''));
	} catch (thrown) {
		if (!(thrown instanceof CsvError)) throw thrown;
		return { problem: 'import_problem_csv', line: Number(thrown['lines']) || 1 };
	}
}

function cellsOf(record: string[], places: readonly (Column | undefined)[]): Omit<ReadLine, 'line'> {
	const cells: ReadLine['cells'] = {};
	const formulas: Column[] = [];
	for (const [n, column] of places.entries()) {
		const text = cleanText(record[n] ?? '');
		if (!column || text === '') continue;
		// Our spreadsheets write a quote before what another one would run: it is not a part of the text.
		if (/^'[=+\-@]/.test(text)) cells[column] = text.slice(1);
		else {
			cells[column] = text;
			if (/^[=+\-@]/.test(text)) formulas.push(column);
		}
	}
	return { cells, formulas };
}
