import { spaceToInviteTo } from '$lib/invitations/invitations.server';
import { actionsOf, pageOf, type InBody } from '$lib/invitations/page.server';

const inSpace: InBody = ({ locals, params }, work) =>
	locals.db(async (db) => work(db, await spaceToInviteTo(db, params['slug'] ?? '')));

export const load = pageOf(inSpace);
export const actions = actionsOf(inSpace);
