import { orNotFound } from '$lib/platform/errors.server';
import * as kept from '$lib/threads/kept.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space);
	const after = url.searchParams.get('avant');
	return { first: !after, ...(await locals.db((db) => kept.list(db, id, after))) };
};
