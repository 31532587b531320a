import * as reports from '$lib/moderation/reports.server';
import { asAdministrator } from '$lib/people/administrator.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => {
	const before = url.searchParams.get('avant') ?? '';
	const which = url.searchParams.get('etat') === 'clos' ? ('closed' as const) : ('waiting' as const);
	return {
		...(await asAdministrator(locals.db, (db) => reports.list(db, which, isId(before) ? before : null))),
		which,
		first: !isId(before)
	};
};
