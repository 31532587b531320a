/**
 * Organisations of the network, as the viewer may read them. The territory of a row is the one that
 * everybody may see: the region around a masked place (`domain.md` §3.4).
 */
import { sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { stateOfAddress } from '$lib/platform/addresses.server';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Activity, OrganisationStatus, Role } from './organisation';

/**
 * All that the directory says of one, in one statement; undefined when the viewer may not see it.
 * @param member whether somebody is signed in: what they are to it is asked too.
 */
export async function findBySlug(db: Database, slug: string, locale: Locale, member = false) {
	const label = (table: string) => sql<string>`${sql.ref(`${table}.label_${locale}`)}`;
	return db
		.selectFrom('organisations as o')
		.innerJoin('organisation_kinds as k', 'k.code', 'o.kind_code')
		.where('o.slug', '=', slug)
		.select([
			'o.id',
			'o.slug',
			'o.name',
			'o.acronym',
			'o.summary',
			'o.description',
			'o.website',
			'o.legal_form as legalForm',
			'o.languages',
			'o.offers',
			'o.needs',
			'o.contact_function as contactFunction',
			'o.president_function as presidentFunction',
			'o.note',
			'o.source',
			'o.rna',
			'o.siren',
			'o.visibility',
			'o.sensitivity',
			'o.version',
			'o.kind_code as kindCode'
		])
		.select((q) => [
			sql<OrganisationStatus>`o.status`.as('status'),
			sql<string | null>`o.confirmed_on::text`.as('confirmedOn'),
			// Once its widths are made: a job does it.
			sql<{ alternative: string } | null>`(select json_build_object('alternative', o.logo_alternative)
				from file_variants v where v.file_id = o.logo_file_id and v.width = 320 and v.format = 'webp')`.as('logo'),
			sql<Activity | null>`o.twinning_activity`.as('activity'),
			sql<boolean>`${member ? sql`private.writes_organisation(o.id)` : sql`false`}`.as('mayWrite'),
			sql<boolean>`${member ? sql`private.manages_organisation(o.id)` : sql`false`}`.as('manages'),
			sql<Role | null>`${member ? sql`(select x.role from organisation_members x where x.organisation_id = o.id and x.person_id = private.viewer())` : sql`null`}`.as(
				'role'
			),
			sql<boolean>`${member ? sql`exists (select from organisation_requests x where x.organisation_id = o.id and x.person_id = private.viewer() and x.state = 'pending')` : sql`false`}`.as(
				'asked'
			),
			sql<number>`${member ? sql`(select count(*)::int from organisation_requests x where x.organisation_id = o.id and x.state = 'pending' and private.decides_organisation_requests(o.id))` : sql`0`}`.as(
				'waiting'
			),
			label('k').as('kind'),
			jsonObjectFrom(
				q
					.selectFrom('territories as t')
					.select(['t.code', 't.name', 't.kind', 't.country'])
					.whereRef('t.code', '=', 'o.territory_code')
			).as('territory'),
			// Only for its own people and the facilitators: other viewers read no row there.
			jsonObjectFrom(
				q
					.selectFrom('organisation_places as place')
					.innerJoin('territories as t', 't.code', 'place.territory_code')
					.select(['t.code', 't.name'])
					.whereRef('place.organisation_id', '=', 'o.id')
			).as('exactTerritory'),
			jsonObjectFrom(
				q.selectFrom('organisations as p').select(['p.slug', 'p.name']).whereRef('p.id', '=', 'o.parent_id')
			).as('parent'),
			jsonArrayFrom(
				q
					.selectFrom('organisations as c')
					.select(['c.slug', 'c.name'])
					.whereRef('c.parent_id', '=', 'o.id')
					.where('c.status', 'in', ['published', 'archived'])
					.orderBy(sql`private.fold(c.name)`)
					.limit(100)
			).as('parts'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_names as n')
					.select(['n.name', 'n.valid_from as from', 'n.valid_to as to'])
					.whereRef('n.organisation_id', '=', 'o.id')
					.orderBy(sql`coalesce(n.valid_from, n.valid_to)`)
			).as('names'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_successions as s')
					.innerJoin('organisations as x', 'x.id', 's.predecessor_id')
					.select(['x.slug', 'x.name', 's.happened_on as on'])
					.whereRef('s.successor_id', '=', 'o.id')
					.orderBy('s.happened_on')
			).as('predecessors'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_successions as s')
					.innerJoin('organisations as x', 'x.id', 's.successor_id')
					.select(['x.slug', 'x.name', 's.happened_on as on'])
					.whereRef('s.predecessor_id', '=', 'o.id')
					.orderBy('s.happened_on')
			).as('successors'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_themes as ot')
					.innerJoin('themes as t', 't.code', 'ot.theme_code')
					.select(['t.code', 't.sustainable_development_goals as goals'])
					.select(label('t').as('label'))
					.whereRef('ot.organisation_id', '=', 'o.id')
					.orderBy('t.position')
			).as('themes'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_audiences as oa')
					.innerJoin('audiences as a', 'a.code', 'oa.audience_code')
					.select(['a.code', label('a').as('label')])
					.whereRef('oa.organisation_id', '=', 'o.id')
					.orderBy('a.position')
			).as('audiences'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_networks as n')
					.innerJoin('organisations as x', 'x.id', 'n.network_id')
					.select(['x.slug', 'x.name'])
					.whereRef('n.organisation_id', '=', 'o.id')
					.orderBy(sql`private.fold(x.name)`)
			).as('networks'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_twinnings as w')
					.select(['w.id', 'w.town', 'w.country', 'w.sworn_on as on', 'w.language'])
					.whereRef('w.organisation_id', '=', 'o.id')
					.orderBy('w.sworn_on')
			).as('twinnings'),
			sql<string[]>`array(select c.country from organisation_countries c where c.organisation_id = o.id)`.as(
				'countries'
			),
			jsonArrayFrom(
				q
					.selectFrom('space_organisations as so')
					.innerJoin('spaces as s', 's.id', 'so.space_id')
					.select(['s.slug', 's.name'])
					.whereRef('so.organisation_id', '=', 'o.id')
					.where('s.archived_at', 'is', null)
					.orderBy(sql`private.fold(s.name)`)
			).as('spaces')
		])
		.executeTakeFirst();
}

