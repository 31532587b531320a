/**
 * One tab in one room: a connection that comes back by itself, and what it shows. It follows the room by the rules
 * of the contract (in order, and what is missing is asked for, said or changed), on a network that delivers late and
 * out of order.
 */
import { io, type Socket } from 'socket.io-client';
import type { Message } from '../../src/lib/chat/chat.ts';
import type { ChatAsks, ChatTells, SendAnswer, SinceAnswer } from '../../src/lib/chat/schema.ts';
import type { ClientEvents, JoinAnswer, ServerEvents } from '../../src/lib/platform/realtime/rooms.ts';
import type { SignedIn } from '../support/signed-in.ts';
import type { Reaction } from '../../src/lib/threads/thread.ts';
import type { Changing } from './changes.ts';
import type { Ledger } from './ledger.ts';

/** Milliseconds. */
const patience = 6_000;
const again = 300;
const latest = 40;

let connections = 0;

export class Tab {
	readonly person: SignedIn;
	/** The id of the space. */
	readonly room: string;
	readonly socket: Socket<ServerEvents & ChatTells, ClientEvents & ChatAsks>;
	shown: Message[] = [];
	/** Of the present connection. */
	connection = 0;
	joined = false;
	/** The last change that is shown, and the last that was heard of. */
	changes = 0;
	#wantedChange = 0;
	readonly #origin: string;
	readonly #ledger: Ledger;
	readonly #random: () => number;
	#heard = 0;
	#catching: Promise<void> | undefined;
	#behind = false;

