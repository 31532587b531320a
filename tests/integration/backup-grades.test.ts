/**
 * A network moves: from a stopped server, from an older release, to a PostgreSQL of one's own whose
 * owner is no superuser, to and from a Supabase that keeps files behind its Storage API.
 */
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backup } from '../../src/server/backup.ts';
import { listMigrations } from '../../src/server/migrate.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/server/postgres.ts';
import { restore } from '../../src/server/restore.ts';
import { loginPassword } from '../../src/server/secrets.ts';
import { authAndStorageSchema, startSupabase } from '../../src/server/supabase.ts';
import { contentsOf, populate, signIn, type Contents } from './backup-network.ts';
import { log, makePlaces, onceStarted, start, type Places } from './backup-places.ts';

let places: Places;
let home: string;
let archive: string;
let before: Contents;
/** A PostgreSQL of one's own. */
let own: EmbeddedPostgres;

async function asSuperuser<T>(database: string, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
	const sql = postgres(own.ownerUrl.replace(/postgres$/, database), { max: 1, onnotice: () => {} });
	return ask(sql).finally(() => sql.end());
}

beforeAll(async () => {
	places = await makePlaces();
	home = places.home;
	const configuration = places.configurationOf('source');
	before = await onceStarted(configuration, async ({ runtime }) => {
		await populate(runtime);
		return contentsOf(runtime);
	});
	archive = path.join(home, 'network.zip');
	// Nothing runs: the command starts PostgreSQL for itself.
	await backup({ configuration, file: archive, log });
	own = await startEmbeddedPostgres({
		dataDir: path.join(home, 'own'),
		password: 'secret',
		log,
		settings: { fsync: 'off' }
	});
	await asSuperuser('postgres', (sql) => sql.file('supabase/bootstrap.sql'));
}, 120_000);

afterAll(async () => {
	await own?.stop();
	await places?.remove();
});

it('from an older release: the restored network has that release’s tables, then the next start updates it', async () => {
	const versions = (await listMigrations()).map(({ version }) => version);
	const until = versions.at(-4) ?? '';
	const old = places.configurationOf('older');
	await (await start(old, until)).stop();
	const file = path.join(home, 'older.zip');
	const { manifest } = await backup({ configuration: old, file, log });
	expect(manifest.migrations.at(-1)).toBe(until);
	const configuration = places.configurationOf('newer');
	await restore({ configuration, file, log });
	await onceStarted(configuration, async ({ runtime }) => {
		const sql = postgres(runtime.database.ownerUrl, { max: 1 });
		const applied = await sql<
			{ version: string }[]
		>`select version from supabase_migrations.schema_migrations order by 1`;
		await sql.end();
		expect(applied.map(({ version }) => version)).toEqual(versions);
	});
});

it('to a PostgreSQL of one’s own, whose owner is no superuser', async () => {
	await asSuperuser('postgres', async (sql) => {
		await sql`create role town login createrole password 'secret'`;
		await sql`grant anon, authenticated, service_role, palabre_app, palabre_api to town with admin option`;
		await sql`create database town owner town`;
	});
	const configuration = places.configurationOf('town', {
		databaseUrl: `postgres://town:secret@127.0.0.1:${new URL(own.ownerUrl).port}/town`
	});
	await restore({ configuration, file: archive, log });
	await onceStarted(configuration, async ({ runtime }) => {
		expect(await contentsOf(runtime)).toEqual(before);
		expect(await signIn(runtime)).toBe(200);
	});
	await expect(restore({ configuration, file: archive, log })).rejects.toThrow(/already holds/);
});

/** Supabase's own schemas, and a Storage API that is only reached by requests, as a real one. */
async function supabaseElsewhere(database: string) {
	await asSuperuser('postgres', (sql) => sql.unsafe(`create database ${database}`));
	const schema = await authAndStorageSchema();
	const secrets = {
		jwtSecret: 'j'.repeat(40),
		publishableKey: 'sb_publishable_1',
		secretKey: 'sb_secret_1',
		ownerPassword: ''
	};
	// The one that the migrations give it.
	const apiPassword = loginPassword(secrets, 'palabre_api');
	await asSuperuser(database, async (sql) => {
		await sql.unsafe(schema);
		// Columns of a real one, which the embedded one does not have; and the reverse.
		await sql`alter table auth.users add instance_id uuid`;
		await sql`alter table auth.identities drop column last_sign_in_at`;
		await sql`insert into storage.buckets (id, name) values ('files', 'files')`;
		await sql`alter table storage.buckets disable row level security`;
		await sql`alter table storage.objects disable row level security`;
		await sql`grant select, insert, update, delete on storage.buckets, storage.objects to palabre_api`;
		await sql.unsafe(`alter role palabre_api password '${apiPassword}'`);
	});
	const databaseUrl = own.ownerUrl.replace(/postgres$/, database);
	const origin = 'http://supabase.example.org';
	const server = await startSupabase({
		databaseUrl: databaseUrl.replace('postgres:secret', `palabre_api:${apiPassword}`),
		...{ secrets, origin, filesDir: path.join(home, database), uploadLimit: 20 * 1024 * 1024, log }
	});
	const { jwtSecret } = secrets;
	const supabase = { url: origin, publishableKey: secrets.publishableKey, secretKey: secrets.secretKey, jwtSecret };
	return { configuration: places.configurationOf(`${database}-data`, { databaseUrl, supabase, jwtSecret }), server };
}

it('to a Supabase elsewhere, and back', async () => {
	const { configuration, server } = await supabaseElsewhere('elsewhere');
	const back = path.join(home, 'back.zip');
	try {
		await restore({ configuration, file: archive, log, fetchStorage: server.fetch });
		await asSuperuser('elsewhere', async (sql) => {
			// Without these two, a real Supabase Auth finds nobody, or fails.
			const found = await sql`select instance_id, confirmation_token is null as null_token from auth.users`;
			expect([...found]).toEqual([{ instance_id: '00000000-0000-0000-0000-000000000000', null_token: false }]);
		});
		const { manifest, lost } = await backup({ configuration, file: back, log, fetchStorage: server.fetch });
		expect([lost, manifest.missing, manifest.damaged]).toEqual([[], [], []]);
	} finally {
		await server.close();
	}
	const home2 = places.configurationOf('home-again');
	await restore({ configuration: home2, file: back, log });
	await onceStarted(home2, async ({ runtime }) => {
		const after = await contentsOf(runtime);
		expect(await signIn(runtime)).toBe(200);
		for (const [name, sum] of Object.entries(before.tables)) {
			if (name.startsWith('public.') || name.startsWith('private.'))
				expect([name, after.tables[name]]).toEqual([name, sum]);
		}
		expect([after.files, after.objects, after.jobs, after.outbox]).toEqual([
			before.files,
			before.objects,
			before.jobs,
			before.outbox
		]);
	});
}, 60_000);
