import { recentMails } from '$lib/network/mails.server';
import { asAdministrator } from '$lib/people/administrator.server';
import { isId } from '$lib/platform/ids';
import { runtime } from '$lib/platform/runtime.server';

export const load = async ({ locals, url }) => {
	const before = url.searchParams.get('avant') ?? '';
	return {
		...(await asAdministrator(locals.db, (db) => recentMails(db, isId(before) ? before : null))),
		first: !isId(before),
		sendsMail: Boolean(runtime().configuration.smtpUrl)
	};
};
