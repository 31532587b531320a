import { getLocale } from '$lib/paraglide/runtime';
import * as organisations from '$lib/organisations/organisations.server';
import { latestOf } from '$lib/resources/listing.server';
import * as resources from '$lib/resources/resources.server';

export const load = async ({ locals, url }) => {
	const locale = getLocale();
	return locals.db(async (db) => ({
		latest: await latestOf(db, {}, 5, locale),
		who: await organisations.whoIsHere(db, locale),
		waiting: locals.claims ? await resources.waiting(db) : [],
		welcome: url.searchParams.get('fait') === 'bienvenue'
	}));
};
