/** For the editor: who and what may be named, and the names of those that are, under the viewer's rights. */
import { json } from '@sveltejs/kit';
import { readMention, type Mention } from '$lib/documents/content/mention';
import * as documents from '$lib/documents/documents.server';
import * as mentions from '$lib/documents/mentions.server';
import { orNotFound } from '$lib/platform/errors.server';
import { typedIn } from '$lib/search/search';

/** Ids that one page may ask for at once. */
const most = 200;

const asked = (url: URL): Mention[] =>
	url.searchParams
		.getAll('de')
		.slice(0, most)
		.flatMap((text) => readMention(text) ?? []);

export const GET = async ({ locals, params, url }) => {
	const found = await locals.db(async (db) => {
		const { spaceId } = orNotFound(await documents.head(db, params.slug, params.id));
		return url.searchParams.has('de')
			? mentions.named(db, asked(url))
			: mentions.choices(db, spaceId, typedIn(url, 'q', 60));
	});
	return json(found.map(({ kind, id, name }) => ({ kind, id, name })));
};
