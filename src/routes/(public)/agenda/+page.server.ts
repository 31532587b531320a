import { redirect } from '@sveltejs/kit';
import { addressOf, readFilters } from '$lib/agenda/filters';
import * as listing from '$lib/agenda/listing.server';
import { namedPlace } from '$lib/agenda/named-place.server';
import { withPlaces } from '$lib/network/places';
import { getLocale } from '$lib/paraglide/runtime';

/** Three statements: the list, the month, the terms of the filters. A place named in words is looked up before. */
export const load = async ({ locals, url }) => {
	const filters = readFilters(url);
	const [now, locale] = [new Date(), getLocale()];
	const today = listing.today(now);
	const month = filters.month ?? (filters.from ?? today).slice(0, 7);
	const place = await namedPlace(locals.db, url);
	if (place?.code) redirect(303, addressOf('/agenda', { ...filters, territory: place.code, after: null }));
	return locals.db(async (db) => ({
		place,
		filters,
		today,
		month,
		...(await listing.page(db, filters, locale, now)),
		days: await listing.month(db, filters, month),
		choices: withPlaces(await listing.choices(db, locale, [filters.territory ?? []].flat()), place?.terms)
	}));
};
