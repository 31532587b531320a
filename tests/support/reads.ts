/** How many rows of a table some work reads: what tells an index from luck, and never depends on the hour. */
import { sql } from 'kysely';
import type { Database } from '../../src/lib/platform/database.server';
import type { Viewer } from './database';
import type { World } from './world';

/** `scanned`: one after the other, `fetched`: by an index. In one transaction, under the viewer's rights. */
export async function rowsRead(world: World, viewer: Viewer, table: string, work: (db: Database) => Promise<unknown>) {
	return world.db.as(viewer, async (db) => {
		// A connection counts those of its earlier transactions until it tells them.
		const before = await counters(db, table);
		await work(db);
		const after = await counters(db, table);
		return { scanned: after.scanned - before.scanned, fetched: after.fetched - before.fetched };
	});
}

async function counters(db: Database, table: string) {
	const { rows } = await sql<{ scanned: number; fetched: number }>`
		select coalesce(seq_tup_read, 0) as scanned, coalesce(idx_tup_fetch, 0) as fetched
		from pg_stat_xact_user_tables where relname = ${table}`.execute(db);
	return { scanned: Number(rows[0]?.scanned ?? 0), fetched: Number(rows[0]?.fetched ?? 0) };
}
