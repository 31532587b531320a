/**
 * Gives a file to whoever may read its row: with its range (RFC 9110 §14), so that a download cut by
 * the network goes on where it stopped, and never as something that a browser would run.
 */
import { error } from '@sveltejs/kit';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';
import { streamBytes } from '$lib/platform/storage.server';
import type { Database } from '$lib/platform/database.server';
import { contentDisposition } from './file';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

interface Served {
	object: string;
	name: string;
	mediaType: string;
	size: number;
	etag: string;
}

export async function serveFile(db: InTransaction, request: Request, id: string, name: string): Promise<Response> {
	if (!isId(id)) error(404, 'not-found');
	const width = /^(320|640|960)\.(webp|avif)$/.exec(name);
	const file = orNotFound(
		await db((viewers) => (width ? variant(viewers, id, Number(width[1]), width[2] as string) : original(viewers, id)))
	);
	const headers: Record<string, string> = {
		'content-type': file.mediaType,
		'content-disposition': contentDisposition(file.mediaType, file.name),
		'x-content-type-options': 'nosniff',
		// Even opened alone, a file runs nothing and reaches nothing.
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
		'accept-ranges': 'bytes',
		etag: file.etag,
		// Its bytes never change under its id, but who may read it can: asked again each time.
		'cache-control': 'private, no-cache'
	};
	if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
	const range = readRange(request, file);
	if (range === 'unsatisfiable')
		return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${file.size}` } });
	const { from, to } = range ?? { from: 0, to: file.size - 1 };
	headers['content-length'] = String(to - from + 1);
	if (range) headers['content-range'] = `bytes ${from}-${to}/${file.size}`;
	const body = request.method === 'HEAD' ? null : await streamBytes(file.object, { from, to });
	return new Response(body, { status: range ? 206 : 200, headers });
}

async function original(db: Database, id: string): Promise<Served | undefined> {
	const row = await db
		.selectFrom('files')
		.select(['name', 'media_type as mediaType', 'size', 'sha256'])
		.where('id', '=', id)
		.executeTakeFirst();
	return (
		row && {
			object: `${id}/original`,
			name: row.name,
			mediaType: row.mediaType,
			size: Number(row.size),
			etag: `"${row.sha256.slice(0, 32)}"`
		}
	);
}

async function variant(db: Database, id: string, width: number, format: string): Promise<Served | undefined> {
	const row = await db
		.selectFrom('file_variants')
		.select('size')
		.where('file_id', '=', id)
		.where('width', '=', width)
		.where('format', '=', format)
		.executeTakeFirst();
	const name = `${width}.${format}`;
	return (
		row && {
			object: `${id}/${name}`,
			name,
			mediaType: `image/${format}`,
			size: Number(row.size),
			etag: `"${id}-${name}"`
		}
	);
}

/** One range of bytes; several at once are answered as a whole, which RFC 9110 §14.2 allows. */
function readRange(request: Request, file: Served): { from: number; to: number } | 'unsatisfiable' | null {
	const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
	const unless = request.headers.get('if-range');
	if (!asked || (asked[1] === '' && asked[2] === '') || (unless && unless !== file.etag)) return null;
	const last = file.size - 1;
	if (asked[1] === '') {
		const length = Number(asked[2]);
		return length === 0 ? 'unsatisfiable' : { from: Math.max(0, file.size - length), to: last };
	}
	const from = Number(asked[1]);
	const to = asked[2] === '' ? last : Math.min(Number(asked[2]), last);
	return from > last || to < from ? 'unsatisfiable' : { from, to };
}
