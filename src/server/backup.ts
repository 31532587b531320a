/**
 * `npm run backup -- FILE`: the whole network in one archive, taken while people work, that restores
 * here or on another grade and reads in a spreadsheet (`model.md` § Backup, docs/decisions/0002).
 *
 * Rows first, in one snapshot; then the files that these rows name. Bytes are written before their row
 * and removed after it, so that the files of a snapshot are there when it is read.
 */
import pg from 'pg';
import { readConfiguration, type Configuration } from '../lib/platform/config.server.ts';
import type { Log } from '../lib/platform/runtime.server.ts';
import { ArchiveWriter } from './archive.ts';
import { filesBelow, fileStore, outboxDirectory, readFile, type FileStore } from './backup-files.ts';
import { jobsName, manifestName, readMeName, type BackupMember, type Manifest } from './backup-manifest.ts';
import { copySnapshot, stillNamed, type StoredObject } from './backup-rows.ts';
import { readMe } from './backup-read-me.ts';
import { runCommand } from './command.ts';
import { openLog } from './log.ts';
import { reachDatabase } from './running-database.ts';

export interface BackupOptions {
	configuration: Configuration;
	file: string;
	log: Log;
	now?: Date;
	/** Stops the backup; nothing of it is left. */
	signal?: AbortSignal;
	/** How the Storage API of a real Supabase is called. */
	fetchStorage?: typeof fetch;
}

export interface Backup {
	manifest: Manifest;
	/** Bytes of the archive. */
	size: number;
	/** Files whose row is there and whose bytes are not. Those deleted while the backup ran are not counted. */
	lost: string[];
}

export async function backup(options: BackupOptions): Promise<Backup> {
	const { configuration, file, log, now = new Date() } = options;
	const database = await reachDatabase(configuration, log);
	try {
		const archive = await ArchiveWriter.create(file, now, options.signal);
		try {
			return await fill(archive, { ...options, now }, database.ownerUrl);
		} catch (error) {
			await archive.discard();
			throw error;
		}
	} finally {
		await database.close();
	}
}

async function fill(archive: ArchiveWriter, options: BackupOptions & { now: Date }, ownerUrl: string): Promise<Backup> {
	const { configuration, now } = options;
	const client = new pg.Client({ connectionString: ownerUrl, application_name: 'palabre backup' });
	// A lost connection also fails the statement under way, which says it.
	client.on('error', () => {});
	await client.connect();
	try {
		const note = await archive.add(readMeName, utf8(readMe(now)), 'compressed');
		const { members, objects, migrations, sequences } = await copySnapshot(client, archive);
		const files = await copyFiles(archive, objects, fileStore(configuration, options.fetchStorage));
		const outbox = await copyOutbox(archive, configuration);
		const manifest: Manifest = {
			...{ format: 'palabre-backup', formatVersion: 1, madeAt: now.toISOString(), migrations, sequences },
			...{ missing: files.missing, damaged: files.damaged },
			members: [note, ...members, ...files.members, ...outbox]
		};
		await archive.add(manifestName, utf8(JSON.stringify(manifest, null, '\t')), 'compressed');
		const missing = new Set(files.missing);
		const lost = await stillNamed(
			client,
			objects.filter((object) => missing.has(fileMember(object)))
		);
		return { manifest, size: await archive.finish(), lost: lost.map(fileMember) };
	} finally {
		await client.end().catch(() => {});
	}
}

const fileMember = ({ bucket, name }: StoredObject) => `files/${bucket}/${name}`;

async function copyFiles(archive: ArchiveWriter, objects: StoredObject[], store: FileStore) {
	const members: BackupMember[] = [];
	const missing: string[] = [];
	const damaged: string[] = [];
	for (const object of objects) {
		const bytes = await store.read(object.bucket, object.name);
		if (!bytes) {
			missing.push(fileMember(object));
			continue;
		}
		const member = await archive.add(fileMember(object), bytes, 'stored');
		members.push({ ...member, mediaType: object.mediaType });
		if (object.sha256 && object.sha256 !== member.sha256) damaged.push(member.path);
	}
	return { members, missing, damaged };
}

/** Mails kept because no SMTP_URL is set, without those half written; one that goes meanwhile is no loss. */
async function copyOutbox(archive: ArchiveWriter, configuration: Configuration): Promise<BackupMember[]> {
	const directory = outboxDirectory(configuration);
	const members: BackupMember[] = [];
	for (const name of await filesBelow(directory)) {
		const bytes = /\.(new|part)$/.test(name) ? undefined : await readFile(`${directory}/${name}`);
		if (bytes) members.push(await archive.add(`outbox/${name}`, bytes, 'compressed'));
	}
	return members;
}

async function* utf8(text: string): AsyncGenerator<Buffer> {
	yield Buffer.from(text);
}

/** What the command says when it has ended. */
export function summary(file: string, { manifest, size }: Backup, seconds: number): string {
	const tables = manifest.members.filter((member) => member.table);
	const rows = tables.reduce((sum, { rows: count = 0 }) => sum + count, 0);
	const jobs = manifest.members.find((member) => member.path === jobsName)?.rows ?? 0;
	const files = manifest.members.filter((member) => member.path.startsWith('files/')).length;
	const weight = size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
	return `${file}: ${tables.length} tables, ${rows} rows, ${jobs} waiting jobs, ${files} files, ${weight}, in ${seconds.toFixed(1)} s.`;
}

if (import.meta.main) {
	await runCommand('npm run backup -- FILE', async (file, signal) => {
		const configuration = readConfiguration(process.env);
		const started = performance.now();
		const made = await backup({ configuration, file, signal, log: openLog('warn') });
		console.log(summary(file, made, (performance.now() - started) / 1000));
		const { damaged } = made.manifest;
		for (const name of made.lost) console.error(`Its bytes are missing, only its row is saved: ${name}`);
		for (const name of damaged) console.error(`Its bytes are not those that were uploaded: ${name}`);
		return made.lost.length + damaged.length === 0;
	});
}
