/**
 * The clocks of a zone as iCalendar says them (RFC 5545 §3.6.5): each change of hour between two years,
 * from the same data that the rest of the application reads.
 */
import { localOf, offsetAt } from './when';

const week = 7 * 24 * 3_600_000;
const known = new Map<string, string[]>();

/** Both years included. */
export function timeZoneLines(zone: string, first: number, last: number): string[] {
	const key = `${zone} ${first} ${last}`;
	let lines = known.get(key);
	if (!lines) {
		if (known.size > 200) known.clear();
		lines = ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances(zone, first, last), 'END:VTIMEZONE'];
		known.set(key, lines);
	}
	return lines;
}

function observances(zone: string, first: number, last: number): string[] {
	const begins = Date.UTC(first - 1, 0, 1);
	const ends = Date.UTC(Math.min(last, first + 60) + 2, 0, 1);
	let before = offsetAt(begins, zone);
	const lines = observance('STANDARD', `${first - 1}0101T000000`, before, before);
	for (let at = begins; at < ends; at += week) {
		const after = offsetAt(at + week, zone);
		if (after === before) continue;
		const change = changeBetween(at, at + week, before, zone);
		// Its start is told by the clock that was there before.
		const local = localOf(new Date(change + before), 'UTC').replace(/[-:]/g, '');
		lines.push(...observance(after > before ? 'DAYLIGHT' : 'STANDARD', local, before, after));
		before = after;
	}
	return lines;
}

function observance(kind: 'STANDARD' | 'DAYLIGHT', starts: string, from: number, to: number): string[] {
	return [
		`BEGIN:${kind}`,
		`DTSTART:${starts}`,
		`TZOFFSETFROM:${offset(from)}`,
		`TZOFFSETTO:${offset(to)}`,
		`END:${kind}`
	];
}

/** To the second. */
function changeBetween(low: number, high: number, before: number, zone: string): number {
	while (high - low > 1000) {
		const middle = Math.floor((low + high) / 2000) * 1000;
		if (offsetAt(middle, zone) === before) low = middle;
		else high = middle;
	}
	return high;
}

/** `+0100`, and seconds where history had some. */
function offset(milliseconds: number): string {
	const seconds = Math.abs(milliseconds) / 1000;
	const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
	const rest = seconds % 60 ? two(seconds % 60) : '';
	return `${milliseconds < 0 ? '-' : '+'}${two(seconds / 3600)}${two((seconds / 60) % 60)}${rest}`;
}
