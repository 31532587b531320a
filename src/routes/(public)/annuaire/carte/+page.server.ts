import { drawn, grouped, placesOf } from '$lib/search/map/map.server';
import { readSearch } from '$lib/search/search';

/** One statement: the same filters as the list, and the same viewer's rights. */
export const load = async ({ locals, url, parent }) => {
	const search = readSearch(url, 'title');
	const places = await locals.db((db) => placesOf(db, search));
	const groups = grouped(places);
	const { lowData } = await parent();
	return {
		search,
		groups,
		// In light mode a map is drawn when it is asked for.
		map: lowData && !url.searchParams.has('dessin') ? null : drawn(groups),
		hidden: lowData && !url.searchParams.has('dessin'),
		nowhere: places.filter(({ territory }) => !territory).reduce((sum, place) => sum + place.organisations, 0)
	};
};
