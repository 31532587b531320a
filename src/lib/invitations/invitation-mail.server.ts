/**
 * The mail of an invitation, in the language in which it was made: a link to a page with one button. The
 * token is made here and kept nowhere else than in this mail; the database has its hash.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { linkToken } from '$lib/people/one-time.server';
import { longDay } from '$lib/platform/dates';
import { asService } from '$lib/platform/database.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { NetworkRole } from '$lib/people/stewardship';
import type { InvitedSpaceRole, OrganisationRole } from './invitation';
import { hashOfToken } from './tokens.server';
import { roleSentence, whatFor } from './words';

interface Sending {
	email: string;
	name: string | null;
	language: 'fr' | 'en';
	networkRole: NetworkRole;
	organisation: string | null;
	organisationRole: OrganisationRole | null;
	space: string | null;
	spaceRole: InvitedSpaceRole | null;
	word: string | null;
	inviter: string;
	network: string;
	expiresAt: Date;
}

/** The job `mail-invitation`: run twice, it writes one mail. What was withdrawn meanwhile is not sent. */
export async function mailInvitation({ id }: { id: string }): Promise<void> {
	const token = linkToken();
	await asService(async (db) => {
		const { rows } = await sql<Sending>`
			with mailed as (
				update private.invitation_sendings set token_hash = ${hashOfToken(token)}
				where id = ${id} and token_hash is null returning invitation_id
			)
			select i.email, i.name, i.language, i.network_role as "networkRole", o.name as organisation,
				i.organisation_role as "organisationRole", s.name as space, i.space_role as "spaceRole", i.word,
				p.name as inviter, n.name as network, i.expires_at as "expiresAt"
			from mailed join invitations i on i.id = mailed.invitation_id
			join people p on p.id = i.inviter_id cross join network n
			left join organisations o on o.id = i.organisation_id left join spaces s on s.id = i.space_id
			where i.accepted_at is null and i.revoked_at is null`.execute(db);
		const sending = rows[0];
		if (sending) await queueMail(db, { kind: 'invitation', to: sending.email, ...written(sending, token) });
	});
}

function written(sending: Sending, token: string): { subject: string; text: string } {
	const { language: locale, inviter, network, name, word } = sending;
	const what = whatFor(sending, network, locale);
	return {
		subject: [...m.mail_invitation_subject({ inviter, what }, { locale })].slice(0, 200).join(''),
		text: m.mail_invitation_text(
			{
				hello: name ? m.mail_hello_name({ name }, { locale }) : m.mail_hello({}, { locale }),
				inviter,
				what,
				network,
				role: roleSentence(sending, locale),
				word: word ? m.mail_invitation_word({ word }, { locale }) : '',
				link: `${runtime().configuration.origin}/invitations/${token}`,
				date: longDay(sending.expiresAt, { locale })
			},
			{ locale }
		)
	};
}
