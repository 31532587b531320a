/** What is said in rooms. The order and the numbers are the database's: see the triggers of `chat_messages`. */
import { sql, type RawBuilder } from 'kysely';
import { inOneTrip, type Claims, type Database, type Pool } from '$lib/platform/database.server';
import { typedWords } from '$lib/threads/mentions.server';
import { withTypedMentions } from './calling.server';
import { limits, liveRoom, type Author, type Message } from './chat';
import type { Reaction } from '$lib/threads/thread';

interface Row {
	id: string;
	roomId: string;
	seq: number;
	body: string | null;
	createdAt: Date | string;
	author: Author;
	replyTo: Message['replyTo'] | null;
	change: number | null;
	edited: true | null;
	mentions: Message['mentions'] | null;
	reactions: Message['reactions'] | null;
	mine: Reaction[] | null;
	files: Message['files'] | null;
}

/** Everybody is given the same names: those of people who show themselves to the network. */
const named = (id: string, person: string) =>
	sql`case when ${sql.ref(id)} is not null then jsonb_build_object('id', ${sql.ref(id)}, 'name', ${sql.ref(`${person}.name`)}) end`;
const shown = (id: string, person: string) =>
	sql`left join people ${sql.table(person)} on ${sql.ref(`${person}.id`)} = ${sql.ref(id)} and ${sql.ref(`${person}.visibility`)} <> 'prive'`;
const told = sql`c.id, c.room_id as "roomId", c.seq, c.body, c.created_at as "createdAt", ${named('c.author_id', 'p')} as author,
	nullif(c.change, 0) as change, nullif(c.edited_at is not null, false) as edited, nullif(c.reactions, '{}') as reactions,
	case when c.reply_to is not null then (
		select jsonb_build_object('seq', q.seq, 'author', ${named('q.author_id', 'qp')}, 'body', left(q.body, 300))
		from chat_messages q ${shown('q.author_id', 'qp')} where q.id = c.reply_to
	) end as "replyTo",
	case when c.body like '%](person:%' then (
		select jsonb_agg(${named('n.person_id', 'np')}) from chat_mentions n ${shown('n.person_id', 'np')} where n.message_id = c.id
	) end as mentions,
	case when c.reactions <> '{}' then (
		select jsonb_agg(r.kind) from chat_reactions r where r.message_id = c.id and r.person_id = (select private.viewer())
	) end as mine,
	private.said_files(c.id) as files`;
const author = shown('c.author_id', 'p');

/** What is absent is not told: most messages are a few words and nothing more. */
function messageOf({ id, roomId, seq, author, body, createdAt, ...more }: Row): Message {
	const facts = Object.fromEntries(Object.entries(more).filter(([, fact]) => fact !== null && fact !== undefined));
	return { id, room: liveRoom(roomId), seq, author, body, createdAt: new Date(createdAt).toISOString(), ...facts };
}

async function read(db: Database, which: RawBuilder<unknown>): Promise<Message[]> {
	const { rows } = await sql<Row>`select ${told} from chat_messages c ${author} where ${which}`.execute(db);
	return rows.map(messageOf);
}

const one = async (db: Database, id: string, room: string): Promise<Message | null> =>
	(await read(db, sql`c.id = ${id} and c.room_id = ${room}`))[0] ?? null;

interface Said {
	id: string;
	room: string;
	body: string;
	/** The id of a message of the same room. */
	replyTo?: string | undefined;
	/** Ids of files that their author brought. */
	files?: readonly string[];
}

/** Sent again it is the same message, as it was stored. @returns null when the id is that of another one. */
export async function send(db: Database, { id, room, body, replyTo, files = [] }: Said): Promise<Message | null> {
	const words = await withTypedMentions(db, room, body);
	const { rows } = await sql<Row>`
		with c as (
			insert into chat_messages (id, room_id, body, reply_to)
			values (${id}, ${room}, ${words}, ${replyTo ? sql`(select q.id from chat_messages q where q.id = ${replyTo} and q.room_id = ${room})` : null})
			returning *
		)
		select ${told} from c ${author}`.execute(db);
	if (rows[0]) {
		for (const [position, file] of files.entries())
			await sql`insert into chat_files (message_id, file_id, position) values (${id}, ${file}, ${position})`.execute(
				db
			);
		// Whom it names, and its files, were written after what was just read.
		return words.includes('](person:') || files.length ? one(db, id, room) : messageOf(rows[0]);
	}
	const [stored] = await read(db, sql`c.id = ${id} and c.room_id = ${room} and c.author_id = private.viewer()`);
	return stored ?? null;
}

