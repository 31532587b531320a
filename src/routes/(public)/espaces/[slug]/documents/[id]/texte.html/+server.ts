/** The text as one HTML file that needs nothing else. */
import * as documents from '$lib/documents/documents.server';
import { toFile } from '$lib/documents/export.server';
import { refresh } from '$lib/documents/states.server';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import { slugOf } from '$lib/platform/slugs';

export const GET = async ({ locals, params }) => {
	const { id, title } = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
	await refresh(id);
	const file = await locals.db(async (db) => {
		const document = orNotFound(await documents.read(db, params.slug, params.id));
		return toFile(db, document, runtime().configuration.origin);
	});
	return new Response(file, {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-disposition': `attachment; filename="${slugOf(title)}.html"`
		}
	});
};
