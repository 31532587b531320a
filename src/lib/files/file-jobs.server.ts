/** Jobs about files: reading their text, making the widths of images, removing bytes that nobody has. */
import { sql } from 'kysely';
import { asService } from '$lib/platform/database.server';
import { getBytes, putBytes, removeBytes } from '$lib/platform/storage.server';
import { runtime } from '$lib/platform/runtime.server';
import { fileType, FileTrouble } from './file';
import { extractText } from './extract.server';
import { makeVariants } from './images.server';

/** The job `read-file`, queued when a file arrives. Done twice, it leaves the same. */
export async function readFile({ id }: { id: string }): Promise<void> {
	const file = await asService((db) =>
		db.selectFrom('files').select(['media_type', 'reading']).where('id', '=', id).executeTakeFirst()
	);
	if (!file || file.reading === 'done' || file.reading === 'none') return;
	const bytes = await getBytes(`${id}/original`);
	if (file.media_type.startsWith('image/')) await keepVariants(id, bytes);
	else await keepText(id, bytes, file.media_type);
}

async function keepVariants(id: string, bytes: Uint8Array): Promise<void> {
	const variants = await makeVariants(bytes);
	for (const { width, format, bytes: made } of variants)
		await putBytes(`${id}/${width}.${format}`, made, `image/${format}`);
	await asService(async (db) => {
		for (const { width, format, bytes: made } of variants) {
			await db
				.insertInto('file_variants')
				.values({ file_id: id, width, format, size: made.length })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		}
		await db.updateTable('files').set({ reading: 'none' }).where('id', '=', id).execute();
	});
}

async function keepText(id: string, bytes: Uint8Array, mediaType: string): Promise<void> {
	const read = await textIn(id, bytes, mediaType);
	const content = read?.text.trim() ?? '';
	await asService(async (db) => {
		if (content) {
			await db
				.insertInto('file_texts')
				.values({ file_id: id, content })
				.onConflict((conflict) => conflict.column('file_id').doUpdateSet({ content }))
				.execute();
		}
		const reading = read ? (content ? 'done' : 'none') : 'failed';
		await db
			.updateTable('files')
			.set({ reading, pages: read?.pages ?? null, text_size: Buffer.byteLength(content) })
			.where('id', '=', id)
			.execute();
	});
}

/** A document that cannot be read stays one that can be downloaded; another error is tried again later. */
async function textIn(id: string, bytes: Uint8Array, mediaType: string) {
	if (!fileType(mediaType)?.hasText) return { text: '', pages: null };
	try {
		return await extractText(bytes, mediaType);
	} catch (trouble) {
		if (!(trouble instanceof FileTrouble)) throw trouble;
		runtime().log.warn({ file: id, reason: trouble.problem }, 'The text of a file could not be read');
		return null;
	}
}

/** The job `forget-file`, queued when a row goes. The same file may have been brought again meanwhile. */
export async function forgetFile({ id }: { id: string }): Promise<void> {
	const back = await asService((db) => db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst());
	if (back) return;
	const names = ['original', ...[320, 640, 960].flatMap((width) => [`${width}.webp`, `${width}.avif`])];
	await removeBytes(names.map((name) => `${id}/${name}`));
}

/** Every night: files that were brought a week ago and attached to nothing, and bytes without a row. */
export async function sweepFiles(): Promise<void> {
	const orphans = await asService(async (db) => {
		await sql`delete from files f where f.created_at < now() - interval '7 days' and not private.is_attached(f.id)`.execute(
			db
		);
		const { rows } = await sql<{ name: string }>`
			select o.name from storage.objects o
			where o.bucket_id = 'files' and o.created_at < now() - interval '2 days'
				and not exists (select from files f where f.id::text = split_part(o.name, '/', 1))
			limit 1000`.execute(db);
		return rows.map((row) => row.name);
	});
	await removeBytes(orphans);
}
