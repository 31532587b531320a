import * as resources from '$lib/resources/resources.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		mine: await resources.mine(db),
		waiting: await resources.waiting(db),
		discarded: url.searchParams.get('fait') === 'discarded'
	}));
