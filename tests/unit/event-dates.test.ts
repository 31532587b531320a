/** When an event takes place: what forms type, and what clocks show. */
import { describe, expect, it } from 'vitest';
import { monthAfter, period, readFilters, weeksOf } from '../../src/lib/agenda/filters';
import { eventSchema } from '../../src/lib/agenda/schema';
import { instantOf, isAhead, occurrenceAbout, occurrenceOf, typedOf, type TypedDate } from '../../src/lib/agenda/when';
import { days, otherClocks, whole } from '../../src/lib/agenda/when-words';
import { newId } from '../../src/lib/platform/ids';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a date as it is typed', () => {
	it.each<[TypedDate, string, string, string]>([
		[{ date: '2026-11-15' }, '2026-11-15T00:00', '2026-11-16T00:00', 'day'],
		[{ date: '2026-11-13', endDate: '2026-11-29' }, '2026-11-13T00:00', '2026-11-30T00:00', 'day'],
		[{ date: '2026-11-15', start: '18:30' }, '2026-11-15T18:30', '2026-11-15T18:30', 'hour'],
		[{ date: '2026-11-15', start: '18:30', end: '20:15' }, '2026-11-15T18:30', '2026-11-15T20:15', 'hour'],
		[{ date: '2026-12-31', start: '21:00', end: '02:00' }, '2026-12-31T21:00', '2027-01-01T02:00', 'hour']
	])('%o', (typed, starts, ends, precision) => {
		const when = occurrenceOf(typed);
		expect(when).toEqual({ starts, ends, precision });
		expect(when && occurrenceOf(typedOf(when))).toEqual(when);
	});

	it.each<TypedDate>([
		{ date: '2026-02-30' },
		{ date: '2026-11-15', endDate: '2026-11-14' },
		{ date: '2026-11-15', end: '20:00' },
		{ date: '2026-11-15', start: '25:00' },
		{ date: '2026-11-15', start: '18:00', endDate: '2026-11-16' },
		{ start: '18:00' }
	])('is refused: %o', (typed) => expect(occurrenceOf(typed)).toBeNull());

	it('may be a month or a year, and is shown again as it was given', () => {
		for (const text of ['2026', '2026-11', '2003/2005', '2012-11/2012-12']) {
			const when = occurrenceAbout(text);
			expect(when && typedOf(when)).toEqual({ about: text });
		}
	});

	it('comes once, in the order of time, and is wanted of what is proposed', () => {
		const said = { id: newId(), title: 'Un atelier', kind: 'atelier', summary: 'Un résumé', intent: 'propose' };
		const dates = { date1: '2026-12-01', date2: '2026-11-01', date3: '2026-12-01' };
		expect(eventSchema.parse({ ...said, ...dates }).dates.map(({ starts }) => starts)).toEqual([
			'2026-11-01T00:00',
			'2026-12-01T00:00'
		]);
		expect(eventSchema.safeParse(said).error?.issues[0]?.message).toBe('agenda_problem_no_date');
		expect(eventSchema.safeParse({ ...said, intent: 'draft' }).success).toBe(true);
	});
});

describe('the instant of a local time', () => {
	it.each([
		['2026-07-01T12:00', 'Europe/Paris', '2026-07-01T10:00:00.000Z'],
		['2026-12-01T12:00', 'Europe/Paris', '2026-12-01T11:00:00.000Z'],
		['2026-12-01T12:00', 'Africa/Bamako', '2026-12-01T12:00:00.000Z'],
		// It comes twice: the first one.
		['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
		// It does not exist: the offset of before.
		['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
		['2026-03-29T03:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
		['2026-10-25T03:00', 'Europe/Paris', '2026-10-25T02:00:00.000Z']
	])('%s in %s', (local, zone, instant) => expect(instantOf(local, zone).toISOString()).toBe(instant));
});

describe('what is still to come, or under way', () => {
	const evening = { starts: '2026-12-01T18:00', ends: '2026-12-01T20:00', precision: 'hour' } as const;
	it.each([
		['Europe/Paris', '2026-12-01T18:59:59Z', true],
		['Europe/Paris', '2026-12-01T19:00:00Z', false],
		['Africa/Bamako', '2026-12-01T19:59:59Z', true],
		['Africa/Bamako', '2026-12-01T20:00:00Z', false],
		['America/Port-au-Prince', '2026-12-02T00:59:59Z', true],
		['America/Port-au-Prince', '2026-12-02T01:00:00Z', false]
	])('in %s at %s', (zone, now, ahead) => expect(isAhead(evening, zone, new Date(now))).toBe(ahead));

	it('is so all day when nobody said how long it lasts', () => {
		const at = (now: string) => isAhead({ ...evening, ends: evening.starts }, 'Europe/Paris', new Date(now));
		expect([at('2026-12-01T22:59:59Z'), at('2026-12-01T23:00:00Z')]).toEqual([true, false]);
	});
});

describe('the words', () => {
	const evening = { starts: '2026-10-15T18:30', ends: '2026-10-15T20:15', precision: 'hour' } as const;
	it('say the day, the hours, and only what is known', () => {
		expect(plain(whole(evening, 'fr'))).toBe('jeudi 15 octobre 2026, 18 h 30 à 20 h 15');
		expect(days({ starts: '2003-01-01T00:00', ends: '2006-01-01T00:00', precision: 'year' }, 'fr')).toBe('2003 à 2005');
		expect(days({ starts: '2026-11-13T00:00', ends: '2026-11-30T00:00', precision: 'day' }, 'fr')).toBe(
			'du 13 au 29 novembre 2026'
		);
	});

	it('say the reader’s own time when it is another one, and those of the network for who joins from afar', () => {
		const clocks = (readerZone: string | null, afar: boolean) =>
			otherClocks(evening, 'Europe/Paris', { readerZone, afar }, 'fr').map(({ places, text }) => [places, plain(text)]);
		expect(clocks(null, false)).toEqual([]);
		expect(clocks('Europe/Brussels', false)).toEqual([]);
		expect(clocks('Africa/Bamako', false)).toEqual([['Bamako', '16 h 30 à 18 h 15']]);
		expect(clocks(null, true)).toEqual([['Bamako, Dakar, Nouakchott', '16 h 30 à 18 h 15']]);
	});
});

describe('the address of the agenda', () => {
	const read = (query: string) => readFilters(new URL(`http://localhost/agenda${query}`));
	it('is read, and what is no filter is left out', () => {
		expect(read('?mois=2026-11&territoire=essonne&public=jeunes')).toMatchObject({
			month: '2026-11',
			territory: 'essonne',
			audience: 'jeunes'
		});
		expect(read('?mois=2026-13&territoire=%27--&du=2026-02-30&apres=x')).toMatchObject({
			month: null,
			territory: null,
			from: null,
			after: null
		});
		expect(period(read('?mois=2026-12'), '2026-11-22')).toEqual({
			from: '2026-12-01T00:00',
			until: '2027-01-01T00:00'
		});
		expect(period(read(''), '2026-11-22')).toEqual({ from: '2026-11-22T00:00', until: null });
	});
	it('knows its weeks, from Monday to Sunday', () => {
		const weeks = weeksOf('2026-11');
		expect([weeks[0]?.[0], weeks.at(-1)?.[6], weeks.length]).toEqual(['2026-10-26', '2026-12-06', 6]);
		expect(weeksOf('2027-02')).toHaveLength(4);
		expect([monthAfter('2026-12'), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
	});
});
