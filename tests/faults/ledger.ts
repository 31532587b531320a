/**
 * What was sent, what was answered, and what must therefore be true. An answer is believed for what it says: yes,
 * no, or nothing (the connection went, the database did not answer), after which both are possible.
 */
import type postgres from 'postgres';
import type { Message } from '../../src/lib/chat/chat.ts';
import type { SendAnswer } from '../../src/lib/chat/schema.ts';
import { Changes, type Changing } from './changes.ts';

export interface Attempt {
	id: string;
	person: string;
	room: string;
	body: string;
	/** Which connection it was sent on; how many were sent on it before. */
	connection: number;
	outcome: 'waiting' | 'stored' | 'refused' | 'unknown';
	/** The person took part in the room from the beginning of the attempt to its end. */
	mayWrite: boolean;
	/** The same person was told before that this message is stored there. */
	again: boolean;
}

export interface Row {
	id: string;
	room: string;
	seq: number;
	author: string | null;
	body: string | null;
	at: Date;
	edited: boolean;
	change: number;
	/** What the message says that people said of it, and what they said. */
	reactions: Record<string, number>;
	words: Record<string, number>;
}

const roomOf = (name: string) => name.slice('chat:'.length);
const short = (value: unknown) => JSON.stringify(value).slice(0, 300);

export class Ledger {
	readonly broken: string[] = [];
	readonly attempts: Attempt[] = [];
	readonly byId = new Map<string, Attempt[]>();
	readonly acknowledged = new Map<string, Message>();
	readonly changes = new Changes();
	readonly #posted = new Set<string>();
	/** Who was removed from a room, since when; and how often it changed. */
	readonly #away = new Map<string, number>();
	readonly #moves = new Map<string, number>();
	readonly #firstSent = new Map<string, number>();
	readonly #movesAtStart = new Map<Attempt, number>();
	refusals: Record<string, number> = {};

