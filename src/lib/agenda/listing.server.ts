/** The agenda as lists: what is to come, a month, what forms and filters offer. */
import { sql, type RawBuilder } from 'kysely';
import { offeredPlaces } from '$lib/network/places.server';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Attendance, Family, Situation, Visibility } from './event';
import { local } from './events.server';
import { period, weeksOf, type Filters } from './filters';
import { localOf, type Precision } from './when';

export const pageSize = 30;

/** One occurrence in a list. */
export interface Line {
	id: string;
	slug: string;
	title: string;
	starts: string;
	ends: string;
	precision: Precision;
	timeZone: string;
	kind: string | null;
	family: Family;
	attendance: Attendance;
	situation: Situation;
	visibility: Visibility;
	/** Search engines may be told of it. */
	indexed: boolean;
	language: string;
	entry: string | null;
	/** Null when it is masked, or nobody said. */
	place: string | null;
	territory: string | null;
	readerZone: string | null;
}

const zoneOfNetwork = 'Europe/Paris';

export const today = (now: Date) => localOf(now, zoneOfNetwork).slice(0, 10);

/** Conditions on an event `e`. Filtering by a territory includes what lies in it. */
export function narrowed(filters: Filters): RawBuilder<unknown> {
	const conditions = [sql`e.status = 'published'`];
	if (filters.territory)
		conditions.push(
			sql`e.territory_code in (select a.territory_code from territory_ancestors a where a.ancestor_code = ${filters.territory})`
		);
	if (filters.theme)
		conditions.push(
			sql`exists (select from event_themes x where x.event_id = e.id and x.theme_code = ${filters.theme})`
		);
	if (filters.audience)
		conditions.push(
			sql`exists (select from event_audiences x where x.event_id = e.id and x.audience_code = ${filters.audience})`
		);
	if (filters.kind) conditions.push(sql`e.kind_code = ${filters.kind}`);
	if (filters.space) conditions.push(sql`e.space_id = (select s.id from spaces s where s.slug = ${filters.space})`);
	if (filters.campaign)
		conditions.push(sql`e.campaign_id = (select c.id from campaigns c where c.slug = ${filters.campaign})`);
	if (filters.online) conditions.push(sql`(e.attendance <> 'on-site' or e.situation = 'moved-online')`);
	return sql.join(conditions, sql` and `);
}

/** What became of this time: cancelled alone, full by its registrations, or as the whole event. */
const situation = sql`case when o.cancelled_because is not null then 'cancelled'
	when e.situation = 'scheduled' and e.capacity <= o.held_count and o.ends_at > now() then 'full' else e.situation end as situation`;

export const columns = (locale: Locale) => sql`
	o.id, e.slug, e.title, ${local('o.starts_local')} as starts, ${local('o.ends_local')} as ends,
	o.precision, o.starts_local, e.time_zone as "timeZone", ${sql.ref(`k.label_${locale}`)} as kind, coalesce(k.family, 'meeting') as family, e.attendance,
	${situation}, e.visibility, not private.masks(e.sensitivity, 'no_index') as indexed, e.language, e.entry, p.name as place, t.name as territory`;
export const sources = sql`event_occurrences o join events e on e.id = o.event_id
	left join event_kinds k on k.code = e.kind_code
	left join territories t on t.code = e.territory_code
	left join event_places p on p.event_id = e.id`;

/**
 * Occurrences that began before a day and last beyond it. An array: they are few, and each is then looked up, where
 * the planner, which cannot know it, would read all events.
 */
const lasting = (day: string) => sql`o.id = any (array(select private.lasting_occurrences(${day}::timestamp)))`;

