import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import * as requests from '$lib/spaces/requests.server';
import * as spaces from '$lib/spaces/spaces.server';

/** The head of the space, above each of its pages; for who is only expected there, its door. */
export const load = async ({ locals, params, url }) => {
	const { space, door } = await locals.db(async (db) => {
		const found = (await spaces.headOf(db, params.slug, getLocale())) ?? null;
		const outside = !found && locals.claims ? await requests.door(db, params.slug, getLocale()) : null;
		return { space: found, door: outside };
	});
	orNotFound(space ?? door);
	return {
		space,
		...(space && { live: { room: `space:${space.id}` as const, version: space.version } }),
		door,
		canonical: `${runtime().configuration.origin}${url.pathname}`,
		indexable: space?.visibility === 'public' && !space.hidden,
		done: url.searchParams.get('fait')
	};
};
