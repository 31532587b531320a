import * as conversations from '$lib/chat/conversations.server';
import { liveTold } from '$lib/notifications/notifications.server';

export const load = async ({ locals, parent, url }) => {
	const { viewer } = await parent();
	const after = url.searchParams.get('avant');
	return locals.db(async (db) => ({
		// Each message of one of them is announced to its people.
		...(viewer && { live: await liveTold(db, viewer.id) }),
		...(await conversations.list(db, after)),
		first: !after,
		left: url.searchParams.get('fait') === 'quittee'
	}));
};
