/** What people write in a discussion, and do with it. Who may is decided by the database; a form sent twice acts once. */
import { sql } from 'kysely';
import { giveReason, type Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import * as attachments from './attachments.server';
import { withMentions } from './mentions.server';
import type { Change, EditValues, ReplyValues, ThreadValues } from './schema';
import type { Reaction } from './thread';

interface Post {
	id: string;
	thread: string;
	body: string;
	replyTo?: string | undefined;
	files?: string[] | undefined;
	resources?: string[] | undefined;
}

/** Its number is given by the database. */
export async function say(db: Database, { id, thread, body, replyTo, ...attached }: Post): Promise<void> {
	await sql`insert into posts (id, thread_id, body, reply_to) values (${id}, ${thread}, ${body}, ${replyTo ?? null})`.execute(
		db
	);
	await attachments.attach(db, id, attached);
}

/** An answer that was lost is asked for again under the same id. `otherwise`: with other words, which nobody would read. */
type Said = 'once' | 'otherwise';

/** @returns null when there is no space that one may see at this address. */
export async function open(db: Database, slug: string, values: ThreadValues, language: Locale): Promise<Said | null> {
	const space = await db.selectFrom('spaces').select('id').where('slug', '=', slug).executeTakeFirst();
	if (!space) return null;
	const { id, title, post, files, resources } = values;
	const body = await withMentions(db, values.body, values.mentions);
	const made = await db
		.insertInto('threads')
		.values({ id, space_id: space.id, title, language })
		// Neither RETURNING nor the column of the conflict: both would read the row.
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) await say(db, { id: post, thread: id, body, files, resources });
	const thread = await threadAt(db, slug, id);
	if (!thread) return null;
	const first = await saidAs(db, id, post);
	return thread.title === title && first?.body === body ? 'once' : 'otherwise';
}

function saidAs(db: Database, thread: string, post: string) {
	return db
		.selectFrom('posts')
		.select(['number', 'body'])
		.where('id', '=', post)
		.where('thread_id', '=', thread)
		.executeTakeFirst();
}

function threadAt(db: Database, slug: string, thread: string) {
	return db
		.selectFrom('threads as t')
		.innerJoin('spaces as s', 's.id', 't.space_id')
		.select(['t.id', 't.title'])
		.where('t.id', '=', thread)
		.where('s.slug', '=', slug)
		.executeTakeFirst();
}

/** @returns the number of the post; null when there is no such thread. */
export async function reply(
	db: Database,
	slug: string,
	thread: string,
	values: ReplyValues
): Promise<number | 'otherwise' | null> {
	if (!(await threadAt(db, slug, thread))) return null;
	const { id, mentions, replyTo, files, resources } = values;
	const body = await withMentions(db, values.body, mentions);
	// What was said keeps its files too.
	if (!(await saidAs(db, thread, id))) await say(db, { id, thread, replyTo, body, files, resources });
	const post = await saidAs(db, thread, id);
	if (!post) return null;
	return post.body === body ? post.number : 'otherwise';
}

export interface Writable {
	id: string;
	version: number;
	body: string;
	mine: boolean;
	title: string;
	space: string;
}

/** A post that the viewer may change, or withdraw as a facilitator; null for the others. */
export async function writable(db: Database, slug: string, thread: string, number: number): Promise<Writable | null> {
	const { rows } = await sql<Writable>`
		select p.id, p.version, p.body, private.viewer_wrote('post', p.id) as mine, t.title, s.name as space
		from threads t join spaces s on s.id = t.space_id join posts p on p.thread_id = t.id
		where t.id = ${thread} and s.slug = ${slug} and p.number = ${number} and p.body is not null
			and (private.viewer_wrote('post', p.id) or p.space_id in (select private.viewer_facilitated_spaces()))`.execute(db);
	return rows[0] ?? null;
}

/** @returns what it says now, and in which version, when it was changed meanwhile from another device. */
export async function edit(
	db: Database,
	post: Writable,
	values: EditValues
): Promise<{ conflict: { version: number; body: string } } | null> {
	const body = await withMentions(db, values.body, values.mentions);
	const done = await db
		.updateTable('posts')
		.set({ body })
		.where('id', '=', post.id)
		.where('version', '=', values.version)
		.executeTakeFirst();
	if (!done.numUpdatedRows) return { conflict: { version: post.version, body: post.body } };
	await attachments.replace(db, post.id, values);
	return null;
}

/** Its number and its date stay. */
export async function withdraw(db: Database, post: string, reason: string | undefined): Promise<void> {
	if (reason) await giveReason(db, reason);
	await db
		.updateTable('posts')
		.set({ withdrawn_at: sql`now()` })
		.where('id', '=', post)
		.where('withdrawn_at', 'is', null)
		.execute();
}

/** Says it, or takes it back. */
export async function react(db: Database, post: string, kind: Reaction): Promise<void> {
	const taken = await sql`
		delete from post_reactions where post_id = ${post} and kind = ${kind} and person_id = private.viewer()`.execute(db);
	if (!taken.numAffectedRows)
		await sql`insert into post_reactions (post_id, kind) values (${post}, ${kind})`.execute(db);
}

export async function keep(db: Database, post: string, kept: boolean): Promise<void> {
	if (!kept) await db.deleteFrom('kept_posts').where('post_id', '=', post).execute();
	else await sql`insert into kept_posts (post_id) values (${post}) on conflict do nothing`.execute(db);
}

/** @returns false for who may not, or when somebody else gave it another title meanwhile. */
export async function change(db: Database, thread: string, values: Change): Promise<boolean> {
	let update = db.updateTable('threads').where('id', '=', thread).set(changed(values));
	// What the form showed: nobody's title is replaced unseen.
	if (values.change === 'title') update = update.where('title', '=', values.was);
	return (await update.executeTakeFirst()).numUpdatedRows > 0n;
}

function changed(values: Change) {
	switch (values.change) {
		case 'title':
			return { title: values.title };
		case 'pin':
			return { pinned_at: sql<Date>`now()` };
		case 'unpin':
			return { pinned_at: null };
		case 'close':
			return { closed_at: sql<Date>`now()`, closed_reason: values.reason };
		case 'reopen':
			return { closed_at: null, closed_reason: null };
	}
}
