import { readFilters } from '$lib/agenda/filters';
import * as listing from '$lib/agenda/listing.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';

/** What the space will do; `?mois=` and `?du=` look elsewhere in time. */
export const load = async ({ locals, parent, params, url }) => {
	const { space } = await parent();
	orNotFound(space);
	const filters = { ...readFilters(url), space: params.slug };
	return { filters, ...(await locals.db((db) => listing.page(db, filters, getLocale(), new Date()))) };
};
