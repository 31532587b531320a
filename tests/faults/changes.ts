/** What was changed of what was said (edited, withdrawn, answered in a word), what was answered, and what must be true. */
import type { Message } from '../../src/lib/chat/chat.ts';
import type { SendAnswer } from '../../src/lib/chat/schema.ts';
import type { Row } from './ledger.ts';

export interface Changing {
	act: 'edit' | 'withdraw' | 'react';
	/** Of the message. */
	id: string;
	/** The new text, or the word of the reaction. */
	word: string;
}

interface Change extends Changing {
	person: string;
	room: string;
	outcome: 'waiting' | 'done' | 'refused' | 'unknown';
}

/** What everybody must be shown of a message. */
export const lineOf = ({ id, seq, body, author, edited, change, reactions }: Line): string =>
	JSON.stringify([id, seq, body, author, edited ?? false, change ?? 0, Object.entries(reactions ?? {}).toSorted()]);
interface Line extends Pick<Message, 'id' | 'seq' | 'body' | 'reactions'> {
	author: string | null;
	edited?: boolean;
	change?: number;
}
export const lineOfMessage = ({ author, ...message }: Message): string =>
	lineOf({ ...message, author: author?.id ?? null });

export class Changes {
	readonly #all: Change[] = [];
	readonly #byMessage = new Map<string, Change[]>();
	/** The last state that was answered of each message. */
	readonly #told = new Map<string, Message>();

	begin(what: Omit<Change, 'outcome'>): Change {
		const change: Change = { ...what, outcome: 'waiting' };
		this.#all.push(change);
		this.#byMessage.set(what.id, [...(this.#byMessage.get(what.id) ?? []), change]);
		return change;
	}

	/** @returns what is wrong with the answer. */
	end(change: Change, answer: SendAnswer | undefined, author: string | undefined): string | undefined {
		if (!answer || (!answer.ok && answer.error.code === 'unavailable')) change.outcome = 'unknown';
		else if (!answer.ok) change.outcome = 'refused';
		else {
			change.outcome = 'done';
			const { message } = answer;
			const told = this.#told.get(change.id);
			if (!told || (message.change ?? 0) > (told.change ?? 0)) this.#told.set(change.id, message);
			if (change.act !== 'react' && author && change.person !== author)
				return `somebody changed what another said: ${JSON.stringify(change)}`;
		}
		return undefined;
	}

	/** Somebody asked to change its words: it may be sent again, and be another. */
	touches(id: string): boolean {
		return this.#byMessage.has(id);
	}

	get waiting(): boolean {
		return this.#all.some(({ outcome }) => outcome === 'waiting');
	}

	get done(): number {
		return this.#all.filter(({ outcome }) => outcome === 'done').length;
	}

	/** @param sent its words when it was said. @returns what is wrong with what is stored. */
	check(row: Row, sent: readonly string[]): string[] {
		const changes = (this.#byMessage.get(row.id) ?? []).filter(({ outcome }) => outcome !== 'refused');
		const edits = changes.filter(({ act }) => act === 'edit').map(({ word }) => word);
		const withdrawals = changes.filter(({ act }) => act === 'withdraw');
		const broken: string[] = [];
		if (row.body === null ? !withdrawals.length : ![...sent, ...edits].includes(row.body))
			broken.push('nobody made it say this');
		if (row.body !== null && withdrawals.some(({ outcome }) => outcome === 'done'))
			broken.push('it was withdrawn, and says something');
		if (
			JSON.stringify(Object.entries(row.reactions).toSorted()) !== JSON.stringify(Object.entries(row.words).toSorted())
		)
			broken.push('its reactions are not those of people');
		const told = this.#told.get(row.id);
		const change = told?.change ?? 0;
		if (told && change > row.change) broken.push(`change ${change} was acknowledged, and is not stored`);
		if (told && change === row.change && lineOfMessage(told) !== lineOf(row))
			broken.push(`it was acknowledged as ${lineOfMessage(told)}`);
		return broken.map((what) => `${what}: ${lineOf(row)}`);
	}
}
