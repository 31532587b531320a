/** What is said in rooms. The order and the numbers are the database's: see the trigger of `chat_messages`. */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { limits, liveRoom, type Message } from './chat';

interface Row extends Omit<Message, 'room' | 'createdAt'> {
	roomId: string;
	createdAt: Date;
}

/** Everybody is given the same names: those of people who show themselves to the network. */
const told = sql`c.id, c.room_id as "roomId", c.seq, c.body, c.created_at as "createdAt",
	case when c.author_id is not null then jsonb_build_object('id', c.author_id, 'name', p.name) end as author`;
const author = sql`left join people p on p.id = c.author_id and p.visibility <> 'prive'`;

const messageOf = ({ roomId, createdAt, id, seq, author, body }: Row): Message => ({
	id,
	room: liveRoom(roomId),
	seq,
	author,
	body,
	createdAt: createdAt.toISOString()
});

async function read(db: Database, which: RawBuilder<unknown>): Promise<Message[]> {
	const { rows } = await sql<Row>`select ${told} from chat_messages c ${author} where ${which}`.execute(db);
	return rows.map(messageOf);
}

/** Sent again it is the same message, as it was stored. @returns null when the id is that of another one. */
export async function send(
	db: Database,
	{ id, room, body }: { id: string; room: string; body: string }
): Promise<Message | null> {
	const { rows } = await sql<Row>`
		with c as (insert into chat_messages (id, room_id, body) values (${id}, ${room}, ${body}) returning *)
		select ${told} from c ${author}`.execute(db);
	if (rows[0]) return messageOf(rows[0]);
	const [stored] = await read(db, sql`c.id = ${id} and c.room_id = ${room} and c.author_id = private.viewer()`);
	return stored ?? null;
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
}

/** @param before the number that follows the page; null: the end of the room. */
export async function page(db: Database, room: string, before: number | null): Promise<Page> {
	const found = await read(
		db,
		sql`c.room_id = ${room} and (${before}::int is null or c.seq < ${before}::int) order by c.seq desc limit ${limits.page + 1}`
	);
	return { messages: found.slice(0, limits.page).reverse(), earlier: found.length > limits.page };
}

/** What was said after a message, for who was away. */
export async function since(db: Database, room: string, seq: number): Promise<{ messages: Message[]; more: boolean }> {
	const found = await read(db, sql`c.room_id = ${room} and c.seq > ${seq} order by c.seq limit ${limits.since + 1}`);
	return { messages: found.slice(0, limits.since), more: found.length > limits.since };
}

/** In the order of their rooms. */
export async function byId(db: Database, ids: readonly string[]): Promise<Message[]> {
	return read(db, sql`c.id = any (${ids}) order by c.room_id, c.seq`);
}

/** The number that an address gives (`?avant=`); anything else is the end of the room. */
export function cursorOf(url: URL): number | null {
	const given = Number(url.searchParams.get('avant'));
	return Number.isInteger(given) && given > 0 && given < 2_147_483_648 ? given : null;
}
