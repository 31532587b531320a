/**
 * Events as iCalendar (RFC 5545). Pure: what is written depends on its arguments only. A masked place
 * never comes here: whoever subscribes shares their calendar with others.
 */
import type { Situation } from './event';
import { instantOf, type When } from './when';
import { timeZoneLines } from './ics-zone';

export interface CalendarOccurrence extends When {
	id: string;
	/** The start that the rule gives, when it was moved. */
	original: string | null;
	cancelledBecause: string | null;
}

export interface CalendarEvent {
	id: string;
	slug: string;
	title: string;
	summary: string | null;
	situation: Situation;
	situationReason: string | null;
	timeZone: string;
	version: number;
	createdAt: Date;
	updatedAt: Date;
	place: string | null;
	onlineLink: string | null;
	organisers: string[];
	categories: string[];
	/** The rule and its first time; null: the occurrences are all there is. */
	recurrence: (When & { rule: string; excluded: string[] }) | null;
	occurrences: CalendarOccurrence[];
}

export interface Calendar {
	name: string;
	origin: string;
	events: readonly CalendarEvent[];
	/** For what is mailed (RFC 5546). */
	sent?: Sending;
}

export interface Sending {
	/** It does not take place; or no longer for them, when they declined. */
	cancels: boolean;
	/** What they answered (RFC 5545 §3.2.12). */
	answer: 'NEEDS-ACTION' | 'ACCEPTED' | 'TENTATIVE' | 'DECLINED';
	from: string;
	to: string;
	/** Of two mails about the same version of an event, the later one holds (RFC 5546 §2.1.5). */
	at: Date;
	/** Null: the whole event, with its rule. */
	occurrences: readonly string[] | null;
}

/** What is asked or cancelled is one thing (RFC 5546 §3.2.2): several dates, each with its own name, are only published. */
function methodOf({ events: [event] }: Calendar, { cancels, occurrences }: Sending): string {
	const one = Boolean(event?.recurrence) || (occurrences ?? event?.occurrences ?? []).length === 1;
	return one ? (cancels ? 'CANCEL' : 'REQUEST') : 'PUBLISH';
}

/** In UTF-8. */
const octetsOf = (character: string) => {
	const point = character.codePointAt(0) ?? 0;
	return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
};

/** At most 75 octets a line, whole characters, CRLF (RFC 5545 §3.1). */
export function fold(line: string): string {
	if (line.length * 3 <= 75) return line;
	const pieces: string[] = [];
	let [piece, octets] = ['', 0];
	for (const character of line) {
		const size = octetsOf(character);
		if (octets + size > 75) {
			pieces.push(piece);
			[piece, octets] = [' ', 1];
		}
		piece += character;
		octets += size;
	}
	return [...pieces, piece].join('\r\n');
}

/** RFC 5545 §3.3.11. */
export const escapeText = (text: string) =>
	text
		.replace(/\\/g, '\\\\')
		.replace(/[;,]/g, (sign) => `\\${sign}`)
		.replace(/\r\n?|\n/g, '\\n');

const compact = (local: string) => `${local.replace(/[-:]/g, '').slice(0, 13)}00`;
const utc = (at: Date) => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

function timed(name: string, local: string, { precision }: Pick<When, 'precision'>, zone: string): string {
	if (precision !== 'hour') return `${name};VALUE=DATE:${local.slice(0, 10).replaceAll('-', '')}`;
	return zone === 'UTC' ? `${name}:${compact(local)}Z` : `${name};TZID=${zone}:${compact(local)}`;
}

/** UNTIL is kept as the last local day; with hours it is an instant (RFC 5545 §3.3.10). */
function ruleLine(rule: string, { precision }: When, zone: string): string {
	return `RRULE:${rule.replace(/UNTIL=(\d{4})(\d{2})(\d{2})$/, (whole, year, month, day) =>
		precision === 'hour' ? `UNTIL=${utc(instantOf(`${year}-${month}-${day}T23:59`, zone))}` : whole
	)}`;
}

/** What is cancelled for one of those who come has no status: it takes place for others (RFC 5546 §3.2.5). */
function statusLines(situation: Situation, when: When, calendar: Calendar): string[] {
	if (calendar.sent?.answer === 'DECLINED')
		return methodOf(calendar, calendar.sent) === 'CANCEL' ? [] : ['STATUS:CANCELLED'];
	if (situation === 'cancelled') return ['STATUS:CANCELLED'];
	const vague = situation === 'postponed' || when.precision === 'month' || when.precision === 'year';
	return [`STATUS:${vague ? 'TENTATIVE' : 'CONFIRMED'}`];
}