	begin(what: Pick<Attempt, 'id' | 'person' | 'room' | 'body' | 'connection'>): Attempt {
		const known = this.acknowledged.get(what.id);
		const attempt: Attempt = {
			...what,
			outcome: 'waiting',
			mayWrite: !this.#away.has(`${what.person} ${what.room}`),
			again: known?.author?.id === what.person && roomOf(known.room) === what.room
		};
		this.attempts.push(attempt);
		this.byId.set(what.id, [...(this.byId.get(what.id) ?? []), attempt]);
		this.#movesAtStart.set(attempt, this.#moves.get(`${what.person} ${what.room}`) ?? 0);
		if (!this.#firstSent.has(what.id)) this.#firstSent.set(what.id, performance.now());
		return attempt;
	}

	end(attempt: Attempt, answer: SendAnswer | undefined): void {
		const key = `${attempt.person} ${attempt.room}`;
		if ((this.#moves.get(key) ?? 0) !== this.#movesAtStart.get(attempt)) attempt.mayWrite = false;
		if (!answer || (!answer.ok && answer.error.code === 'unavailable')) {
			attempt.outcome = 'unknown';
			return;
		}
		if (answer.ok) return this.#stored(attempt, answer.message);
		const { code } = answer.error;
		attempt.outcome = 'refused';
		this.refusals[code] = (this.refusals[code] ?? 0) + 1;
		if (attempt.again && attempt.mayWrite && code !== 'too-many')
			this.broken.push(
				`a message that was acknowledged was refused (${code}) when it was sent again: ${short(attempt)}`
			);
		const others = this.byId
			.get(attempt.id)
			?.some(({ person, room }) => person !== attempt.person || room !== attempt.room);
		if (code === 'taken' && !others && attempt.mayWrite)
			this.broken.push(`an id that nobody else used is said to be taken: ${short(attempt)}`);
	}

	/** What a form is answered: it gives no number. */
	posted(attempt: Attempt, status: number | undefined): void {
		if (status === undefined || status >= 500) attempt.outcome = 'unknown';
		else if (status === 303) {
			attempt.outcome = 'stored';
			this.#posted.add(attempt.id);
		} else {
			attempt.outcome = 'refused';
			this.refusals[status] = (this.refusals[status] ?? 0) + 1;
		}
	}

	#stored(attempt: Attempt, message: Message): void {
		attempt.outcome = 'stored';
		const { id, person, room, body } = attempt;
		const asSent = message.id === id && roomOf(message.room) === room && message.author?.id === person;
		const touched = this.changes.touches(id);
		if (!asSent || (!touched && message.body !== body))
			this.broken.push(`${short(attempt)} is acknowledged as ${short(message)}`);
		const before = this.acknowledged.get(id);
		if (before && !touched && short(before) !== short(message))
			this.broken.push(`sent again, ${short(before)} is acknowledged as ${short(message)}`);
		this.acknowledged.set(id, before ?? message);
	}

	removed(person: string, room: string): void {
		this.#away.set(`${person} ${room}`, performance.now());
	}

	/** Before the change is asked for. */
	moves(person: string, room: string): void {
		const key = `${person} ${room}`;
		this.#moves.set(key, (this.#moves.get(key) ?? 0) + 1);
		this.#away.delete(key);
	}

	beginChange(what: Changing & { person: string; room: string }) {
		if (what.act === 'edit') this.#firstSent.set(what.word, performance.now());
		return this.changes.begin(what);
	}

	endChange(change: ReturnType<Changes['begin']>, answer: SendAnswer | undefined): void {
		const wrong = this.changes.end(change, answer, this.acknowledged.get(change.id)?.author?.id);
		if (wrong) this.broken.push(wrong);
		if (answer && !answer.ok) this.refusals[answer.error.code] = (this.refusals[answer.error.code] ?? 0) + 1;
	}

	heard(person: string, message: Message): void {
		const away = this.#away.get(`${person} ${roomOf(message.room)}`);
		const sent = Math.max(this.#firstSent.get(message.id) ?? 0, this.#firstSent.get(message.body ?? '') ?? 0);
		if (away !== undefined && away < sent)
			this.broken.push(`somebody who was removed from a room heard what was said there afterwards: ${short(message)}`);
	}

	/** Nobody knows whether they are stored. */
	get unknown(): Attempt[] {
		return [...this.byId.values()].flatMap((attempts) => {
			const settled = attempts.some(({ outcome }) => outcome === 'stored');
			const open = attempts.find(({ outcome }) => outcome === 'unknown');
			return !settled && open ? [open] : [];
		});
	}

	/** What the database holds, beside what was said of it. */
	check(rows: readonly Row[], rooms: readonly { id: string; latest: number; changes: number }[]): void {
		for (const { id, latest, changes } of rooms) {
			const changed = rows.filter(({ room, change }) => room === id && change > 0).map(({ change }) => change);
			if (new Set(changed).size !== changed.length || changed.some((change) => change > changes))
				this.broken.push(`the changes of a room are badly numbered (${changes}): ${short(changed.slice(-20))}`);
			const numbers = rows.filter(({ room }) => room === id).map(({ seq }) => seq);
			if (numbers.some((seq, n) => seq !== n + 1) || numbers.length !== latest)
				this.broken.push(
					`the numbers of a room have a gap, or its count (${latest}) is wrong: ${short(numbers.slice(-20))}`
				);
		}
		const stored = new Map(rows.map((row) => [row.id, row]));
		for (const row of rows) this.#explain(row);
		for (const [id, message] of this.acknowledged) {
			const row = stored.get(id);
			const sameWords = this.changes.touches(id) || row?.body === message.body;
			const same = row && row.seq === message.seq && sameWords && row.author === message.author?.id;
			if (!same) this.broken.push(`acknowledged as ${short(message)}, it is ${short(row ?? 'nowhere')}`);
		}
		for (const id of this.#posted)
			if (!stored.has(id)) this.broken.push(`a form was answered as if its message were stored: ${id}`);
		this.#checkOrder(stored);
	}

	#explain(row: Row): void {
		const possible = (this.byId.get(row.id) ?? []).filter(({ outcome }) => outcome !== 'refused');
		const own = possible.filter(({ person, room }) => person === row.author && room === row.room);
		if (!own.length) this.broken.push(`nobody sent this, or it was refused, and it is stored: ${short(row)}`);
		const sent = own.map(({ body }) => body);
		this.broken.push(...this.changes.check(row, sent));
	}

	/** What one connection sends, without waiting, is stored in that order. */
	#checkOrder(stored: ReadonlyMap<string, Row>): void {
		const last = new Map<string, Row>();
		for (const { id, room, connection } of this.attempts) {
			const row = stored.get(id);
			if (!connection || !row || this.byId.get(id)?.length !== 1) continue;
			const key = `${connection} ${room}`;
			const before = last.get(key);
			if (before && before.seq > row.seq)
				this.broken.push(`two messages of one connection changed places: ${short(before)} ${short(row)}`);
			last.set(key, row);
		}
	}
}

export async function storedIn(
	sql: postgres.Sql,
	rooms: readonly string[]
): Promise<[Row[], { id: string; latest: number; changes: number }[]]> {
	return sql.begin('isolation level repeatable read', async (read) => [
		await read<Row[]>`
			select id, room_id as room, seq, author_id as author, body, created_at as at, edited_at is not null as edited,
				change, reactions, coalesce((
					select jsonb_object_agg(said.kind, said.people) from (
						select r.kind, count(*) as people from chat_reactions r where r.message_id = c.id group by r.kind
					) said
				), '{}') as words
			from chat_messages c where room_id = any (${[...rooms]}) order by room_id, seq`,
		await read<{ id: string; latest: number; changes: number }[]>`
			select id, latest, changes from chat_rooms where id = any (${[...rooms]})`
	]);
}
