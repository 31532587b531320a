import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { latestOf } from '$lib/resources/listing.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space);
	const before = url.searchParams.get('avant');
	const resources = await locals.db((db) => latestOf(db, { space: id, before }, 21, getLocale()));
	return {
		resources: resources.slice(0, 20),
		first: !before,
		next: resources.length > 20 ? (resources[19]?.id ?? null) : null
	};
};
