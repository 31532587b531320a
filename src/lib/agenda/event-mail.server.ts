/** What the mails about an event share: its dates and its place in words, and the calendar that travels with them. */
import * as m from '$lib/paraglide/messages';
import { placeOf } from '$lib/people/time-zones';
import type { Locale } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import { write, type CalendarEvent, type Sending } from './ics';
import { instantOf, type When } from './when';
import { whole } from './when-words';

export const shortened = (subject: string) => [...subject].slice(0, 200).join('');

export const isOver = (when: When, { timeZone }: CalendarEvent, now: Date) =>
	instantOf(when.ends, timeZone) <= now && when.precision === 'hour';

/** « samedi 15 mai à 18 h 30 », with its place's name where clocks are not those of Paris. */
export function whenWords(when: When, { timeZone }: CalendarEvent, language: Locale): string {
	const zone =
		when.precision === 'hour' && timeZone !== 'Europe/Paris'
			? ` (${m.agenda_time_of({ place: placeOf(timeZone) }, { locale: language })})`
			: '';
	return whole(when, language) + zone;
}

/** @param joins whether the link of the meeting is for them. */
export function placeLines({ place, onlineLink }: CalendarEvent, joins: boolean, language: Locale): string[] {
	return [
		...(place ? [place] : []),
		...(onlineLink && joins ? [`${m.agenda_join_online({}, { locale: language })} : ${onlineLink}`] : [])
	];
}

export function calendarMail(event: CalendarEvent, sending: Omit<Sending, 'from'>): string {
	const { origin, mailFrom } = runtime().configuration;
	const from = /<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom;
	return write({ name: event.title, origin, events: [event], sent: { ...sending, from } });
}

/** Of one mail, the next ones first: it stays below 25 kB. */
const mostInCalendar = 8;
const mostListed = 30;

/** One a line; where the others are, when there are too many. */
export function listedDates<T>(dates: readonly T[], line: (date: T) => string, language: Locale, most = mostListed) {
	return [
		...dates.slice(0, most).map((date) => `- ${line(date)}`),
		...(dates.length > most ? [`- ${m.mail_event_invitation_more({}, { locale: language })}`] : [])
	].join('\n');
}

/** @returns what goes in the calendar of the mail, and where the other dates are, in words. */
export function calendarDates(
	event: Pick<CalendarEvent, 'slug'>,
	dates: readonly { id: string }[],
	language: Locale
): { occurrences: string[]; others: string[] } {
	const link = `${pathToEvent(event)}.ics`;
	return {
		occurrences: dates.slice(0, mostInCalendar).map(({ id }) => id),
		others:
			dates.length > mostInCalendar
				? [m.mail_calendar_others({ count: mostInCalendar, link }, { locale: language })]
				: []
	};
}

export const pathToEvent = ({ slug }: Pick<CalendarEvent, 'slug'>) =>
	`${runtime().configuration.origin}/agenda/${slug}`;
