/**
 * What a client asks of a room, and what it is told (`contract.md` § Real time). Messages of refusals are
 * keys of `messages/`.
 */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { limits, type Message } from './chat';

const id = z.string().refine(isId, 'chat_problem_form');
const body = z
	.string({ error: 'chat_problem_empty' })
	.min(1, 'chat_problem_empty')
	.refine(between(1, limits.body), 'chat_problem_long');

/** The form of the page. */
export const messageSchema = z.object({ id, body });

/** `chat:<id>` → its id. */
const room = z
	.string()
	.transform((name) => (name.startsWith('chat:') ? name.slice('chat:'.length) : ''))
	.pipe(id);

export const sendSchema = z.object({ id, room, body });
export const sinceSchema = z.object({ room, seq: z.number().int().nonnegative().max(2_147_483_647) });

export type SendRefusal =
	| 'invalid'
	| 'not-found'
	/** It is read, and not written in: an archived space, somebody who observes. */
	| 'refused'
	/** The id is that of another message. */
	| 'taken'
	| 'too-many'
	| 'signed-out'
	| 'unavailable';
export type SendAnswer = { ok: true; message: Message } | { ok: false; error: { code: SendRefusal; message: string } };

export type SinceAnswer =
	| { ok: true; messages: Message[]; more: boolean }
	| { ok: false; error: 'invalid' | 'not-found' | 'too-many' | 'signed-out' | 'unavailable' };

export interface ChatAsks {
	'chat:send': (message: { id: string; room: string; body: string }, answer?: (answer: SendAnswer) => void) => void;
	'chat:since': (where: { room: string; seq: number }, answer?: (answer: SinceAnswer) => void) => void;
}

export interface ChatTells {
	'chat:message': (message: Message) => void;
}
