import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import * as resources from '$lib/resources/resources.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const resource = orNotFound(await resources.findBySlug(db, params.slug, getLocale()));
		return {
			resource: { slug: resource.slug, title: resource.title },
			history: await resources.history(db, resource.id),
			versions: await resources.versions(db, resource.id)
		};
	});
