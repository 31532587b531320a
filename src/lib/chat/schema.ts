/**
 * What a client asks of a room, and what it is told (`contract.md` § Real time, `docs/architecture.md` § Rooms).
 * Messages of refusals are keys of `messages/`.
 */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import type { Room } from '$lib/platform/realtime/rooms';
import { reactions, type Reaction } from '$lib/threads/thread';
import { limits, type Message } from './chat';

const id = z.string().refine(isId, 'chat_problem_form');
const body = z
	.string({ error: 'chat_problem_empty' })
	.min(1, 'chat_problem_empty')
	.refine(between(1, limits.body), 'chat_problem_long');

/** The forms of the page. */
export const messageSchema = z.object({ id, body, replyTo: id.optional() });
export const changeSchema = z.object({ id, body });
export const whichSchema = z.object({ id });
export const wordSchema = z.object({ id, kind: z.enum(reactions) });

/** `chat:<id>` → its id. */
const room = z
	.string()
	.transform((name) => (name.startsWith('chat:') ? name.slice('chat:'.length) : ''))
	.pipe(id);
const number = z.number().int().nonnegative().max(2_000_000_000);

export const sendSchema = messageSchema.extend({ room });
export const editSchema = changeSchema.extend({ room });
export const deleteSchema = whichSchema.extend({ room });
export const reactSchema = wordSchema.extend({ room });
export const sinceSchema = z.object({ room, seq: number, changes: number.optional() });
export const readSchema = z.object({ room, seq: number });
export const roomSchema = z.object({ room });
export const peopleSchema = z.object({ room, text: z.string().min(1).max(60) });

export type SendRefusal =
	| 'invalid'
	| 'not-found'
	/** It is read, and not written in: an archived space, somebody who observes, the message of somebody else. */
	| 'refused'
	/** The id is that of another message. */
	| 'taken'
	/** It says nothing any more. */
	| 'withdrawn'
	| 'too-many'
	| 'signed-out'
	| 'unavailable';
export type SendAnswer = { ok: true; message: Message } | { ok: false; error: { code: SendRefusal; message: string } };

export type SinceAnswer =
	| { ok: true; messages: Message[]; more: boolean; changed: Message[]; changes: number }
	| { ok: false; error: 'invalid' | 'not-found' | 'too-many' | 'signed-out' | 'unavailable' };

export interface Person {
	id: string;
	name: string;
}
export type PeopleAnswer = { ok: true; people: Person[] } | { ok: false };

type Asks<Asked, Answer> = (asked: Asked, answer?: (answer: Answer) => void) => void;

/** Beyond the contract: `chat:edit`, `chat:delete`, `chat:react`, `chat:people`, `chat:typing`, and `chat:read` asked. */
export interface ChatAsks {
	'chat:send': Asks<{ id: string; room: string; body: string; replyTo?: string }, SendAnswer>;
	'chat:since': Asks<{ room: string; seq: number; changes?: number }, SinceAnswer>;
	'chat:edit': Asks<{ id: string; room: string; body: string }, SendAnswer>;
	'chat:delete': Asks<{ id: string; room: string }, SendAnswer>;
	/** Says it, or takes it back. */
	'chat:react': Asks<{ id: string; room: string; kind: Reaction }, SendAnswer>;
	'chat:read': (until: { room: string; seq: number }) => void;
	/** Whom « @… » may name. */
	'chat:people': Asks<{ room: string; text: string }, PeopleAnswer>;
	'chat:typing': (where: { room: string }) => void;
}

export interface ChatTells {
	'chat:message': (message: Message) => void;
	/** The message as it is now. Of two, the one whose `change` is greater is newer. */
	'chat:edited': (message: Message) => void;
	'chat:deleted': (message: Message) => void;
	'chat:reaction': (message: Message) => void;
	/** To the devices of who has read, and to nobody else. */
	'chat:read': (until: { room: Room; seq: number }) => void;
	/** For a few seconds. */
	typing: (who: { room: Room; person: Person }) => void;
	/** Who is there, the first of them by name, without those who show themselves to nobody. */
	presence: (who: { room: Room; people: Person[]; count: number }) => void;
}

/** What somebody does with a room that is live. */
export interface Acts {
	react: (message: Message, kind: Reaction) => void;
	reply: (message: Message) => void;
	edit: (message: Message) => void;
	withdraw: (message: Message) => void;
}

/** Whom a conversation is opened with. */
export const conversationSchema = z.object({ id, people: z.array(id).min(1).max(19) });