/** Nobody reads the mails that a calendar would answer: its reader answers by a link. */
const attendeeLines = ({ from, to, answer }: Sending) => [
	`ORGANIZER:mailto:${from}`,
	`ATTENDEE;PARTSTAT=${answer};RSVP=FALSE:mailto:${to}`
];

function block(
	event: CalendarEvent,
	uid: string,
	when: When,
	calendar: Calendar,
	more: string[],
	because: string | null
): string[] {
	const { origin, sent } = calendar;
	const situation = because === null ? event.situation : 'cancelled';
	const url = `${origin}/agenda/${event.slug}`;
	const reason = because ?? event.situationReason;
	const description = [reason, event.summary, event.onlineLink, url].filter(Boolean).join('\n\n');
	const text = (name: string, value: string | null) => (value ? [`${name}:${escapeText(value)}`] : []);
	return [
		'BEGIN:VEVENT',
		`UID:${uid}@${new URL(origin).hostname}`,
		`DTSTAMP:${utc(sent?.at ?? event.updatedAt)}`,
		`CREATED:${utc(event.createdAt)}`,
		`LAST-MODIFIED:${utc(event.updatedAt)}`,
		`SEQUENCE:${event.version}`,
		timed('DTSTART', when.starts, when, event.timeZone),
		...(when.ends === when.starts ? [] : [timed('DTEND', when.ends, when, event.timeZone)]),
		...more,
		...statusLines(situation, when, calendar),
		...(when.precision === 'hour' ? [] : ['TRANSP:TRANSPARENT']),
		...text('SUMMARY', event.title),
		...text('DESCRIPTION', description),
		...text('LOCATION', event.place),
		...(event.onlineLink ? [`CONFERENCE;VALUE=URI:${event.onlineLink}`] : []),
		...text('CONTACT', event.organisers.join(', ')),
		...(event.categories.length ? [`CATEGORIES:${event.categories.map(escapeText).join(',')}`] : []),
		...(sent ? attendeeLines(sent) : []),
		`URL:${url}`,
		'END:VEVENT'
	];
}

function lines(event: CalendarEvent, calendar: Calendar): string[] {
	const { recurrence, occurrences, timeZone } = event;
	const { sent } = calendar;
	const mailed = sent?.occurrences && new Set(sent.occurrences);
	if (!recurrence) {
		// One time keeps the event's own name when it moves; several are each a thing of their own.
		return occurrences
			.filter(({ id }) => !mailed || mailed.has(id))
			.flatMap((when) =>
				block(event, occurrences.length === 1 ? event.id : when.id, when, calendar, [], when.cancelledBecause)
			);
	}
	const zoned = (name: string, local: string) => timed(name, local, recurrence, timeZone);
	const master = () =>
		block(
			event,
			event.id,
			recurrence,
			calendar,
			[ruleLine(recurrence.rule, recurrence, timeZone), ...recurrence.excluded.map((local) => zoned('EXDATE', local))],
			null
		);
	// Cancelled as a whole, it has no dates apart.
	if (sent?.cancels && !mailed) return master();
	return [
		...(mailed ? [] : master()),
		...occurrences
			.filter((when) => (mailed ? mailed.has(when.id) : when.original !== null || when.cancelledBecause !== null))
			.flatMap((when) =>
				block(
					event,
					event.id,
					when,
					calendar,
					[zoned('RECURRENCE-ID', when.original ?? when.starts)],
					when.cancelledBecause
				)
			)
	];
}

/** The whole calendar, folded; every line ends with CRLF. */
export function write(calendar: Calendar): string {
	const { name, events, sent } = calendar;
	const zones = new Map<string, [first: number, last: number]>();
	for (const { timeZone, recurrence, occurrences } of events) {
		if (timeZone === 'UTC') continue;
		const times = [...occurrences, ...(recurrence ? [recurrence] : [])].filter(({ precision }) => precision === 'hour');
		for (const { starts, ends } of times) {
			const known = zones.get(timeZone) ?? [9999, 0];
			// An open rule goes on beyond the occurrences that are written.
			const ahead = recurrence ? 5 : 0;
			zones.set(timeZone, [
				Math.min(known[0], Number(starts.slice(0, 4))),
				Math.max(known[1], Number(ends.slice(0, 4)) + ahead)
			]);
		}
	}
	return [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Palabre//Agenda//FR',
		'CALSCALE:GREGORIAN',
		...(sent ? [`METHOD:${methodOf(calendar, sent)}`] : []),
		`NAME:${escapeText(name)}`,
		`X-WR-CALNAME:${escapeText(name)}`,
		...(sent ? [] : ['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H']),
		...[...zones].flatMap(([zone, [first, last]]) => timeZoneLines(zone, first, last)),
		...events.flatMap((event) => lines(event, calendar)),
		'END:VCALENDAR',
		''
	]
		.map(fold)
		.join('\r\n');
}
