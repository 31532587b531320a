/**
 * What is said in a room of this process: stored in the order in which it came, and together when it comes at the same
 * instant (docs/decisions/0013).
 */
import type { Claims } from '$lib/platform/database.server';
import type { Message } from './chat';
import { failureOf, judged, orElse, type Outcome } from './judging.server';
import * as messages from './messages.server';
import { Turns } from './turns';

export interface Saying {
	claims: Claims;
	id: string;
	room: string;
	body: string;
	replyTo?: string | undefined;
}

type Said = Outcome<Message>;

/** Messages that are stored at once; what is kept of those that nobody announced. */
const together = 100;
const mostKept = 1000;

/** What this process has just stored, until the database announces it: it is not read again. */
export class SaidHere {
	readonly #groups = new Map<string, Promise<ReadonlyMap<string, Message>>>();

	/** Before it is stored: what announces it may come before the answer. */
	keep(room: string, ids: readonly string[], stored: Promise<ReadonlyMap<string, Message>>): void {
		for (const id of ids) this.#groups.set(`${room} ${id}`, stored);
		for (const oldest of this.#groups.keys()) {
			if (this.#groups.size <= mostKept) return;
			this.#groups.delete(oldest);
		}
	}

	/** It is announced once. */
	async take(room: string, id: string): Promise<Message | undefined> {
		const group = this.#groups.get(`${room} ${id}`);
		this.#groups.delete(`${room} ${id}`);
		return (await group)?.get(id);
	}
}

export class Speaking {
	readonly #turns = new Turns<Saying, Said>((room, waiting) => this.#speak(room, waiting));
	readonly #here: SaidHere;

	constructor(here: SaidHere) {
		this.#here = here;
	}

	say(saying: Saying): Promise<Said> {
		return this.#turns.take(saying.room, saying);
	}

	async #speak(room: string, waiting: readonly Saying[]): Promise<Said[]> {
		const other = waiting.findIndex((saying) => !messages.isPlain(saying));
		const [first] = waiting;
		if (first && other === 0) return [await alone(first)];
		return this.#speakTogether(room, waiting.slice(0, Math.min(together, other < 0 ? waiting.length : other)));
	}

	async #speakTogether(room: string, group: readonly Saying[]): Promise<Said[]> {
		const saying = messages.sayTogether(room, group);
		const ids = group.map(({ id }) => id);
		this.#here.keep(
			room,
			ids,
			saying.then(
				(said) => new Map(said.flatMap((one) => ('message' in one ? [[one.message.id, one.message]] : []))),
				() => new Map()
			)
		);
		try {
			const said: Said[] = [];
			for (const [n, one] of (await saying).entries()) said.push(await this.#outcomeOf(one, group[n] as Saying));
			return said;
		} catch (error) {
			const failed = failureOf(error);
			return group.map(() => ({ failed }));
		}
	}

	#outcomeOf(one: messages.SaidTogether, saying: Saying): Said | Promise<Said> {
		if ('message' in one) return { done: one.message };
		if (one.not === 'again') return alone(saying);
		return { failed: one.not === 'signed-out' ? 'signed-out' : failureOf(one.not) };
	}
}

async function alone(saying: Saying): Promise<Said> {
	return orElse(await judged(saying.claims, (db) => messages.send(db, saying)), 'taken');
}
