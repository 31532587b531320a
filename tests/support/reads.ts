/** How many rows of a table some work reads: what tells an index from luck, and never depends on the hour. */
import { sql } from 'kysely';
import type { Database } from '../../src/lib/platform/database.server';
import type { Viewer } from './database';
import type { World } from './world';

interface Read {
	/** One after the other. */
	scanned: number;
	/** By an index. */
	fetched: number;
	/** Of its indexes, those of no row that was fetched included. */
	entries: number;
}

/** In one transaction, under the viewer's rights. */
export async function rowsRead(
	world: World,
	viewer: Viewer,
	table: string,
	work: (db: Database) => Promise<unknown>
): Promise<Read> {
	return world.db.as(viewer, async (db) => {
		// A connection counts those of its earlier transactions until it tells them.
		const before = await counters(db, table);
		await work(db);
		const after = await counters(db, table);
		return {
			scanned: after.scanned - before.scanned,
			fetched: after.fetched - before.fetched,
			entries: after.entries - before.entries
		};
	});
}

async function counters(db: Database, table: string): Promise<Read> {
	const { rows } = await sql<Read>`
		select coalesce(seq_tup_read, 0) as scanned, coalesce(idx_tup_fetch, 0) as fetched, coalesce((
			select sum(pg_stat_get_xact_tuples_returned(i.indexrelid)) from pg_index i where i.indrelid = t.relid
		), 0)::bigint as entries
		from pg_stat_xact_user_tables t where relname = ${table}`.execute(db);
	const { scanned, fetched, entries } = rows[0] ?? { scanned: 0, fetched: 0, entries: 0 };
	return { scanned: Number(scanned), fetched: Number(fetched), entries: Number(entries) };
}
