import * as joining from '$lib/organisations/joining.server';
import { getLocale } from '$lib/paraglide/runtime';
import * as people from '$lib/people/people.server';

export const load = async ({ locals, url }) => {
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
	return locals.db(async (db) => ({
		words,
		found: words ? await joining.find(db, words, getLocale()) : [],
		asked: await joining.asked(db),
		mine: (await people.myOrganisations(db)).map(({ id }) => id)
	}));
};
