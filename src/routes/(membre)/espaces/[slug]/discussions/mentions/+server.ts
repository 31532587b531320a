import { error, json } from '@sveltejs/kit';
import { mentionChoices } from '$lib/threads/mentions.server';

/** Whom a word may name among the members and the bodies of a space, for who sees them there. */
export const GET = async ({ locals, params, url }) => {
	if (!locals.claims) error(401, 'signed-out');
	const word = (url.searchParams.get('q') ?? '').slice(0, 60);
	const [choice] = await locals.db((db) => mentionChoices(db, params.slug, `@${word}`));
	return json((choice?.found ?? []).slice(0, 8).map(({ kind, id, name }) => ({ kind, id, name })));
};
