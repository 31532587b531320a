import * as conversations from '$lib/chat/conversations.server';

export const load = async ({ locals, parent, url }) => {
	const { viewer } = await parent();
	const after = url.searchParams.get('avant');
	return {
		...(await locals.db((db) => conversations.list(db, after))),
		first: !after,
		left: url.searchParams.get('fait') === 'quittee',
		// Each message of one of them is announced to its people.
		...(viewer && { live: { room: `person:${viewer.id}` as const, version: null } })
	};
};
