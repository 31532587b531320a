/**
 * The rows of a backup: every table in one repeatable-read snapshot, streamed from PostgreSQL to the
 * archive, and what the snapshot says of the files to copy after it.
 */
import type pg from 'pg';
import { ArchiveError, type ArchiveWriter } from './archive.ts';
import { jobsName, type BackupMember, type Sequence } from './backup-manifest.ts';
import {
	byteOrderMark,
	columnList,
	csvOptions,
	fullName,
	listSequences,
	listTables,
	plainSettings,
	quotedName,
	waitingJobs
} from './backup-tables.ts';
import { CopyOut } from './copy.ts';
import { unfinishedRestore } from './unfinished-restore.ts';

/** A file of the storage, by its row. */
export interface StoredObject {
	bucket: string;
	name: string;
	mediaType: string;
	/** Hexadecimal, when our own storage wrote it. */
	sha256: string | undefined;
}

export interface Snapshot {
	members: BackupMember[];
	objects: StoredObject[];
	migrations: string[];
	sequences: Sequence[];
}

export async function copySnapshot(client: pg.Client, archive: ArchiveWriter): Promise<Snapshot> {
	await client.query(`begin transaction isolation level repeatable read, read only; ${plainSettings}`);
	try {
		const migrations = await appliedMigrations(client);
		const tables = await listTables(client);
		// An update that alters a table waits; those who read and write do not.
		await client.query(`lock table ${tables.map(quotedName).join(', ')} in access share mode`);
		const members: BackupMember[] = [];
		for (const table of tables) {
			const rows = `select ${columnList(table.columns)} from ${quotedName(table)}`;
			members.push({ ...(await copyCsv(client, archive, `tables/${fullName(table)}.csv`, rows)), table });
		}
		members.push(await copyCsv(client, archive, jobsName, waitingJobs));
		// Counters stand outside of transactions: read last, they are at least at the snapshot's rows.
		return { members, migrations, objects: await listObjects(client), sequences: await listSequences(client) };
	} finally {
		await client.query('rollback').catch(() => {});
	}
}

async function copyCsv(client: pg.Client, archive: ArchiveWriter, path: string, query: string): Promise<BackupMember> {
	const rows = client.query(new CopyOut(`copy (${query}) to stdout (${csvOptions}, header)`));
	const member = await archive.add(path, withMark(rows), 'compressed');
	return { ...member, rows: rows.rows };
}

async function* withMark(csv: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield byteOrderMark;
	yield* csv;
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
	const { rows: found } = await client.query<{ there: boolean }>(
		`select to_regclass('supabase_migrations.schema_migrations') is not null as there`
	);
	if (!found[0]?.there) throw new ArchiveError('This database is not one of Palabre: no migration was applied to it.');
	const { rows } = await client.query<{ version: string }>(
		'select version from supabase_migrations.schema_migrations order by version'
	);
	const versions = rows.map((row) => row.version);
	if (versions.includes(unfinishedRestore)) {
		throw new ArchiveError('A restoration was not finished here: there is nothing whole to back up.');
	}
	return versions;
}

async function listObjects(client: pg.Client): Promise<StoredObject[]> {
	const { rows } = await client.query<{ bucket: string; name: string; type: string | null; etag: string | null }>(
		`select bucket_id as bucket, name, metadata ->> 'mimetype' as type, metadata ->> 'eTag' as etag
		from storage.objects where bucket_id is not null and name is not null order by 1, 2`
	);
	return rows.map(({ bucket, name, type, etag }) => ({
		...{ bucket, name },
		mediaType: type ?? 'application/octet-stream',
		sha256: sha256Of(etag)
	}));
}

/** `files-on-disk.ts` gives as ETag the SHA-256 of the bytes; another storage gives something else. */
function sha256Of(etag: string | null): string | undefined {
	const digest = /^"([A-Za-z0-9_-]{43})"$/.exec(etag ?? '')?.[1];
	return digest && Buffer.from(digest, 'base64url').toString('hex');
}

/** Of these files, those that a row still names now: the others were deleted while the backup ran. */
export async function stillNamed(client: pg.Client, objects: StoredObject[]): Promise<StoredObject[]> {
	if (!objects.length) return [];
	const { rows } = await client.query<{ bucket: string; name: string }>(
		`select o.bucket_id as bucket, o.name from storage.objects o
		join unnest($1::text[], $2::text[]) as wanted (bucket, name) on wanted.bucket = o.bucket_id and wanted.name = o.name`,
		[objects.map((object) => object.bucket), objects.map((object) => object.name)]
	);
	const named = new Set(rows.map((row) => `${row.bucket}/${row.name}`));
	return objects.filter((object) => named.has(`${object.bucket}/${object.name}`));
}
