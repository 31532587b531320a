/** « À retenir » of a whole space: the posts that its members marked, the last ones first. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import { beginningOf, type Author } from './posts.server';

const perPage = 20;

export interface KeptPost {
	id: string;
	/** As text: the driver would cut an instant to its milliseconds, and the next page begins after it. */
	keptAt: string;
	number: number;
	thread: string;
	title: string;
	said: string;
	createdAt: string;
	author: Author;
}

/** Where the next page begins: `<instant>_<post>` of the last line. */
function following(cursor: string | null) {
	const [at = '', id = ''] = (cursor ?? '').split('_');
	return isId(id) && !Number.isNaN(Date.parse(at))
		? sql`and (k.kept_at, k.post_id) < (${at}::timestamptz, ${id}::uuid)`
		: sql``;
}

/** One statement. Its plan is tested. */
export const keptQuery = (space: string, after: string | null) => sql<KeptPost>`
	with kept as materialized (
		select k.post_id, k.kept_at from kept_posts k
		where k.space_id = ${space} ${following(after)} order by k.kept_at desc, k.post_id desc limit ${perPage + 1}
	)
	select k.post_id as id, k.kept_at::text as "keptAt", p.number, p.thread_id as thread,
		(select t.title from threads t where t.id = p.thread_id) as title, left(p.body, 1000) as said,
		p.created_at as "createdAt", case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as author
	from kept k join posts p on p.id = k.post_id
	left join private.post_authors(array(select post_id from kept)) a on a.post_id = k.post_id
	left join people x on x.id = a.person_id
	order by k.kept_at desc, k.post_id desc`;

export async function list(db: Database, space: string, after: string | null) {
	const { rows } = await keptQuery(space, after).execute(db);
	const posts = rows.slice(0, perPage).map((post) => ({ ...post, said: beginningOf(post.said) }));
	const last = posts.at(-1);
	return { posts, next: rows.length > perPage && last ? `${last.keptAt}_${last.id}` : null };
}
