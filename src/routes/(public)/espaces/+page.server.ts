import { getLocale } from '$lib/paraglide/runtime';
import * as membership from '$lib/spaces/membership.server';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, url }) => {
	const archived = url.searchParams.get('archives') === '1';
	return locals.db(async (db) => ({
		archived,
		listed: await spaces.list(db, getLocale(), archived),
		unattended: locals.claims && !archived ? await membership.unattended(db) : [],
		left: url.searchParams.get('fait') === 'left'
	}));
};
