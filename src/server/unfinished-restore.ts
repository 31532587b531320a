/**
 * A restoration commits the migrations, then writes files, then loads every row in one transaction. In
 * between the database holds this « migration », which no release knows: a start refuses such a
 * database (`migrate.ts`), on every grade and from every server. The transaction that loads the rows
 * takes it away with its commit.
 */
import type pg from 'pg';

export const unfinishedRestore = 'restore-unfinished';

/** @param archive the SHA-256 of the manifest: the same archive may be restored again over it. */
export async function markUnfinished(client: pg.Client, archive: string): Promise<void> {
	await client.query('insert into supabase_migrations.schema_migrations (version, name) values ($1, $2)', [
		unfinishedRestore,
		archive
	]);
}

/** The archive whose restoration did not end here. */
export async function unfinishedArchive(client: pg.Client): Promise<string | undefined> {
	const { rows: there } = await client.query<{ there: boolean }>(
		`select to_regclass('supabase_migrations.schema_migrations') is not null as there`
	);
	if (!there[0]?.there) return undefined;
	const { rows } = await client.query<{ name: string }>(
		'select name from supabase_migrations.schema_migrations where version = $1',
		[unfinishedRestore]
	);
	return rows[0]?.name;
}
