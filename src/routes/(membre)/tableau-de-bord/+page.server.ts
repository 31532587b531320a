import * as resources from '$lib/resources/resources.server';
import * as dashboard from '$lib/spaces/dashboard.server';
import * as journal from '$lib/spaces/journal.server';

/** Three statements: what waits, what was begun, what happened. One's spaces come with the frame. */
export const load = async ({ locals, url }) => {
	const before = journal.cursorOf(url);
	return locals.db(async (db) => ({
		waiting: await dashboard.waiting(db),
		unfinished: await resources.unfinished(db),
		first: before === null,
		...(await journal.page(db, 'mine', before, 15))
	}));
};
