import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import { latestOf } from '$lib/resources/listing.server';
import { byOrganisation } from '$lib/spaces/space';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, params }) => {
	const locale = getLocale();
	return locals.db(async (db) => {
		const space = orNotFound(await spaces.findBySlug(db, params.slug, locale));
		return {
			space,
			sittings: byOrganisation(space.members),
			resources: await latestOf(db, { space: space.id }, 20, locale),
			canonical: `${runtime().configuration.origin}/espaces/${space.slug}`,
			indexable: space.visibility === 'public' && !space.hidden
		};
	});
};
