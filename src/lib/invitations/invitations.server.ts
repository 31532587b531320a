/** Inviting, following what one sent, withdrawing it, sending it again. The database judges each act. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { orNotFound } from '$lib/platform/errors.server';
import { stateOf, type Body, type Invited, type ListedState, type Outcome, type Seat } from './invitation';

/** In the order of the lines. The mails leave with this transaction, or not at all. */
export async function invite(db: Database, lines: readonly Invited[]): Promise<Outcome[]> {
	const { rows } = await sql<{ id: string; outcome: Outcome }>`
		select id, outcome from private.invite(${JSON.stringify(lines)}::jsonb)`.execute(db);
	return rows.map(({ outcome }) => outcome);
}

export type Revocation = 'revoked' | 'closed' | 'absent';

export async function revoke(db: Database, id: string): Promise<Revocation> {
	const { rows } = await sql<{ outcome: Revocation }>`select private.revoke_invitation(${id}) as outcome`.execute(db);
	return orNotFound(rows[0]).outcome;
}

export type Resending = 'resent' | 'too-soon' | 'limit' | 'closed' | 'refused' | 'absent';

export async function resend(db: Database, id: string): Promise<Resending> {
	const { rows } = await sql<{ outcome: Resending }>`select private.resend_invitation(${id}) as outcome`.execute(db);
	return orNotFound(rows[0]).outcome;
}

async function mayInvite(db: Database, organisation: string | null, space: string | null): Promise<boolean> {
	const { rows } = await sql<{
		may: boolean;
	}>`select private.viewer_invites(${organisation}, ${space}) as may`.execute(db);
	return rows[0]?.may ?? false;
}

/** The organisation that the viewer may invite to; for anybody else there is no such page. */
export async function organisationToInviteTo(db: Database, slug: string): Promise<Body> {
	const row = orNotFound(
		await db.selectFrom('organisations').select(['id', 'slug', 'name']).where('slug', '=', slug).executeTakeFirst()
	);
	orNotFound((await mayInvite(db, row.id, null)) || null);
	return { kind: 'organisation', ...row };
}

/** The space that the viewer may invite to, with the organisations for which one may sit there. */
export async function spaceToInviteTo(db: Database, slug: string): Promise<Body> {
	const row = orNotFound(
		await db.selectFrom('spaces').select(['id', 'slug', 'name']).where('slug', '=', slug).executeTakeFirst()
	);
	orNotFound((await mayInvite(db, null, row.id)) || null);
	const seats: Seat[] = await db
		.selectFrom('space_organisations as so')
		.innerJoin('organisations as o', 'o.id', 'so.organisation_id')
		.select(['o.id', 'o.name', 'o.acronym'])
		.where('so.space_id', '=', row.id)
		.orderBy(sql`private.fold(o.name)`)
		.limit(500)
		.execute();
	return { kind: 'space', ...row, seats };
}

/** Organisations that a spreadsheet or a form names: by their name, acronym or address, accents aside. */
export async function organisationsNamed(db: Database, names: readonly string[]): Promise<Map<string, Seat[]>> {
	const wanted = [...new Set(names)];
	const found = new Map<string, Seat[]>(wanted.map((name) => [name, []]));
	if (!wanted.length) return found;
	const { rows } = await sql<Seat & { wanted: string }>`
		select w.wanted, o.id, o.name, o.acronym
		from private.organisations_named(${wanted}) w join organisations o on o.id = w.id`.execute(db);
	for (const { wanted: name, ...seat } of rows) found.get(name)?.push(seat);
	return found;
}

const pageSize = 30;

interface Which {
	body: Body;
	state: ListedState;
	/** The last invitation of the page before. */
	before: string | null;
}

/** The newest first. Row-level security decides which ones: an address is not for everybody. */
export async function list(db: Database, { body, state, before }: Which, now: Date) {
	const rows = await db
		.selectFrom('invitations as i')
		.leftJoin('organisations as o', 'o.id', 'i.organisation_id')
		.leftJoin('spaces as s', 's.id', 'i.space_id')
		.leftJoin('organisations as seat', 'seat.id', 'i.seat_id')
		.leftJoin('people as p', 'p.id', 'i.inviter_id')
		.select([
			'i.id',
			'i.email',
			'i.name',
			'i.network_role as networkRole',
			'i.organisation_id as organisationId',
			'i.organisation_role as organisationRole',
			'i.space_id as spaceId',
			'i.space_role as spaceRole',
			'o.name as organisation',
			's.name as space',
			'seat.name as seat',
			'p.name as inviter',
			'i.created_at as createdAt',
			'i.last_sent_at as lastSentAt',
			'i.expires_at as expiresAt',
			'i.accepted_at as acceptedAt',
			'i.revoked_at as revokedAt'
		])
		.$if(body.kind === 'organisation', (q) =>
			q.where('i.organisation_id', '=', body.kind === 'organisation' ? body.id : '')
		)
		.$if(body.kind === 'space', (q) => q.where('i.space_id', '=', body.kind === 'space' ? body.id : ''))
		.$if(state === 'waiting' || state === 'expired', (q) =>
			q
				.where('i.accepted_at', 'is', null)
				.where('i.revoked_at', 'is', null)
				.where('i.expires_at', state === 'waiting' ? '>' : '<=', now)
		)
		.$if(state === 'accepted', (q) => q.where('i.accepted_at', 'is not', null))
		.$if(state === 'revoked', (q) => q.where('i.revoked_at', 'is not', null))
		.$if(before !== null, (q) =>
			q.where(
				sql<boolean>`(i.created_at, i.id) < (select b.created_at, b.id from invitations b where b.id = ${before})`
			)
		)
		.orderBy('i.created_at', 'desc')
		.orderBy('i.id', 'desc')
		.limit(pageSize + 1)
		.execute();
	return {
		invitations: rows.slice(0, pageSize).map((row) => ({ ...row, state: stateOf(row, now) })),
		next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null
	};
}

export type ListedInvitation = Awaited<ReturnType<typeof list>>['invitations'][number];
