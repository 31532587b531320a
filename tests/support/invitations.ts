/** Invitations that tests make, as the owner: already sent, with the token of their mail. */
import { hashOfToken } from '../../src/lib/invitations/tokens.server';
import { linkToken } from '../../src/lib/people/one-time.server';
import { newId } from '../../src/lib/platform/ids';
import type postgres from 'postgres';

interface InvitationOptions {
	by: { id: string };
	email?: string;
	networkRole?: 'admin' | 'animateur' | 'documentaliste' | 'membre';
	organisation?: string;
	organisationRole?: 'referent' | 'contributeur';
	space?: string;
	spaceRole?: 'animateur' | 'decideur' | 'technique' | 'membre' | 'observateur';
	seat?: string;
	expiresAt?: Date;
}

export interface MadeInvitation {
	id: string;
	email: string;
	token: string;
}

export async function anInvitation(
	{ db }: { db: { owner: postgres.Sql } },
	options: InvitationOptions
): Promise<MadeInvitation> {
	const id = newId();
	const email = options.email ?? `${id}@invited.example.org`;
	const token = linkToken();
	await db.owner.begin(async (sql) => {
		await sql`insert into invitations ${sql({
			id,
			email,
			inviter_id: options.by.id,
			network_role: options.networkRole ?? 'membre',
			organisation_id: options.organisation ?? null,
			organisation_role: options.organisation ? (options.organisationRole ?? 'contributeur') : null,
			space_id: options.space ?? null,
			space_role: options.space ? (options.spaceRole ?? 'membre') : null,
			seat_id: options.seat ?? null,
			...(options.expiresAt ? { expires_at: options.expiresAt } : {})
		})}`;
		await sql`insert into private.invitation_sendings ${sql({ invitation_id: id, person_id: options.by.id, token_hash: hashOfToken(token) })}`;
	});
	return { id, email, token };
}
