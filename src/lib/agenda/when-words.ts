/** When something takes place, as it is said. Local times are read as they are: no zone moves them. */
import * as m from '$lib/paraglide/messages';
import { daySpan, dayAndTime, longDay, timeOfDay } from '$lib/platform/dates';
import type { Locale } from '$lib/platform/numbers';
import { partialDate } from '$lib/platform/partial-dates';
import { placeOf, usualTimeZones } from '$lib/people/time-zones';
import { dayAfter, instantOf, localOf, partialText, type When } from './when';

/** A local time as an instant of a zone without offset: what is shown is what is written. */
const plain = (localTime: string) => `${localTime.slice(0, 16)}Z`;

/** « 18 h 30 », « 18 h 30 à 20 h 15 ». */
export function hours({ starts, ends }: Pick<When, 'starts' | 'ends'>, locale: Locale): string {
	const reading = { locale, timeZone: 'UTC' };
	const from = timeOfDay(plain(starts), reading);
	return ends === starts ? from : m.agenda_hours({ from, to: timeOfDay(plain(ends), reading) }, { locale });
}

/** Whether it is over on the day it begins, or in the night that follows. */
export function isOneDay({ starts, ends }: Pick<When, 'starts' | 'ends'>): boolean {
	return (
		ends.slice(0, 10) === starts.slice(0, 10) ||
		(ends.slice(0, 10) === dayAfter(starts.slice(0, 10)) && ends.slice(11) < '06:00')
	);
}

/** « jeudi 15 octobre 2026 », « du 13 au 29 novembre 2026 », « novembre 2026 ». */
export function days(when: When, locale: Locale): string {
	const { starts, ends, precision } = when;
	if (precision === 'month' || precision === 'year') return partialDate(partialText(when), locale);
	const first = starts.slice(0, 10);
	if (precision === 'hour')
		return isOneDay(when) ? longDay(first, { locale }) : daySpan(first, ends.slice(0, 10), { locale });
	return daySpan(first, dayAfter(ends.slice(0, 10), -1), { locale });
}

/** All of it on one line: « jeudi 15 octobre 2026, 18 h 30 à 20 h 15 ». */
export function whole(when: When, locale: Locale): string {
	if (when.precision !== 'hour') return days(when, locale);
	if (isOneDay(when)) return `${days(when, locale)}, ${hours(when, locale)}`;
	const reading = { locale, timeZone: 'UTC' };
	return m.agenda_from_to(
		{ from: dayAndTime(plain(when.starts), reading), to: dayAndTime(plain(when.ends), reading) },
		{ locale }
	);
}

export interface Clock {
	/** « Bamako, Dakar » */
	places: string;
	text: string;
}

/** The same moment where clocks show another time: the reader's, and for who joins from afar those of the network. */
export function otherClocks(
	when: Pick<When, 'starts' | 'ends'>,
	zone: string,
	{ readerZone, afar }: { readerZone: string | null; afar: boolean },
	locale: Locale
): Clock[] {
	const zones = new Set([...(readerZone ? [readerZone] : []), ...(afar ? usualTimeZones : [])]);
	zones.delete(zone);
	const [start, end] = [instantOf(when.starts, zone), instantOf(when.ends, zone)];
	const texts = new Map<string, string[]>();
	for (const other of zones) {
		const there = { starts: localOf(start, other).slice(0, 16), ends: localOf(end, other).slice(0, 16) };
		if (there.starts === when.starts) continue;
		const day =
			there.starts.slice(0, 10) === when.starts.slice(0, 10)
				? ''
				: `${longDay(there.starts.slice(0, 10), { locale })}, `;
		const text = day + hours(there, locale);
		texts.set(text, [...(texts.get(text) ?? []), placeOf(other).replace(/ \(.*\)$/, '')]);
	}
	return [...texts].map(([text, places]) => ({ places: places.join(', '), text }));
}

/** The block of a date: « jeu. », « 15 », « oct. »; only what is known, and the year when it is not this one. */
export function dayBlock(
	{ starts, precision }: Pick<When, 'starts' | 'precision'>,
	locale: Locale,
	thisYear: number
): { above: string; big: string; below: string } {
	const at = new Date(plain(starts));
	const part = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { timeZone: 'UTC', ...options }).format(at);
	const year = starts.slice(0, 4);
	if (precision === 'year') return { above: '', big: year, below: '' };
	if (precision === 'month') return { above: '', big: part({ month: 'short' }), below: year };
	const below = part({ month: 'short' }) + (Number(year) === thisYear ? '' : ` ${year}`);
	return { above: part({ weekday: 'short' }), big: String(Number(starts.slice(8, 10))), below };
}