/** A page of what takes place, in the order of time, in one statement. What began before and lasts comes first. */
export async function page(
	db: Database,
	filters: Filters,
	locale: Locale,
	now: Date,
	size = pageSize
): Promise<{ lines: Line[]; next: Filters['after'] }> {
	const { from, until } = period(filters, today(now));
	const { after } = filters;
	const begins = after && after.starts > from ? after.starts : from;
	const bounds = sql`${narrowed(filters)}
		${until ? sql`and o.starts_local < ${until}::timestamp` : sql``}
		${after ? sql`and (o.starts_local, o.id) > (${after.starts}::timestamp, ${after.id}::uuid)` : sql``}`;
	// Two walks along two indexes: what begins from the first day on, and the few that began before and last.
	const { rows } = await sql<Line>`
		select x.*, (select r.time_zone from people r where r.id = (select private.viewer())) as "readerZone" from (
			(select ${columns(locale)} from ${sources}
			where o.starts_local >= ${begins}::timestamp - interval '2 days' and (
					o.starts_local >= ${from}::timestamp
					or o.ends_local > ${from}::timestamp and o.ends_local <= o.starts_local + interval '2 days'
				) and ${bounds}
			order by o.starts_local, o.id limit ${size + 1})
			union all
			(select ${columns(locale)} from ${sources} where ${lasting(from)} and ${bounds}
			order by o.starts_local, o.id limit ${size + 1})
		) x order by x.starts_local, x.id limit ${size + 1}`.execute(db);
	const lines = rows.slice(0, size);
	const last = lines.at(-1);
	return { lines, next: rows.length > size && last ? { starts: last.starts, id: last.id } : null };
}

/** What a day of the month shows: its first events, and how many there are. */
export interface Day {
	day: string;
	count: number;
	events: {
		id: string;
		slug: string;
		title: string;
		starts: string;
		precision: Precision;
		family: Family;
		situation: Situation;
	}[];
}

/** The days of a month that have something, in one statement. What lasts is on its first day, or on the first one shown. */
export async function month(db: Database, filters: Filters, wanted: string, shown = 3): Promise<Day[]> {
	const days = weeksOf(wanted).flat();
	const [first, last] = [days[0] ?? '', days.at(-1) ?? ''];
	// Two walks along two indexes, as for a page. A timestamp is compared with a timestamp: with a date it is not
	// leakproof, and row-level security would judge every row of the table first.
	const begun = (when: RawBuilder<unknown>) => sql`
		select o.id, o.starts_local, o.precision, e.slug, e.title, ${situation}, coalesce(k.family, 'meeting') as family,
			greatest(o.starts_local::date, ${first}::date) as day
		from event_occurrences o join events e on e.id = o.event_id left join event_kinds k on k.code = e.kind_code
		where o.precision in ('day', 'hour') and ${when} and ${narrowed(filters)}`;
	const { rows } = await sql<Day>`
		select to_char(day, 'YYYY-MM-DD') as day, max(count)::int as count, jsonb_agg(jsonb_build_object('id', id, 'slug', slug, 'title', title,
			'starts', ${local('starts_local')}, 'precision', precision, 'family', family, 'situation', situation) order by n) as events
		from (
			select *, row_number() over (partition by day order by starts_local, id) as n, count(*) over (partition by day) as count from (
				${begun(sql`o.starts_local >= ${first}::timestamp and o.starts_local < ${last}::timestamp + interval '1 day'`)}
				union all
				${begun(lasting(first))}
			) found
		) numbered where n <= ${shown} group by day order by day`.execute(db);
	return rows;
}

export interface Choices {
	kinds: { value: string; label: string }[];
	themes: { value: string; label: string }[];
	audiences: { value: string; label: string }[];
	territories: { value: string; label: string }[];
	/** The latest temps forts. */
	campaigns: { value: string; label: string; slug: string }[];
}

/** The terms that filters and forms offer, in one statement. @param places that they name already. */
export async function choices(db: Database, locale: Locale, places: readonly string[] = []): Promise<Choices> {
	const label = sql.ref(`label_${locale}`);
	const terms = (table: string) =>
		sql`coalesce((select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position, code) from ${sql.table(table)} where valid_to is null or valid_to > now()), '[]')`;
	const { rows } = await sql<{ choices: Choices }>`
		select jsonb_build_object('kinds', ${terms('event_kinds')}, 'themes', ${terms('themes')}, 'audiences', ${terms('audiences')},
			'territories', ${offeredPlaces(places)},
			'campaigns', coalesce((select jsonb_agg(jsonb_build_object('value', c.id, 'label', c.name, 'slug', c.slug) order by c.starts_on desc, c.id)
				from (select id, name, slug, starts_on from campaigns order by starts_on desc, id limit 30) c), '[]')
		) as choices`.execute(db);
	return rows[0]?.choices as Choices;
}