/** It names nobody, answers nothing and brings no file: nothing else has to be asked or written. */
export const isPlain = ({ body, replyTo, files = [] }: Omit<Said, 'id' | 'room'>) =>
	!replyTo && !files.length && !body.includes('](person:') && !typedWords(body).length;

/** `again`: something has this id already. Else `signed-out`, or the code of the refusal. */
export type SaidTogether = { message: Message } | { not: string };

/**
 * Plain words of several people, in this order and in one transaction. Each is judged as if they were alone.
 * @returns what becomes of each.
 */
export async function sayTogether(
	room: string,
	said: readonly { claims: Claims; id: string; body: string }[],
	through?: Pool
): Promise<SaidTogether[]> {
	const asked = JSON.stringify(said.map(({ claims, id, body }) => ({ claims, id, body })));
	const rows = await inOneTrip(
		sql<Pick<Row, 'seq' | 'createdAt' | 'author'> & { outcome: string }>`
			select outcome, seq, "createdAt", author from private.say(${room}, ${asked}::jsonb)`,
		through
	);
	return rows.map(({ outcome, seq, createdAt, author }, n) => {
		const { id = '', body = '' } = said[n] ?? {};
		if (outcome !== 'said') return { not: outcome };
		return { message: { id, room: liveRoom(room), seq, author, body, createdAt: new Date(createdAt).toISOString() } };
	});
}

/** @returns null when it is nothing that the viewer may change. */
export async function edit(db: Database, { id, room, body }: Said): Promise<Message | null> {
	const words = await withTypedMentions(db, room, body);
	const done = await changed(
		db,
		sql`update chat_messages set body = ${words}
		where id = ${id} and room_id = ${room} and body is distinct from ${words} returning *`
	);
	return done ? ((await one(db, id, room)) ?? done) : own(db, id, room, sql`c.body = ${words}`);
}

/** Its number, its author and its date stay. @returns null when it is nothing that the viewer may withdraw. */
export async function withdraw(db: Database, { id, room }: { id: string; room: string }): Promise<Message | null> {
	const done = await changed(
		db,
		sql`update chat_messages set withdrawn_at = now()
		where id = ${id} and room_id = ${room} and withdrawn_at is null returning *`
	);
	return done ? ((await one(db, id, room)) ?? done) : own(db, id, room, sql`c.withdrawn_at is not null`);
}

/** What its author asked for before is done; others are told nothing of it. */
async function own(db: Database, id: string, room: string, is: RawBuilder<unknown>): Promise<Message | null> {
	return (
		(await read(db, sql`c.id = ${id} and c.room_id = ${room} and c.author_id = private.viewer() and ${is}`))[0] ?? null
	);
}

/** As the change left it: whoever is removed at that instant changed it all the same, and no longer reads it. */
async function changed(db: Database, update: RawBuilder<unknown>): Promise<Message | null> {
	const { rows } = await sql<Row>`with c as (${update}) select ${told} from c ${author}`.execute(db);
	return rows[0] ? messageOf(rows[0]) : null;
}

/** Says it, or takes it back. Whoever is removed at that instant did it all the same: they are answered what they read. */
export async function react(
	db: Database,
	{ id, room, kind }: { id: string; room: string; kind: Reaction }
): Promise<Message | null> {
	const before = await one(db, id, room);
	if (!before) return null;
	const taken = await sql`
		delete from chat_reactions where message_id = ${id} and kind = ${kind} and person_id = private.viewer()`.execute(db);
	if (!taken.numAffectedRows)
		await sql`insert into chat_reactions (message_id, kind) values (${id}, ${kind})`.execute(db);
	return (await one(db, id, room)) ?? before;
}

/** Null: nothing was said under this number, for the viewer. */
export async function numbered(db: Database, room: string, seq: number): Promise<Message | null> {
	return (await read(db, sql`c.room_id = ${room} and c.seq = ${seq}`))[0] ?? null;
}

