import * as events from '$lib/agenda/events.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		mine: await events.mine(db),
		waiting: await events.waiting(db),
		discarded: url.searchParams.get('fait') === 'discarded'
	}));
