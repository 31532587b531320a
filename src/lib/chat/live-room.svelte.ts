/**
 * A room on screen: what is stored, in order, and what waits for the network. A message is shown at once and
 * kept on the device; it stops waiting when the server has acknowledged it, never before.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Socket } from 'socket.io-client';
import { newId } from '$lib/platform/ids';
import { openConnection, type Renewal } from '$lib/platform/realtime/connection';
import type { ClientEvents, Room, ServerEvents } from '$lib/platform/realtime/rooms';
import type { Reaction } from '$lib/threads/thread';
import type { Message } from './chat';
import { outbox, type Outgoing } from './outbox';
import type { ChatAsks, ChatTells, PeopleAnswer, Person, SendAnswer, SinceAnswer } from './schema';

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
const typingShown = 6_000;
const typingTold = 3_000;

/** What will not become true by waiting. */
const final = new Set(['invalid', 'not-found', 'refused', 'taken']);

interface Opening {
	room: Room;
	viewer: string;
	messages: Message[];
	/** The last change that they show. */
	changes: number;
	/** Called with what others said since the last time. */
	heard: (messages: Message[]) => void;
	/** Called with the number until which another device has read. */
	readElsewhere: (seq: number) => void;
}

export class LiveRoom {
	messages: Message[] = $state.raw([]);
	link: Link = $state('connecting');
	/** Who is there, and how many. */
	present: { people: Person[]; count: number } = $state.raw({ people: [], count: 0 });
	/** Who writes at this moment. */
	readonly typing = new SvelteMap<string, string>();
	#waiting: Waiting[] = $state.raw([]);
	/** What the viewer wrote here and the server has not acknowledged. */
	readonly waiting = $derived(
		this.#waiting.filter((entry) => entry.room === this.room && !this.messages.some(({ id }) => id === entry.id))
	);

	readonly room: Room;
	readonly viewer: string;
	readonly #opening: Opening;
	#socket: ChatSocket | undefined;
	#catching: Promise<void> | undefined;
	#behind = false;
	/** The last number that was heard of: what was asked for before it was stored is asked for again. */
	#wanted = 0;
	/** The last change that is shown, and the last that was heard of. */
	#changes: number;
	#wantedChange = 0;
	#read = 0;
	#typedAt = 0;
	#sending = false;

	constructor(opening: Opening) {
		this.room = opening.room;
		this.viewer = opening.viewer;
		this.messages = opening.messages;
		this.#changes = opening.changes;
		this.#opening = opening;
	}

