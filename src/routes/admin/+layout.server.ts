import { asFacilitator } from '$lib/people/administrator.server';

/** For anybody else there is nothing here. Each page asks again, for itself: a layout does not guard actions. */
export const load = async ({ locals, setHeaders }) => {
	const role = await asFacilitator(locals.db, async (_, role) => role);
	setHeaders({ 'cache-control': 'private, no-store' });
	return { role };
};
