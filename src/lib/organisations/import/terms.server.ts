/** The words of a spreadsheet and the codes that they mean, in French and in English: kinds, themes, territories. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface Terms {
	kinds: Map<string, { code: string; selfDeclared: boolean }>;
	themes: Map<string, string>;
	audiences: Map<string, string>;
	/** As the cells name them: the address of the one that is called so. */
	networks: Map<string, string>;
	/** Several places may have one name. */
	territories: Map<string, string[]>;
}

export const key = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[’']/g, "'")
		.replace(/\s+/g, ' ')
		.toLowerCase()
		.trim();

/** What a cell lists: labels hold commas, so a bar parts them; without one, commas and semicolons do. */
export const pieces = (cell: string, separator = /[|\n]/.test(cell) ? /[|\n]/ : /[,;]/): string[] =>
	cell
		.split(separator)
		.map((word) => word.trim())
		.filter(Boolean);

/** One statement. `places`: what the cells say, so that a list of 36 000 communes is not read whole; `networks` likewise. */
export async function readTerms(
	db: Database,
	{ places, networks }: { places: readonly string[]; networks: readonly string[] }
): Promise<Terms> {
	const { rows } = await sql<{
		of: 'kind' | 'theme' | 'audience' | 'place' | 'network';
		code: string;
		names: string[];
		self: boolean;
	}>`
		select 'kind' as of, code, array[code, label_fr, label_en] as names, self_declared as self from organisation_kinds
		union all select 'theme', code, array[code, label_fr, label_en], false from themes
		union all select 'audience', code, array[code, label_fr, label_en], false from audiences
		union all select 'network', min(o.slug), array[n.wanted], false
			from private.organisations_named(${networks}::text[]) n join organisations o on o.id = n.id and o.status in ('published', 'archived')
			group by n.wanted having count(*) = 1
		union all select 'place', code, array_remove(array[code, name, insee], null), false from territories
		where private.fold(name) = any (array(select private.fold(x) from unnest(${places}::text[]) x))
			or code = any (${places}::text[]) or insee = any (${places}::text[])`.execute(db);
	const terms: Terms = {
		kinds: new Map(),
		themes: new Map(),
		audiences: new Map(),
		networks: new Map(),
		territories: new Map()
	};
	for (const { of, code, names, self } of rows)
		for (const name of of === 'network' ? names : new Set(names.map(key))) {
			if (of === 'kind') terms.kinds.set(name, { code, selfDeclared: self });
			else if (of === 'theme') terms.themes.set(name, code);
			else if (of === 'audience') terms.audiences.set(name, code);
			else if (of === 'network') terms.networks.set(name, code);
			else terms.territories.set(name, [...(terms.territories.get(name) ?? []), code]);
		}
	return terms;
}
