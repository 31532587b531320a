/** A thread with one page of its posts, and what is said in it. Who may is decided by the database. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { markdownToText, renderMarkdown, type MentionResolver } from '$lib/platform/markdown.server';
import type { ReplyValues } from './schema';
import { pageOf, postsPerPage } from './thread';
import type { Author } from './threads.server';

interface StoredPost {
	id: string;
	number: number;
	body: string | null;
	createdAt: string;
	editedAt: string | null;
	author: Author;
	/** For which body they spoke. */
	organisation: { slug: string; name: string } | null;
	mine: boolean;
}

export interface Post extends Omit<StoredPost, 'body'> {
	/** Rendered and sanitised; null once it was withdrawn. */
	html: string | null;
}

export interface Thread {
	id: string;
	title: string;
	language: string;
	lastNumber: number;
	version: number;
	createdAt: string;
	pinnedAt: string | null;
	closedAt: string | null;
	closedReason: string | null;
	opener: Author;
	space: {
		id: string;
		slug: string;
		name: string;
		visibility: 'public' | 'reseau' | 'espace';
		hidden: boolean;
		archived: boolean;
		writing: boolean;
		facilitated: boolean;
	};
}

interface Named {
	kind: 'person' | 'organisation';
	id: string;
	name: string;
	slug: string | null;
}

const mentionPattern = '\\((person|organisation):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\)';

/** People and organisations that bodies name, as far as the viewer may see them. */
const namedIn = (bodies: ReturnType<typeof sql>) => sql`
	with said as (
		select distinct m[1] as kind, m[2]::uuid as id from (${bodies}) b (body), regexp_matches(b.body, ${mentionPattern}, 'g') m
	)
	select said.kind, said.id, x.name, null as slug from said join people x on said.kind = 'person' and x.id = said.id
	union all
	select said.kind, said.id, coalesce(o.acronym, o.name), o.slug from said join organisations o on said.kind = 'organisation' and o.id = said.id`;

function resolverOf(named: readonly Named[]): MentionResolver {
	const known = new Map(named.map((one) => [`${one.kind}:${one.id}`, one]));
	return ({ kind, id }) => {
		const one = known.get(`${kind}:${id}`);
		return one && { name: one.name, href: one.slug ? `/annuaire/${one.slug}` : `/annuaire/personnes/${one.id}` };
	};
}

const rendered = (body: string, named: readonly Named[]) =>
	renderMarkdown(body, { headingFrom: 4, mention: resolverOf(named) });

/** The thread and one page of it, in one statement; null when the viewer may not see it. */
export async function read(db: Database, slug: string, id: string, page: number) {
	const { rows } = await sql<{ thread: Thread; posts: StoredPost[]; named: Named[] }>`
		with t as materialized (
			select t.*, s.slug, s.name, s.visibility, s.archived_at, private.masks(s.sensitivity, 'no_index') as hidden
			from threads t join spaces s on s.id = t.space_id where t.id = ${id} and s.slug = ${slug}
		), page as materialized (
			select p.* from t join posts p on p.thread_id = t.id
			where p.number between ${(page - 1) * postsPerPage + 1} and ${page * postsPerPage}
		), first as materialized (
			select p.id from t join posts p on p.thread_id = t.id and p.number = 1
		), authors as materialized (
			select a.post_id, a.person_id, case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as author
			from private.post_authors(array(select id from page union select id from first)) a left join people x on x.id = a.person_id
		)
		select jsonb_build_object(
			'id', t.id, 'title', t.title, 'language', t.language, 'lastNumber', t.last_number, 'version', t.version,
			'createdAt', t.created_at, 'pinnedAt', t.pinned_at, 'closedAt', t.closed_at, 'closedReason', t.closed_reason,
			'opener', (select a.author from authors a join first on first.id = a.post_id),
			'space', jsonb_build_object(
				'id', t.space_id, 'slug', t.slug, 'name', t.name, 'visibility', t.visibility, 'hidden', t.hidden,
				'archived', t.archived_at is not null,
				'writing', t.space_id in (select private.viewer_writing_spaces()),
				'facilitated', t.space_id in (select private.viewer_facilitated_spaces()))
		) as thread,
		coalesce((
			select jsonb_agg(jsonb_build_object(
				'id', p.id, 'number', p.number, 'body', p.body, 'createdAt', p.created_at, 'editedAt', p.edited_at,
				'author', a.author, 'mine', coalesce(a.person_id = (select private.viewer()), false),
				'organisation', case when o.id is not null then jsonb_build_object('slug', o.slug, 'name', coalesce(o.acronym, o.name)) end
			) order by p.number)
			from page p left join authors a on a.post_id = p.id left join organisations o on o.id = p.organisation_id
		), '[]') as posts,
		coalesce((select jsonb_agg(to_jsonb(n)) from (${namedIn(sql`select body from page`)}) n), '[]') as named
		from t`.execute(db);
	const found = rows[0];
	if (!found) return null;
	const posts = found.posts.map(({ body, ...post }): Post => ({
		...post,
		html: body === null ? null : rendered(body, found.named)
	}));
	const opening = found.posts[0]?.number === 1 ? found.posts[0].body : null;
	return {
		thread: found.thread,
		posts,
		page,
		pages: pageOf(found.thread.lastNumber),
		/** How it begins, for search engines. */
		summary: opening ? markdownToText(opening).slice(0, 200) : ''
	};
}

/** What a text will look like once it is published. */
export async function preview(db: Database, body: string): Promise<string> {
	const { rows } = await sql<Named>`${namedIn(sql`select ${body}::text`)}`.execute(db);
	return rendered(body, rows);
}

/** Its number is given by the database. */
export async function say(db: Database, id: string, thread: string, body: string): Promise<void> {
	await sql`insert into posts (id, thread_id, body) values (${id}, ${thread}, ${body})`.execute(db);
}

/** @returns the number of the post; null when there is no such thread. The same form sent twice is one post. */
export async function reply(db: Database, slug: string, thread: string, values: ReplyValues): Promise<number | null> {
	const found = await db
		.selectFrom('threads as t')
		.innerJoin('spaces as s', 's.id', 't.space_id')
		.select('t.id')
		.where('t.id', '=', thread)
		.where('s.slug', '=', slug)
		.executeTakeFirst();
	if (!found) return null;
	await say(db, values.id, thread, values.body);
	const post = await db
		.selectFrom('posts')
		.select('number')
		.where('id', '=', values.id)
		.where('thread_id', '=', thread)
		.executeTakeFirst();
	return post?.number ?? null;
}
