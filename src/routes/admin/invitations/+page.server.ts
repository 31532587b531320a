import type { Body } from '$lib/invitations/invitation';
import { actionsOf, pageOf, type InBody } from '$lib/invitations/page.server';
import { asFacilitator } from '$lib/people/administrator.server';

const inNetwork: InBody = ({ locals }, work) =>
	asFacilitator(locals.db, (db, role) => {
		const body: Body = { kind: 'network', administers: role === 'admin' };
		return work(db, body);
	});

export const load = pageOf(inNetwork);
export const actions = actionsOf(inNetwork);
