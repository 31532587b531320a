/** Inviting to an event, and answering. Who may, and what is told to whom, the database decides. */
import { sql } from 'kysely';
import { hashed } from '$lib/people/one-time.server';
import { asService, type Database } from '$lib/platform/database.server';
import { isId, newId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import type { Answer, AnswerCounts, InvitedLine, Invitee, InvitingOutcome } from './invitation';
import type { Registration } from './registration';

export const hashOfToken = (token: string) => hashed('event-invitation', token);

/** People to invite: those who are chosen, then by a part of their name; not those who are invited already. */
export async function findPeople(db: Database, event: string, words: string, chosen: readonly string[] = []) {
	if (!words && !chosen.length) return [];
	const { rows } = await sql<{ id: string; name: string; function: string | null }>`
		select p.id, p.name, p.function from people p
		where p.id in (select unnest(${chosen}::uuid[]) union all select private.people_named(${words}))
			and p.account_id is not null and p.visibility <> 'prive'
			and p.id <> (select private.viewer())
			and not exists (select from event_invitations i where i.event_id = ${event} and i.person_id = p.id)
		order by p.id <> all(${chosen}::uuid[]), private.fold(p.name), p.id limit ${chosen.length + 20}`.execute(db);
	return rows;
}

/** Everybody of the event's space but the viewer and those who are invited already, the first to have come first. */
export async function membersToInvite(db: Database, event: string): Promise<Invitee[]> {
	const { rows } = await sql<{ person: string }>`
		select m.person_id as person from events e join space_members m on m.space_id = e.space_id
		where e.id = ${event} and m.person_id <> private.viewer()
			and not exists (select from event_invitations i where i.event_id = e.id and i.person_id = m.person_id)
		order by m.since, m.person_id limit 200`.execute(db);
	return rows;
}

/** Each line is judged for itself. Posted twice, nobody is invited twice: one is invited once to an event. */
export async function invite(
	db: Database,
	event: string,
	invitees: readonly Invitee[],
	{ word, language }: { word: string | undefined; language: Locale }
): Promise<(Invitee & { outcome: InvitingOutcome })[]> {
	const lines = invitees.map((invitee) => ({ ...invitee, id: newId() }));
	const { rows } = await sql<{ id: string; outcome: InvitingOutcome }>`
		select id, outcome from private.invite_to_event(${event}, ${JSON.stringify(lines)}::jsonb, ${word ?? null}, ${language})`.execute(
		db
	);
	const outcomes = new Map(rows.map(({ id, outcome }) => [id, outcome]));
	return lines.map(({ id, ...invitee }) => ({ ...invitee, outcome: outcomes.get(id) ?? 'unable' }));
}

/** Their calendar is told. @returns false for what is none, or not the viewer's to take back. */
export async function withdraw(db: Database, invitation: string): Promise<boolean> {
	const { rows } = await sql<{
		done: boolean;
	}>`select private.withdraw_event_invitation(${invitation}) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** Names of people that the viewer sees. */
export async function namesOf(db: Database, people: readonly string[]): Promise<Map<string, string>> {
	if (!people.length) return new Map();
	const rows = await db.selectFrom('people').select(['id', 'name']).where('id', 'in', people).execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/** What the page of a link shows. */
export interface OpenedInvitation {
	slug: string;
	title: string;
	/** Null where people are masked, or they show themself to nobody. */
	inviter: string | null;
	word: string | null;
	answer: Answer | null;
	/** Somebody of the network: their name is known. */
	named: boolean;
	/** The event may still be told to whom it is for. */
	readable: boolean;
	registration: Registration | null;
}

export async function open(db: Database, token: string): Promise<OpenedInvitation | null> {
	const { rows } = await sql<{ opened: OpenedInvitation | null }>`
		select private.read_event_invitation(${hashOfToken(token)}) as opened`.execute(db);
	return rows[0]?.opened ?? null;
}

/** @returns false for a link that is none, or an event that one may no longer read. */
export async function answer(
	db: Database,
	token: string,
	given: Answer,
	{ name = null, dates = [] }: { name?: string | null; dates?: readonly string[] } = {}
): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.answer_event_invitation(${hashOfToken(token)}, ${given}, ${name}, ${dates}::uuid[]) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** On the page of the event. @returns false for who is not invited. */
export async function answerOwn(db: Database, event: string, given: Answer): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.answer_own_event_invitation(${event}, ${given}) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** No more invitations to this address. */
export async function refuse(token: string): Promise<void> {
	await asService((db) => sql`select private.refuse_event_invitations(${hashOfToken(token)})`.execute(db));
}

/** Those who were invited, the first first, with how many answered what. @param after the last line of the page before. */
export async function list(
	db: Database,
	event: string,
	after: string | null,
	size: number
): Promise<{ lines: InvitedLine[]; next: string | null; counts: AnswerCounts }> {
	const [at = '', id = ''] = (after ?? '').split('_');
	const begins = /^[\dT:.-]{26}Z$/.test(at) && isId(id);
	const { rows } = await sql<InvitedLine & { counts: Partial<AnswerCounts> }>`
		select i.id, p.name, i.email, i.answer, to_char(i.invited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
			(select jsonb_object_agg(a.answer, a.count) from (
				select coalesce(x.answer, 'none') as answer, count(*) as count from event_invitations x where x.event_id = ${event} group by 1
			) a) as counts
		from event_invitations i left join people p on p.id = i.person_id
		where i.event_id = ${event} ${begins ? sql`and (i.invited_at, i.id) > (${at}::text::timestamptz, ${id}::uuid)` : sql``}
		order by i.invited_at, i.id limit ${size + 1}`.execute(db);
	const lines = rows.slice(0, size);
	const last = lines.at(-1);
	return {
		lines,
		next: rows.length > size && last ? `${last.at}_${last.id}` : null,
		counts: { yes: 0, maybe: 0, no: 0, none: 0, ...rows[0]?.counts }
	};
}
