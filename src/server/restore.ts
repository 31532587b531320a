/**
 * `npm run restore -- FILE`: a backup on an empty data directory, or an empty database. Every byte of
 * the archive is compared with its SHA-256 before anything is touched; the rows come back in one
 * transaction. Until it commits, the database says that it is unfinished and no release starts on it.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { readConfiguration, type Configuration } from '../lib/platform/config.server.ts';
import type { Log } from '../lib/platform/runtime.server.ts';
import { ArchiveError } from './archive.ts';
import { ArchiveReader } from './archive-reading.ts';
import { filesBelow, filesDirectory, fileStore, outboxDirectory, WrittenDirectories } from './backup-files.ts';
import { readManifest, verifyAll, type BackupMember, type Manifest } from './backup-manifest.ts';
import { runCommand } from './command.ts';
import { lockDataDirectory } from './lock.ts';
import { openLog } from './log.ts';
import { listMigrations, migrate } from './migrate.ts';
import { startEmbeddedPostgres } from './postgres.ts';
import { loadRows } from './restore-rows.ts';
import { keptSecrets, type Secrets } from './secrets.ts';
import { markUnfinished, unfinishedArchive } from './unfinished-restore.ts';

export interface RestoreOptions {
	configuration: Configuration;
	file: string;
	log: Log;
	/** Told where it is, in sentences. */
	say?: (sentence: string) => void;
	/** Stops the restoration; the same command begins it again. */
	signal?: AbortSignal;
	/** How the Storage API of a real Supabase is called. */
	fetchStorage?: typeof fetch;
}

export async function restore(options: RestoreOptions): Promise<Manifest> {
	const { configuration, file, say = () => {} } = options;
	const archive = await ArchiveReader.open(file, options.signal);
	try {
		const manifest = await readManifest(archive, file);
		await refuseUnknownVersion(manifest);
		await verifyAll(archive, manifest);
		say(`The archive is whole: ${manifest.members.length} members, made on ${manifest.madeAt}.`);
		await refuseOtherFiles(configuration, manifest);
		await withTarget(options, async (client, ownerUrl, secrets) => {
			const identity = createHash('sha256').update(manifest.text).digest('hex');
			await prepare(client, options, manifest, { ownerUrl, secrets, identity });
			await restoreFiles(archive, manifest, options);
			say('The files are back. The rows are being loaded.');
			await loadRows(client, archive, manifest, { realSupabase: configuration.supabase !== undefined });
			say('The rows are back.');
			// The planner knows nothing of tables that were just filled.
			await client.query('analyze');
		});
		return manifest;
	} finally {
		await archive.close();
	}
}

/** The tables are made by this release's migrations, up to the last one that the backup had. */
async function refuseUnknownVersion(manifest: Manifest): Promise<void> {
	const known = (await listMigrations()).map((migration) => migration.version);
	const newer = manifest.migrations.filter((version) => !known.includes(version));
	if (newer.length) {
		throw new ArchiveError(
			`This backup was made by a newer Palabre (migration ${newer.at(-1)}). Restore it with that release or a later one.`
		);
	}
	const until = manifest.migrations.at(-1) ?? '';
	const absent = known.find((version) => version <= until && !manifest.migrations.includes(version));
	if (absent) {
		throw new ArchiveError(`This backup never had migration ${absent}. Restore it with the release that made it.`);
	}
}

/** Files of another network would be mixed with these. Those of this very archive are from a restoration that was cut. */
async function refuseOtherFiles(configuration: Configuration, manifest: Manifest): Promise<void> {
	const members = new Set(manifest.members.map((member) => member.path));
	for (const directory of [filesDirectory(configuration), outboxDirectory(configuration)]) {
		const others = (await filesBelow(directory)).filter((name) => !members.has(`${path.basename(directory)}/${name}`));
		if (others.length) {
			throw new ArchiveError(
				`${directory} already holds files (${others[0]}). A backup is restored on an empty data directory: set DATA_DIR to a new one.`
			);
		}
	}
}

type Work = (client: pg.Client, ownerUrl: string, secrets: Secrets) => Promise<void>;

