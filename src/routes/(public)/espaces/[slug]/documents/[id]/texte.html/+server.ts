/** The text as one HTML file that needs nothing else. */
import * as documents from '$lib/documents/documents.server';
import { toFile } from '$lib/documents/export.server';
import { sheetOf } from '$lib/documents/readable.server';
import { refresh } from '$lib/documents/states.server';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import { slugOf } from '$lib/platform/slugs';

export const GET = async ({ locals, params }) => {
	const { id } = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
	await refresh(id);
	const { document, sheet } = await locals.db(async (db) => {
		const document = orNotFound(await documents.read(db, params.slug, params.id));
		return { document, sheet: await sheetOf(db, document) };
	});
	return new Response(toFile(document, sheet, runtime().configuration.origin), {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-disposition': `attachment; filename="${slugOf(document.title)}.html"`
		}
	});
};
