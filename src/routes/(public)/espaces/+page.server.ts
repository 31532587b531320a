import { getLocale } from '$lib/paraglide/runtime';
import * as membership from '$lib/spaces/membership.server';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		listed: await spaces.list(db, getLocale()),
		unattended: locals.claims ? await membership.unattended(db) : [],
		left: url.searchParams.get('fait') === 'left'
	}));
