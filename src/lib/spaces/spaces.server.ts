/** Spaces, as the viewer may read them; who is in them is for their members only. */
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';

export type SpaceVisibility = 'public' | 'reseau' | 'espace';

export type SpaceRole = 'animateur' | 'decideur' | 'technique' | 'membre' | 'observateur';

/** Those that the viewer may read, kind after kind. */
export function list(db: Database, locale: Locale) {
	return listed(db, locale)
		.orderBy('k.position')
		.orderBy(sql`private.fold(s.name)`)
		.limit(500)
		.execute();
}

/** Open to everybody: the first page shows a few, the latest opened first. */
export function open(db: Database, locale: Locale, size: number) {
	return listed(db, locale)
		.where('s.visibility', '=', 'public')
		.where(sql<boolean>`not private.masks(s.sensitivity, 'no_index')`)
		.orderBy('s.created_at', 'desc')
		.orderBy(sql`private.fold(s.name)`)
		.limit(size)
		.execute();
}

function listed(db: Database, locale: Locale) {
	return db
		.selectFrom('spaces as s')
		.innerJoin('space_kinds as k', 'k.code', 's.kind_code')
		.select(['s.id', 's.slug', 's.name', 's.purpose', 'k.code as kindCode'])
		.select((q) => [
			sql<SpaceVisibility>`s.visibility`.as('visibility'),
			sql<string>`${sql.ref(`k.label_${locale}`)}`.as('kind'),
			sql<boolean>`s.id in (select private.viewer_spaces())`.as('mine'),
			// Those whose sheet the viewer may read, as the page of the space lists them.
			q
				.selectFrom('space_organisations as so')
				.innerJoin('organisations as o', 'o.id', 'so.organisation_id')
				.select(sql<number>`count(*)::int`.as('n'))
				.whereRef('so.space_id', '=', 's.id')
				.as('organisations')
		])
		.where('s.archived_at', 'is', null);
}

export type ListedSpace = Awaited<ReturnType<typeof list>>[number];

export async function findBySlug(db: Database, slug: string, locale: Locale) {
	return db
		.selectFrom('spaces as s')
		.innerJoin('space_kinds as k', 'k.code', 's.kind_code')
		.where('s.slug', '=', slug)
		.select(['s.id', 's.slug', 's.name', 's.purpose', 's.note', 's.source', 's.archived_at as archivedAt'])
		.select((q) => [
			sql<SpaceVisibility>`s.visibility`.as('visibility'),
			sql<string>`${sql.ref(`k.label_${locale}`)}`.as('kind'),
			sql<boolean>`private.masks(s.sensitivity, 'no_index')`.as('hidden'),
			sql<boolean>`s.id in (select private.viewer_spaces())`.as('mine'),
			jsonArrayFrom(
				q
					.selectFrom('space_organisations as so')
					.innerJoin('organisations as o', 'o.id', 'so.organisation_id')
					.select(['o.id', 'o.slug', 'o.name', 'o.acronym'])
					.whereRef('so.space_id', '=', 's.id')
					.orderBy(sql`private.fold(o.name)`)
			).as('organisations'),
			jsonArrayFrom(
				q
					.selectFrom('space_themes as st')
					.innerJoin('themes as t', 't.code', 'st.theme_code')
					.select(['t.code'])
					.select(sql<string>`${sql.ref(`t.label_${locale}`)}`.as('label'))
					.whereRef('st.space_id', '=', 's.id')
					.orderBy('t.position')
			).as('themes'),
			jsonArrayFrom(
				q
					.selectFrom('space_members as sm')
					.innerJoin('people as p', 'p.id', 'sm.person_id')
					.leftJoin('organisations as o', 'o.id', 'sm.organisation_id')
					.select(['p.id', 'p.name', 'o.name as organisation'])
					.select(sql<SpaceRole>`sm.role`.as('role'))
					.whereRef('sm.space_id', '=', 's.id')
					// By the body that they sit for; those who sit for none come last.
					.orderBy(sql`private.fold(o.name)`)
					.orderBy(sql`private.fold(p.name)`)
					.limit(200)
			).as('members')
		])
		.executeTakeFirst();
}
