import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import * as spaces from '$lib/spaces/spaces.server';

/** The head of the space, above each of its pages. */
export const load = async ({ locals, params, url }) => {
	const space = orNotFound(await locals.db((db) => spaces.headOf(db, params.slug, getLocale())));
	return {
		space,
		live: { room: `space:${space.id}` as const, version: space.version },
		canonical: `${runtime().configuration.origin}${url.pathname}`,
		indexable: space.visibility === 'public' && !space.hidden,
		done: url.searchParams.get('fait')
	};
};
