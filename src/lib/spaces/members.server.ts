/** Who is in a space, for its members only: row-level security gives nobody else a line. */
import { sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import { waiting } from './requests.server';
import type { SpaceRole } from './space';

/** Beyond, the page shows bodies first, and the people of one body, or those whom a word finds. */
export const pageSize = 50;

export interface Wanted {
	/** The body that they sit for, or `none`. */
	organisation: string | null;
	words: string;
	/** `<instant>_<person>` of the last line of the page before. */
	after: string | null;
}

export function wantedOf(url: URL): Wanted {
	const organisation = url.searchParams.get('organisation');
	return {
		organisation: organisation && (organisation === 'none' || isId(organisation)) ? organisation : null,
		words: (url.searchParams.get('q') ?? '').trim().slice(0, 80),
		after: url.searchParams.get('apres')
	};
}

/** What a page reads: its plan is tested, since a space may hold ten thousand people. */
export function pageQuery(db: Database, space: string, wanted: Wanted) {
	let found = db
		.selectFrom('space_members as sm')
		.leftJoin('people as p', 'p.id', 'sm.person_id')
		.where('sm.space_id', '=', space)
		.select(['sm.person_id as id', 'p.name', 'p.function'])
		.select((q) => [
			sql<string>`sm.since::text`.as('since'),
			sql<SpaceRole>`sm.role`.as('role'),
			sql<boolean>`sm.person_id = private.viewer()`.as('me'),
			jsonObjectFrom(
				q
					.selectFrom('organisations as o')
					.select(['o.id', 'o.slug', 'o.name', 'o.acronym'])
					.whereRef('o.id', '=', 'sm.organisation_id')
			).as('organisation')
		]);
	if (wanted.organisation === 'none') found = found.where('sm.organisation_id', 'is', null);
	else if (wanted.organisation) found = found.where('sm.organisation_id', '=', wanted.organisation);
	const after = placeAfter(wanted.after);
	if (after)
		found = found.where(
			sql<boolean>`(sm.since, sm.person_id) > (${after.since}::text::timestamptz, ${after.person}::uuid)`
		);
	if (wanted.words)
		found = found
			.where(
				sql<boolean>`sm.person_id in (select private.space_members_named(${space}, ${wanted.words}, ${wanted.organisation},
					${after?.since ?? null}::text::timestamptz, ${after?.person ?? null}::uuid))`
			)
			// Of those whose name the viewer sees.
			.where(sql<boolean>`position(private.fold(${wanted.words}) in private.fold(p.name)) > 0`);
	return found
		.orderBy('sm.since')
		.orderBy('sm.person_id')
		.limit(pageSize + 1);
}

/** The instant as text: the driver would cut it to its milliseconds. */
function placeAfter(cursor: string | null): { since: string; person: string } | null {
	const [since = '', person = ''] = (cursor ?? '').split('_');
	return isId(person) && !Number.isNaN(Date.parse(since)) ? { since, person } : null;
}

/** One page of people, in the order in which they came. Somebody may show their name to nobody: it is then null. */
export async function page(db: Database, space: string, wanted: Wanted) {
	const rows = await pageQuery(db, space, wanted).execute();
	const members = rows.slice(0, pageSize);
	const last = members.at(-1);
	return { members, next: rows.length > pageSize && last ? `${last.since}_${last.id}` : null };
}

export type Member = Awaited<ReturnType<typeof page>>['members'][number];

export interface Sitting {
	/** Null: for no organisation that the viewer may see. */
	id: string | null;
	slug: string | null;
	name: string | null;
	college: string | null;
	people: number;
}

/** The bodies whose people are here or may come, by college, and how many sit for each. */
function sittings(space: string, locale: Locale) {
	return sql<Sitting>`
		with seats as (
			select organisation_id as id, count(*)::int as people from space_members where space_id = ${space} group by 1
		), gathered as (
			select organisation_id as id, college_code from space_organisations where space_id = ${space}
		), bodies as materialized (
			select coalesce(s.id, g.id) as id, s.people, g.college_code from seats s full join gathered g on g.id = s.id
		)
		select o.id, o.slug, o.name, ${sql.ref(`c.label_${locale}`)} as college, sum(coalesce(b.people, 0))::int as people
		from bodies b
		-- One by its key after the other: the planner would read the whole directory for a few of them.
		left join lateral (select x.id, x.slug, x.name from organisations x where x.id = b.id offset 0) o on true
		left join colleges c on c.code = b.college_code
		where o.id is not null or b.people is not null
		group by o.id, o.slug, o.name, c.position, ${sql.ref(`c.label_${locale}`)}
		order by c.position nulls last, private.fold(o.name) nulls last
		limit 1000`;
}

/** What stands around the list, in one statement: the bodies, who asks to come, for whom the viewer may sit. */
export async function around(db: Database, space: string, locale: Locale) {
	return db
		.selectNoFrom((q) => [
			sql<Sitting[]>`(select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (${sittings(space, locale)}) x)`.as(
				'sittings'
			),
			// Row-level security gives them to who facilitates the space.
			jsonArrayFrom(waiting(db, space)).as('requests'),
			jsonArrayFrom(
				q
					.selectFrom('organisation_members as m')
					.innerJoin('organisations as o', 'o.id', 'm.organisation_id')
					.select(['o.id', 'o.name'])
					.where('m.person_id', '=', sql<string>`private.viewer()`)
					.orderBy(sql`private.fold(o.name)`)
			).as('organisations')
		])
		.executeTakeFirstOrThrow();
}

export type WaitingRequest = Awaited<ReturnType<typeof around>>['requests'][number];