async function withTarget({ configuration, log }: RestoreOptions, work: Work): Promise<void> {
	const { dataDir, databaseUrl } = configuration;
	const unlock = await lockDataDirectory(dataDir);
	try {
		const secrets = await keptSecrets(configuration);
		const embedded = databaseUrl
			? undefined
			: await startEmbeddedPostgres({ dataDir, password: secrets.ownerPassword, log });
		try {
			const ownerUrl = databaseUrl ?? embedded?.ownerUrl ?? '';
			const client = new pg.Client({ connectionString: ownerUrl, application_name: 'palabre restore' });
			// A lost connection also fails the statement under way, which says it.
			client.on('error', () => {});
			await client.connect();
			await work(client, ownerUrl, secrets).finally(() => client.end().catch(() => {}));
		} finally {
			await embedded?.stop();
		}
	} finally {
		await unlock();
	}
}

interface Target {
	ownerUrl: string;
	secrets: Secrets;
	/** SHA-256 of the manifest. */
	identity: string;
}

async function prepare(client: pg.Client, options: RestoreOptions, manifest: Manifest, target: Target): Promise<void> {
	const { configuration, say } = options;
	const unfinished = await unfinishedArchive(client);
	if (unfinished === target.identity) {
		say?.('A restoration of this archive was not finished here: it begins again.');
		return;
	}
	if (unfinished) {
		throw new ArchiveError(
			'The restoration of another archive was not finished here. Begin with a new DATA_DIR, or a new database.'
		);
	}
	await refuseUnlessEmpty(client, configuration);
	await migrate({
		...{ ownerUrl: target.ownerUrl, secrets: target.secrets },
		...{ embeddedSupabase: !configuration.supabase, until: manifest.migrations.at(-1) ?? '' }
	});
	await markUnfinished(client, target.identity);
}

async function refuseUnlessEmpty(client: pg.Client, configuration: Configuration): Promise<void> {
	const { rows } = await client.query<{ found: string }>(
		`select n.nspname || '.' || c.relname as found
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')
			and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
		order by 1 limit 1`
	);
	const place = configuration.databaseUrl ? 'The database of DATABASE_URL' : configuration.dataDir;
	const advice = `A backup is restored on ${configuration.databaseUrl ? 'an empty database' : 'an empty data directory: set DATA_DIR to a new one'}.`;
	if (rows[0]) throw new ArchiveError(`${place} already holds a network (table ${rows[0].found}). ${advice}`);
	const { rows: accounts } = await client.query<{ there: boolean }>(
		`select to_regclass('auth.users') is not null as there`
	);
	if (!accounts[0]?.there) return;
	const { rowCount } = await client.query('select from auth.users limit 1');
	if (rowCount) throw new ArchiveError(`${place} already has accounts. ${advice}`);
}

async function restoreFiles(archive: ArchiveReader, manifest: Manifest, options: RestoreOptions): Promise<void> {
	const { configuration } = options;
	const store = fileStore(configuration, options.fetchStorage);
	const outbox = new WrittenDirectories();
	for (const member of manifest.members) {
		const [place, ...rest] = member.path.split('/');
		if (place === 'files') {
			const [bucket = '', ...name] = rest;
			await store.write(
				bucket,
				name.join('/'),
				archive.readVerified(member),
				member.mediaType ?? 'application/octet-stream'
			);
		} else if (place === 'outbox') {
			await outbox.put(path.join(outboxDirectory(configuration), ...rest), archive.readVerified(member));
		}
	}
	await store.settle();
	await outbox.settle();
}

if (import.meta.main) {
	await runCommand('npm run restore -- FILE', async (file, signal) => {
		const started = performance.now();
		const configuration = readConfiguration(process.env);
		const say = (sentence: string) => console.log(sentence);
		const manifest = await restore({ configuration, file, signal, say, log: openLog('warn') });
		const count = (wanted: (member: BackupMember) => boolean) => manifest.members.filter(wanted).length;
		say(
			`Restored: ${count((member) => member.table !== undefined)} tables, ${count((member) => member.path.startsWith('files/'))} files, in ${((performance.now() - started) / 1000).toFixed(1)} s. Start it with npm start; people sign in again.`
		);
		for (const name of manifest.missing) console.error(`The backup had no bytes for it: ${name}`);
		return true;
	});
}
