import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Facet, ObjectKind, Search } from './search';

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
	facets: Record<Facet, Record<string, number> | null>;
}

/** One statement; who may see what is decided in SQL (`model.md` § Search). */
export async function find(db: Database, objects: ObjectKind[], search: Search): Promise<Findings> {
	const filters = { ...search.filters, years: search.filters.years?.map(Number), objects };
	const after = search.after ? readCursor(search.after) : null;
	const { rows } = await sql<{ findings: Findings }>`
		select private.search(${search.words}, ${JSON.stringify(filters)}::jsonb, ${search.sort},
			${search.after ? 1 : search.page}, ${after ? JSON.stringify(after) : null}::jsonb) as findings`.execute(db);
	return rows[0]?.findings as Findings;
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
