/** The text as a file in Markdown: byte for byte what the fingerprint of an adopted text is made of. */
import * as documents from '$lib/documents/documents.server';
import { refresh } from '$lib/documents/states.server';
import { orNotFound } from '$lib/platform/errors.server';
import { slugOf } from '$lib/platform/slugs';

export const GET = async ({ locals, params }) => {
	const { id } = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
	await refresh(id);
	const { title, markdown } = orNotFound(await locals.db((db) => documents.exported(db, id)));
	return new Response(markdown, {
		headers: {
			'content-type': 'text/markdown; charset=utf-8',
			'content-disposition': `attachment; filename="${slugOf(title)}.md"`
		}
	});
};
