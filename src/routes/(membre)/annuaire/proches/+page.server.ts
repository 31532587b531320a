import { error } from '@sveltejs/kit';
import { allCountries } from '$lib/organisations/countries';
import { getLocale } from '$lib/paraglide/runtime';
import { readViewpoint } from '$lib/search/neighbours';
import { around, themeTerms } from '$lib/search/neighbours.server';

/** Three statements. */
export const load = async ({ locals, url }) => {
	const locale = getLocale();
	const chosen = readViewpoint(url);
	const { neighbours, themes } = await locals.db(async (db) => ({
		neighbours: await around(db, chosen, 5, locale),
		themes: await themeTerms(db, locale)
	}));
	if (!neighbours) error(404, 'not-found');
	return { chosen, neighbours, themes, countries: allCountries(locale) };
};