export type Organisation = NonNullable<Awaited<ReturnType<typeof findBySlug>>>;

/** The picture of a sheet that the viewer reads, by the id of its file. */
export async function logoOf(db: Database, slug: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('organisations')
		.select('logo_file_id as file')
		.where('slug', '=', slug)
		.executeTakeFirst();
	return row?.file ?? undefined;
}

export interface Fact {
	id: string;
	at: Date;
	verb: string;
	reason: string | null;
	/** Null: the system, somebody who left, or whom the viewer does not see. */
	actor: { id: string; name: string } | null;
}

/** What happened to a sheet, the newest first. */
export async function history(db: Database, id: string): Promise<Fact[]> {
	return db
		.selectFrom('activity as a')
		.leftJoin('people as p', 'p.id', 'a.actor_id')
		.select(['a.happened_at as at', 'a.verb', 'a.reason'])
		.select(
			sql<Fact['actor']>`case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end`.as('actor')
		)
		.select(sql<string>`a.id::text`.as('id'))
		.where('a.object_kind', '=', 'organisation')
		.where('a.object_id', '=', id)
		.orderBy('a.id', 'desc')
		.limit(200)
		.execute();
}

/** What becomes of an address that the viewer cannot read. */
export const addressState = (db: Database, slug: string) => stateOfAddress(db, 'organisation_address', slug);

export interface ListedOrganisation {
	id: string;
	slug: string;
	name: string;
	acronym: string | null;
	/** Names, as themes below, are parted by a bar: their own words have commas. */
	otherNames: string | null;
	kind: string;
	/** In the common thesaurus of regional networks. */
	commonType: string | null;
	territory: string | null;
	/** INSEE, else ours: a name may be that of several places. */
	placeCode: string | null;
	department: string | null;
	region: string | null;
	/** ISO 3166-1 */
	country: string | null;
	summary: string | null;
	themes: string | null;
	goals: string | null;
	/** ISO 3166-1 */
	countries: string[];
	/** Parted by a bar, as networks below. */
	audiences: string | null;
	/** BCP 47 */
	languages: string[];
	networks: string | null;
	/** None when its place is masked: the twin of a town says where the town is. */
	twinnings: { town: string; country: string | null; on: string | null; language: string | null }[];
	website: string | null;
	rna: string | null;
	siren: string | null;
	description: string | null;
	offers: string | null;
	needs: string | null;
}

