/** How messages follow each other on a screen: by day, then by who speaks. Pure: the instant of reading is an argument. */
import * as m from '$lib/paraglide/messages';
import { longDay, type Reading } from '$lib/platform/dates';
import type { Author, Message } from './chat';

/** What somebody says without being interrupted. */
export interface Speech {
	author: Author;
	messages: [Message, ...Message[]];
	/** What is new to the reader begins here. */
	isNew: boolean;
}
export interface Day {
	/** An instant of it, ISO 8601. */
	at: string;
	speeches: Speech[];
}

/** Milliseconds. After a silence the hour is said again. */
const silence = 10 * 60_000;

/**
 * @param messages from the oldest to the newest.
 * @param newFrom the number from which they are new to the reader; null: none is.
 */
export function daysOf(messages: readonly Message[], reading: Reading, newFrom: number | null = null): Day[] {
	const days: (Day & { name: string })[] = [];
	for (const message of messages) {
		const name = longDay(message.createdAt, reading);
		let day = days.at(-1);
		if (day?.name !== name) days.push((day = { name, at: message.createdAt, speeches: [] }));
		const last = day.speeches.at(-1);
		const isNew = message.seq === newFrom;
		if (last && !isNew && follows(last.messages.at(-1)!, message)) last.messages.push(message);
		else day.speeches.push({ author: message.author, messages: [message], isNew });
	}
	return days;
}

/** The first that the reader has not read and did not say; null: they read everything, or were never there. */
export function firstUnread(messages: readonly Message[], read: number | null, viewer: string): number | null {
	if (read === null) return null;
	return messages.find(({ seq, author, body }) => seq > read && author?.id !== viewer && body !== null)?.seq ?? null;
}

function follows(before: Message, after: Message): boolean {
	const apart = Date.parse(after.createdAt) - Date.parse(before.createdAt);
	return after.author !== null && before.author?.id === after.author.id && apart < silence;
}

/** « Aujourd’hui », « Hier, mercredi 7 octobre 2026 », then the day alone. */
export function dayName(at: string, now: Date, reading: Reading): string {
	const { locale } = reading;
	const day = longDay(at, reading);
	if (day === longDay(now, reading)) return m.chat_today({}, { locale });
	const yesterday = new Date(now.getTime() - 24 * 3_600_000);
	if (day === longDay(yesterday, reading)) return m.chat_yesterday({ day }, { locale });
	return day.charAt(0).toUpperCase() + day.slice(1);
}

/** Null: somebody who shows themselves to nobody; without author, somebody who left. */
export function authorName(author: Author): string {
	return author ? (author.name ?? m.chat_somebody()) : m.chat_gone();
}

/** Those who talk together, as a title. @param people without the reader. */
export function peopleNames(people: readonly { id: string; name: string | null }[]): string {
	return people.map(authorName).join(', ') || m.chat_alone();
}
