/**
 * Accepting: the invited address is proven by the ordinary code of signing in, which opens its account; or,
 * for somebody who keeps their own account, by a code of ours mailed there.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { sixDigits } from '$lib/people/one-time.server';
import { askForCode, signInWithCode, type TooMany } from '$lib/people/sign-in.server';
import type { NetworkRole } from '$lib/people/stewardship';
import { inConstantTime } from '$lib/platform/constant-time.server';
import { asService, type Claims, type Database } from '$lib/platform/database.server';
import { attempt } from '$lib/platform/limits.server';
import { queueMail } from '$lib/platform/mail.server';
import type { InvitedSpaceRole, LinkState, OrganisationRole } from './invitation';
import { hashOfProof, hashOfToken } from './tokens.server';

/** What the page of a link says; each part only while who invited may still give it. */
export interface OpenedInvitation {
	state: LinkState;
	name: string | null;
	/** Masked: the mail may have been passed on. */
	address: string;
	inviter: string | null;
	networkRole: NetworkRole;
	organisation: string | null;
	organisationRole: OrganisationRole | null;
	space: string | null;
	spaceRole: InvitedSpaceRole | null;
	seat: string | null;
	word: string | null;
	/** ISO instant. */
	expiresAt: string;
	/** Who is signed in: nobody, the invited address, or another one. */
	viewer: 'nobody' | 'invited' | 'other';
	viewerIsPerson: boolean;
	acceptedByViewer: boolean;
	/** Where one goes once it is accepted. */
	path: string;
}

export async function open(db: Database, token: string): Promise<OpenedInvitation | null> {
	const { rows } = await sql<{ invitation: OpenedInvitation | null }>`
		select private.read_invitation(${hashOfToken(token)}) as invitation`.execute(db);
	return rows[0]?.invitation ?? null;
}

export type Acceptance =
	| { outcome: 'accepted' | 'welcome'; path: string }
	| { outcome: 'absent' | 'not-yours' | 'wrong-code' | Exclude<LinkState, 'open' | 'accepted'> | 'used' };

/** By the viewer, whose address it is; or with the code that was mailed there. */
export async function accept(db: Database, token: string, code?: string): Promise<Acceptance> {
	const proof = code ? hashOfProof(token, code) : null;
	const { rows } = await sql<{ answer: Acceptance | { outcome: 'accepted'; path?: undefined } }>`
		select private.accept_invitation(${hashOfToken(token)}, ${proof}) as answer`.execute(db);
	const answer = rows[0]?.answer ?? { outcome: 'absent' };
	if (answer.outcome === 'accepted' && answer.path === undefined) return { outcome: 'used' };
	return answer as Acceptance;
}

interface Addressee {
	invitation_id: string;
	email: string;
	language: 'fr' | 'en';
}

/** The invited address, while the invitation is open: for the mail, never for the page. */
async function addressee(token: string): Promise<Addressee | null> {
	return asService(async (db) => {
		const { rows } = await sql<Addressee>`select * from private.invitation_address(${hashOfToken(token)})`.execute(db);
		return rows[0] ?? null;
	});
}

export type Asked = { outcome: 'sent' } | { outcome: 'closed' } | TooMany;

/** The ordinary code of signing in, whatever the network's sign-up: an open invitation lets newcomers in. */
export async function sendSignInCode(event: RequestEvent, token: string): Promise<Asked> {
	const invited = await addressee(token);
	if (!invited) return { outcome: 'closed' };
	return askForCode(event, invited.email, true);
}

/** @returns whether the session is now that of the invited address. */
export async function signInAsInvited(
	event: RequestEvent,
	token: string,
	code: string
): Promise<{ outcome: 'done' | 'refused' | 'closed' } | TooMany> {
	const invited = await addressee(token);
	if (!invited) return { outcome: 'closed' };
	return signInWithCode(event, invited.email, code);
}

/** A code of ours to the invited address, so that the viewer accepts with the account that they have. */
export async function sendProof(event: RequestEvent, { sub }: Claims, token: string): Promise<Asked> {
	const invited = await addressee(token);
	if (!invited) return { outcome: 'closed' };
	const minutes = (await attempt('mail-ip', event.getClientAddress())) || (await attempt('mail', invited.email));
	if (minutes) return { outcome: 'too-many', minutes };
	const code = sixDigits();
	await inConstantTime(
		asService(async (db) => {
			await sql`insert into private.invitation_codes (invitation_id, account_id, code_hash)
				values (${invited.invitation_id}, ${sub}, ${hashOfProof(token, code)})
				on conflict (invitation_id, account_id) do update
					set code_hash = excluded.code_hash, tries = 0, expires_at = default`.execute(db);
			await queueMail(db, {
				kind: 'invitation-code',
				to: invited.email,
				subject: m.mail_invitation_code_subject({ code }, { locale: invited.language }),
				text: m.mail_invitation_code_text({ code }, { locale: invited.language })
			});
		})
	);
	return { outcome: 'sent' };
}
