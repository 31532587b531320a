import { getLocale } from '$lib/paraglide/runtime';
import { readSearch } from '$lib/search/search';
import { results } from '$lib/search/results.server';

/** A directory without words is read in the order of the alphabet. */
export const load = async ({ locals, url }) => ({
	results: await locals.db((db) => results(db, ['organisation'], readSearch(url, 'title'), getLocale()))
});
