import * as profile from '$lib/people/profile.server';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

/** For the members of the network; whom the viewer does not see is nobody. */
export const load = async ({ locals, params }) => ({
	person: orNotFound(isId(params.id) ? await locals.db((db) => profile.find(db, params.id)) : null)
});
