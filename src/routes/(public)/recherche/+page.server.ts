import { getLocale } from '$lib/paraglide/runtime';
import { objectKinds, readSearch } from '$lib/search/search';
import { results } from '$lib/search/results.server';

export const load = async ({ locals, url }) => ({
	results: await locals.db((db) => results(db, [...objectKinds], readSearch(url), getLocale()))
});
