/**
 * Migrations: forward only, all of those that are missing in one transaction. If one fails the
 * database is as it was, and the older release starts again.
 *
 * The table is the Supabase CLI's own (`supabase_migrations.schema_migrations`), so that the same
 * folder works with `supabase db push` on a hosted Supabase.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { runMigrations as migrateQueue } from 'graphile-worker';
import postgres from 'postgres';
import { authAndStorageSchema } from './supabase.ts';
import { loginPassword, type Secrets } from './secrets.ts';
import { unfinishedRestore } from './unfinished-restore.ts';

export const migrationsDirectory = new URL('../../supabase/migrations/', import.meta.url);
const bootstrapFile = new URL('../../supabase/bootstrap.sql', import.meta.url);

export class MigrationError extends Error {}

export interface Migration {
	version: string;
	name: string;
	sql: string;
}

export async function listMigrations(directory: URL = migrationsDirectory): Promise<Migration[]> {
	const files = (await fs.readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
	return Promise.all(
		files.map(async (file) => {
			const [version = '', ...name] = path.basename(file, '.sql').split('_');
			return { version, name: name.join('_'), sql: await fs.readFile(new URL(file, directory), 'utf8') };
		})
	);
}

export interface MigrateOptions {
	ownerUrl: string;
	secrets: Secrets;
	/** A real Supabase has its own `auth` and `storage`; the embedded one asks us to make them. */
	embeddedSupabase: boolean;
	directory?: URL;
	/** Stop after this version: restoring a backup needs the tables as they were. */
	until?: string;
}

/** @returns the versions that were applied; @throws MigrationError with a sentence that names the file. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
	const sql = postgres(options.ownerUrl, { max: 1, onnotice: () => {} });
	try {
		// Two servers that start together: one does everything, the other then finds it done. Held by this only
		// connection until it ends.
		await sql`select pg_advisory_lock(hashtext('palabre migrations'))`;
		await sql.unsafe(await fs.readFile(bootstrapFile, 'utf8'));
		for (const login of ['palabre_app', 'palabre_api']) {
			await sql.unsafe(`alter role ${login} password '${loginPassword(options.secrets, login)}'`);
		}
		if (options.embeddedSupabase) await sql.unsafe(await authAndStorageSchema());
		// Its tables must be there before our triggers that queue jobs; it keeps its own version table.
		await migrateQueue({ connectionString: options.ownerUrl, logger: undefined });
		return await applyMissing(sql, options);
	} finally {
		await sql.end();
	}
}

async function applyMissing(sql: postgres.Sql, options: MigrateOptions): Promise<string[]> {
	const all = await listMigrations(options.directory);
	return sql.begin(async (transaction) => {
		await transaction.unsafe(`
			create schema if not exists supabase_migrations;
			create table if not exists supabase_migrations.schema_migrations
				(version text primary key, statements text[], name text);`);
		const rows = await transaction<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
		const done = new Set(rows.map((row) => row.version));
		const unknown = [...done].filter((version) => !all.some((migration) => migration.version === version));
		if (unknown.includes(unfinishedRestore)) {
			throw new MigrationError(
				'A restoration was not finished here. Run npm run restore -- FILE again with the same backup.'
			);
		}
		if (unknown.length) {
			throw new MigrationError(
				`This database was written by a newer Palabre (migration ${unknown.sort().at(-1)}). Start that release, or restore a backup.`
			);
		}
		const missing = all.filter(({ version }) => !done.has(version) && (!options.until || version <= options.until));
		for (const { version, name, sql: statements } of missing) {
			try {
				await transaction.unsafe(statements);
				// What a migration left for the end of its transaction is done: the next may alter the same table, and
				// what it changes is indexed again.
				await transaction.unsafe(`set constraints all immediate; set constraints all deferred;
					select set_config('palabre.indexed', '', true);`);
			} catch (error) {
				throw new MigrationError(
					`Migration ${version}_${name} failed: ${(error as Error).message}. The database is untouched; the previous release still starts on it.`,
					{ cause: error }
				);
			}
			await transaction`insert into supabase_migrations.schema_migrations (version, name) values (${version}, ${name})`;
		}
		return missing.map((migration) => migration.version);
	});
}
