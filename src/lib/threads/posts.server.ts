/** A thread with one page of its posts, as the viewer may read them. Who may see what is decided by the database. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { markdownToText, renderMarkdown } from '$lib/platform/markdown.server';
import { ofPosts, type Attachments } from './attachments.server';
import { mentionChoices, namedIn, resolverOf, withMentions, type Named } from './mentions.server';
import { pageOf, postsPerPage, usualLevel, type Level, type Reaction } from './thread';

/** Null: somebody whom the viewer may not name. */
export type Author = { id: string; name: string } | null;

interface StoredPost {
	id: string;
	number: number;
	body: string | null;
	version: number;
	createdAt: string;
	editedAt: string | null;
	author: Author;
	/** For which body they spoke. */
	organisation: { slug: string; name: string } | null;
	mine: boolean;
	/** The number of the post that it answers. */
	replyTo: number | null;
	reactions: { kind: Reaction; people: number; mine: boolean }[];
	kept: boolean;
}

export interface Post extends Omit<StoredPost, 'body'>, Attachments {
	/** Rendered and sanitised; null once it was withdrawn. */
	html: string | null;
}

export interface Thread {
	id: string;
	title: string;
	lastNumber: number;
	version: number;
	createdAt: string;
	pinnedAt: string | null;
	closedAt: string | null;
	closedReason: string | null;
	opener: Author;
	/** Whether the viewer opened it. */
	mine: boolean;
	/** Until which number the viewer read; 0: nothing, null: nobody is signed in. */
	read: number | null;
	level: Level;
	/** Numbers of what is to keep in mind, with how it begins. */
	kept: { number: number; begins: string }[];
	space: {
		id: string;
		slug: string;
		name: string;
		visibility: 'public' | 'reseau' | 'espace';
		hidden: boolean;
		writing: boolean;
		facilitated: boolean;
	};
}

export interface Wanted {
	/** `last`: that of the last post. */
	page: number | 'last';
	/** The number of a post to answer. */
	quote: number | null;
}

interface Quoted {
	id: string;
	number: number;
	body: string;
	author: Author;
}

/** What the page of a thread shows, in one statement. Its plan is tested. */
export const pageQuery = (slug: string, id: string, { page, quote }: Wanted) => sql<{
	thread: Omit<Thread, 'kept'> & { kept: { number: number; body: string }[] };
	posts: StoredPost[];
	named: Named[];
	/** Posts with which something goes. */
	attached: string[];
	quoted: Quoted | null;
}>`
	with t as materialized (
		select t.*, s.slug, s.name, s.visibility, private.masks(s.sensitivity, 'no_index') as hidden, shown.before,
			-- Reckoned here: a sum is no condition of an index that row-level security lets through.
			shown.before + ${postsPerPage} as until
		from threads t join spaces s on s.id = t.space_id, lateral (
			select ${page === 'last' ? sql`(t.last_number - 1) / ${postsPerPage}` : sql`${page - 1}::integer`} * ${postsPerPage} as before
		) shown
		where t.id = ${id} and s.slug = ${slug}
	), page as materialized (
		select p.*, k.post_id is not null as kept from t
		join posts p on p.thread_id = t.id left join kept_posts k on k.post_id = p.id
		where p.number > t.before and p.number <= t.until
	), beside as materialized (
		select p.id, p.number, p.body from t join posts p on p.thread_id = t.id and p.number in (1, ${quote ?? 1}::integer)
	), authors as materialized (
		select a.post_id, a.person_id, case when x.id is not null then jsonb_build_object('id', x.id, 'name', x.name) end as author
		from private.post_authors(array(select id from page union select id from beside)) a left join people x on x.id = a.person_id
	), reacted as materialized (
		select r.post_id, jsonb_agg(jsonb_build_object('kind', r.kind, 'people', r.people, 'mine', r.mine) order by r.people desc, r.kind) as reactions
		from private.post_reactions(array(select id from page)) r group by r.post_id
	)
	select jsonb_build_object(
		'id', t.id, 'title', t.title, 'lastNumber', t.last_number, 'version', t.version,
		'createdAt', t.created_at, 'pinnedAt', t.pinned_at, 'closedAt', t.closed_at, 'closedReason', t.closed_reason,
		'opener', (select a.author from authors a join beside b on b.id = a.post_id and b.number = 1),
		'mine', coalesce((select a.person_id = private.viewer() from authors a join beside b on b.id = a.post_id and b.number = 1), false),
		${ownReading},
		'kept', coalesce((
			select jsonb_agg(jsonb_build_object('number', k.number, 'body', left(k.body, 400)) order by k.number)
			from (select p.number, p.body from kept_posts k join posts p on p.id = k.post_id where k.thread_id = t.id order by p.number limit 20) k
		), '[]'),
		'space', jsonb_build_object(
			'id', t.space_id, 'slug', t.slug, 'name', t.name, 'visibility', t.visibility, 'hidden', t.hidden,
			'writing', t.space_id in (select private.viewer_writing_spaces()),
			'facilitated', t.space_id in (select private.viewer_facilitated_spaces()))
	) as thread,
	coalesce((
		select jsonb_agg(jsonb_build_object(
			'id', p.id, 'number', p.number, 'body', p.body, 'version', p.version, 'createdAt', p.created_at, 'editedAt', p.edited_at,
			'author', a.author, 'mine', coalesce(a.person_id = (select private.viewer()), false), 'kept', p.kept,
			'replyTo', (select q.number from posts q where q.id = p.reply_to), 'reactions', coalesce(r.reactions, '[]'),
			'organisation', case when o.id is not null then jsonb_build_object('slug', o.slug, 'name', coalesce(o.acronym, o.name)) end
		) order by p.number)
		from page p
		left join authors a on a.post_id = p.id
		left join reacted r on r.post_id = p.id
		left join organisations o on o.id = p.organisation_id
	), '[]') as posts,
	array(select private.posts_with_attachments(array(select id from page))) as attached,
	coalesce((select jsonb_agg(to_jsonb(n)) from (${namedIn(sql`select body from page`)}) n), '[]') as named,
	case when ${quote}::integer is not null then (
		select jsonb_build_object('id', b.id, 'number', b.number, 'body', b.body, 'author', a.author)
		from beside b left join authors a on a.post_id = b.id where b.number = ${quote}::integer and b.body is not null
	) end as quoted
	from t`;

