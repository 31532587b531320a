import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import * as members from '$lib/spaces/members.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	// Who is in it is for its members only: for others the page does not exist.
	orNotFound(space.mine || null);
	const wanted = members.wantedOf(url);
	return locals.db(async (db) => ({
		wanted,
		...(await members.page(db, space.id, wanted)),
		sittings: await members.sittings(db, space.id, getLocale())
	}));
};
