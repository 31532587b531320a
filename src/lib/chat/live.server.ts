/**
 * Rooms on the live connection. What is said there is stored first; each process then reads what the database
 * announces, in the order of commits, and says it to its own sockets that are in the room. Each
 * message is written under the rights that its author has at that moment, whatever they joined before.
 */
import { z } from 'zod';
import type { Socket } from 'socket.io';
import { extractLocaleFromRequest } from '$lib/paraglide/runtime';
import { asService, asViewer, SessionEnded, type Claims, type Database } from '$lib/platform/database.server';
import { isDatabaseError, refused } from '$lib/platform/errors.server';
import { cleanText, say } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';
import type { Locale } from '$lib/platform/numbers';
import type { LiveSlice, Sockets, Watcher, WatcherSocket } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { liveRoom } from './chat';
import * as messages from './messages.server';
import {
	sendSchema,
	sinceSchema,
	type ChatAsks,
	type ChatTells,
	type SendAnswer,
	type SendRefusal,
	type SinceAnswer
} from './schema';
import { Turns } from './turns';

type ChatSocket = Socket<ChatAsks, ChatTells, Record<string, never>, Watcher>;

/** One message of a room is stored at a time: the others would hold a connection each, to wait for it. */
const turns = new Turns();

export function chatLive(io: Sockets): LiveSlice {
	return {
		connected: (watcher: WatcherSocket) => {
			const socket = watcher as unknown as ChatSocket;
			const locale = localeOf(socket);
			socket.on('chat:send', (asked, answer) => {
				void send(socket, asked, locale).then((said) => typeof answer === 'function' && answer(said));
			});
			socket.on('chat:since', (asked, answer) => {
				void since(socket, asked).then((said) => typeof answer === 'function' && answer(said));
			});
		},
		channels: { palabre_chat: tellRooms(io) }
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
	'too-many': 'chat_refused_too_many',
	'signed-out': 'chat_refused_signed_out',
	unavailable: 'chat_refused_unavailable'
};

async function send(socket: ChatSocket, asked: unknown, locale: Locale): Promise<SendAnswer> {
	const refuse = (code: Exclude<SendRefusal, 'invalid'>): SendAnswer => ({
		ok: false,
		error: { code, message: say(sentences[code], locale) }
	});
	const parsed = sendSchema.safeParse(cleaned(asked));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return { ok: false, error: { code: 'invalid', message: say(issue?.message ?? '', locale) } };
	}
	const { claims, person } = socket.data;
	return turns.take(parsed.data.room, async () => {
		if (!(await allow('chat', person))) return refuse('too-many');
		const outcome = await judged(socket, claims, (db) => messages.send(db, parsed.data));
		if ('done' in outcome) return outcome.done ? { ok: true, message: outcome.done } : refuse('taken');
		if (outcome.failed !== 'refused') return refuse(outcome.failed);
		const seen = await judged(socket, claims, (db) => messages.latest(db, parsed.data.room));
		return refuse('done' in seen && seen.done ? 'refused' : 'not-found');
	});
}

/** As a form is read. */
function cleaned(asked: unknown): unknown {
	if (typeof asked !== 'object' || asked === null || !('body' in asked) || typeof asked.body !== 'string') return asked;
	return { ...asked, body: cleanText(asked.body) };
}

async function since(socket: ChatSocket, asked: unknown): Promise<SinceAnswer> {
	const parsed = sinceSchema.safeParse(asked);
	if (!parsed.success) return { ok: false, error: 'invalid' };
	const { claims, person } = socket.data;
	const { room, seq } = parsed.data;
	if (!(await allow('chat-since', person))) return { ok: false, error: 'too-many' };
	const outcome = await judged(socket, claims, async (db) =>
		(await messages.latest(db, room)) ? messages.since(db, room, seq) : null
	);
	if ('done' in outcome) return outcome.done ? { ok: true, ...outcome.done } : { ok: false, error: 'not-found' };
	return { ok: false, error: outcome.failed === 'refused' ? 'not-found' : outcome.failed };
}

type Outcome<T> = { done: T } | { failed: 'refused' | 'signed-out' | 'unavailable' };

async function judged<T>(socket: ChatSocket, claims: Claims, work: (db: Database) => Promise<T>): Promise<Outcome<T>> {
	try {
		return { done: await asViewer(claims, work) };
	} catch (error) {
		if (error instanceof SessionEnded) {
			setImmediate(() => socket.conn.close());
			return { failed: 'signed-out' };
		}
		if (isDatabaseError(error) && error.code === refused.right) return { failed: 'refused' };
		runtime().log.warn({ error: String(error) }, 'A room could not be read or written');
		return { failed: 'unavailable' };
	}
}

const announcedSchema = z.object({ room: z.uuid(), message: z.uuid() });

/**
 * What was announced while others were read is read together. A room where nobody of this process is costs
 * nothing. When reading fails, clients are told that they missed something: they ask for what follows the last
 * that they have.
 */
function tellRooms(io: Sockets): (payload: string) => void {
	let announced: string[] = [];
	let reading = false;

	const tell = async () => {
		if (reading) return;
		reading = true;
		while (announced.length) {
			const ids = announced;
			announced = [];
			try {
				for (const message of await asService((db) => messages.byId(db, ids)))
					(io as unknown as ChatTeller).to(message.room).emit('chat:message', message);
			} catch (error) {
				runtime().log.warn({ error: String(error) }, 'Messages could not be said');
				io.local.emit('missed');
			}
		}
		reading = false;
	};
	return (payload) => {
		const said = announcedSchema.safeParse(JSON.parse(payload)).data;
		if (!said || !io.sockets.adapter.rooms.has(liveRoom(said.room))) return;
		announced.push(said.message);
		void tell();
	};
}

interface ChatTeller {
	to(room: string): { emit(event: 'chat:message', message: Parameters<ChatTells['chat:message']>[0]): void };
}
