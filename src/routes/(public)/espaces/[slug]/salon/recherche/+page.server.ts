import { askedOf, search } from '$lib/chat/searching.server';
import { orNotFound } from '$lib/platform/errors.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space?.mine ? space : null);
	const { words, before } = askedOf(url);
	const result = await locals.db((db) => search(db, id, words, before));
	return { ...result, words, first: before === null, live: undefined };
};
