/**
 * An invitation asks an address to come to the network, perhaps to an organisation or a space, with a
 * role, for fourteen days. Nobody learns by it whether an address has an account; nobody receives by it
 * a role that who invited may no longer give.
 */

import type { NetworkRole } from '$lib/people/stewardship';

export const organisationRoles = ['contributeur', 'referent'] as const;
export type OrganisationRole = (typeof organisationRoles)[number];

export const spaceRoles = ['membre', 'technique', 'decideur', 'observateur', 'animateur'] as const;
export type InvitedSpaceRole = (typeof spaceRoles)[number];

/** One address, and what it is asked to. */
export interface Invited {
	/** Made when the form is shown: posted twice it is one invitation. */
	id: string;
	email: string;
	name?: string | undefined;
	language: 'fr' | 'en';
	networkRole: NetworkRole;
	organisationId?: string | undefined;
	organisationRole?: OrganisationRole | undefined;
	spaceId?: string | undefined;
	spaceRole?: InvitedSpaceRole | undefined;
	/** The organisation that they would sit for in the space. */
	seatId?: string | undefined;
	word?: string | undefined;
}

/**
 * `member`: already there, said to who sees the members. `waiting`: already invited. `limit`: too many mails.
 * `refused`: not theirs to give.
 */
export type Outcome = 'invited' | 'member' | 'waiting' | 'limit' | 'refused';

export const invitationStates = ['waiting', 'accepted', 'expired', 'revoked'] as const;
/** As the lists show them. */
export type ListedState = (typeof invitationStates)[number];

/** As the page of the link says it. `lapsed`: who invited may no longer. */
export type LinkState = 'open' | 'accepted' | 'expired' | 'revoked' | 'lapsed';

/** What one invites to. */
export type Body =
	| { kind: 'network'; administers: boolean }
	| { kind: 'organisation'; id: string; slug: string; name: string }
	| { kind: 'space'; id: string; slug: string; name: string; seats: Seat[] };

export interface Seat {
	id: string;
	name: string;
	acronym: string | null;
}

export function stateOf(
	row: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date },
	now: Date
): ListedState {
	if (row.acceptedAt) return 'accepted';
	// Replaced by a new one after it expired.
	if (row.revokedAt) return row.revokedAt < row.expiresAt ? 'revoked' : 'expired';
	return row.expiresAt > now ? 'waiting' : 'expired';
}
