/** Spaces, as the viewer may read them; who is in them is for their members only. */
import { sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Level, SpaceVisibility } from './space';

/** Those that the viewer may read, kind after kind: the open ones, or those that are archived. */
export function list(db: Database, locale: Locale, archived = false) {
	return listed(db, locale, archived)
		.orderBy('k.position')
		.orderBy(sql`private.fold(s.name)`)
		.limit(500)
		.execute();
}

/** Open to everybody, the latest opened first: the first page asks for a few together with other things. */
export function open(db: Database, locale: Locale, size: number) {
	return jsonArrayFrom(
		listed(db, locale)
			.where('s.visibility', '=', 'public')
			.where(sql<boolean>`not private.masks(s.sensitivity, 'no_index')`)
			.orderBy('s.created_at', 'desc')
			.orderBy(sql`private.fold(s.name)`)
			.limit(size)
	);
}

function listed(db: Database, locale: Locale, archived = false) {
	return db
		.selectFrom('spaces as s')
		.innerJoin('space_kinds as k', 'k.code', 's.kind_code')
		.select(['s.id', 's.slug', 's.name', 's.purpose', 'k.code as kindCode'])
		.select((q) => [
			sql<SpaceVisibility>`s.visibility`.as('visibility'),
			sql<string>`${sql.ref(`k.label_${locale}`)}`.as('kind'),
			sql<boolean>`s.id in (select private.viewer_spaces())`.as('mine'),
			sql<number>`case when s.id in (select private.viewer_spaces()) then private.viewer_unread_in(s.id) else 0 end`.as(
				'unread'
			),
			// Those whose sheet the viewer may read, as the page of the space lists them.
			q
				.selectFrom('space_organisations as so')
				.innerJoin('organisations as o', 'o.id', 'so.organisation_id')
				.select(sql<number>`count(*)::int`.as('n'))
				.whereRef('so.space_id', '=', 's.id')
				.as('organisations')
		])
		.where('s.archived_at', archived ? 'is not' : 'is', null);
}

export type ListedSpace = Awaited<ReturnType<typeof list>>[number];

/** What stands above every page of a space; undefined when the viewer may not see it. */
export async function headOf(db: Database, slug: string, locale: Locale) {
	return db
		.selectFrom('spaces as s')
		.innerJoin('space_kinds as k', 'k.code', 's.kind_code')
		.where('s.slug', '=', slug)
		.select(['s.id', 's.slug', 's.name', 's.purpose', 's.version', 's.archived_at as archivedAt'])
		.select((q) => [
			sql<SpaceVisibility>`s.visibility`.as('visibility'),
			sql<Level | null>`s.level`.as('level'),
			sql<string>`${sql.ref(`k.label_${locale}`)}`.as('kind'),
			sql<boolean>`private.masks(s.sensitivity, 'no_index')`.as('hidden'),
			sql<boolean>`s.id in (select private.viewer_spaces())`.as('mine'),
			sql<number>`private.viewer_unread_in(s.id)`.as('unread'),
			sql<boolean>`s.id in (select private.viewer_facilitated_spaces())`.as('facilitated'),
			sql<boolean>`s.id in (select private.viewer_writing_spaces())`.as('writing'),
			sql<boolean>`private.viewer_plays('admin')`.as('mayJoin'),
			// For those who facilitate the network, who may take it over.
			sql<boolean>`private.viewer_may_take_over(s.id)`.as('unattended'),
			sql<boolean>`private.asks_space(s.id)`.as('asked'),
			// 0 for who is not of its room.
			sql<number>`private.viewer_chat_unread(s.id)`.as('unheard'),
			// A member who does not take part before the charter is accepted.
			sql<boolean>`private.is_kept_out(s.id)`.as('keptOut'),
			sql<boolean>`exists (select from space_charters c where c.space_id = s.id)`.as('chartered'),
			jsonObjectFrom(q.selectFrom('spaces as p').select(['p.slug', 'p.name']).whereRef('p.id', '=', 's.parent_id')).as(
				'parent'
			)
		])
		.executeTakeFirst();
}

export type SpaceHead = NonNullable<Awaited<ReturnType<typeof headOf>>>;

/** What a space says of itself, beside its head. */
export async function presentation(db: Database, id: string, locale: Locale) {
	const label = (table: string) => sql<string>`${sql.ref(`${table}.label_${locale}`)}`;
	return db
		.selectFrom('spaces as s')
		.where('s.id', '=', id)
		.select(['s.note', 's.source', 's.mandate', 's.rhythm', 's.quorum', 's.decision_mode as decisionMode'])
		.select((q) => [
			jsonArrayFrom(
				q
					.selectFrom('space_organisations as so')
					.innerJoin('organisations as o', 'o.id', 'so.organisation_id')
					.innerJoin('colleges as c', 'c.code', 'so.college_code')
					.select(['o.id', 'o.slug', 'o.name', 'o.acronym', 'c.code as collegeCode'])
					.select(label('c').as('college'))
					.whereRef('so.space_id', '=', 's.id')
					.orderBy('c.position')
					.orderBy(sql`private.fold(o.name)`)
			).as('organisations'),
			jsonArrayFrom(
				q
					.selectFrom('space_themes as st')
					.innerJoin('themes as t', 't.code', 'st.theme_code')
					.select(['t.code'])
					.select(label('t').as('label'))
					.whereRef('st.space_id', '=', 's.id')
					.orderBy('t.position')
			).as('themes'),
			jsonArrayFrom(
				q
					.selectFrom('space_territories as st')
					.innerJoin('territories as t', 't.code', 'st.territory_code')
					.select(['t.code', 't.name'])
					.whereRef('st.space_id', '=', 's.id')
					.orderBy(sql`private.fold(t.name)`)
			).as('territories'),
			jsonArrayFrom(
				q
					.selectFrom('spaces as part')
					.select(['part.slug', 'part.name'])
					.whereRef('part.parent_id', '=', 's.id')
					.where('part.archived_at', 'is', null)
					.orderBy(sql`private.fold(part.name)`)
					.limit(100)
			).as('parts'),
			// For whom the viewer might sit.
			jsonArrayFrom(
				q
					.selectFrom('organisation_members as om')
					.innerJoin('organisations as o', 'o.id', 'om.organisation_id')
					.select(['o.id', 'o.name'])
					.where('om.person_id', '=', sql<string>`private.viewer()`)
					.orderBy(sql`private.fold(o.name)`)
			).as('seats')
		])
		.executeTakeFirstOrThrow();
}

export type Presentation = Awaited<ReturnType<typeof presentation>>;
