/**
 * Rooms on the live connection. What is said there is stored first; each process then reads what the database
 * announces, in the order of commits, and says it to its own sockets that are in the room (`telling.server.ts`).
 * Each act is done under the rights that its author has at that moment, whatever they joined before.
 */
import type { z } from 'zod';
import { extractLocaleFromRequest } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { cleanText, say } from '$lib/platform/forms.server';
import { allow, type Limit } from '$lib/platform/limits.server';
import type { Locale } from '$lib/platform/numbers';
import type { LiveSlice, Sockets, Watcher, WatcherSocket } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { callable } from './calling.server';
import type { Message } from './chat';
import { judged, orElse, type Outcome } from './judging.server';
import * as messages from './messages.server';
import { Presence } from './presence.server';
import { keepReading } from './readings.server';
import * as asks from './schema';
import type { PeopleAnswer, SendAnswer, SendRefusal, SinceAnswer } from './schema';
import { SaidHere, Speaking } from './speaking.server';
import { tellReadings, tellRooms, type ChatSocket } from './telling.server';

export function chatLive(io: Sockets): LiveSlice {
	const presence = new Presence(io);
	const here = new SaidHere();
	const speaking = new Speaking(here);
	return {
		connected: (watcher: WatcherSocket) => {
			const socket = watcher as unknown as ChatSocket;
			const locale = localeOf(socket);
			const answering = <T>(answer: unknown, said: Promise<T>) =>
				void said.then((given) => typeof answer === 'function' && (answer as (given: T) => void)(given));
			const on = <T extends { room: string }>(event: Acted, schema: z.ZodType<T>, act: Act<T>) =>
				socket.on(event, (asked: unknown, answer: unknown) =>
					answering(answer, acted(socket, asked, locale, schema, act))
				);
			on('chat:send', asks.sendSchema, ({ claims }, said) => speaking.say({ claims, ...said }));
			on('chat:edit', asks.editSchema, changed(messages.edit));
			on('chat:delete', asks.deleteSchema, changed(messages.withdraw));
			on('chat:react', asks.reactSchema, changed(messages.react));
			socket.on('chat:since', (asked, answer) => answering(answer, since(socket, asked)));
			socket.on('chat:people', (asked, answer) => answering(answer, people(socket, asked)));
			socket.on('chat:read', (asked) => void read(socket, asked));
			socket.on('chat:typing', (asked) => {
				const where = asks.roomSchema.safeParse(asked).data;
				if (where) presence.types(socket, where.room);
			});
		},
		channels: { palabre_chat: tellRooms(io, here), palabre_chat_read: tellReadings(io) }
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

type Acted = 'chat:send' | 'chat:edit' | 'chat:delete' | 'chat:react';
type Act<T> = (who: Watcher, values: T) => Promise<Outcome<Message>>;

/** @param work null: nothing was done, and nobody is told why. */
const changed =
	<T>(work: (db: Database, values: T) => Promise<Message | null>): Act<T> =>
	async ({ claims }, values) =>
		orElse(await judged(claims, (db) => work(db, values)), 'refused');

async function acted<T extends { room: string }>(
	socket: ChatSocket,
	asked: unknown,
	locale: Locale,
	schema: z.ZodType<T>,
	act: Act<T>
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
	if (!(await isAllowed(socket, 'chat'))) return refuse('too-many');
	const outcome = await heeded(socket, act(socket.data, parsed.data));
	if ('done' in outcome) return { ok: true, message: outcome.done };
	if (outcome.failed !== 'refused') return refuse(outcome.failed);
	const seen = await judged(socket.data.claims, (db) => messages.latest(db, parsed.data.room));
	return refuse('done' in seen && seen.done ? 'refused' : 'not-found');
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
	const outcome = await theirs(socket, (db) => messages.since(db, room, seq, changes));
	if ('done' in outcome) return outcome.done ? { ok: true, ...outcome.done } : { ok: false, error: 'not-found' };
	const { failed } = outcome;
	return { ok: false, error: failed === 'signed-out' || failed === 'unavailable' ? failed : 'not-found' };
}

async function people(socket: ChatSocket, asked: unknown): Promise<PeopleAnswer> {
	const wanted = asks.peopleSchema.safeParse(asked).data;
	if (!wanted || !(await isAllowed(socket, 'chat-since'))) return { ok: false };
	const found = await theirs(socket, async (db) =>
		(await messages.latest(db, wanted.room)) ? callable(db, wanted.room, wanted.text) : []
	);
	return 'done' in found ? { ok: true, people: found.done } : { ok: false };
}

async function read(socket: ChatSocket, asked: unknown): Promise<void> {
	const until = asks.readSchema.safeParse(asked).data;
	if (until && (await isAllowed(socket, 'chat-since'))) await theirs(socket, (db) => keepReading(db, until));
}

const theirs = <T>(socket: ChatSocket, work: (db: Database) => Promise<T>) =>
	heeded(socket, judged(socket.data.claims, work));

/** Whose session ended is not kept. */
async function heeded<T>(socket: ChatSocket, act: Promise<Outcome<T>>): Promise<Outcome<T>> {
	const outcome = await act;
	if ('failed' in outcome && outcome.failed === 'signed-out') setImmediate(() => socket.conn.close());
	return outcome;
}