/** What a spreadsheet says of some of them: the axes of IN-01. Never an exact place that is masked, whoever asks: a file travels. */
export async function listed(db: Database, ids: readonly string[], locale: Locale): Promise<ListedOrganisation[]> {
	const label = (table: string) => sql.ref(`${table}.label_${locale}`);
	const above = (kind: string) => sql`(
		select max(x.name) from territory_ancestors a join territories x on x.code = a.ancestor_code and x.kind = ${kind} where a.territory_code = t.code)`;
	const { rows } = await sql<ListedOrganisation>`
		select o.id, o.slug, o.name, o.acronym, ${label('k')} as kind, k.rrma_code as "commonType", t.name as territory, coalesce(t.insee, t.code) as "placeCode", t.country,
			${above('departement')} as department, ${above('region')} as region, o.summary, o.website,
			o.rna, o.siren, o.description, o.offers, o.needs,
			(select string_agg(n.name, ' | ' order by n.name) from organisation_names n where n.organisation_id = o.id) as "otherNames",
			(select string_agg(${label('x')}, ' | ' order by x.position) from organisation_themes ot join themes x on x.code = ot.theme_code where ot.organisation_id = o.id) as themes,
			(select string_agg(goal::text, ', ' order by goal) from (
				select distinct unnest(x.sustainable_development_goals) as goal from organisation_themes ot join themes x on x.code = ot.theme_code where ot.organisation_id = o.id
			) goals) as goals,
			array(select c.country from organisation_countries c where c.organisation_id = o.id) as countries,
			(select string_agg(${label('x')}, ' | ' order by x.position) from organisation_audiences oa join audiences x on x.code = oa.audience_code where oa.organisation_id = o.id) as audiences,
			o.languages,
			(select string_agg(x.name, ' | ' order by private.fold(x.name)) from organisation_networks n join organisations x on x.id = n.network_id
				where n.organisation_id = o.id and x.status in ('published', 'archived')) as networks,
			coalesce((
				select jsonb_agg(jsonb_build_object('town', w.town, 'country', w.country, 'on', w.sworn_on, 'language', w.language) order by w.sworn_on, w.town)
				from organisation_twinnings w where w.organisation_id = o.id and not private.masks(o.sensitivity, 'place')
			), '[]') as twinnings
		from organisations o
		join organisation_kinds k on k.code = o.kind_code
		left join territories t on t.code = o.territory_code
		where o.id = any (${ids}::uuid[])
		order by o.id`.execute(db);
	return rows;
}

export interface Presence {
	/** The most numerous kinds, and how many organisations the viewer may see of each. */
	kinds: { kind: string; code: string; count: number }[];
	/** Partner authorities, taken from each country in turn: no shore fills the list alone. */
	partners: { id: string; slug: string; name: string; acronym: string | null; place: string; country: string }[];
}

/** Who is here, in one statement. What asks not to be indexed is not shown off on the first page. */
export async function whoIsHere(db: Database, locale: Locale): Promise<Presence> {
	const { rows } = await sql<{ kinds: Presence['kinds'] | null; partners: Presence['partners'] | null }>`
		select
			(select json_agg(x) from (
				select ${sql.ref(`k.label_${locale}`)} as kind, k.code, c.organisations as count
				from private.directory_counted('kind') c join organisation_kinds k on k.code = c.code
				order by count desc, k.position limit 6
			) x) as kinds,
			(select json_agg(x) from (
				select o.id, o.slug, o.name, o.acronym, t.name as place, t.country
				from private.partners_in_turn(4) p join organisations o on o.id = p.organisation_id join territories t on t.code = o.territory_code
				order by p.turn, p.country
			) x) as partners`.execute(db);
	return { kinds: rows[0]?.kinds ?? [], partners: rows[0]?.partners ?? [] };
}
