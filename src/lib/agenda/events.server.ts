/** Reading one event, and those that wait, under the viewer's rights. Lists are in `listing.server.ts`. */
import { sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { stateOfAddress } from '$lib/platform/addresses.server';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Accessibility, Attendance, Entry, Sensitivity, Situation, Status, Visibility } from './event';
import type { OwnInvitation } from './invitation';
import type { Registration, RegistrationMode } from './registration';
import type { When } from './when';

/** A `timestamp` as we write it; the driver would make it an instant of the server's own zone. */
export const local = (column: string) => sql<string>`to_char(${sql.ref(column)}, 'YYYY-MM-DD"T"HH24:MI')`;

/** One event with all that its page says, in one statement; null when the viewer may not see it. */
export async function findBySlug(db: Database, slug: string, locale: Locale) {
	const label = (table: string) => sql<string>`${sql.ref(`${table}.label_${locale}`)}`;
	return (
		(await db
			.selectFrom('events as e')
			.leftJoin('event_kinds as k', 'k.code', 'e.kind_code')
			.leftJoin('territories as t', 't.code', 'e.territory_code')
			.where('e.slug', '=', slug)
			.select([
				'e.id',
				'e.slug',
				'e.title',
				'e.summary',
				'e.description',
				'e.language',
				'e.time_zone as timeZone',
				'e.price',
				'e.capacity',
				'e.situation_reason as situationReason',
				'e.note',
				'e.source',
				'e.version',
				'e.kind_code as kindCode',
				'e.published_at as publishedAt',
				'e.updated_at as updatedAt',
				'e.created_at as createdAt',
				'e.recurrence',
				't.code as territoryCode',
				't.name as territory'
			])
			.select((q) => [
				sql<Status>`e.status`.as('status'),
				sql<Visibility>`e.visibility`.as('visibility'),
				sql<Situation>`e.situation`.as('situation'),
				sql<Attendance>`e.attendance`.as('attendance'),
				sql<Entry | null>`e.entry`.as('entry'),
				sql<RegistrationMode>`e.registration`.as('registration'),
				sql<Registration | null>`private.viewer_registration(e.id)`.as('mine'),
				sql<boolean>`private.keeps_registrations(e.id)`.as('keepsRegistrations'),
				sql<boolean>`private.invites_to_event(e.id)`.as('mayInvite'),
				sql<OwnInvitation | null>`private.viewer_event_invitation(e.id)`.as('invitation'),
				sql<Sensitivity[]>`e.sensitivity`.as('sensitivity'),
				label('k').as('kind'),
				sql<boolean>`private.writes_event(e.id)`.as('mayWrite'),
				sql<boolean>`private.publishes_events(e.organisation_id, e.space_id, e.visibility)`.as('mayPublish'),
				local('e.recurrence_starts').as('firstStarts'),
				local('e.recurrence_ends').as('firstEnds'),
				sql<
					string[]
				>`(select coalesce(jsonb_agg(to_char(x, 'YYYY-MM-DD"T"HH24:MI')), '[]') from unnest(e.excluded) x)`.as(
					'excluded'
				),
				sql<string | null>`(select p.time_zone from people p where p.id = private.viewer())`.as('readerZone'),
				jsonArrayFrom(
					q
						.selectFrom('event_occurrences as o')
						.select([
							'o.id',
							'o.cancelled_because as cancelledBecause',
							'o.held_count as heldCount',
							'o.waiting_count as waitingCount'
						])
						.select([
							sql<boolean>`private.takes_names(e, o)`.as('open'),
							local('o.starts_local').as('starts'),
							local('o.ends_local').as('ends'),
							local('o.original_local').as('original'),
							sql<When['precision']>`o.precision`.as('precision')
						])
						.whereRef('o.event_id', '=', 'e.id')
						.orderBy('o.starts_local')
				).as('occurrences'),
				jsonObjectFrom(
					q
						.selectFrom('event_places as p')
						.select(['p.name', 'p.address', 'p.access', 'p.online_link as onlineLink'])
						.select(sql<Accessibility[]>`p.accessibility`.as('accessibility'))
						.whereRef('p.event_id', '=', 'e.id')
				).as('place'),
				jsonArrayFrom(
					q
						.selectFrom('organisations as o')
						.select(['o.slug', 'o.name'])
						.where(
							'o.id',
							'in',
							sql<string>`(select e.organisation_id union all select x.organisation_id from event_organisers x where x.event_id = e.id)`
						)
						.orderBy(sql`o.id is distinct from e.organisation_id`)
						.orderBy(sql`private.fold(o.name)`)
				).as('organisers'),
				jsonObjectFrom(
					q
						.selectFrom('organisations as o')
						.select(['o.id', 'o.slug', 'o.name'])
						.whereRef('o.id', '=', 'e.organisation_id')
				).as('organisation'),
				jsonObjectFrom(
					q.selectFrom('spaces as s').select(['s.id', 's.slug', 's.name']).whereRef('s.id', '=', 'e.space_id')
				).as('space'),
				jsonObjectFrom(
					q.selectFrom('campaigns as c').select(['c.slug', 'c.name']).whereRef('c.id', '=', 'e.campaign_id')
				).as('campaign'),
				jsonArrayFrom(
					q
						.selectFrom('event_themes as et')
						.innerJoin('themes as th', 'th.code', 'et.theme_code')
						.select(['th.code'])
						.select(label('th').as('label'))
						.whereRef('et.event_id', '=', 'e.id')
						.orderBy('th.position')
				).as('themes'),
				jsonArrayFrom(
					q
						.selectFrom('event_audiences as ea')
						.innerJoin('audiences as a', 'a.code', 'ea.audience_code')
						.select(['a.code'])
						.select(label('a').as('label'))
						.whereRef('ea.event_id', '=', 'e.id')
						.orderBy('a.position')
				).as('audiences')
			])
			.executeTakeFirst()) ?? null
	);
}

