import { describe, expect, test } from 'vitest';
import { dayAndTime, daySpan, longDay, moment, shortDay, timeOfDay, type Reading } from '$lib/platform/dates';
import { partialDate } from '$lib/platform/partial-dates';

const essonne: Reading = { locale: 'fr', timeZone: 'Europe/Paris' };
const kayes: Reading = { locale: 'fr', timeZone: 'Africa/Bamako' };
const english: Reading = { locale: 'en', timeZone: 'Europe/Paris' };

/** No-break spaces are checked once, below; elsewhere they would only make the sentences unreadable. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('a day', () => {
	test('is said in full', () => {
		expect(longDay('2026-10-15T16:30:00Z', essonne)).toBe('jeudi 15 octobre 2026');
		expect(longDay('2026-10-15T16:30:00Z', english)).toBe('Thursday 15 October 2026');
	});

	test('takes the ordinal on the first of the month, in French', () => {
		expect(longDay('2026-10-01', essonne)).toBe('jeudi 1er octobre 2026');
		expect(shortDay('2026-10-01', english)).toBe('1 October 2026');
	});

	test('depends on where it is read', () => {
		expect(shortDay('2026-10-15T22:30:00Z', essonne)).toBe('16 octobre 2026');
		expect(shortDay('2026-10-15T22:30:00Z', kayes)).toBe('15 octobre 2026');
	});

	test('without an hour belongs to no zone', () => {
		expect(shortDay('2026-10-15', { locale: 'fr', timeZone: 'America/New_York' })).toBe('15 octobre 2026');
	});
});

describe('an hour', () => {
	test('is written « 17 h 40 », with spaces that do not break', () => {
		expect(timeOfDay('2026-10-15T15:40:00Z', essonne)).toBe('17\u00a0h\u00a040');
	});

	test('drops its minutes when there are none, and keeps its zero when there is one', () => {
		expect(plain(timeOfDay('2026-10-15T16:00:00Z', essonne))).toBe('18 h');
		expect(plain(timeOfDay('2026-10-15T06:05:00Z', essonne))).toBe('8 h 05');
	});

	test('is two hours earlier in Kayes in summer, one in winter', () => {
		expect(plain(timeOfDay('2026-07-15T16:30:00Z', essonne))).toBe('18 h 30');
		expect(plain(timeOfDay('2026-07-15T16:30:00Z', kayes))).toBe('16 h 30');
		expect(plain(timeOfDay('2026-12-15T16:30:00Z', essonne))).toBe('17 h 30');
		expect(plain(timeOfDay('2026-12-15T16:30:00Z', kayes))).toBe('16 h 30');
	});

	test('at midnight is 0 h, never 24 h', () => {
		expect(plain(timeOfDay('2026-12-15T00:00:00Z', kayes))).toBe('0 h');
	});

	test('follows the day', () => {
		expect(plain(dayAndTime('2026-10-15T15:40:00Z', essonne))).toBe('jeudi 15 octobre 2026 à 17 h 40');
		expect(dayAndTime('2026-10-15T15:40:00Z', english)).toBe('Thursday 15 October 2026 at 17:40');
	});
});

describe('a moment', () => {
	const now = new Date('2026-10-15T16:00:00Z');
	const said = (at: string, reading = essonne) => plain(moment(at, now, reading));

	test.each([
		['2026-10-15T15:59:30Z', 'à l’instant'],
		['2026-10-15T15:20:00Z', 'il y a 40 min'],
		['2026-10-15T15:00:30Z', 'il y a 59 min'],
		['2026-10-15T15:00:00Z', 'il y a 1 h'],
		['2026-10-15T04:30:00Z', 'il y a 11 h'],
		['2026-10-15T03:05:00Z', 'aujourd’hui à 5 h 05'],
		['2026-10-14T15:40:00Z', 'hier à 17 h 40'],
		['2026-10-13T15:40:00Z', 'mardi 13 octobre 2026'],
		['2026-10-15T16:40:00Z', 'dans 40 min'],
		['2026-10-15T19:00:00Z', 'dans 3 h'],
		['2026-10-16T16:00:00Z', 'demain à 18 h'],
		['2026-11-13T17:00:00Z', 'vendredi 13 novembre 2026']
	])('%s is said « %s »', (at, words) => expect(said(at)).toBe(words));

	test('counts yesterday on the calendar of the reader', () => {
		const late = new Date('2026-10-15T22:30:00Z');
		expect(plain(moment('2026-10-15T08:00:00Z', late, essonne))).toBe('hier à 10 h');
		expect(plain(moment('2026-10-15T08:00:00Z', late, kayes))).toBe('aujourd’hui à 8 h');
	});

	test('survives the night when the clocks change', () => {
		const morning = new Date('2026-10-25T22:00:00Z');
		expect(plain(moment('2026-10-24T21:00:00Z', morning, essonne))).toBe('hier à 23 h');
	});

	test('is said in English too', () => {
		expect(said('2026-10-15T15:20:00Z', english)).toBe('40 min ago');
		expect(said('2026-10-14T15:40:00Z', english)).toBe('yesterday at 17:40');
	});
});

describe('a span of days', () => {
	test.each([
		['2026-11-02', '2026-11-10', 'du 2 au 10 novembre 2026'],
		['2026-10-28', '2026-11-01', 'du 28 octobre au 1er novembre 2026'],
		['2026-12-30', '2027-01-02', 'du 30 décembre 2026 au 2 janvier 2027'],
		['2026-11-02', '2026-11-02', 'lundi 2 novembre 2026']
	])('%s to %s', (from, to, words) => expect(daySpan(from, to, essonne)).toBe(words));
});

describe('a partial date', () => {
	test.each([
		['2024', '2024'],
		['2024-06', 'juin 2024'],
		['2024-06-15', '15 juin 2024'],
		['2024-10-01', '1er octobre 2024'],
		['2024-21', 'printemps 2024'],
		['2012~', 'vers 2012'],
		['2012-03?', 'mars 2012 (date incertaine)'],
		['201X', 'années 2010'],
		['19XX', 'XXe siècle'],
		['2019/2021', '2019 à 2021'],
		['2016-03/2016-05', 'mars à mai 2016'],
		['2015-11/2016-05', 'novembre 2015 à mai 2016'],
		['2010-11-13/2010-11-21', 'du 13 au 21 novembre 2010'],
		['2004/..', 'depuis 2004'],
		['2004-03-01/', 'depuis le 1er mars 2004'],
		['../2012', 'jusqu’en 2012'],
		['1990~/2002', 'vers 1990 à 2002']
	])('%s is « %s »', (edtf, words) => expect(partialDate(edtf, 'fr')).toBe(words));

	test('shows no more than its precision', () => {
		expect(partialDate('2024-01-01', 'fr', 'year')).toBe('2024');
		expect(partialDate('2024-06-01', 'fr', 'month')).toBe('juin 2024');
	});

	test('is said in English too', () => {
		expect(partialDate('2016-03/2016-05', 'en')).toBe('March to May 2016');
		expect(partialDate('19XX', 'en')).toBe('20th century');
		expect(partialDate('20XX', 'en')).toBe('21st century');
	});

	test.each(['', 'vers la fin des années 80', '2024-13', '2024-06-99', 's. d.'])(
		'%j is shown as it was written',
		(text) => expect(partialDate(text, 'fr')).toBe(text)
	);
});
