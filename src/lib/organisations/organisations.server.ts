/**
 * Organisations of the network, as the viewer may read them. A masked place is the region around it
 * (`domain.md` §3.4), for everybody but the organisation's own people.
 */
import { sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';

/** The territory that may be shown. */
export const shownTerritory = sql<string | null>`case
	when private.masks(o.sensitivity, 'place') and not o.id in (select private.viewer_organisations()) then private.blurred_territory(o.territory_code)
	else o.territory_code end`;

/** All that the directory says of one, in one statement; undefined when the viewer may not see it. */
export async function findBySlug(db: Database, slug: string, locale: Locale) {
	return db
		.selectFrom('organisations as o')
		.innerJoin('organisation_kinds as k', 'k.code', 'o.kind_code')
		.where('o.slug', '=', slug)
		.select(['o.id', 'o.slug', 'o.name', 'o.acronym', 'o.summary', 'o.website', 'o.note', 'o.source', 'o.rna', 'o.siren', 'o.visibility', 'o.kind_code as kindCode'])
		.select((q) => [
			sql<string>`${sql.ref(`k.label_${locale}`)}`.as('kind'),
			sql<boolean>`private.masks(o.sensitivity, 'no_index')`.as('hidden'),
			jsonObjectFrom(q.selectFrom('territories as t').select(['t.code', 't.name', 't.country']).where('t.code', '=', shownTerritory)).as('territory'),
			jsonObjectFrom(q.selectFrom('organisations as p').select(['p.slug', 'p.name']).whereRef('p.id', '=', 'o.parent_id')).as('parent'),
			jsonArrayFrom(q.selectFrom('organisations as c').select(['c.slug', 'c.name']).whereRef('c.parent_id', '=', 'o.id').orderBy(sql`private.fold(c.name)`).limit(60)).as('parts'),
			jsonArrayFrom(
				q.selectFrom('organisation_names as n').select(['n.name', 'n.valid_from as from', 'n.valid_to as to']).whereRef('n.organisation_id', '=', 'o.id').orderBy('n.valid_from')
			).as('names'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_successions as s')
					.innerJoin('organisations as x', 'x.id', 's.predecessor_id')
					.select(['x.slug', 'x.name', 's.happened_on as on'])
					.whereRef('s.successor_id', '=', 'o.id')
			).as('predecessors'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_successions as s')
					.innerJoin('organisations as x', 'x.id', 's.successor_id')
					.select(['x.slug', 'x.name', 's.happened_on as on'])
					.whereRef('s.predecessor_id', '=', 'o.id')
			).as('successors'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_themes as ot')
					.innerJoin('themes as t', 't.code', 'ot.theme_code')
					.select(['t.code', 't.sustainable_development_goals as goals'])
					.select(sql<string>`${sql.ref(`t.label_${locale}`)}`.as('label'))
					.whereRef('ot.organisation_id', '=', 'o.id')
					.orderBy('t.position')
			).as('themes'),
			jsonArrayFrom(
				q.selectFrom('organisation_countries as c').select('c.country').whereRef('c.organisation_id', '=', 'o.id').orderBy('c.country')
			).as('countries'),
			jsonArrayFrom(
				q
					.selectFrom('space_organisations as so')
					.innerJoin('spaces as s', 's.id', 'so.space_id')
					.select(['s.slug', 's.name'])
					.whereRef('so.organisation_id', '=', 'o.id')
					.orderBy(sql`private.fold(s.name)`)
			).as('spaces')
		])
		.executeTakeFirst();
}

export type Organisation = NonNullable<Awaited<ReturnType<typeof findBySlug>>>;

export interface ListedOrganisation {
	id: string;
	slug: string;
	name: string;
	acronym: string | null;
	kind: string;
	territory: string | null;
	department: string | null;
	country: string | null;
	summary: string | null;
	themes: string | null;
	goals: string | null;
	countries: string | null;
	website: string | null;
}

/** One page of the whole directory, for the spreadsheet: the axes of IN-01. */
export async function pageOfAll(db: Database, locale: Locale, size: number, after: string | null): Promise<ListedOrganisation[]> {
	const { rows } = await sql<ListedOrganisation>`
		select o.id, o.slug, o.name, o.acronym, ${sql.ref(`k.label_${locale}`)} as kind, t.name as territory, t.country,
			(select d.name from territory_ancestors a join territories d on d.code = a.ancestor_code and d.kind = 'departement' where a.territory_code = t.code) as department,
			o.summary, o.website,
			(select string_agg(${sql.ref(`x.label_${locale}`)}, ', ' order by x.position) from organisation_themes ot join themes x on x.code = ot.theme_code where ot.organisation_id = o.id) as themes,
			(select string_agg(distinct goal::text, ', ') from organisation_themes ot join themes x on x.code = ot.theme_code, unnest(x.sustainable_development_goals) goal where ot.organisation_id = o.id) as goals,
			(select string_agg(c.country, ', ' order by c.country) from organisation_countries c where c.organisation_id = o.id) as countries
		from organisations o
		join organisation_kinds k on k.code = o.kind_code
		left join territories t on t.code = ${shownTerritory}
		where o.status in ('published', 'archived') and (${after}::uuid is null or o.id > ${after}::uuid)
		order by o.id
		limit ${size}`.execute(db);
	return rows;
}

/** Who is here: how many of each kind, and partners of each other country. */
export async function whoIsHere(db: Database, locale: Locale) {
	const { rows } = await sql<{ kinds: { kind: string; code: string; count: number }[] | null; partners: { slug: string; name: string; country: string }[] | null }>`
		select
			(select json_agg(x) from (
				select ${sql.ref(`k.label_${locale}`)} as kind, k.code, count(*)::int as count from organisations o
				join organisation_kinds k on k.code = o.kind_code where o.status = 'published' group by k.code, k.label_fr, k.label_en, k.position order by count desc, k.position limit 6
			) x) as kinds,
			(select json_agg(x) from (
				select o.slug, o.name, t.country from organisations o join territories t on t.code = o.territory_code
				where o.status = 'published' and o.visibility = 'public' and o.kind_code = 'collectivite-partenaire' and not private.masks(o.sensitivity, 'place')
				order by t.country, private.fold(o.name) limit 6
			) x) as partners`.execute(db);
	return { kinds: rows[0]?.kinds ?? [], partners: rows[0]?.partners ?? [] };
}
