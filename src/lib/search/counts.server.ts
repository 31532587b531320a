import { sql } from 'kysely';
import { asService } from '$lib/platform/database.server';

/** The job that runs every night: what was counted change by change is added up (`private.directory_counts`). */
export async function recountDirectory(): Promise<void> {
	await asService((db) => sql`select private.recount_directory()`.execute(db));
}
