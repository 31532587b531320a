import * as conversations from '$lib/chat/conversations.server';
import { formsOf, opened } from '$lib/chat/room.server';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, params, parent, url }) => {
	orNotFound(isId(params.id) || null);
	const viewer = orNotFound((await parent()).viewer);
	return locals.db(async (db) => ({
		people: orNotFound(await conversations.head(db, params.id)).people,
		room: orNotFound(await opened(db, params.id, viewer.id, url))
	}));
};

export const actions = formsOf({
	roomOf: async (_db, { id = '' }) => (isId(id) ? id : null),
	addressOf: ({ id = '' }) => `/messages/${id}`
});
