/**
 * What a backup says of itself, in `manifest.json`: the version of the tables, and for each member its
 * size, its SHA-256 and, for a table, its columns and how many rows it has.
 */
import { z } from 'zod';
import { ArchiveError, isSafeName } from './archive.ts';
import type { ArchiveReader } from './archive-reading.ts';

export const manifestName = 'manifest.json';
export const jobsName = 'jobs.csv';
/** For people who open the archive: see `backup-read-me.ts`. */
export const readMeName = 'LISEZMOI.txt';

/** PostgreSQL's own limit, in bytes. */
const identifier = z.string().min(1).max(63);
const memberPath = z.string().refine(isSafeName, 'an unsafe name');

const memberSchema = z.object({
	path: memberPath,
	size: z.number().int().nonnegative(),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	rows: z.number().int().nonnegative().optional(),
	table: z.object({ schema: identifier, name: identifier, columns: z.array(identifier).min(1) }).optional(),
	/** Of a file of the storage. */
	mediaType: z.string().optional()
});

const manifestSchema = z.object({
	format: z.literal('palabre-backup'),
	formatVersion: z.literal(1),
	madeAt: z.iso.datetime(),
	/** Every migration that the database had, in order. */
	migrations: z.array(z.string()).min(1),
	/** Where each counter stands: gaps are kept, so that a number is never given twice. */
	sequences: z.array(z.object({ schema: identifier, name: identifier, lastValue: z.string().regex(/^-?\d+$/) })),
	/** Files that a row names and whose bytes were not there. */
	missing: z.array(memberPath),
	/** Files whose bytes are not those that were uploaded. */
	damaged: z.array(memberPath),
	members: z.array(memberSchema)
});

export type Manifest = z.infer<typeof manifestSchema>;
export type BackupMember = Manifest['members'][number];
export type BackupTable = BackupMember & { table: NonNullable<BackupMember['table']> };
export type Sequence = Manifest['sequences'][number];

export const isTable = (member: BackupMember): member is BackupTable => member.table !== undefined;

/** @throws ArchiveError when the archive is no backup, or of a kind that this release does not know. */
export async function readManifest(archive: ArchiveReader, file: string): Promise<Manifest & { text: string }> {
	if (!archive.names.includes(manifestName)) throw new ArchiveError(`${file} is not a backup of Palabre.`);
	const chunks: Buffer[] = [];
	for await (const chunk of archive.read(manifestName)) chunks.push(chunk);
	const text = Buffer.concat(chunks).toString('utf8');
	const read = manifestSchema.safeParse(parsed(text));
	if (!read.success) {
		throw new ArchiveError(
			`${file} has a manifest that this release does not understand (${read.error.issues[0]?.path.join('.')}). If a newer release made it, restore it with that one.`
		);
	}
	const told = new Set(read.data.members.map((member) => member.path));
	const foreign = archive.names.filter((name) => name !== manifestName && !told.has(name));
	if (foreign.length) throw new ArchiveError(`${file} holds ${foreign[0]}, which its manifest does not know.`);
	return { ...read.data, text };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Reads every byte and compares it with the manifest. @throws ArchiveError at the first difference. */
export async function verifyAll(archive: ArchiveReader, manifest: Manifest): Promise<void> {
	for (const member of manifest.members) {
		for await (const _ of archive.readVerified(member));
	}
}
