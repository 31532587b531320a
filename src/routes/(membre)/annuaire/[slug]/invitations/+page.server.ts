import { organisationToInviteTo } from '$lib/invitations/invitations.server';
import { actionsOf, pageOf, type InBody } from '$lib/invitations/page.server';

const inOrganisation: InBody = ({ locals, params }, work) =>
	locals.db(async (db) => work(db, await organisationToInviteTo(db, params['slug'] ?? '')));

export const load = pageOf(inOrganisation);
export const actions = actionsOf(inOrganisation);
