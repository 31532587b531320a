/**
 * Places, and how what is about them is protected unless its author says otherwise. A place protects
 * those that lie in it.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface Protection {
	/** The places that ask for it, for the sentence that says so. */
	names: string[];
	codes: string[];
}

/** What the network proposes for these places; null when it proposes nothing. */
export async function protectionOf(db: Database, territories: readonly string[]): Promise<Protection | null> {
	if (!territories.length) return null;
	const { rows } = await sql<Protection>`
		select array_agg(distinct p.name) as names, array_agg(distinct masked order by masked) as codes
		from territory_ancestors a join territories p on p.code = a.ancestor_code, unnest(p.default_sensitivity) masked
		where a.territory_code = any (${territories})`.execute(db);
	const [row] = rows;
	return row?.codes ? row : null;
}

const pageSize = 50;

interface Wanted {
	words: string;
	/** Only those that ask for protection. */
	protectedOnly: boolean;
	/** The code of the last one of the page before. */
	after: string | null;
}

export async function list(db: Database, { words, protectedOnly, after }: Wanted) {
	const rows = await db
		.selectFrom('territories as t')
		.leftJoin('territories as p', 'p.code', 't.parent_code')
		.select(['t.code', 't.name', 't.kind', 'p.name as parent', 't.default_sensitivity as protection'])
		.$if(words !== '', (query) =>
			query.where(
				sql<boolean>`private.fold(t.name) like '%' || replace(replace(private.fold(${words}), '%', '\\%'), '_', '\\_') || '%'`
			)
		)
		.$if(protectedOnly, (query) => query.where('t.default_sensitivity', '<>', sql<string[]>`'{}'`))
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(private.fold(t.name), t.code) > (select private.fold(b.name), b.code from territories b where b.code = ${after})`
			)
		)
		.orderBy(sql`private.fold(t.name)`)
		.orderBy('t.code')
		.limit(pageSize + 1)
		.execute();
	return {
		territories: rows.slice(0, pageSize),
		next: rows.length > pageSize ? (rows[pageSize - 1]?.code ?? null) : null
	};
}

export async function find(db: Database, code: string) {
	return db
		.selectFrom('territories')
		.select(['code', 'name', 'default_sensitivity as protection'])
		.where('code', '=', code)
		.executeTakeFirst();
}

/**
 * @param was what the form showed.
 * @returns false when somebody else changed it since, and nothing is written.
 */
export async function protect(db: Database, code: string, protection: string[], was: string[]): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('territories')
		.set({ default_sensitivity: protection })
		.where('code', '=', code)
		.where(sql<boolean>`default_sensitivity @> ${was}::text[] and default_sensitivity <@ ${was}::text[]`)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}
