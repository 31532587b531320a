import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { latestOf } from '$lib/resources/listing.server';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const space = orNotFound(await spaces.findBySlug(db, params.slug, getLocale()));
		return { space, resources: await latestOf(db, { space: space.id }, 20, getLocale()) };
	});
