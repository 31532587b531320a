import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import { Readable } from 'node:stream';
import { redirect } from '@sveltejs/kit';
import * as exports from '$lib/people/data-exports.server';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

/** The archive, for the person who asked for it and as long as it is kept. */
export async function GET({ params, locals }) {
	if (!locals.claims) redirect(303, `/connexion?retour=${encodeURIComponent('/compte/donnees')}`);
	const { id } = orNotFound(isId(params.id) ? await locals.db((db) => exports.find(db, params.id)) : null);
	const file = exports.exportFile(id);
	// Restored from a backup, which holds no copies, it can be asked for again.
	const { size } = orNotFound(await fs.stat(file).catch(() => null));
	return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>, {
		headers: {
			'content-type': 'application/zip',
			'content-length': String(size),
			'content-disposition': 'attachment; filename="mes-donnees.zip"',
			'cache-control': 'private, no-store'
		}
	});
}