export type AgendaEvent = NonNullable<Awaited<ReturnType<typeof findBySlug>>>;

/** What becomes of an address that the viewer cannot read. */
export const addressState = (db: Database, slug: string) => stateOfAddress(db, 'event_address', slug);

/** The journal of one event, the latest first. */
export function history(db: Database, id: string) {
	return db
		.selectFrom('activity as a')
		.leftJoin('people as p', 'p.id', 'a.actor_id')
		.select(['a.id', 'a.happened_at as at', 'a.verb', 'a.reason', 'p.name as actor'])
		.where('a.object_kind', '=', 'event')
		.where('a.object_id', '=', id)
		.orderBy('a.id', 'desc')
		.limit(20)
		.execute();
}

/** What the viewer wrote, the latest touched first. */
export function mine(db: Database) {
	return db
		.selectFrom('events as e')
		.select(['e.id', 'e.slug', 'e.title', 'e.updated_at as updatedAt'])
		.select([
			sql<Status>`e.status`.as('status'),
			sql<string | null>`(
				select a.reason from activity a where a.object_kind = 'event' and a.object_id = e.id order by a.id desc limit 1
			)`.as('reason')
		])
		.where('e.id', 'in', sql<string>`(select private.viewer_authored('event'))`)
		.orderBy('e.updated_at', 'desc')
		.limit(100)
		.execute();
}

/** Proposals that the viewer may publish or send back, the oldest first. */
export function waiting(db: Database) {
	return db
		.selectFrom('events as e')
		.leftJoin('organisations as o', 'o.id', 'e.organisation_id')
		.select(['e.id', 'e.slug', 'e.title', 'e.updated_at as updatedAt', 'o.name as organisation'])
		.where('e.status', '=', 'proposed')
		.where(sql<boolean>`private.publishes_events(e.organisation_id, e.space_id, e.visibility)`)
		.orderBy('e.updated_at')
		.limit(100)
		.execute();
}
