/** The agenda for other programs: calendars, feed, spreadsheet. What is masked is masked, whoever asks. */
import { sql, type RawBuilder } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { hashed, linkToken } from '$lib/people/one-time.server';
import { asReader, asService, type Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import { local } from './events.server';
import { period, type Filters } from './filters';
import { write, type CalendarEvent, type CalendarOccurrence } from './ics';
import { narrowed, today } from './listing.server';
import { dayAfter } from './when';

/** A subscription goes three months back, and holds at most so many events, found among so many dates. */
const most = { daysBack: 92, events: 2000, dates: 6000 } as const;

/** @param which a condition on an event `e`. */
export async function calendarEvents(
	db: Database,
	which: RawBuilder<unknown>,
	locale: Locale
): Promise<CalendarEvent[]> {
	const { rows } = await sql<CalendarEvent>`
		select e.id, e.slug, e.title, e.summary, e.situation, e.situation_reason as "situationReason", e.time_zone as "timeZone", e.version,
			e.created_at as "createdAt", e.updated_at as "updatedAt",
			nullif(concat_ws(', ', case when not private.masks(e.sensitivity, 'place') then nullif(concat_ws(', ', p.name, p.address), '') end,
				(select t.name from territories t where t.code = e.territory_code)), '') as place,
			case when not private.masks(e.sensitivity, 'place') then p.online_link end as "onlineLink",
			array(select o.name from organisations o where o.status = 'published' and o.visibility = 'public'
				and (o.id = e.organisation_id or o.id in (select x.organisation_id from event_organisers x where x.event_id = e.id)) order by o.id <> e.organisation_id, o.name) as organisers,
			array(select ${sql.ref(`k.label_${locale}`)} from event_kinds k where k.code = e.kind_code) as categories,
			case when e.recurrence is not null then jsonb_build_object('rule', e.recurrence, 'starts', ${local('e.recurrence_starts')}, 'ends', ${local('e.recurrence_ends')},
				'precision', e.recurrence_precision, 'excluded', array(select to_char(x, 'YYYY-MM-DD"T"HH24:MI') from unnest(e.excluded) x)) end as recurrence,
			(select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'starts', ${local('o.starts_local')}, 'ends', ${local('o.ends_local')}, 'precision', o.precision,
				'original', ${local('o.original_local')}, 'cancelledBecause', o.cancelled_because) order by o.starts_local), '[]') from event_occurrences o where o.event_id = e.id) as occurrences
		from events e left join event_places p on p.event_id = e.id where ${which}`.execute(db);
	return rows;
}

/** Events that take place in the days that filters say; those whose day is not fixed are in no calendar. */
function takingPlace(filters: Filters, now: Date): RawBuilder<unknown> {
	const narrow = period(filters, dayAfter(today(now), -most.daysBack));
	// An array, and `offset 0`: the planner would otherwise read all events to join them, and their past only grows.
	return sql`e.id = any (array(
		select found.event_id from (
			select o.event_id, o.starts_local from event_occurrences o
			cross join lateral (select x.* from events x where x.id = o.event_id offset 0) e
			where o.precision in ('day', 'hour') and o.starts_local >= ${narrow.from}::text::timestamp
				${narrow.until ? sql`and o.starts_local < ${narrow.until}::text::timestamp` : sql``}
				and ${narrowed(filters)}
			order by o.starts_local, o.id limit ${most.dates}
		) found group by found.event_id order by min(found.starts_local) limit ${most.events}
	))`;
}

async function nameOf(db: Database): Promise<string> {
	const { name } = await db.selectFrom('network').select('name').executeTakeFirstOrThrow();
	return name;
}

/** `/agenda.ics`: what the viewer may read of the filters of the address. */
export async function filteredCalendar(
	db: Database,
	filters: Filters,
	locale: Locale,
	now: Date,
	origin = runtime().configuration.origin
): Promise<string> {
	const events = await calendarEvents(db, takingPlace(filters, now), locale);
	return write({ name: await calendarName(db, filters), origin, events });
}

async function calendarName(db: Database, filters: Filters): Promise<string> {
	const network = await nameOf(db);
	const space = filters.space
		? await db.selectFrom('spaces').select('name').where('slug', '=', filters.space).executeTakeFirst()
		: null;
	return `${m.agenda_title()} – ${space?.name ?? network}`;
}

/** One event, also when its day is not fixed; null when the viewer may not see it. */
export async function eventCalendar(
	db: Database,
	slug: string,
	locale: Locale,
	origin = runtime().configuration.origin
): Promise<string | null> {
	const events = await calendarEvents(db, sql`e.slug = ${slug} and e.status = 'published'`, locale);
	const [event] = events;
	return event ? write({ name: event.title, origin, events }) : null;
}

const hashOf = (token: string) => hashed('agenda', token);

/** A new secret address; the one before ends. @returns the token, which is kept nowhere. */
export async function subscribe(db: Database): Promise<string> {
	const token = linkToken();
	await unsubscribe(db);
	await sql`insert into agenda_subscriptions (person_id, token_hash) values (private.viewer(), ${hashOf(token)})`.execute(
		db
	);
	return token;
}

export async function unsubscribe(db: Database): Promise<void> {
	await sql`delete from agenda_subscriptions where person_id = private.viewer()`.execute(db);
}

export async function subscribedSince(db: Database): Promise<Date | null> {
	const row = await db.selectFrom('agenda_subscriptions').select('created_at as at').executeTakeFirst();
	return row?.at ?? null;
}

/** The calendar of who holds this secret, as they may read it now; null when nobody does. */
export async function personalCalendar(token: string, filters: Filters, now: Date): Promise<string | null> {
	const owner = await asService((db) => subscriber(db, token));
	if (!owner) return null;
	const { account, language, network } = owner;
	const events = await asReader(account, (db) => calendarEvents(db, takingPlace(filters, now), language));
	const name = `${m.agenda_mine({}, { locale: language })} – ${network}`;
	return write({ name, origin: runtime().configuration.origin, events });
}

async function subscriber(db: Database, token: string) {
	const { rows } = await sql<{ account: string; language: Locale; network: string }>`
		select p.account_id as account, p.language, n.name as network
		from agenda_subscriptions s join people p on p.id = s.person_id and p.account_id is not null
		cross join network n where s.token_hash = ${hashOf(token)}`.execute(db);
	return rows[0];
}

export const calendarResponse = (source: string, name: string) =>
	new Response(source, {
		headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': `inline; filename="${name}.ics"` }
	});

/** The fifty latest public events; those kept out of search engines are not in it. */
export async function latest(db: Database, size: number) {
	const items = await db
		.selectFrom('events as e')
		.leftJoin('organisations as o', 'o.id', 'e.organisation_id')
		.select(['e.id', 'e.slug', 'e.title', 'e.summary', 'e.updated_at as updatedAt', 'e.published_at as publishedAt'])
		.select(['o.name as organisation', 'e.situation_reason as reason'])
		.select((q) => [
			q.selectFrom('network').select('name').as('network'),
			sql<CalendarEvent['situation']>`e.situation`.as('situation'),
			sql<CalendarOccurrence | null>`(select jsonb_build_object('starts', ${local('x.starts_local')}, 'ends', ${local('x.ends_local')}, 'precision', x.precision)
				from event_occurrences x where x.event_id = e.id order by x.starts_local limit 1)`.as('first')
		])
		.where('e.visibility', '=', 'public')
		.where('e.status', '=', 'published')
		.where(sql<boolean>`not private.masks(e.sensitivity, 'no_index')`)
		.orderBy('e.published_at', 'desc')
		.orderBy('e.id', 'desc')
		.limit(size)
		.execute();
	return { network: items[0]?.network ?? 'Palabre', items };
}

/** Addresses for search engines. */
export function mapped(db: Database, size: number) {
	return db
		.selectFrom('events')
		.select(['slug', 'updated_at as updatedAt'])
		.where('visibility', '=', 'public')
		.where('status', '=', 'published')
		.where(sql<boolean>`not private.masks(sensitivity, 'no_index')`)
		.orderBy('published_at', 'desc')
		.limit(size)
		.execute();
}