/** Those under these numbers, the latest first. @param numbers a query. */
export async function numberedAmong(db: Database, room: string, numbers: RawBuilder<unknown>): Promise<Message[]> {
	return read(db, sql`c.room_id = ${room} and c.seq in (${numbers}) order by c.seq desc`);
}

/** The number of its last message, in the shape of what is watched; undefined when the viewer does not read the room. */
export async function latest(db: Database, room: string): Promise<{ version: number } | undefined> {
	return db.selectFrom('chat_rooms').select('latest as version').where('id', '=', room).executeTakeFirst();
}

export interface Page {
	/** From the oldest to the newest. */
	messages: Message[];
	/** There are others before them. */
	earlier: boolean;
	/** There is nothing after them. */
	newest: boolean;
	/** The last change that they show. */
	changes: number;
	/** Until where the viewer had read; null: they never did. */
	read: number | null;
}

/**
 * In one statement. @param before the number that follows the page; null: the end of the room.
 * @returns null when the viewer does not read the room.
 */
export async function page(db: Database, room: string, before: number | null): Promise<Page | null> {
	const { rows } = await sql<{ messages: Row[]; latest: number; changes: number; read: number | null }>`
		select r.latest, r.changes, g.seq as read, coalesce((
			select jsonb_agg(to_jsonb(m) order by m.seq desc) from (
				select ${told} from chat_messages c ${author}
				where c.room_id = r.id and (${before}::int is null or c.seq < ${before}::int)
				order by c.seq desc limit ${limits.page + 1}
			) m
		), '[]') as messages
		from chat_rooms r left join chat_readings g on g.room_id = r.id and g.person_id = (select private.viewer())
		where r.id = ${room}`.execute(db);
	const [found] = rows;
	if (!found) return null;
	const { messages, latest, changes, read } = found;
	return {
		messages: messages.slice(0, limits.page).map(messageOf).reverse(),
		earlier: messages.length > limits.page,
		newest: before === null || before > latest,
		changes,
		read
	};
}

export interface Missed {
	messages: Message[];
	more: boolean;
	/** What was changed of what they knew, from the first change to the last. */
	changed: Message[];
	/** The last change that is told. */
	changes: number;
}

/**
 * What was said after a message, for who was away, and what was changed before it. In one statement: who is removed
 * between two would be told that they know changes that they were not shown, and brought back, never ask for them.
 * @param changes the last change that they know; absent: they do not ask.
 */
export async function since(db: Database, room: string, seq: number, changes?: number): Promise<Missed | null> {
	const those = (which: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql`coalesce((
		select jsonb_agg(to_jsonb(m) order by m.${order}) from (
			select ${told} from chat_messages c ${author} where c.room_id = r.id and ${which}
			order by c.${order} limit ${limits.since + 1}
		) m
	), '[]')`;
	const known = changes ?? null;
	const { rows } = await sql<{ changes: number; messages: Row[]; changed: Row[] }>`
		select r.changes, ${those(sql`c.seq > ${seq}`, sql`seq`)} as messages,
			case when ${known}::int < r.changes
				then ${those(sql`c.change > ${known}::int and c.change > 0 and c.seq <= ${seq}`, sql`change`)} else '[]' end as changed
		from chat_rooms r where r.id = ${room}`.execute(db);
	const [found] = rows;
	if (!found) return null;
	const changed = found.changed.slice(0, limits.since).map(messageOf);
	const isCut = found.changed.length > limits.since;
	return {
		messages: found.messages.slice(0, limits.since).map(messageOf),
		more: found.messages.length > limits.since || isCut,
		changed,
		changes: (isCut && changed.at(-1)?.change) || found.changes
	};
}

/** In the order of their rooms. */
export async function byId(db: Database, ids: readonly string[]): Promise<Message[]> {
	return read(db, sql`c.id = any (${ids}) order by c.room_id, c.seq`);
}

/**
 * The page that an address asks for: what is before a number (`?avant=`), or what is around one (`?message=`);
 * null: the end of the room.
 */
export function cursorOf({ searchParams }: URL): number | null {
	const number = (name: string) => {
		const given = Number(searchParams.get(name));
		return Number.isInteger(given) && given > 0 && given < 2_000_000_000 ? given : null;
	};
	const around = number('message');
	return around === null ? number('avant') : around + limits.page / 2;
}
