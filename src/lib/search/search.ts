/**
 * Looking for something: words, filters kept in the address, an order, a page. The same for the
 * catalogue (`/ressources`), the directory and the whole network (`/recherche`).
 */

/** What is searched, as the database names it (`private.search_kinds`). */
export const objectKinds = ['resource', 'organisation', 'space', 'thread', 'document', 'event', 'campaign'] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Where the kinds of an object have their names; what is not here has none. */
export const kindTables: Partial<Record<ObjectKind, string>> = {
	resource: 'resource_kinds',
	organisation: 'organisation_kinds',
	space: 'space_kinds',
	event: 'event_kinds'
};
export type Sort = 'relevance' | 'recent' | 'title';

/** The facets, with the name that each has in the address (`contract.md` § Addresses). */
export const facetNames = {
	kinds: 'type',
	themes: 'theme',
	goals: 'odd',
	/** Where an organisation acts; ISO 3166-1, as `seats`. */
	countries: 'pays',
	seats: 'siege',
	regions: 'region',
	departments: 'departement',
	intercommunalities: 'epci',
	communes: 'commune',
	/** Of any level. */
	territories: 'territoire',
	organisations: 'organisation',
	languages: 'langue',
	years: 'annee'
} as const;
export type Facet = keyof typeof facetNames;
export const facets = Object.keys(facetNames) as Facet[];

/** What the directory is narrowed by (`domain.md` IN-01), in the order in which it is shown. */
export const directoryFacets = [
	'kinds',
	'countries',
	'themes',
	'communes',
	'intercommunalities',
	'departments',
	'regions',
	'seats',
	'goals'
] as const satisfies Facet[];
export const catalogueFacets = [
	'kinds',
	'themes',
	'territories',
	'organisations',
	'languages',
	'years'
] as const satisfies Facet[];

/** The seventeen sustainable development goals (ODD). */
export const goals = Array.from({ length: 17 }, (_, n) => n + 1);

/** What a code of a facet looks like: anything else in an address is left out. */
const codeShapes: Partial<Record<Facet, RegExp>> = {
	years: /^\d{4}$/,
	goals: /^([1-9]|1[0-7])$/,
	countries: /^[A-Z]{2}$/,
	seats: /^[A-Z]{2}$/
};

export const sortNames: Record<Sort, string> = { relevance: 'pertinence', recent: 'recent', title: 'titre' };

export interface Search {
	words: string;
	filters: Partial<Record<Facet, string[]>>;
	sort: Sort;
	/** The order that its address leaves out: by relevance as soon as there are words, else this one. */
	usual: Exclude<Sort, 'relevance'>;
	/** 1 to 50. */
	page: number;
	/** Beyond page 50: an opaque place to go on from, `recent` only. */
	after: string | null;
}

export const lastPage = 50;
export const pageSize = 20;

/** What somebody typed, as an address carries it. */
export function typedIn(url: URL, name: string, most: number): string {
	return (
		(url.searchParams.get(name) ?? '')
			// PostgreSQL holds no NUL, and nobody types the others.
			// eslint-disable-next-line no-control-regex -- that is the point
			.replace(/[\u0000-\u001f\u007f]/g, ' ')
			.trim()
			.slice(0, most)
	);
}

/** @param usual the order of the place when nothing is typed: a catalogue shows what is new, a directory follows the alphabet */
export function readSearch(url: URL, usual: Search['usual'] = 'recent'): Search {
	const words = typedIn(url, 'q', 200);
	const wanted = url.searchParams.get('tri');
	const sort = (Object.keys(sortNames) as Sort[]).find((name) => sortNames[name] === wanted);
	const filters: Search['filters'] = {};
	for (const facet of facets) {
		const shape = codeShapes[facet] ?? /^[\w-]{1,80}$/;
		const codes = url.searchParams.getAll(facetNames[facet]).filter((code) => shape.test(code));
		if (codes.length) filters[facet] = codes.slice(0, 20);
	}
	const page = Number(url.searchParams.get('page') ?? 1);
	return {
		words,
		filters,
		sort: sort ?? (words ? 'relevance' : usual),
		usual,
		page: Number.isInteger(page) && page >= 1 && page <= lastPage ? page : 1,
		after: url.searchParams.get('apres')
	};
}

/** By relevance as soon as there are words. */
export function usualSort(search: Search): Sort {
	return search.words ? 'relevance' : search.usual;
}

/** The address of a search; what has its usual value is left out. */
export function addressOf(path: string, search: Search): string {
	const params = new URLSearchParams();
	if (search.words) params.set('q', search.words);
	for (const facet of facets) for (const code of search.filters[facet] ?? []) params.append(facetNames[facet], code);
	if (search.sort !== usualSort(search)) params.set('tri', sortNames[search.sort]);
	if (search.after) params.set('apres', search.after);
	else if (search.page > 1) params.set('page', String(search.page));
	const query = params.toString();
	return query ? `${path}?${query}` : path;
}

/** The same search with one filter more, or one less; back to its first page. */
export function toggled(search: Search, facet: Facet, code: string): Search {
	const chosen = search.filters[facet] ?? [];
	const codes = chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
	return { ...search, page: 1, after: null, filters: { ...search.filters, [facet]: codes } };
}

export function isFiltered(search: Search): boolean {
	return facets.some((facet) => (search.filters[facet] ?? []).length > 0);
}
