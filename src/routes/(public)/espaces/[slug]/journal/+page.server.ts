import { orNotFound } from '$lib/platform/errors.server';
import * as journal from '$lib/spaces/journal.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(locals.claims ? space : null);
	const before = journal.cursorOf(url);
	return { first: before === null, ...(await locals.db((db) => journal.page(db, { space: id }, before, 30))) };
};
