/** The job `tell`: who is told of a fact is decided by the database, once, whatever runs twice. */
import { sql } from 'kysely';
import { asService } from '$lib/platform/database.server';

export async function tell({ source, id }: { source: string; id: string }): Promise<void> {
	await asService((db) => sql`select private.tell(${source}, ${id})`.execute(db));
}
