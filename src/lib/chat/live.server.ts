/**
 * Rooms on the live connection. What is said there is stored first; each process then reads what the database
 * announces, in the order of commits, and says it to its own sockets that are in the room (`telling.server.ts`).
 * Each act is done under the rights that its author has at that moment, whatever they joined before.
 */
import type { z } from 'zod';
import { extractLocaleFromRequest } from '$lib/paraglide/runtime';
import { asViewer, SessionEnded, type Claims, type Database } from '$lib/platform/database.server';
import { isDatabaseError, refused } from '$lib/platform/errors.server';
import { cleanText, say } from '$lib/platform/forms.server';
import { allow, type Limit } from '$lib/platform/limits.server';
import type { Locale } from '$lib/platform/numbers';
import type { LiveSlice, Sockets, WatcherSocket } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { callable } from './calling.server';
import type { Message } from './chat';
import * as messages from './messages.server';
import { Presence } from './presence.server';
import { keepReading } from './readings.server';
import * as asks from './schema';
import type { PeopleAnswer, SendAnswer, SendRefusal, SinceAnswer } from './schema';
import { tellReadings, tellRooms, type ChatSocket } from './telling.server';
import { Turns } from './turns';

/** One message of a room is stored at a time: the others would hold a connection each, to wait for it. */
const turns = new Turns();

export function chatLive(io: Sockets): LiveSlice {
	const presence = new Presence(io);
	return {
		connected: (watcher: WatcherSocket) => {
			const socket = watcher as unknown as ChatSocket;
			const locale = localeOf(socket);
			const answering = <T>(answer: unknown, said: Promise<T>) =>
				void said.then((given) => typeof answer === 'function' && (answer as (given: T) => void)(given));
			socket.on('chat:send', (asked, answer) => answering(answer, send(socket, asked, locale)));
			socket.on('chat:edit', (asked, answer) =>
				answering(answer, act(socket, asked, locale, { schema: asks.editSchema, work: messages.edit }))
			);
			socket.on('chat:delete', (asked, answer) =>
				answering(answer, act(socket, asked, locale, { schema: asks.deleteSchema, work: messages.withdraw }))
			);
			socket.on('chat:react', (asked, answer) =>
				answering(answer, act(socket, asked, locale, { schema: asks.reactSchema, work: messages.react }))
			);
			socket.on('chat:since', (asked, answer) => answering(answer, since(socket, asked)));
			socket.on('chat:people', (asked, answer) => answering(answer, people(socket, asked)));
			socket.on('chat:read', (asked) => void read(socket, asked));
			socket.on('chat:typing', (asked) => {
				const where = asks.roomSchema.safeParse(asked).data;
				if (where) presence.types(socket, where.room);
			});
		},
		channels: { palabre_chat: tellRooms(io), palabre_chat_read: tellReadings(io) }
	};
}

/** The language of the browser, as its pages have it. */
function localeOf({ request: { headers } }: Pick<ChatSocket, 'request'>): Locale {
	const { cookie = '', 'accept-language': languages = '' } = headers;
	const asked = new Request(runtime().configuration.origin, { headers: { cookie, 'accept-language': languages } });
	return extractLocaleFromRequest(asked);
}

const sentences: Record<Exclude<SendRefusal, 'invalid'>, string> = {
	'not-found': 'chat_refused_not_found',
	refused: 'chat_refused_right',
	taken: 'chat_refused_taken',
	withdrawn: 'chat_refused_withdrawn',
	'too-many': 'chat_refused_too_many',
	'signed-out': 'chat_refused_signed_out',
	unavailable: 'chat_refused_unavailable'
};

interface Act<T> {
	schema: z.ZodType<T>;
	/** Null: nothing was done, and nobody is told why. */
	work: (db: Database, values: T) => Promise<Message | null>;
	/** What null means. */
	nothing?: 'refused' | 'taken';
	turn?: (values: T, work: () => Promise<SendAnswer>) => Promise<SendAnswer>;
}

