/**
 * When an event takes place. A local time is written `2026-11-15T18:30`, without an offset: it is what
 * the clock of the place will show. An occurrence goes from its start to the first instant after it.
 */
import { readPartialDate } from '$lib/resources/resource';
import { limits } from './event';

export type Precision = 'year' | 'month' | 'day' | 'hour';

export interface When {
	/** `2026-11-15T18:30` */
	starts: string;
	/** The same as the start when nobody said how long it lasts. */
	ends: string;
	precision: Precision;
}

/** What the fields of one date hold. */
export interface TypedDate {
	date?: string | undefined;
	start?: string | undefined;
	endDate?: string | undefined;
	end?: string | undefined;
}

const midnight = (day: string) => `${day}T00:00`;
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);

export function dayAfter(day: string, count = 1): string {
	const at = new Date(`${day}T00:00Z`);
	return isoDay(at.setUTCDate(at.getUTCDate() + count));
}

export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && readPartialDate(text) !== null;
export const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Null when what was typed is no date, or ends before it starts. */
export function occurrenceOf({ date, start, endDate, end }: TypedDate): When | null {
	if (!date || !isDay(date) || (endDate && !isDay(endDate))) return null;
	if (endDate && endDate < date) return null;
	if (!start) {
		if (end) return null;
		return { starts: midnight(date), ends: midnight(dayAfter(endDate ?? date)), precision: 'day' };
	}
	if (!isTime(start) || (end && !isTime(end))) return null;
	const starts = `${date}T${start}`;
	if (!end) return endDate && endDate > date ? null : { starts, ends: starts, precision: 'hour' };
	// Until two in the morning is the day after.
	const last = endDate ?? (end < start ? dayAfter(date) : date);
	const ends = `${last}T${end}`;
	return ends < starts ? null : { starts, ends, precision: 'hour' };
}

/** « 2026 », « 2026-11 », « 2002/2005 »: what is known when the day is not. */
export function occurrenceAbout(text: string): When | null {
	const known = readPartialDate(text);
	if (!known) return null;
	const parts = text.trim().split('/');
	const precision = (['year', 'month', 'day'] as const)[
		Math.min(...parts.map((part) => part.trim().split('-').length)) - 1
	];
	return precision ? { starts: midnight(known.from), ends: midnight(known.until), precision } : null;
}

/** The fields that show an occurrence again. */
export function typedOf({ starts, ends, precision }: When): TypedDate & { about?: string } {
	const [date = '', start = ''] = starts.split('T');
	if (precision === 'hour') {
		const [endDate = '', end = ''] = ends.split('T');
		return { date, start, ...(ends === starts ? {} : { end, ...(endDate === date ? {} : { endDate }) }) };
	}
	if (precision === 'day') {
		const last = dayAfter(ends.slice(0, 10), -1);
		return { date, ...(last === date ? {} : { endDate: last }) };
	}
	return { about: partialText({ starts, ends, precision }) };
}

/** As a partial date is written (EDTF): `2026-11`, `2002/2005`. */
export function partialText({ starts, ends, precision }: When): string {
	const length = { year: 4, month: 7, day: 10, hour: 10 }[precision];
	const last = precision === 'hour' ? ends : dayAfter(ends.slice(0, 10), -1);
	const [from, to] = [starts.slice(0, length), last.slice(0, length)];
	return from === to ? from : `${from}/${to}`;
}

/** The numbers of the dates that a form shows: those that are typed, and two more. */
export function dateNumbers(typed: number): number[] {
	return Array.from({ length: Math.min(limits.dates.most, Math.max(typed, 1) + 2) }, (_, n) => n + 1);
}

/** The instant of a local time, as its zone's clocks count it; an hour that comes twice is the first one. */
export function instantOf(local: string, zone: string): Date {
	const asUtc = Date.parse(`${local}Z`);
	const before = asUtc - offsetAt(asUtc - 24 * 3_600_000, zone);
	const after = asUtc - offsetAt(asUtc + 24 * 3_600_000, zone);
	const first = Math.min(before, after);
	for (const candidate of [first, Math.max(before, after)]) {
		if (candidate + offsetAt(candidate, zone) === asUtc) return new Date(candidate);
	}
	// It does not exist: the offset of before the change.
	return new Date(before);
}

/** Milliseconds that a zone is ahead of UTC. */
export function offsetAt(at: number, zone: string): number {
	const seconds = Math.floor(at / 1000) * 1000;
	return Date.parse(`${localOf(new Date(seconds), zone)}Z`) - seconds;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-15T18:30:00`, what the clocks of a zone show at an instant. */
export function localOf(at: Date, zone: string): string {
	let clock = clocks.get(zone);
	if (!clock) {
		clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
		clocks.set(zone, clock);
	}
	return clock.format(at).replace(' ', 'T');
}

/** Whether it is still to come, or under way, by the clocks of its place; when nobody said how long it lasts, that day. */
export function isAhead({ starts, ends, precision }: When, zone: string, now = new Date()): boolean {
	const until = precision === 'hour' && ends === starts ? midnight(dayAfter(starts.slice(0, 10))) : ends;
	return until > localOf(now, zone).slice(0, 16);
}
