import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { catalogueFacets, directoryFacets, type Facet, type ObjectKind, type Search } from './search';

export interface Found {
	kind: ObjectKind;
	id: string;
	slug: string;
	/** U+0002 and U+0003 around the words found: see `markedPieces`. */
	title: string;
	extract: string;
	sortAt: string;
}

export interface Findings {
	total: number;
	/** There are more than the 1 000 that were counted and ranked. */
	capped: boolean;
	/** The words that were looked for instead, when those typed were found nowhere. */
	respelt: string | null;
	items: Found[];
	/** Those that were counted. */
	facets: Partial<Record<Facet, Record<string, number> | null>>;
}

/** One statement; who may see what is decided in SQL (`model.md` § Search). */
export async function find(db: Database, objects: ObjectKind[], search: Search): Promise<Findings> {
	const filters = { ...filtersOf(objects, search), counted: facetsOf(objects) };
	const after = search.after ? readCursor(search.after) : null;
	const { rows } = await sql<{ findings: Findings }>`
		select private.search(${search.words}, ${JSON.stringify(filters)}::jsonb, ${search.sort},
			${search.after ? 1 : search.page}, ${after ? JSON.stringify(after) : null}::jsonb) as findings`.execute(db);
	return rows[0]?.findings as Findings;
}

/** What narrows the search, as SQL reads it. */
const filtersOf = (objects: ObjectKind[], search: Search) => ({ ...search.filters, objects });

/** A directory has facets of its own. */
const facetsOf = (objects: ObjectKind[]): readonly Facet[] =>
	objects.length === 1 && objects[0] === 'organisation' ? directoryFacets : catalogueFacets;

/** All that a search finds, beyond what a page counts: the ids after one, in their order. */
export async function idsFound(
	db: Database,
	objects: ObjectKind[],
	search: Search,
	after: string | null,
	size: number
): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select id from private.search_ids(${search.words}, ${JSON.stringify(filtersOf(objects, search))}::jsonb, ${after}::uuid, ${size}) id`.execute(
		db
	);
	return rows.map(({ id }) => id);
}

/** Where the next page begins, beyond the fiftieth: opaque in the address. */
export function cursorAfter(item: Found): string {
	return Buffer.from(JSON.stringify([item.sortAt, item.id])).toString('base64url');
}

function readCursor(text: string): [string, string] | null {
	try {
		const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
		if (!Array.isArray(value) || value.length !== 2) return null;
		const [at, id] = value as unknown[];
		const good =
			typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id);
		return good ? [at, id] : null;
	} catch {
		return null;
	}
}
