/** Registering, and who registered. The database gives the places, and decides who reads the names. */
import { sql } from 'kysely';
import { hashed } from '$lib/people/one-time.server';
import { asService, type Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Registration } from './registration';
import type { RegistrationValues } from './schema';

export const hashOfToken = (token: string) => hashed('registration', token);

/** The viewer comes to these dates and to no other; none: they leave. @returns false when they see no such event. */
export async function attend(db: Database, event: string, id: string, dates: readonly string[]): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.register_viewer(${id}, ${event}, ${dates}::uuid[]) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** Asks an address to confirm. The same whether it is registered already or not: only its holder is told. */
export async function ask(event: string, values: RegistrationValues, language: Locale): Promise<void> {
	const { id, email, name, dates } = values;
	await asService((db) =>
		sql`insert into private.registration_requests (id, event_id, email, name, language, occurrences)
			values (${id}, ${event}, ${email}, ${name}, ${language}, ${dates}::uuid[]) on conflict (id) do nothing`.execute(db)
	);
}

/** What the page of a link shows. */
export interface OpenedRegistration {
	state: 'asked' | 'registered' | 'ended';
	slug: string | null;
	/** Occurrences, while it waits for its confirmation. */
	asked: string[] | null;
	registration: Registration | null;
}

export async function open(db: Database, token: string): Promise<OpenedRegistration | null> {
	const { rows } = await sql<{ opened: OpenedRegistration | null }>`
		select private.read_registration(${hashOfToken(token)}) as opened`.execute(db);
	return rows[0]?.opened ?? null;
}

/** @returns false for a link that is none, or too old. */
export async function confirm(db: Database, token: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.confirm_registration(${hashOfToken(token)}) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** @param dates none: the registration ends. */
export async function change(
	db: Database,
	token: string,
	name: string | null,
	dates: readonly string[]
): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.change_registration(${hashOfToken(token)}, ${name}, ${dates}::uuid[]) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** Somebody no longer comes to a date, and is told so. @returns false for what the viewer does not hold, or is over. */
export async function remove(db: Database, registration: string, occurrence: string, word?: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select private.remove_attendee(${registration}, ${occurrence}, ${word ?? null}) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** One person on one date, for those who hold the event. */
export interface Attendee {
	registration: string;
	name: string;
	/** Null: somebody of the network, whose address is shown to nobody. */
	email: string | null;
	state: 'held' | 'waiting';
	/** To the microsecond. */
	asked: string;
}

/** The last line of the page before, as `<state>_<instant>_<id>`. */
type AttendeeCursor = Pick<Attendee, 'state' | 'asked' | 'registration'>;

function cursorOf(after: string | null): AttendeeCursor | null {
	const given = /^(held|waiting)_([\dT:.-]{26}Z)_([0-9a-f-]{36})$/.exec(after ?? '');
	const [, state, asked, registration] = given ?? [];
	return state && asked && registration ? { state: state as Attendee['state'], asked, registration } : null;
}

const cursorText = ({ state, asked, registration }: AttendeeCursor) => `${state}_${asked}_${registration}`;

/** Of one date: who comes first, then who waits, in the order in which they asked. */
export async function attendees(
	db: Database,
	occurrence: string,
	after: string | null,
	size: number
): Promise<{ lines: Attendee[]; next: string | null }> {
	const cursor = cursorOf(after);
	const { rows } = await sql<Attendee>`
		select r.id as registration, r.name, r.email, d.state, to_char(d.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as asked
		from registration_dates d join registrations r on r.id = d.registration_id
		where d.occurrence_id = ${occurrence}
			${cursor ? sql`and (d.state, d.asked_at, r.id) > (${cursor.state}, ${cursor.asked}::text::timestamptz, ${cursor.registration}::uuid)` : sql``}
		order by d.state, d.asked_at, r.id limit ${size + 1}`.execute(db);
	const lines = rows.slice(0, size);
	const last = lines.at(-1);
	return { lines, next: rows.length > size && last ? cursorText(last) : null };
}
