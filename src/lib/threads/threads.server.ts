/** Discussions of a space, as the viewer may read them: row-level security gives nobody else a line. */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import { beginningOf, type Author } from './posts.server';
import { threadsPerPage, type List } from './thread';

export interface ListedThread {
	id: string;
	title: string;
	lastNumber: number;
	/** As text: the driver would cut an instant to its milliseconds, and the next page begins after it. */
	lastPostedAt: string;
	pinned: boolean;
	closed: boolean;
	lastAuthor: Author;
	/** How its last post begins; null when it was withdrawn. */
	lastSaid: string | null;
	/** How many posts the viewer has not read. */
	unread: number;
}

/** Where the next page begins: `<instant>_<thread>` of the last line. */
function readCursor(text: string | null): { at: string; id: string } | null {
	const [at = '', id = ''] = (text ?? '').split('_');
	return isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null;
}

/** Those that are pinned, then by last activity. */
function chosen(space: string, list: List, after: { at: string; id: string } | null) {
	if (list === 'unread' || list === 'followed')
		return sql`select t.*, false as first from threads t where t.id = any (array(
			select private.viewer_threads(${space}, ${list}, ${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${threadsPerPage + 1})))`;
	const following = after ? sql`and (t.last_posted_at, t.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
	const latest = (only: RawBuilder<unknown>) => sql`(
		select t.*, false as first from threads t
		where t.space_id = ${space} ${only} ${following}
		order by t.last_posted_at desc, t.id desc limit ${threadsPerPage + 1})`;
	if (list === 'unanswered') return latest(sql`and t.last_number = 1`);
	const others = latest(sql`and t.pinned_at is null`);
	if (after) return others;
	return sql`(select t.*, true as first from threads t where t.space_id = ${space} and t.pinned_at is not null
		order by t.pinned_at desc limit ${threadsPerPage}) union all ${others}`;
}

/** What a page of the list reads, in one statement. Its plan is tested. */
export const listQuery = (space: string, list: List, after: string | null) => sql<ListedThread & { first: boolean }>`
	with chosen as materialized (${chosen(space, list, readCursor(after))}),
	latest as materialized (
		select p.id, p.thread_id, left(p.body, 600) as body from chosen c join posts p on p.thread_id = c.id and p.number = c.last_number
	)
	select c.id, c.title, c.last_number as "lastNumber", c.last_posted_at::text as "lastPostedAt", c.first,
		c.pinned_at is not null as pinned, c.closed_at is not null as closed, latest.body as "lastSaid",
		case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as "lastAuthor",
		private.viewer_unread(c.id, c.space_id, c.last_number, c.last_posted_at) as unread
	from chosen c
	left join latest on latest.thread_id = c.id
	left join private.post_authors(array(select id from latest)) a on a.post_id = latest.id
	left join people x on x.id = a.person_id
	order by c.first desc, case when c.first then c.pinned_at else c.last_posted_at end desc, c.id desc`;

/** One page of the list. */
export async function list(db: Database, space: string, list: List, after: string | null) {
	const { rows } = await listQuery(space, list, after).execute(db);
	const line = ({ lastSaid, ...thread }: ListedThread): ListedThread => ({
		...thread,
		lastSaid: lastSaid && beginningOf(lastSaid)
	});
	const pinned = rows.filter(({ first }) => first);
	const others = rows.filter(({ first }) => !first);
	const shown = others.slice(0, threadsPerPage);
	const last = shown.at(-1);
	return {
		threads: [...pinned, ...shown].map(line),
		next: others.length > threadsPerPage && last ? `${last.lastPostedAt}_${last.id}` : null
	};
}

/** Those that moved last in a space that is open to everybody and to search engines, for its feed; null elsewhere. */
export async function latest(db: Database, slug: string, size: number) {
	const { rows } = await sql<{
		network: string;
		space: string;
		threads: {
			id: string;
			title: string;
			createdAt: string;
			lastPostedAt: string;
			body: string | null;
			author: string | null;
		}[];
	}>`
		with s as materialized (
			select s.id, s.name from spaces s
			where s.slug = ${slug} and s.visibility = 'public' and not private.masks(s.sensitivity, 'no_index')
		), recent as materialized (
			select t.*, p.id as first_id, left(p.body, 1000) as body from s
			cross join lateral (
				select t.id, t.title, t.created_at, t.last_posted_at from threads t where t.space_id = s.id
				order by t.last_posted_at desc, t.id desc limit ${size}
			) t join posts p on p.thread_id = t.id and p.number = 1
		)
		select (select name from network) as network, s.name as space, coalesce((
			select jsonb_agg(jsonb_build_object(
				'id', r.id, 'title', r.title, 'createdAt', r.created_at, 'lastPostedAt', r.last_posted_at, 'body', r.body, 'author', x.name
			) order by r.last_posted_at desc, r.id desc)
			from recent r
			left join private.post_authors(array(select first_id from recent)) a on a.post_id = r.first_id
			left join people x on x.id = a.person_id
		), '[]') as threads
		from s`.execute(db);
	const found = rows[0];
	if (!found) return null;
	return {
		...found,
		threads: found.threads.map(({ body, createdAt, lastPostedAt, ...thread }) => ({
			...thread,
			begins: body ? beginningOf(body) : '',
			createdAt: new Date(createdAt),
			lastPostedAt: new Date(lastPostedAt)
		}))
	};
}
