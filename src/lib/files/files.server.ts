/**
 * Files that members bring. The bytes are durable before the row exists, so a row always has its
 * bytes; bytes without a row (a power cut between the two) are swept.
 */
import { createHash } from 'node:crypto';
import { error } from '@sveltejs/kit';
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import { putBytes } from '$lib/platform/storage.server';
import { fileType, FileTrouble, safeFileName, type FileProblem } from './file';
import { prepareOriginal } from './images.server';
import { sniff } from './sniff.server';

export interface Brought {
	id: string;
	name: string;
	mediaType: string;
	size: number;
	sha256: string;
	width: number | null;
	height: number | null;
}

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/**
 * Brings one file under the id that the sender chose: sent twice, it is one file, and what came first
 * stays. Asked before the bytes are stored, or knowing the id of a file would be enough to replace it.
 */
export async function bring(
	db: InTransaction,
	id: string,
	declaredName: string,
	sent: Uint8Array,
	limit: number
): Promise<Brought | { problem: FileProblem }> {
	const { place, already } = await db((viewers) => placeOf(viewers, id));
	if (place === 'refused') error(403, 'refused');
	if (already) return already;
	const brought = await receive(id, declaredName, sent, limit);
	if (!('problem' in brought)) await db((viewers) => keep(viewers, brought));
	return brought;
}

async function placeOf(db: Database, id: string): Promise<{ place: string; already?: Brought }> {
	const { rows } = await sql<{ place: string }>`select private.file_place(${id}) as place`.execute(db);
	const place = rows[0]?.place ?? 'refused';
	if (place !== 'mine') return { place };
	const already = await db
		.selectFrom('files')
		.select(['id', 'name', 'media_type as mediaType', 'sha256', 'width', 'height'])
		.select(sql<number>`size::int`.as('size'))
		.where('id', '=', id)
		.executeTakeFirst();
	return { place, ...(already ? { already } : {}) };
}

/**
 * Looks at what was sent, cleans images (no EXIF, no more than 1 600 px) and stores the bytes. The row
 * comes after, by `keep`.
 */
async function receive(
	id: string,
	declaredName: string,
	sent: Uint8Array,
	limit: number
): Promise<Brought | { problem: FileProblem }> {
	if (sent.length === 0) return { problem: 'empty' };
	if (sent.length > limit) return { problem: 'too_large' };
	const read = await cleaned(declaredName, sent, limit);
	if (read.problem !== undefined) return { problem: read.problem };
	const { type, image } = read;
	const bytes = image?.bytes ?? sent;
	const mediaType = image?.mediaType ?? type.mediaType;
	await putBytes(`${id}/original`, bytes, mediaType);
	return {
		id,
		name: safeFileName(declaredName, fileType(mediaType)?.extension),
		mediaType,
		size: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		width: image?.width ?? null,
		height: image?.height ?? null
	};
}

async function cleaned(declaredName: string, sent: Uint8Array, limit: number) {
	try {
		const type = await sniff(sent, declaredName, { limit });
		if ('problem' in type) return { problem: type.problem };
		return {
			type,
			image: fileType(type.mediaType)?.family === 'image' ? await prepareOriginal(sent, type.mediaType) : undefined
		};
	} catch (trouble) {
		if (trouble instanceof FileTrouble) return { problem: trouble.problem };
		throw trouble;
	}
}

/** Under the viewer's own name, which a trigger writes. Kept twice, it is one row. */
async function keep(db: Database, file: Brought): Promise<void> {
	await db
		.insertInto('files')
		.values({
			id: file.id,
			name: file.name,
			media_type: file.mediaType,
			size: file.size,
			sha256: file.sha256,
			width: file.width,
			height: file.height
		})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function textOf(db: Database, id: string): Promise<string | undefined> {
	const row = await db.selectFrom('file_texts').select('content').where('file_id', '=', id).executeTakeFirst();
	return row?.content;
}

export async function forget(db: Database, id: string): Promise<void> {
	await db.deleteFrom('files').where('id', '=', id).execute();
}

/** Those of these files that the viewer brought or may read, in the order given: what a form shows again. */
export async function described(db: Database, ids: string[]) {
	const readable = ids.filter(isId);
	if (!readable.length) return [];
	const rows = await db
		.selectFrom('files')
		.select(['id', 'name', 'media_type as mediaType', 'size'])
		.where('id', 'in', readable)
		.execute();
	return readable.flatMap((id) =>
		rows.filter((row) => row.id === id).map((row) => ({ ...row, size: Number(row.size) }))
	);
}

/** The same bytes for the same object are the same file: a form posted twice without script brings it once. */
export function idOfContent(owner: string, bytes: Uint8Array): string {
	const hash = createHash('sha256').update(owner).update(bytes).digest('hex');
	return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
