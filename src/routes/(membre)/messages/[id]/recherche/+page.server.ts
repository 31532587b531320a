import * as conversations from '$lib/chat/conversations.server';
import { askedOf, search } from '$lib/chat/searching.server';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, params, url }) => {
	orNotFound(isId(params.id) || null);
	const { words, before } = askedOf(url);
	return locals.db(async (db) => ({
		people: orNotFound(await conversations.head(db, params.id)).people,
		...(await search(db, params.id, words, before)),
		words,
		first: before === null
	}));
};
