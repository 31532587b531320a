/**
 * A list of people to invite, from a spreadsheet: UTF-8 or Windows-1252, separated by `;`, `,` or tabs as
 * programs write it, with or without a line of headings.
 */
import { parse } from 'csv-parse/sync';

export const mostLines = 200;

export interface SheetLine {
	/** As the spreadsheet numbers it, headings included. */
	line: number;
	cells: Partial<Record<Column, string>>;
}

const columns = ['email', 'name', 'organisation', 'role', 'word'] as const;
export type Column = (typeof columns)[number];

/** The words of a heading, without accents. */
const headings: Record<string, Column> = {
	adresse: 'email',
	courriel: 'email',
	email: 'email',
	'e-mail': 'email',
	mail: 'email',
	address: 'email',
	nom: 'name',
	name: 'name',
	organisation: 'organisation',
	organization: 'organisation',
	role: 'role',
	mot: 'word',
	word: 'word'
};

export type Sheet =
	{ lines: SheetLine[]; problem?: undefined } | { lines?: undefined; problem: 'empty' | 'unreadable' | 'too-many' };

/** UTF-8, or what French spreadsheets write when they do not. */
export function decode(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

export function readSheet(text: string): Sheet {
	let rows: { record: string[]; info: { lines: number } }[];
	try {
		rows = parse(text, {
			bom: true,
			delimiter: delimiterOf(text),
			relax_column_count: true,
			skip_empty_lines: true,
			trim: true,
			info: true
		}) as unknown as typeof rows;
	} catch {
		return { problem: 'unreadable' };
	}
	const filled = rows.filter(({ record }) => record.some((cell) => cell !== ''));
	const heading = headingOf(filled[0]?.record ?? []);
	const order = heading ?? columns;
	const lines = filled
		.slice(heading ? 1 : 0)
		.map(({ record, info }) => ({ line: info.lines, cells: cellsOf(record, order) }));
	if (!lines.length) return { problem: 'empty' };
	return lines.length > mostLines ? { problem: 'too-many' } : { lines };
}

function delimiterOf(text: string): string {
	const first = text.split(/\r?\n/, 1)[0] ?? '';
	return [';', '\t', ','].find((sign) => first.includes(sign)) ?? ';';
}

const folded = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.trim();

/** Null when the first line is somebody already. */
function headingOf(record: readonly string[]): (Column | undefined)[] | null {
	const found = record.map((cell) => headings[folded(cell)]);
	return found.includes('email') ? found : null;
}

/** A quote before `=`, `+`, `-`, `@` was put there by a spreadsheet that fears formulas: also by ours. */
function cellsOf(record: readonly string[], order: readonly (Column | undefined)[]): SheetLine['cells'] {
	const cells: SheetLine['cells'] = {};
	for (const [position, cell] of record.entries()) {
		const column = order[position];
		if (column && cell) cells[column] = cell.replace(/^'(?=[=+\-@])/, '');
	}
	return cells;
}
