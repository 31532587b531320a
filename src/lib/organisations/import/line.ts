/** One line of a spreadsheet, judged: what it says in our codes, and what is wrong with it. */
import { languageCode } from '$lib/platform/languages';
import { countryCode } from '../countries';
import { limits } from '../organisation';
import type { Column, Facts, Problem } from './import';
import type { ReadLine } from './reading.server';
import { key, pieces, type Terms } from './terms.server';
import { readTwinning } from './twinnings';

export interface JudgedLine {
	line: number;
	facts: Partial<Facts>;
	/** Of a sheet that is there. */
	slug: string | null;
	/** One that an organisation declares of itself, and nobody for it (IN-18). */
	selfDeclared: boolean;
	problems: Problem[];
}

/** Those that the columns of the table hold. */
const longest = { name: 200, acronym: 30, summary: 300, website: 500 } as const;

export function judge({ line, cells, formulas }: ReadLine, terms: Terms): JudgedLine {
	const problems: Problem[] = formulas.map((column) => ({ column, problem: 'import_problem_formula' }));
	const wrong = (column: Column, problem: string, value?: string) => {
		problems.push({ column, problem, ...(value ? { value: value.slice(0, 80) } : {}) });
	};
	const facts: Partial<Facts> = {};
	for (const column of ['name', 'acronym', 'summary', 'website'] as const) {
		const text = cells[column];
		if (!text) continue;
		if (text.length > longest[column]) wrong(column, 'import_problem_long');
		else if (text.length < 2) wrong(column, 'import_problem_short');
		else facts[column] = text.replace(/\s+/g, ' ');
	}
	for (const column of ['description', 'offers', 'needs'] as const) {
		const text = cells[column];
		if (text && text.length > limits[column]) wrong(column, 'import_problem_long');
		else if (text) facts[column] = text;
	}
	if (!cells.name) wrong('name', 'import_problem_name');
	if (facts.website && !/^https?:\/\/\S+$/.test(facts.website)) wrong('website', 'import_problem_website');
	const rna = cells.rna?.replace(/\s/g, '').toUpperCase();
	if (rna && !/^W[0-9A-Z]{9}$/.test(rna)) wrong('rna', 'import_problem_rna', rna);
	else if (rna) facts.rna = rna;
	// A SIRET begins with its SIREN.
	const siren = cells.siren?.replace(/[\s.]/g, '');
	if (siren && !/^\d{9}(\d{5})?$/.test(siren)) wrong('siren', 'import_problem_siren', siren);
	else if (siren) facts.siren = siren.slice(0, 9);
	let selfDeclared = false;
	if (cells.kind) {
		const kind = terms.kinds.get(key(cells.kind));
		if (kind) [facts.kind_code, selfDeclared] = [kind.code, kind.selfDeclared];
		else wrong('kind', 'import_problem_unknown_kind', cells.kind);
	}
	// A code names one place; a name may name several.
	const where = cells.place ? 'place' : 'territory';
	const named = cells[where];
	if (named) {
		const found = terms.territories.get(key(named)) ?? [];
		if (found.length === 1 && found[0]) facts.territory_code = found[0];
		else wrong(where, found.length ? 'import_problem_places' : 'import_problem_unknown_place', named);
	}
	const listed = (
		column: 'themes' | 'countries' | 'audiences' | 'languages' | 'networks',
		code: (word: string) => string | null | undefined,
		problem: string
	) => {
		const cell = cells[column];
		if (!cell) return;
		const read = several(cell, code);
		for (const word of read.unknown) wrong(column, problem, word);
		facts[column] = read.codes;
	};
	listed('themes', (word) => terms.themes.get(key(word)), 'import_problem_unknown_theme');
	listed('countries', countryCode, 'import_problem_unknown_country');
	listed('audiences', (word) => terms.audiences.get(key(word)), 'import_problem_unknown_audience');
	listed('languages', languageCode, 'import_problem_unknown_language');
	listed('networks', (word) => terms.networks.get(word), 'import_problem_unknown_network');
	const twinnings = pieces(cells.twinnings ?? '', /[|\n]/).map(readTwinning);
	for (const { unread, town } of twinnings)
		if (unread || town.length < limits.town.least || town.length > limits.town.most)
			wrong('twinnings', 'import_problem_twinning', unread ?? town);
	if (twinnings.length) facts.twinnings = twinnings.map(({ unread: _, ...twinning }) => twinning);
	const names = pieces(cells.names ?? '', /[|\n]/);
	if (names.some((name) => name.length < 2 || name.length > 200)) wrong('names', 'import_problem_long');
	else if (names.length) facts.names = [...new Set(names)].sort();
	// « https://…/annuaire/caece », as our own spreadsheet says it, or « caece ».
	const slug = cells.address?.split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1)?.toLowerCase() ?? null;
	return { line, facts, slug, selfDeclared, problems };
}

/** Labels hold commas: a bar parts them; without one the whole is tried, then commas and semicolons part. */
function several(
	cell: string,
	code: (word: string) => string | null | undefined
): { codes: string[]; unknown: string[] } {
	const whole = code(cell);
	const words = whole ? [cell] : pieces(cell);
	const found = words.map((word) => ({ word, code: code(word) }));
	return {
		codes: [...new Set(found.flatMap(({ code }) => code ?? []))].sort(),
		unknown: found.filter(({ code }) => !code).map(({ word }) => word)
	};
}