/** Tables that only people who are signed in may read: a visitor has none of it. */
const ownReading = sql`
	'read', private.viewer_reading(t.id), 'level', private.viewer_level(t.id, t.space_id)`;

export type Page = NonNullable<Awaited<ReturnType<typeof read>>>;

/** One statement, and another when something goes with a post. Null when the viewer may not see it. */
export async function read(db: Database, slug: string, id: string, wanted: Wanted) {
	const { rows } = await pageQuery(slug, id, wanted).execute(db);
	const found = rows[0];
	if (!found) return null;
	const resolver = resolverOf(found.named);
	const attachments = await ofPosts(db, found.attached);
	const posts = found.posts.map(({ body, ...post }): Post => ({
		...post,
		...(attachments.get(post.id) ?? { files: [], resources: [] }),
		html: body === null ? null : renderMarkdown(body, { headingFrom: 4, mention: resolver })
	}));
	const opening = found.posts[0]?.number === 1 ? found.posts[0].body : null;
	const pages = pageOf(found.thread.lastNumber);
	const thread: Thread = {
		...found.thread,
		level: found.thread.level ?? usualLevel,
		kept: found.thread.kept.map(({ number, body }) => ({ number, begins: beginningOf(body) }))
	};
	return {
		thread,
		posts,
		page: wanted.page === 'last' ? pages : wanted.page,
		pages,
		quoted: found.quoted && { ...found.quoted, quote: quoteOf(found.quoted.body) },
		/** How it begins, for search engines. */
		summary: opening ? markdownToText(opening).slice(0, 200) : ''
	};
}

/** A line of a text, for lists. */
export function beginningOf(body: string): string {
	const said = markdownToText(body).replaceAll('\n', ' ');
	return said.length > 140 ? `${said.slice(0, 140).trimEnd()}…` : said;
}

/** What one answers, as Markdown quotes it: its words, so that a quotation quotes no quotation. */
function quoteOf(body: string): string {
	const words = markdownToText(body.replace(/^>.*$/gm, ''));
	const shown = words.length > 500 ? `${words.slice(0, 500).trimEnd()}…` : words;
	return `${shown
		.split('\n')
		.map((line) => `> ${line}`)
		.join('\n')}\n\n`;
}

/** What a text will look like once it is published, and whom its words may name. */
export async function preview(db: Database, slug: string, typed: { body: string; mentions: string[] }) {
	const body = await withMentions(db, typed.body, typed.mentions);
	const choices = await mentionChoices(db, slug, body);
	const { rows } = await namedIn(sql`select ${body}::text`).execute(db);
	return { body, choices, html: renderMarkdown(body, { headingFrom: 4, mention: resolverOf(rows) }) };
}

export type Preview = Awaited<ReturnType<typeof preview>>;

/** What a post said, from the newest to the oldest; null when there is no such post to read. */
export async function history(db: Database, slug: string, thread: string, number: number) {
	const { rows } = await sql<{ title: string; space: string; said: { body: string; until: string | null }[] }>`
		select t.title, s.name as space, coalesce((
			select jsonb_agg(jsonb_build_object('body', v.body, 'until', v.until) order by v.version desc) from (
				select p.body, null::timestamptz as until, p.version union all
				select v.body, v.replaced_at, v.version from post_versions v where v.post_id = p.id
			) v
		), '[]') as said
		from threads t join spaces s on s.id = t.space_id join posts p on p.thread_id = t.id
		where t.id = ${thread} and s.slug = ${slug} and p.number = ${number} and p.body is not null`.execute(db);
	const found = rows[0];
	if (!found) return null;
	return {
		...found,
		said: found.said.map(({ body, until }) => ({ until, html: renderMarkdown(body, { headingFrom: 3 }) }))
	};
}