	/** @returns what ends it. */
	open(): () => void {
		const { socket, close } = openConnection(() => this.#renew());
		const chat = socket as unknown as ChatSocket;
		this.#socket = chat;
		const here = (room: Room) => room === this.room;
		chat
			.on('connect', () => void this.#join(chat))
			.on('disconnect', () => this.#lost())
			.on('connect_error', () => this.#lost())
			.on('missed', () => void this.#catchUp())
			.on('chat:message', (message) => void this.#receive(message))
			.on('chat:edited', (message) => void this.#change(message))
			.on('chat:deleted', (message) => void this.#change(message))
			.on('chat:reaction', (message) => void this.#change(message))
			.on('chat:read', ({ room, seq }) => here(room) && this.#opening.readElsewhere(seq))
			.on('presence', ({ room, ...present }) => here(room) && (this.present = present))
			.on('typing', ({ room, person }) => here(room) && this.#types(person));
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

	/** Shown at once; sent without waiting for the device, which keeps it meanwhile. */
	async say(body: string, replyTo?: string): Promise<void> {
		const entry = { id: newId(), room: this.room, person: this.viewer, body, ...(replyTo && { replyTo }) };
		this.#waiting = [...this.#waiting, entry];
		const kept = outbox.keep(entry);
		void this.#send();
		await kept;
	}

	/** What was refused is taken off the screen by its author. @returns its words. */
	takeBack(id: string): string {
		const body = this.#waiting.find((entry) => entry.id === id)?.body ?? '';
		this.#forget(id);
		return body;
	}

	/** @returns why it was not done; nothing when it was. */
	async edit(id: string, body: string): Promise<string | undefined> {
		return this.#act((socket) => socket.emitWithAck('chat:edit', { id, room: this.room, body }));
	}

	async withdraw(id: string): Promise<string | undefined> {
		return this.#act((socket) => socket.emitWithAck('chat:delete', { id, room: this.room }));
	}

	async react(id: string, kind: Reaction): Promise<string | undefined> {
		return this.#act((socket) => socket.emitWithAck('chat:react', { id, room: this.room, kind }));
	}

	/** The viewer has read until there: said once. */
	read(seq: number): void {
		if (seq <= this.#read || this.link !== 'open') return;
		this.#read = seq;
		this.#socket?.emit('chat:read', { room: this.room, seq });
	}

	/** The viewer is writing. */
	type(): void {
		const now = Date.now();
		if (this.link !== 'open' || now - this.#typedAt < typingTold) return;
		this.#typedAt = now;
		this.#socket?.emit('chat:typing', { room: this.room });
	}

	/** Whom « @… » may name. */
	async people(text: string): Promise<Person[]> {
		if (this.link !== 'open') return [];
		const answer = await asked<PeopleAnswer>(
			this.#socket?.timeout(patience).emitWithAck('chat:people', { room: this.room, text })
		);
		return answer?.ok ? answer.people : [];
	}

	get last(): number {
		return this.messages.at(-1)?.seq ?? 0;
	}

	async #act(ask: (socket: ReturnType<ChatSocket['timeout']>) => Promise<SendAnswer>): Promise<string | undefined> {
		const answer = this.link === 'open' && this.#socket ? await asked(ask(this.#socket.timeout(patience))) : undefined;
		if (!answer) return '';
		if (!answer.ok) return answer.error.message;
		await this.#change(answer.message);
	}

	#types({ id, name }: Person): void {
		this.typing.set(id, name);
		setTimeout(() => this.typing.delete(id), typingShown);
	}

	#lost(): void {
		this.present = { people: [], count: 0 };
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
		if (message.room !== this.room || message.seq <= this.last) return;
		if (message.author) this.typing.delete(message.author.id);
		if (message.seq > this.last + 1) {
			this.#wanted = Math.max(this.#wanted, message.seq);
			return this.#catchUp();
		}
		this.#add([message]);
	}

	#add(found: Message[]): void {
		const following = found.filter(({ seq }) => seq > this.last);
		if (!following.length) return;
		this.messages = [...this.messages, ...following];
		const others = following.filter(({ author, body }) => author?.id !== this.viewer && body !== null);
		if (others.length) this.#opening.heard(others);
	}

	/** Changes that are missing are asked for, and those of what is not shown yet: it may come as it was before. */
	async #change(message: Message): Promise<void> {
		if (message.room !== this.room) return;
		this.#show([message]);
		const { seq, change = 0 } = message;
		if (seq > this.last || change > this.#changes + 1) {
			this.#wantedChange = Math.max(this.#wantedChange, change);
			return this.#catchUp();
		}
		this.#changes = Math.max(this.#changes, change);
	}

	/** What is told to everybody does not say what the viewer said in a word: that stays as it was. */
	#show(changed: Message[]): void {
		if (!changed.length) return;
		this.messages = this.messages.map((message) => {
			const now = changed.findLast(({ id }) => id === message.id);
			return now && (now.change ?? 0) >= (message.change ?? 0) ? { ...now, mine: now.mine ?? message.mine } : message;
		});
	}

	/** Two who ask at once are one; what is answered to the first may have been read before the second had to ask. */
	#catchUp(): Promise<void> {
		this.#behind = true;
		this.#catching ??= this.#ask().finally(() => (this.#catching = undefined));
		return this.#catching;
	}

	async #ask(): Promise<void> {
		while (this.#behind) {
			this.#behind = false;
			const where = { room: this.room, seq: this.last, changes: this.#changes };
			const answer = await asked<SinceAnswer>(this.#socket?.timeout(patience).emitWithAck('chat:since', where));
			if (!answer?.ok) {
				if (answer?.error === 'not-found') this.link = 'closed';
				else if (this.link === 'open') setTimeout(() => void this.#catchUp(), soon);
				return;
			}
			// Of what was heard meanwhile, they may say more.
			this.#show([...answer.changed, ...answer.messages]);
			this.#changes = Math.max(this.#changes, answer.changes);
			this.#add(answer.messages);
			const isLate = answer.messages.length > 0 && this.last < this.#wanted;
			if (answer.more || isLate || this.#changes < this.#wantedChange) this.#behind = true;
		}
	}

	/** One after the other, each after the acknowledgement of the one before. */
	async #send(): Promise<void> {
		if (this.#sending) return;
		this.#sending = true;
		for (;;) {
			const next = this.#waiting.find(({ problem }) => !problem);
			if (!next || this.link !== 'open') break;
			const { id, room, body, replyTo } = next;
			const answer = await asked<SendAnswer>(
				this.#socket?.timeout(patience).emitWithAck('chat:send', { id, room, body, ...(replyTo && { replyTo }) })
			);
			if (answer?.ok) {
				await this.#receive(answer.message);
				this.#forget(id);
			} else if (answer && final.has(answer.error.code)) {
				const { message } = answer.error;
				this.#waiting = this.#waiting.map((entry) => (entry.id === id ? { ...entry, problem: message } : entry));
			} else {
				await new Promise((resolve) => setTimeout(resolve, answer?.error.code === 'too-many' ? tooFast : soon));
			}
		}
		this.#sending = false;
	}

	#forget(id: string): void {
		this.#waiting = this.#waiting.filter((entry) => entry.id !== id);
		void outbox.forget(id);
	}
}

/** Nothing when nobody answered in time. */
async function asked<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
	return answer?.catch(() => undefined);
}