	constructor(origin: string, person: SignedIn, room: string, ledger: Ledger, random: () => number) {
		this.person = person;
		this.room = room;
		this.#origin = origin;
		this.#ledger = ledger;
		this.#random = random;
		this.socket = io(origin, {
			path: '/realtime',
			transports: [random() < 0.8 ? 'websocket' : 'polling'],
			forceNew: true,
			reconnectionDelay: 50,
			reconnectionDelayMax: 400,
			extraHeaders: { origin, cookie: person.cookie }
		});
		this.socket
			.on('connect', () => {
				this.connection = connections += 1;
				this.#heard = 0;
				void this.join();
			})
			.on('disconnect', () => (this.joined = false))
			// A refusal of the server, after which the client does not come back by itself.
			.on('connect_error', () => this.socket.active || setTimeout(() => this.socket.connect(), again))
			.on('missed', () => void this.catchUp())
			.on('chat:message', (message) => this.#arrived(message))
			.on('chat:edited', (message) => this.#changed(message))
			.on('chat:deleted', (message) => this.#changed(message))
			.on('chat:reaction', (message) => this.#changed(message));
	}

	get #last(): number {
		return this.shown.at(-1)?.seq ?? 0;
	}

	async join(): Promise<void> {
		const { connection } = this;
		const answer = await this.#asked<JoinAnswer>(
			this.socket.timeout(patience).emitWithAck('room:join', { room: `chat:${this.room}` })
		);
		if (connection !== this.connection || !this.socket.connected) return;
		if (answer?.ok) {
			this.joined = true;
			await this.catchUp();
		} else if (!answer || answer.error !== 'not-found') setTimeout(() => void this.join(), again);
	}

	leave(): void {
		this.joined = false;
		this.socket.emit('room:leave', { room: `chat:${this.room}` });
	}

	/** What the server promises: each message of the room once, in order, and nothing of another room. */
	#arrived(message: Message): void {
		const { broken } = this.#ledger;
		if (message.room !== `chat:${this.room}`) broken.push('a message came to a tab that is in another room');
		if (message.seq <= this.#heard)
			broken.push(`message ${message.seq} was said after ${this.#heard} on the same connection`);
		this.#heard = message.seq;
		this.#ledger.heard(this.person.id, message);
		setTimeout(() => this.#receive(message), this.#random() * latest);
	}

	#receive(message: Message): void {
		if (message.seq <= this.#last) return;
		if (message.seq > this.#last + 1) return void this.catchUp();
		this.shown.push(message);
	}

	#changed(message: Message): void {
		if (message.room !== `chat:${this.room}`) this.#ledger.broken.push('a change came to a tab of another room');
		this.#ledger.heard(this.person.id, message);
		setTimeout(() => {
			const { seq, change = 0 } = message;
			this.#show(message);
			if (seq > this.#last || change > this.changes + 1) {
				this.#wantedChange = Math.max(this.#wantedChange, change);
				void this.catchUp();
			} else this.changes = Math.max(this.changes, change);
		}, this.#random() * latest);
	}

	#show(message: Message): void {
		const known = this.shown[message.seq - 1];
		if (known && (message.change ?? 0) >= (known.change ?? 0)) this.shown[message.seq - 1] = message;
	}

	catchUp(): Promise<void> {
		this.#behind = true;
		this.#catching ??= this.#ask().finally(() => (this.#catching = undefined));
		return this.#catching;
	}

	async #ask(): Promise<void> {
		while (this.#behind && this.joined) {
			this.#behind = false;
			const where = { room: `chat:${this.room}`, seq: this.#last, changes: this.changes } as const;
			const answer = await this.#asked<SinceAnswer>(this.socket.timeout(patience).emitWithAck('chat:since', where));
			if (!answer?.ok) {
				if (answer?.error !== 'not-found') setTimeout(() => this.joined && void this.catchUp(), again);
				return;
			}
			if (answer.messages.some(({ seq }, n) => seq !== where.seq + n + 1))
				this.#ledger.broken.push(`what follows ${where.seq} was answered with a hole`);
			for (const message of [...answer.changed, ...answer.messages]) this.#show(message);
			this.changes = Math.max(this.changes, answer.changes);
			this.shown.push(...answer.messages.filter(({ seq }) => seq > this.#last));
			if (answer.more || this.changes < this.#wantedChange) this.#behind = true;
		}
	}

	async send(id: string, body: string, room = this.room): Promise<void> {
		const attempt = this.#ledger.begin({ id, person: this.person.id, room, body, connection: this.connection });
		const answer = await this.#asked<SendAnswer>(
			this.socket.timeout(patience).emitWithAck('chat:send', { id, room: `chat:${room}`, body })
		);
		this.#ledger.end(attempt, answer);
	}

	async change(asked: Changing): Promise<void> {
		const change = this.#ledger.beginChange({ ...asked, person: this.person.id, room: this.room });
		const { act, id, word } = asked;
		const where = { id, room: `chat:${this.room}` } as const;
		const socket = this.socket.timeout(patience);
		const answer = await this.#asked<SendAnswer>(
			act === 'edit'
				? socket.emitWithAck('chat:edit', { ...where, body: word })
				: act === 'withdraw'
					? socket.emitWithAck('chat:delete', where)
					: socket.emitWithAck('chat:react', { ...where, kind: word as Reaction })
		);
		this.#ledger.endChange(change, answer);
	}

	/** The form of the page, without a connection: it is stored when the answer is an address. */
	async post(id: string, body: string): Promise<void> {
		const attempt = this.#ledger.begin({ id, person: this.person.id, room: this.room, body, connection: 0 });
		const answer = await fetch(`${this.#origin}/espaces/espace-${this.room}/salon?/send`, {
			method: 'POST',
			body: new URLSearchParams({ id, body }),
			headers: { origin: this.#origin, cookie: this.person.cookie, accept: 'text/html' },
			redirect: 'manual',
			signal: AbortSignal.timeout(patience)
		}).catch(() => undefined);
		this.#ledger.posted(attempt, answer?.status);
	}

	/** As a cable that is pulled: nobody says goodbye. */
	cut(): void {
		const transport = this.socket.io.engine?.transport as { ws?: { terminate?: () => void } } | undefined;
		if (transport?.ws?.terminate) transport.ws.terminate();
		else this.socket.io.engine?.close();
	}

	/** Nothing when nobody answered. */
	#asked<T>(answer: Promise<T>): Promise<T | undefined> {
		return answer.catch(() => undefined);
	}
}