const send = (socket: ChatSocket, asked: unknown, locale: Locale) =>
	act(socket, asked, locale, {
		schema: asks.sendSchema,
		work: messages.send,
		nothing: 'taken',
		turn: ({ room }, work) => turns.take(room, work)
	});

async function act<T extends { room: string }>(
	socket: ChatSocket,
	asked: unknown,
	locale: Locale,
	{ schema, work, nothing = 'refused', turn = (_, now) => now() }: Act<T>
): Promise<SendAnswer> {
	const refuse = (code: Exclude<SendRefusal, 'invalid'>): SendAnswer => ({
		ok: false,
		error: { code, message: say(sentences[code], locale) }
	});
	const parsed = schema.safeParse(cleaned(asked));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return { ok: false, error: { code: 'invalid', message: say(issue?.message ?? '', locale) } };
	}
	const { claims } = socket.data;
	return turn(parsed.data, async () => {
		if (!(await isAllowed(socket, 'chat'))) return refuse('too-many');
		const outcome = await judged(socket, claims, (db) => work(db, parsed.data));
		if ('done' in outcome && outcome.done) return { ok: true, message: outcome.done };
		const failed = 'done' in outcome ? nothing : outcome.failed;
		if (failed !== 'refused') return refuse(failed);
		const seen = await judged(socket, claims, (db) => messages.latest(db, parsed.data.room));
		return refuse('done' in seen && seen.done ? 'refused' : 'not-found');
	});
}

const isAllowed = ({ data }: ChatSocket, limit: Limit) => allow(limit, data.person);

/** As a form is read. */
function cleaned(asked: unknown): unknown {
	if (typeof asked !== 'object' || asked === null || !('body' in asked) || typeof asked.body !== 'string') return asked;
	return { ...asked, body: cleanText(asked.body) };
}

async function since(socket: ChatSocket, asked: unknown): Promise<SinceAnswer> {
	const parsed = asks.sinceSchema.safeParse(asked);
	if (!parsed.success) return { ok: false, error: 'invalid' };
	const { room, seq, changes } = parsed.data;
	if (!(await isAllowed(socket, 'chat-since'))) return { ok: false, error: 'too-many' };
	const outcome = await judged(socket, socket.data.claims, (db) => messages.since(db, room, seq, changes));
	if ('done' in outcome) return outcome.done ? { ok: true, ...outcome.done } : { ok: false, error: 'not-found' };
	const { failed } = outcome;
	return { ok: false, error: failed === 'signed-out' || failed === 'unavailable' ? failed : 'not-found' };
}

async function people(socket: ChatSocket, asked: unknown): Promise<PeopleAnswer> {
	const wanted = asks.peopleSchema.safeParse(asked).data;
	if (!wanted || !(await isAllowed(socket, 'chat-since'))) return { ok: false };
	const found = await judged(socket, socket.data.claims, async (db) =>
		(await messages.latest(db, wanted.room)) ? callable(db, wanted.room, wanted.text) : []
	);
	return 'done' in found ? { ok: true, people: found.done } : { ok: false };
}

async function read(socket: ChatSocket, asked: unknown): Promise<void> {
	const until = asks.readSchema.safeParse(asked).data;
	if (until && (await isAllowed(socket, 'chat-since')))
		await judged(socket, socket.data.claims, (db) => keepReading(db, until));
}

type Outcome<T> = { done: T } | { failed: 'refused' | 'withdrawn' | 'signed-out' | 'unavailable' };

async function judged<T>(socket: ChatSocket, claims: Claims, work: (db: Database) => Promise<T>): Promise<Outcome<T>> {
	try {
		return { done: await asViewer(claims, work) };
	} catch (error) {
		if (error instanceof SessionEnded) {
			setImmediate(() => socket.conn.close());
			return { failed: 'signed-out' };
		}
		if (isDatabaseError(error) && error.code === refused.right) return { failed: 'refused' };
		if (isDatabaseError(error) && error.code === refused.rule) return { failed: 'withdrawn' };
		runtime().log.warn({ error: String(error) }, 'A room could not be read or written');
		return { failed: 'unavailable' };
	}
}
