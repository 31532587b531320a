import { pathToRoom } from '$lib/chat/chat';
import { formsOf, opened } from '$lib/chat/room.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import * as spaces from '$lib/spaces/spaces.server';

/** The room of a space has its id. Members only, whatever the space's visibility. */
export const load = async ({ locals, parent, url }) => {
	const { space, viewer } = await parent();
	const { id } = orNotFound(space?.mine ? space : null);
	const room = orNotFound(await locals.db((db) => opened(db, id, orNotFound(viewer).id, url)));
	return { room, live: undefined };
};

export const actions = formsOf({
	roomOf: async (db, { slug = '' }) => (await spaces.headOf(db, slug, getLocale()))?.id ?? null,
	addressOf: ({ slug = '' }) => pathToRoom(slug)
});
