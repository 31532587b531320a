import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { NetworkRole } from '$lib/people/stewardship';
import { networkRoleNames } from '$lib/people/words';
import type { InvitedSpaceRole, ListedState, OrganisationRole, Outcome } from './invitation';

type Locale = 'fr' | 'en';
type Word = (inputs: Record<string, never>, options?: { locale: Locale }) => string;

export const organisationRoleNames: Record<OrganisationRole, Word> = {
	contributeur: m.invitation_organisation_contributeur,
	referent: m.invitation_organisation_referent
};

export const spaceRoleNames: Record<InvitedSpaceRole, Word> = {
	membre: m.space_role_membre,
	technique: m.space_role_technique,
	decideur: m.space_role_decideur,
	observateur: m.space_role_observateur,
	animateur: m.space_role_animateur
};

export const stateNames: Record<ListedState, { label: () => string; list: () => string; tag: string }> = {
	waiting: { label: m.invitation_state_waiting, list: m.invitations_waiting, tag: 'wait' },
	accepted: { label: m.invitation_state_accepted, list: m.invitations_accepted, tag: 'ok' },
	expired: { label: m.invitation_state_expired, list: m.invitations_expired, tag: 'off' },
	revoked: { label: m.invitation_state_revoked, list: m.invitations_revoked, tag: 'off' }
};

/** What became of a line, as the report says it. */
export const outcomeNames: Record<Outcome, () => string> = {
	invited: m.invitation_outcome_invited,
	member: m.invitation_outcome_member,
	waiting: m.invitation_outcome_waiting,
	limit: m.invitation_outcome_limit,
	refused: m.invitation_outcome_refused
};

interface Roles {
	networkRole: NetworkRole;
	organisation: string | null;
	organisationRole: OrganisationRole | null;
	space: string | null;
	spaceRole: InvitedSpaceRole | null;
}

/** « l’espace « Eau » », « le réseau Palabre »: after « vous invite à rejoindre ». */
export function whatFor({ space, organisation }: Roles, network: string, locale: Locale = getLocale()): string {
	if (space) return m.invitation_what_space({ name: space }, { locale });
	if (organisation) return m.invitation_what_organisation({ name: organisation }, { locale });
	return m.invitation_what_network({ name: network }, { locale });
}

/** « référent ou référente de Béma ; membre de l’espace « Eau » ». */
export function roleSentence(roles: Roles, locale: Locale = getLocale()): string {
	const { organisation, organisationRole, space, spaceRole, networkRole } = roles;
	const parts: string[] = [];
	if (space && spaceRole)
		parts.push(m.invitation_role_in({ role: spaceRoleNames[spaceRole]({}, { locale }), body: space }, { locale }));
	if (organisation && organisationRole)
		parts.push(
			m.invitation_role_in(
				{ role: organisationRoleNames[organisationRole]({}, { locale }), body: organisation },
				{ locale }
			)
		);
	if (networkRole !== 'membre' || !parts.length) parts.push(networkRoleNames[networkRole]({}, { locale }));
	return parts.join(m.invitation_and({}, { locale }));
}
