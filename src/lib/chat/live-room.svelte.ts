/**
 * A room on screen: what is stored, in order, and what waits for the network. A message is shown at once and
 * kept on the device; it stops waiting when the server has acknowledged it, never before.
 */
import type { Socket } from 'socket.io-client';
import { newId } from '$lib/platform/ids';
import { openConnection, type Renewal } from '$lib/platform/realtime/connection';
import type { ClientEvents, Room, ServerEvents } from '$lib/platform/realtime/rooms';
import type { Message } from './chat';
import { outbox, type Outgoing } from './outbox';
import type { ChatAsks, ChatTells, SendAnswer, SinceAnswer } from './schema';

type ChatSocket = Socket<ServerEvents & ChatTells, ClientEvents & ChatAsks>;

/** Where the connection is: `closed` when the room is not the viewer's any more, `signed-out` when the session is over. */
export type Link = 'connecting' | 'open' | 'lost' | 'closed' | 'signed-out';

export interface Waiting extends Outgoing {
	/** Why the server refused it. */
	problem?: string;
}

/** Milliseconds. */
const patience = 10_000;
const soon = 2_000;
const tooFast = 15_000;

/** What will not become true by waiting. */
const final = new Set(['invalid', 'not-found', 'refused', 'taken']);

export class LiveRoom {
	messages: Message[] = $state.raw([]);
	link: Link = $state('connecting');
	#waiting: Waiting[] = $state.raw([]);
	/** What the viewer wrote here and the server has not acknowledged. */
	readonly waiting = $derived(
		this.#waiting.filter((entry) => entry.room === this.room && !this.messages.some(({ id }) => id === entry.id))
	);

	readonly room: Room;
	readonly viewer: string;
	/** Called with what others said since the last time. */
	readonly #heard: (messages: Message[]) => void;
	#socket: ChatSocket | undefined;
	#catching: Promise<void> | undefined;
	/** The last number that was heard of: what was asked for before it was stored is asked for again. */
	#wanted = 0;
	#sending = false;

	constructor(room: Room, viewer: string, messages: Message[], heard: (messages: Message[]) => void) {
		this.room = room;
		this.viewer = viewer;
		this.messages = messages;
		this.#heard = heard;
	}

	/** @returns what ends it. */
	open(): () => void {
		const { socket, close } = openConnection(() => this.#renew());
		const chat = socket as unknown as ChatSocket;
		this.#socket = chat;
		chat
			.on('connect', () => void this.#join(chat))
			.on('disconnect', () => this.#lost())
			.on('connect_error', () => this.#lost())
			.on('missed', () => void this.#catchUp())
			.on('chat:message', (message) => void this.#receive(message));
		void outbox.of(this.viewer).then((kept) => {
			const isKnown = (id: string) => this.#waiting.some((entry) => entry.id === id);
			this.#waiting = [...kept.filter(({ id }) => !isKnown(id)), ...this.#waiting];
			void this.#send();
		});
		return () => {
			this.#socket = undefined;
			close();
		};
	}

	/** Shown at once, and kept before it is sent. */
	async say(body: string): Promise<void> {
		const entry = { id: newId(), room: this.room, person: this.viewer, body };
		this.#waiting = [...this.#waiting, entry];
		await outbox.keep(entry);
		void this.#send();
	}

	/** What was refused is taken off the screen by its author. @returns its words. */
	takeBack(id: string): string {
		const body = this.#waiting.find((entry) => entry.id === id)?.body ?? '';
		void this.#forget(id);
		return body;
	}

	get #last(): number {
		return this.messages.at(-1)?.seq ?? 0;
	}

	#lost(): void {
		if (this.link === 'open' || this.link === 'connecting') this.link = 'lost';
	}

	async #renew(): Promise<Renewal> {
		const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' }).catch(
			() => null
		);
		if (!answer || answer.status >= 500) return 'unreachable';
		if (answer.ok && !answer.redirected) return 'renewed';
		this.link = answer.ok ? 'signed-out' : 'closed';
		return 'over';
	}

	async #join(socket: ChatSocket): Promise<void> {
		const answer = await asked(socket.timeout(patience).emitWithAck('room:join', { room: this.room }));
		if (!answer) return void socket.disconnect().connect();
		if (!answer.ok) {
			if (answer.error === 'not-found') this.link = 'closed';
			// As long as the connection holds, nobody else would ask again.
			else setTimeout(() => socket.connected && this.link !== 'open' && void this.#join(socket), soon);
			return;
		}
		this.link = 'open';
		// What was said between the answer and the room is asked for too.
		await this.#catchUp();
		void this.#send();
	}

	async #receive(message: Message): Promise<void> {
		if (message.room !== this.room || message.seq <= this.#last) return;
		if (message.seq > this.#last + 1) {
			this.#wanted = Math.max(this.#wanted, message.seq);
			return this.#catchUp();
		}
		this.#add([message]);
	}

	#add(found: Message[]): void {
		const following = found.filter(({ seq }) => seq > this.#last);
		if (!following.length) return;
		this.messages = [...this.messages, ...following];
		const others = following.filter(({ author }) => author?.id !== this.viewer);
		if (others.length) this.#heard(others);
	}

	/** Two who ask at once are one. */
	#catchUp(): Promise<void> {
		this.#catching ??= this.#ask().finally(() => (this.#catching = undefined));
		return this.#catching;
	}

	async #ask(): Promise<void> {
		for (;;) {
			const where = { room: this.room, seq: this.#last };
			const answer = await asked<SinceAnswer>(this.#socket?.timeout(patience).emitWithAck('chat:since', where));
			if (!answer?.ok) {
				if (answer?.error === 'not-found') this.link = 'closed';
				else if (this.link === 'open') setTimeout(() => void this.#catchUp(), soon);
				return;
			}
			this.#add(answer.messages);
			if (!answer.more && (!answer.messages.length || this.#last >= this.#wanted)) return;
		}
	}

	/** One after the other, each after the acknowledgement of the one before. */
	async #send(): Promise<void> {
		if (this.#sending) return;
		this.#sending = true;
		for (;;) {
			const next = this.#waiting.find(({ problem }) => !problem);
			if (!next || this.link !== 'open') break;
			const { id, room, body } = next;
			const answer = await asked<SendAnswer>(
				this.#socket?.timeout(patience).emitWithAck('chat:send', { id, room, body })
			);
			if (answer?.ok) {
				await this.#receive(answer.message);
				await this.#forget(id);
			} else if (answer && final.has(answer.error.code)) {
				const { message } = answer.error;
				this.#waiting = this.#waiting.map((entry) => (entry.id === id ? { ...entry, problem: message } : entry));
			} else {
				await new Promise((resolve) => setTimeout(resolve, answer?.error.code === 'too-many' ? tooFast : soon));
			}
		}
		this.#sending = false;
	}

	async #forget(id: string): Promise<void> {
		this.#waiting = this.#waiting.filter((entry) => entry.id !== id);
		await outbox.forget(id);
	}
}

/** Nothing when nobody answered in time. */
async function asked<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
	return answer?.catch(() => undefined);
}
