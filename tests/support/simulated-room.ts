/**
 * A room, its server and the network before it, in simulated time: what a page asks of Socket.IO, with connections
 * that are cut, answers that are lost, and a server that is down, too busy or without its database. Messages reach
 * a connection in order, as the server promises, or are said to have been missed.
 */
import type { Message } from '../../src/lib/chat/chat';
import type { SendAnswer, SinceAnswer } from '../../src/lib/chat/schema';

export type Fault = 'lost' | 'unavailable' | 'stored-unavailable' | 'too-many' | 'silent';

/** A page of what was missed: small, so that there are several. */
const since = 5;

type Handler = (given: never) => void;
interface Asked {
	event: string;
	payload: unknown;
	answer: (answer: unknown) => void;
	fail: () => void;
}

export class SimulatedRoom {
	readonly name = 'chat:019a0000-0000-7000-8000-00000000000a' as const;
	readonly stored: Message[] = [];
	readonly lines = new Set<Line>();
	readonly random: () => number;
	isUp = true;
	/** Identifies nobody: its database is away. */
	isDeaf = false;
	/** What happens to the next things that are asked, one each. */
	readonly faults: Fault[] = [];

	constructor(random: () => number) {
		this.random = random;
	}

	goDown(): void {
		this.isUp = false;
		for (const line of [...this.lines]) line.drop();
	}

	/** @returns its answer, or nothing when it is lost on the way. */
	handle(line: Line, { event, payload }: Asked): unknown {
		const fault = this.faults.shift();
		if (fault === 'unavailable' || fault === 'too-many') return this.refuse(event, fault);
		const answer = this.#do(line, event, payload as never, fault === 'silent');
		if (fault === 'lost') return undefined;
		return fault === 'stored-unavailable' ? this.refuse(event, 'unavailable') : answer;
	}

	refuse(event: string, why: 'unavailable' | 'too-many'): unknown {
		return { ok: false, error: event === 'chat:send' ? { code: why, message: why } : why };
	}

	#do(line: Line, event: string, payload: { id: string; body: string; seq: number }, silent: boolean): unknown {
		if (event === 'room:join') {
			line.joined = true;
			return { ok: true, latest: this.stored.length };
		}
		if (event === 'chat:since') {
			const following = this.stored.slice(payload.seq);
			const more = following.length > since;
			return { ok: true, messages: following.slice(0, since), more, changed: [], changes: 0 } satisfies SinceAnswer;
		}
		return { ok: true, message: this.#store(line.person, payload, silent) } satisfies SendAnswer;
	}

	#store(person: string, { id, body }: { id: string; body: string }, silent: boolean): Message {
		const known = this.stored.find((message) => message.id === id);
		if (known) return known;
		const message: Message = {
			id,
			room: this.name,
			seq: this.stored.length + 1,
			author: { id: person, name: person },
			body,
			createdAt: new Date(this.stored.length * 1000).toISOString()
		};
		this.stored.push(message);
		for (const line of this.lines) {
			if (!line.joined) continue;
			if (silent) line.tell('missed', undefined);
			else line.tell('chat:message', message);
		}
		return message;
	}
}

/** One connection, as Socket.IO's client shows it to a page. */
export class Line {
	connected = false;
	active = true;
	joined = false;
	isPlugged = true;
	readonly person: string;
	readonly #room: SimulatedRoom;
	readonly #handlers = new Map<string, Handler[]>();
	#waiting: Asked[] = [];
	#under = new Set<Asked>();
	/** Of the present connection; what belongs to an earlier one never arrives. */
	#turn = 0;
	#wanted = true;
	#lastTold = 0;

	constructor(room: SimulatedRoom, person: string) {
		this.#room = room;
		this.person = person;
		this.#soon(() => this.#tryToConnect());
	}

	on(event: string, handler: Handler): this {
		this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
		return this;
	}

	timeout(milliseconds: number) {
		return {
			emitWithAck: (event: string, payload: unknown) =>
				new Promise((answer, reject) => {
					const asked: Asked = { event, payload, answer, fail: () => reject(new Error('no answer')) };
					setTimeout(() => {
						this.#waiting = this.#waiting.filter((one) => one !== asked);
						this.#under.delete(asked);
						asked.fail();
					}, milliseconds);
					if (this.connected) this.#transmit(asked);
					else this.#waiting.push(asked);
				})
		};
	}

	connect(): this {
		if (this.#wanted && this.active) return this;
		this.#wanted = this.active = true;
		this.#soon(() => this.#tryToConnect());
		return this;
	}

	disconnect(): this {
		this.#wanted = this.active = false;
		this.#end();
		return this;
	}

	/** The connection breaks; the client comes back by itself. */
	drop(): void {
		if (!this.connected) return;
		this.#end();
		setTimeout(() => this.#tryToConnect(), 1000 + this.#room.random() * 4000);
	}

	#end(): void {
		if (!this.connected) return;
		this.connected = this.joined = false;
		this.#turn += 1;
		this.#room.lines.delete(this);
		this.#fire('disconnect', undefined);
		for (const asked of this.#under) asked.fail();
		this.#under.clear();
	}

	#tryToConnect(): void {
		if (!this.#wanted || this.connected) return;
		if (this.isPlugged && this.#room.isUp && !this.#room.isDeaf) {
			this.connected = true;
			this.#room.lines.add(this);
			this.#fire('connect', undefined);
			for (const asked of this.#waiting.splice(0)) this.#transmit(asked);
			return;
		}
		// A refusal with a word is not tried again by Socket.IO itself.
		if (this.isPlugged && this.#room.isUp) this.#wanted = this.active = false;
		else setTimeout(() => this.#tryToConnect(), 1000 + this.#room.random() * 4000);
		this.#fire('connect_error', new Error(this.active ? 'websocket error' : 'unavailable'));
	}

	#transmit(asked: Asked): void {
		const turn = this.#turn;
		this.#under.add(asked);
		this.#soon(() => {
			if (turn !== this.#turn) return;
			const answer = this.#room.handle(this, asked);
			// Answers and what is said travel on one connection, in order.
			if (answer !== undefined) this.#inOrder(() => this.#under.delete(asked) && asked.answer(answer));
		});
	}

	tell(event: string, given: unknown): void {
		this.#inOrder(() => this.#fire(event, given));
	}

	#inOrder(work: () => void): void {
		const turn = this.#turn;
		this.#lastTold = Math.max(this.#lastTold, Date.now() + this.#room.random() * 300);
		setTimeout(() => turn === this.#turn && work(), this.#lastTold - Date.now());
	}

	#soon(work: () => void): void {
		setTimeout(work, this.#room.random() * 300);
	}

	#fire(event: string, given: unknown): void {
		for (const handler of this.#handlers.get(event) ?? []) handler(given as never);
	}
}
