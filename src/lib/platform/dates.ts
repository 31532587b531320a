/**
 * Dates as they are said: « jeudi 15 octobre 2026 », « hier à 17 h 40 », never 15/10. Pure: the
 * instant of reading, the language and the time zone are arguments, so that the server and the
 * browser write the same words.
 */
import * as m from '$lib/paraglide/messages';
import type { Locale } from './numbers';

export interface Reading {
	locale: Locale;
	/** IANA name; absent: the network's own. A plain day (`2026-10-15`) belongs to no zone and ignores it. */
	timeZone?: string | undefined;
}

const NETWORK_TIME_ZONE = 'Europe/Paris';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Parts {
	weekday: string;
	day: number;
	month: string;
	year: number;
	hour: number;
	minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is far dearer than using it, and a list uses it on each line. */
function format(locale: Locale, timeZone: string): Intl.DateTimeFormat {
	const key = locale + timeZone;
	let known = formats.get(key);
	if (!known) {
		known = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
			timeZone,
			weekday: 'long',
			day: 'numeric',
			month: 'long',
			year: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			hourCycle: 'h23'
		});
		formats.set(key, known);
	}
	return known;
}

/** A day, an hour and the title of one date are asked one after the other. */
let latest: { asked: string; parts: Parts } | undefined;

/** The words come from the platform; how they follow each other is ours, since it changes from one ICU to the next. */
function parts(at: Date | string, { locale, timeZone = NETWORK_TIME_ZONE }: Reading): Parts {
	const plainDay = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at);
	const instant = new Date(at);
	const zone = plainDay ? 'UTC' : timeZone;
	const asked = `${locale} ${zone} ${instant.getTime()}`;
	if (latest?.asked === asked) return latest.parts;
	const found: Record<string, string> = {};
	for (const { type, value } of format(locale, zone).formatToParts(instant)) found[type] = value;
	const parts = {
		weekday: found['weekday']!,
		day: Number(found['day']),
		month: found['month']!,
		year: Number(found['year']),
		hour: Number(found['hour']),
		minute: Number(found['minute'])
	};
	latest = { asked, parts };
	return parts;
}

/** « 1er », « 2 »: the platform forgets the ordinal that French wants. */
function dayNumber(day: number, locale: Locale): string {
	return locale === 'fr' && day === 1 ? '1er' : String(day);
}

/** « jeudi 15 octobre 2026 » */
export function longDay(at: Date | string, reading: Reading): string {
	const { weekday, day, month, year } = parts(at, reading);
	return `${weekday} ${dayNumber(day, reading.locale)} ${month} ${year}`;
}

/** « octobre », of a number from 1 to 12 */
export function monthName(month: number, locale: Locale): string {
	return parts(`2000-${String(month).padStart(2, '0')}-01`, { locale }).month;
}

/** « 15 octobre 2026 » */
export function shortDay(at: Date | string, reading: Reading): string {
	const { day, month, year } = parts(at, reading);
	return `${dayNumber(day, reading.locale)} ${month} ${year}`;
}

/** « 17 h 40 », « 18 h »; « 17:40 » in English */
export function timeOfDay(at: Date | string, reading: Reading): string {
	const { hour, minute } = parts(at, reading);
	const minutes = String(minute).padStart(2, '0');
	if (reading.locale === 'en') return `${hour}:${minutes}`;
	return minute === 0 ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${minutes}`;
}

/** « jeudi 15 octobre 2026 à 17 h 40 » */
export function dayAndTime(at: Date | string, reading: Reading): string {
	return m.date_day_at({ day: longDay(at, reading), time: timeOfDay(at, reading) }, { locale: reading.locale });
}

/**
 * How long ago, or how soon: minutes and hours within twelve hours, then « aujourd’hui », « hier » or
 * « demain » with the hour, then the day in full.
 */
export function moment(at: Date | string, now: Date, reading: Reading): string {
	const { locale } = reading;
	const elapsed = now.getTime() - new Date(at).getTime();
	const distance = Math.abs(elapsed);
	if (distance < MINUTE) return m.date_now({}, { locale });
	if (distance < 12 * HOUR) {
		const inMinutes = distance < HOUR;
		const count = Math.floor(distance / (inMinutes ? MINUTE : HOUR));
		if (elapsed > 0) return (inMinutes ? m.date_minutes_ago : m.date_hours_ago)({ count }, { locale });
		return (inMinutes ? m.date_in_minutes : m.date_in_hours)({ count }, { locale });
	}
	const time = timeOfDay(at, reading);
	switch (dayOrdinal(now, reading) - dayOrdinal(at, reading)) {
		case 0:
			return m.date_today_at({ time }, { locale });
		case 1:
			return m.date_yesterday_at({ time }, { locale });
		case -1:
			return m.date_tomorrow_at({ time }, { locale });
		default:
			return longDay(at, reading);
	}
}

/** Days since 1970 on the reader's calendar. */
function dayOrdinal(at: Date | string, { timeZone = NETWORK_TIME_ZONE }: Reading): number {
	// Sweden writes dates in ISO order, whatever the words of the page.
	return Date.parse(new Date(at).toLocaleDateString('sv-SE', { timeZone })) / DAY;
}

/** « du 2 au 10 novembre 2026 », « du 30 décembre 2026 au 2 janvier 2027 »; one day is said once. */
export function daySpan(from: Date | string, to: Date | string, reading: Reading): string {
	const { locale } = reading;
	const [a, b] = [parts(from, reading), parts(to, reading)];
	const end = shortDay(to, reading);
	if (shortDay(from, reading) === end) return longDay(from, reading);
	let start = dayNumber(a.day, locale);
	if (a.month !== b.month || a.year !== b.year) start += ` ${a.month}`;
	if (a.year !== b.year) start += ` ${a.year}`;
	return m.date_days({ from: start, to: end }, { locale });
}
