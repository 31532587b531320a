/**
 * Work that only an administrator of the network does. For anybody else the address does not exist:
 * 404, before anything of theirs is read.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { orNotFound } from '$lib/platform/errors.server';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

export async function asAdministrator<T>(db: InTransaction, work: (db: Database) => Promise<T>): Promise<T> {
	return db(async (administrators) => {
		const { rows } = await sql<{ plays: boolean }>`select private.viewer_plays('admin') as plays`.execute(
			administrators
		);
		orNotFound(rows[0]?.plays || null);
		return work(administrators);
	});
}
