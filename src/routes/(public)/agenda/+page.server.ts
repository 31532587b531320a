import { readFilters } from '$lib/agenda/filters';
import * as listing from '$lib/agenda/listing.server';
import { getLocale } from '$lib/paraglide/runtime';

/** Three statements: the list, the month, the terms of the filters. */
export const load = async ({ locals, url }) => {
	const filters = readFilters(url);
	const [now, locale] = [new Date(), getLocale()];
	const today = listing.today(now);
	const month = filters.month ?? (filters.from ?? today).slice(0, 7);
	return locals.db(async (db) => ({
		filters,
		today,
		month,
		...(await listing.page(db, filters, locale, now)),
		days: await listing.month(db, filters, month),
		choices: await listing.choices(db, locale, [filters.territory ?? []].flat())
	}));
};
