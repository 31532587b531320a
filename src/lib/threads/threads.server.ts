/** Discussions of a space, as the viewer may read them: row-level security gives nobody else a line. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import { say } from './posts.server';
import type { ThreadValues } from './schema';
import { threadsPerPage, type List } from './thread';

/** Null: somebody whom the viewer may not name. */
export type Author = { id: string; name: string } | null;

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
}

/** Where the next page begins: `<instant>_<thread>` of the last line. */
function readCursor(text: string | null): { at: string; id: string } | null {
	const [at = '', id = ''] = (text ?? '').split('_');
	return isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null;
}

/** What a page of the list reads: those that are pinned, then by last activity. Its plan is tested. */
function chosen(space: string, list: List, after: { at: string; id: string } | null) {
	const narrowed = list === 'unanswered' ? sql`and t.last_number = 1` : sql``;
	const following = after ? sql`and (t.last_posted_at, t.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
	const latest = (apart: boolean) => sql`(
		select t.*, false as first from threads t
		where t.space_id = ${space} ${apart ? sql`and t.pinned_at is null` : sql``} ${narrowed} ${following}
		order by t.last_posted_at desc, t.id desc limit ${threadsPerPage + 1})`;
	if (list !== 'all') return latest(false);
	if (after) return latest(true);
	return sql`(select t.*, true as first from threads t where t.space_id = ${space} and t.pinned_at is not null
		order by t.pinned_at desc limit ${threadsPerPage}) union all ${latest(true)}`;
}

/** One page of the list, in one statement. */
export async function list(db: Database, space: string, list: List, after: string | null) {
	const { rows } = await sql<ListedThread & { first: boolean }>`
		with chosen as materialized (${chosen(space, list, readCursor(after))}),
		latest as materialized (
			select p.id, p.thread_id, left(p.body, 600) as body from chosen c join posts p on p.thread_id = c.id and p.number = c.last_number
		)
		select c.id, c.title, c.last_number as "lastNumber", c.last_posted_at::text as "lastPostedAt", c.first,
			c.pinned_at is not null as pinned, c.closed_at is not null as closed, latest.body as "lastSaid",
			case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as "lastAuthor"
		from chosen c
		left join latest on latest.thread_id = c.id
		left join private.post_authors(array(select id from latest)) a on a.post_id = latest.id
		left join people x on x.id = a.person_id
		order by c.first desc, case when c.first then c.pinned_at else c.last_posted_at end desc, c.id desc`.execute(db);
	const pinned = rows.filter(({ first }) => first);
	const others = rows.filter(({ first }) => !first);
	const shown = others.slice(0, threadsPerPage);
	const last = shown.at(-1);
	return {
		threads: [...pinned, ...shown],
		next: others.length > threadsPerPage && last ? `${last.lastPostedAt}_${last.id}` : null
	};
}

/** @returns whether there is a space that one may see at this address; the same form sent twice opens one thread. */
export async function open(db: Database, slug: string, values: ThreadValues, language: Locale): Promise<boolean> {
	const space = await db.selectFrom('spaces').select('id').where('slug', '=', slug).executeTakeFirst();
	if (!space) return false;
	const { id, title, post, body } = values;
	const made = await db
		.insertInto('threads')
		.values({ id, space_id: space.id, title, language })
		// Neither RETURNING nor the column of the conflict: both would read the row.
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) await say(db, post, id, body);
	const there = await db
		.selectFrom('threads')
		.select('id')
		.where('id', '=', id)
		.where('space_id', '=', space.id)
		.executeTakeFirst();
	return there !== undefined;
}
