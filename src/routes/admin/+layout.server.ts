import { asAdministrator } from '$lib/people/administrator.server';

/** For anybody else there is nothing here. Each page asks again: a layout does not guard actions. */
export const load = async ({ locals, setHeaders }) => {
	await asAdministrator(locals.db, async () => {});
	setHeaders({ 'cache-control': 'private, no-store' });
};
