/** What the viewer is told, under their rights of now, grouped by object: one statement. */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Watch } from '$lib/platform/realtime/watchers.server';
import { beginningOf } from '$lib/threads/posts.server';
import type { List, Told } from './notification';

export const perPage = 20;

/** Of one person, the newest: older ones have gone, or will. */
const most = 1000;

/** A row of each object, unread facts apart from those that were read. */
const grouped = (narrowed: RawBuilder<unknown>, before: string | null, size: number) => sql<Told>`
	with mine as materialized (
		select n.* from notifications n
		where n.person_id = (select private.viewer()) and ${narrowed} order by n.id desc limit ${most}
	), facts as (
		select m.object_kind, m.object_id, m.read_at is null as unread, m.kind, m.verb, max(m.id) as id, count(*)::int as count
		from mine m group by 1, 2, 3, 4, 5
	), told as materialized (
		select f.object_kind, f.object_id, f.unread, max(f.id) as id,
			jsonb_agg(jsonb_build_object('kind', f.kind, 'verb', f.verb, 'count', f.count) order by f.id desc) as facts
		from facts f group by 1, 2, 3
		having ${before}::bigint is null or max(f.id) < ${before}::bigint
		order by max(f.id) desc limit ${size}
	), newest as materialized (
		select t.*, m.part_id, m.space_id, m.told_at, (
			select min(x.number) from mine x where x.object_id = t.object_id and (x.read_at is null) = t.unread
		) as first_number
		from told t join mine m on m.id = t.id
	)
	select n.id::text, n.told_at::text as at, n.unread, n.object_kind as "objectKind", n.object_id as "objectId", n.facts,
		n.first_number as number,
		coalesce(t.title, d.title, e.title, r.title, o.name, u.name, s.name, others.names) as name, coalesce(e.slug, r.slug, o.slug, s.slug) as slug,
		case when s.id is not null then jsonb_build_object('slug', s.slug, 'name', s.name) end as space,
		case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as actor, left(coalesce(p.body, c.body), 600) as said
	from newest n
	left join threads t on n.object_kind = 'thread' and t.id = n.object_id
	left join posts p on n.object_kind = 'thread' and p.id = n.part_id
	left join chat_messages c on n.object_kind = 'chat' and c.id = n.part_id
	left join lateral (
		select string_agg(y.name, ', ' order by private.fold(y.name)) as names
		from chat_members m join people y on y.id = m.person_id
		where n.object_kind = 'chat' and m.room_id = n.object_id and y.id <> (select private.viewer())
	) others on true
	left join documents d on n.object_kind = 'document' and d.id = n.object_id
	left join events e on n.object_kind = 'event' and e.id = n.object_id
	left join resources r on n.object_kind = 'resource' and r.id = n.object_id
	left join organisations o on n.object_kind = 'organisation' and o.id = n.object_id
	left join sign_up_requests u on n.object_kind = 'sign-up' and u.id = n.object_id
	left join spaces s on s.id = n.space_id
	left join private.post_authors(array(select part_id from newest where object_kind = 'thread')) a on a.post_id = n.part_id
	left join people x on x.id = coalesce(a.person_id, c.author_id)
	order by n.id desc`;

/** What is shown of a row: how its text begins. */
export const shown = (row: Told): Told => ({ ...row, said: row.said && beginningOf(row.said) });

async function read(db: Database, query: RawBuilder<Told>): Promise<Told[]> {
	return (await query.execute(db)).rows.map(shown);
}

const listed = {
	all: sql`true`,
	unread: sql`n.read_at is null`,
	// Requests to one's spaces and organisations wait elsewhere on the dashboard.
	news: sql`n.read_at is null and n.kind <> 'request'`,
	mine: sql`n.kind in ('mention', 'reply', 'message')`
} as const;

/** One page. @param before the last line of the page before. */
export async function page(db: Database, list: List, before: string | null) {
	const rows = await read(db, grouped(listed[list], before, perPage + 1));
	const told = rows.slice(0, perPage);
	return { told, next: rows.length > perPage ? (told.at(-1)?.id ?? null) : null };
}

/** What the viewer has not read. Asked for together with other things. */
export const news = (size: number): RawBuilder<Told[]> =>
	sql`(select coalesce(jsonb_agg(x), '[]') from (${grouped(listed.news, null, size)}) x)`;

/** What waits for a mail, and was told until then. */
export const waitingForMail = (db: Database, reach: 'now' | 'digest', until: string, size: number) =>
	read(
		db,
		grouped(
			sql`n.read_at is null and n.settled_at is null and n.reach = ${reach} and n.told_at <= ${until}::timestamptz`,
			null,
			size
		)
	);

const unreadUntil = (until: string) =>
	sql`person_id = (select private.viewer()) and read_at is null and id <= ${until}::bigint`;

/** @param until the newest that was shown. */
export async function readAll(db: Database, until: string): Promise<void> {
	await sql`update notifications set read_at = now() where ${unreadUntil(until)}`.execute(db);
}

export async function readOne(db: Database, object: string, until: string): Promise<void> {
	await sql`update notifications set read_at = now() where ${unreadUntil(until)} and object_id = ${object}`.execute(db);
}

/** The page of the object itself was opened. @param until the number until which its posts were read. */
export async function readObject(db: Database, object: string, until: number | null = null): Promise<void> {
	await sql`select private.read_told_object(${object}, ${until}::integer)`.execute(db);
}

/**
 * The room `person:<id>`, of its person only. Its version is the instant, in milliseconds, of what they were told or
 * what was said in their conversations last: a page that was made before it, and joins after it, asks again.
 */
export const watchTold: Watch = async (db, id) => {
	const { rows } = await sql<{ version: number | null }>`
		select floor(extract(epoch from greatest(
			(select n.told_at from notifications n where n.person_id = p.id order by n.id desc limit 1),
			(select max(r.spoken_at) from chat_members m join chat_rooms r on r.id = m.room_id where m.person_id = p.id)
		)) * 1000)::float8 as version
		from people p where p.id = ${id} and p.id = (select private.viewer())`.execute(db);
	return rows[0];
};

/** What makes a page live that shows what the viewer is told. Asked before what it shows. */
export async function liveTold(db: Database, viewer: string) {
	return { room: `person:${viewer}` as const, version: (await watchTold(db, viewer))?.version ?? null };
}

/** The cursor of an address; anything else is the first page. */
export function cursorOf(url: URL): string | null {
	const given = url.searchParams.get('avant') ?? '';
	return /^\d{1,18}$/.test(given) ? given : null;
}
