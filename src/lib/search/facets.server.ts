import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { countryName } from '$lib/organisations/countries';
import { languageName } from '$lib/platform/languages';
import type { Locale } from '$lib/platform/numbers';
import { facets, kindTables, type Facet, type ObjectKind, type Search } from './search';
import type { Findings } from './search.server';
import { goalName } from './words';

export interface FacetChoice {
	code: string;
	label: string;
	/** Among the first 1 000 results; null when what is chosen finds nothing. */
	count: number | null;
	chosen: boolean;
}
export type FacetChoices = Record<Facet, FacetChoice[]>;

/** How many choices a facet shows, the most frequent ones; what is chosen is always there. */
const most = 12;

/** Facets whose codes are territories. */
const levels: Facet[] = ['territories', 'regions', 'departments', 'intercommunalities', 'communes'];

/** The facets of a search with their names, in one statement. */
export async function facetChoices(
	db: Database,
	findings: Findings,
	search: Search,
	objects: ObjectKind[],
	locale: Locale
): Promise<FacetChoices> {
	const codes = Object.fromEntries(facets.map((facet) => [facet, shownCodes(facet, findings, search)])) as Record<
		Facet,
		string[]
	>;
	const label = sql.ref(`label_${locale}`);
	const kinds = objects.flatMap((object) => {
		const table = kindTables[object];
		return table ? [sql`select code, ${label} as label from ${sql.table(table)}`] : [];
	});
	const { rows } = await sql<{ facet: Facet; code: string; label: string }>`
		select 'kinds' as facet, code, label from (${sql.join([sql`select ''::text as code, '' as label where false`, ...kinds], sql` union `)}) k where code = any (${codes.kinds}::text[])
		union all select 'themes', code, ${label} from themes where code = any (${codes.themes}::text[])
		union all select 'territories', code, name from territories where code = any (${levels.flatMap((level) => codes[level])}::text[])
		union all select 'organisations', slug, coalesce(acronym, name) from organisations where slug = any (${codes.organisations}::text[])`.execute(
		db
	);
	const labels = new Map(rows.map((row) => [`${row.facet} ${row.code}`, row.label]));
	const name = (facet: Facet, code: string) => {
		if (facet === 'years') return code;
		if (facet === 'goals') return goalName(code, locale);
		if (facet === 'languages') return languageName(code, locale);
		if (facet === 'countries' || facet === 'seats') return countryName(code, locale);
		return labels.get(`${levels.includes(facet) ? 'territories' : facet} ${code}`);
	};
	return Object.fromEntries(
		facets.map((facet) => [
			facet,
			codes[facet].flatMap((code) => {
				const called = name(facet, code);
				// A code that nobody knows, or that the viewer may not see, has no name.
				if (called === undefined) return [];
				const chosen = search.filters[facet]?.includes(code) ?? false;
				return [{ code, label: called, count: findings.facets[facet]?.[code] ?? null, chosen }];
			})
		])
	) as FacetChoices;
}

function shownCodes(facet: Facet, findings: Findings, search: Search): string[] {
	const counted = Object.entries(findings.facets[facet] ?? {});
	if (facet === 'years') counted.sort(([a], [b]) => Number(b) - Number(a));
	else if (facet === 'goals') counted.sort(([a], [b]) => Number(a) - Number(b));
	else counted.sort(([, a], [, b]) => b - a);
	const shown = facet === 'goals' ? counted : counted.slice(0, most);
	return [...new Set([...shown.map(([code]) => code), ...(search.filters[facet] ?? [])])];
}
