import { getLocale } from '$lib/paraglide/runtime';
import { readSearch } from '$lib/search/search';
import { results } from '$lib/search/results.server';

export const load = async ({ locals, url }) => {
	const search = readSearch(url);
	// A directory without words is read in the order of the alphabet.
	const sort = search.words || url.searchParams.has('tri') ? search.sort : 'title';
	return { results: await locals.db((db) => results(db, ['organisation'], { ...search, sort }, getLocale())) };
};
