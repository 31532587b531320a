/** Calendars are read back by another program (ical.js), over thousands of generated events, and say what we said. */
import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { situations } from '../../src/lib/agenda/event';
import { expand } from '../../src/lib/agenda/expansion.server';
import { fold, write, type CalendarEvent, type CalendarOccurrence } from '../../src/lib/agenda/ics';
import { ruleOf, repeats, typedRule } from '../../src/lib/agenda/recurrence';
import { dayAfter, instantOf, type When } from '../../src/lib/agenda/when';

const origin = 'https://palabre.example.org';
const zones = ['Europe/Paris', 'Africa/Bamako', 'America/New_York', 'UTC'] as const;

// eslint-disable-next-line no-control-regex -- what a text of a calendar never holds
const controls = /[\r\u0000-\u0009\u000b-\u001f\u007f]/g;
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((value) => value.replace(controls, ' '));
/** Days around both changes of hour, and any other. */
const day = fc.oneof(
	fc.constantFrom('2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2027-03-28', '2027-10-31'),
	fc.integer({ min: 0, max: 2000 }).map((n) => dayAfter('2024-01-01', n))
);
const time = fc
	.integer({ min: 0, max: 24 * 12 - 1 })
	.map((n) => `${String(Math.floor(n / 12)).padStart(2, '0')}:${String((n % 12) * 5).padStart(2, '0')}`);
const when: fc.Arbitrary<When> = fc.oneof(
	fc.tuple(day, fc.integer({ min: 1, max: 20 })).map(([from, days]) => ({
		starts: `${from}T00:00`,
		ends: `${dayAfter(from, days)}T00:00`,
		precision: 'day' as const
	})),
	fc.tuple(day, time, fc.integer({ min: 0, max: 3000 })).map(([from, at, minutes]) => {
		const starts = `${from}T${at}`;
		const ends = new Date(Date.parse(`${starts}Z`) + minutes * 60_000).toISOString().slice(0, 16);
		return { starts, ends, precision: 'hour' as const };
	}),
	// Known by month or year: it covers all of it.
	fc.integer({ min: 0, max: 60 }).map((n) => ({
		starts: monthAfter(n),
		ends: monthAfter(n + 1),
		precision: 'month' as const
	})),
	fc.integer({ min: 2024, max: 2030 }).map((year) => ({
		starts: `${year}-01-01T00:00`,
		ends: `${year + 1}-01-01T00:00`,
		precision: 'year' as const
	}))
);
const monthAfter = (n: number) => new Date(Date.UTC(2024, n, 1)).toISOString().slice(0, 16);
const instant = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((seconds) => new Date(seconds * 1000));
const id = fc.uuid({ version: 7 });
const said = fc.record({
	id,
	slug: fc.stringMatching(/^[a-z]{3,20}$/),
	title: text,
	summary: fc.option(text),
	situation: fc.constantFrom(...situations),
	situationReason: fc.option(text),
	timeZone: fc.constantFrom(...zones),
	version: fc.integer({ min: 1, max: 500 }),
	createdAt: instant,
	updatedAt: instant,
	place: fc.option(text),
	onlineLink: fc.option(fc.webUrl()),
	organisers: fc.array(text, { maxLength: 3 }),
	categories: fc.array(text, { maxLength: 3 })
});

const single: fc.Arbitrary<CalendarEvent> = fc
	.tuple(said, when, id, fc.option(text))
	.map(([event, at, occurrence, because]) => ({
		...event,
		recurrence: null,
		occurrences: [{ ...at, id: occurrence, original: null, cancelledBecause: because }]
	}));

function readBack(events: CalendarEvent[]) {
	const source = write({ name: 'Agenda', origin, events });
	for (const line of source.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
	expect(source).not.toMatch(/(^|[^\r])\n/);
	const calendar = new ICAL.Component(ICAL.parse(source) as unknown[]);
	for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
	return calendar.getAllSubcomponents('vevent');
}

const local = (value: ICAL.Time) => value.toString().slice(0, 16);
const atInstant = (component: ICAL.Component, name: string) =>
	(component.getFirstPropertyValue(name) as ICAL.Time).toJSDate();

function statusOf({ situation }: CalendarEvent, at: CalendarOccurrence): string {
	if (at.cancelledBecause !== null || situation === 'cancelled') return 'CANCELLED';
	return situation === 'postponed' || at.precision === 'month' || at.precision === 'year' ? 'TENTATIVE' : 'CONFIRMED';
}

describe('a calendar', () => {
	it('says what one event says, read by another program', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(single, (event) => {
				const [component, ...others] = readBack([event]);
				expect(others).toEqual([]);
				const value = (name: string) => component?.getFirstPropertyValue(name) as string | null;
				const [at] = event.occurrences;
				if (!at || !component) throw new Error('There is one.');
				expect(value('uid')).toBe(`${event.id}@palabre.example.org`);
				expect(value('sequence')).toBe(event.version);
				expect(value('summary')).toBe(event.title);
				expect(value('location')).toBe(event.place);
				expect(value('url')).toBe(`${origin}/agenda/${event.slug}`);
				expect(value('conference')).toBe(event.onlineLink);
				expect(component.getFirstProperty('categories')?.getValues() ?? []).toEqual(event.categories);
				const reason = at.cancelledBecause ?? event.situationReason;
				expect(value('description')).toBe(
					[reason, event.summary, event.onlineLink, `${origin}/agenda/${event.slug}`].filter(Boolean).join('\n\n')
				);
				expect(value('contact')).toBe(event.organisers.length ? event.organisers.join(', ') : null);
				expect(atInstant(component, 'created')).toEqual(event.createdAt);
				expect(atInstant(component, 'last-modified')).toEqual(event.updatedAt);
				expect(atInstant(component, 'dtstamp')).toEqual(event.updatedAt);
				expect(value('status')).toBe(statusOf(event, at));
				expect(value('transp')).toBe(at.precision === 'hour' ? null : 'TRANSPARENT');
				const start = component.getFirstPropertyValue('dtstart') as ICAL.Time;
				const end = component.getFirstPropertyValue('dtend') as ICAL.Time | null;
				expect(start.isDate).toBe(at.precision !== 'hour');
				expect(local(start)).toBe(at.precision === 'hour' ? at.starts : at.starts.slice(0, 10));
				expect(end && local(end)).toBe(
					at.ends === at.starts ? null : at.precision === 'hour' ? at.ends : at.ends.slice(0, 10)
				);
			}),
			{ seed: 20261122, numRuns: 3000 }
		);
	});

	// Around a change, programs tell the hours that come twice or never differently.
	it('gives each local time the instant that we give it, hours around a change aside', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), day, time, said, id, (timeZone, on, at, event, occurrence) => {
				const starts = `${on}T${at}`;
				const [component] = readBack([
					{
						...event,
						timeZone,
						recurrence: null,
						occurrences: [
							{ id: occurrence, starts, ends: starts, precision: 'hour', original: null, cancelledBecause: null }
						]
					}
				]);
				const start = component?.getFirstPropertyValue('dtstart') as ICAL.Time;
				const zone = ICAL.TimezoneService.get(timeZone) ?? ICAL.Timezone.utcTimezone;
				const read = new ICAL.Time({ ...start.toJSON() } as never, zone).toJSDate().getTime();
				if (!/T0[123]:/.test(starts)) expect(read).toBe(instantOf(starts, timeZone).getTime());
			}),
			{ seed: 20261122, numRuns: 2000 }
		);
	});

	it('has the occurrences of a rule, its exceptions and those that were moved', { timeout: 60_000 }, () => {
		const rule = fc.record({
			repeat: fc.constantFrom(...repeats),
			first: fc.integer({ min: 0, max: 700 }).map((n) => dayAfter('2025-01-01', n)),
			at: time,
			minutes: fc.integer({ min: 0, max: 600 }),
			count: fc.integer({ min: 2, max: 12 }),
			out: fc.integer({ min: 1, max: 11 }),
			event: said
		});
		fc.assert(
			fc.property(rule, ({ repeat, first, at, minutes, count, out, event }) => {
				const starts = `${first}T${at}`;
				const ends = new Date(Date.parse(`${starts}Z`) + minutes * 60_000).toISOString().slice(0, 16);
				const once: When = { starts, ends, precision: 'hour' };
				const text = ruleOf({ repeat, count }, first);
				expect(typedRule(text, first)).toEqual({ repeat, count });
				const window = { from: '2020-01-01', until: '2060-01-01' };
				const all = expand(once, text, [], window);
				expect(all).toHaveLength(count);
				const excluded = all.slice(out, out + 1).map((when) => when.starts);
				const kept = expand(once, text, excluded, window);
				expect(kept.map((when) => when.starts)).toEqual(
					all.map((when) => when.starts).filter((one) => !excluded.includes(one))
				);
				const [component] = readBack([
					{ ...event, situation: 'scheduled', recurrence: { ...once, rule: text, excluded }, occurrences: [] }
				]);
				const theirs: string[] = [];
				const iterator = new ICAL.Event(component).iterator();
				for (let next = iterator.next(); next && theirs.length < 50; next = iterator.next()) theirs.push(local(next));
				expect(theirs).toEqual(kept.map((when) => when.starts));
			}),
			{ seed: 20261122, numRuns: 1000 }
		);
	});

	it(
		'has the times of a rule that were moved, and those that are cancelled, where they are now',
		{ timeout: 60_000 },
		() => {
			const change = fc.record({
				moved: fc.option(fc.integer({ min: -2000, max: 2000 }).filter((minutes) => minutes !== 0)),
				because: fc.option(text)
			});
			const recurring = fc.record({
				repeat: fc.constantFrom(...repeats),
				first: day,
				// By day: when the first time lasts through a change of hour, programs tell the length of the others differently.
				at: time.filter((at) => at >= '04:00' && at <= '12:00'),
				minutes: fc.integer({ min: 5, max: 600 }),
				changes: fc.array(change, { minLength: 3, maxLength: 8 }),
				event: said
			});
			const later = (local: string, minutes: number) =>
				new Date(Date.parse(`${local}Z`) + minutes * 60_000).toISOString().slice(0, 16);
			fc.assert(
				fc.property(recurring, ({ repeat, first, at, minutes, changes, event }) => {
					const once: When = { starts: `${first}T${at}`, ends: later(`${first}T${at}`, minutes), precision: 'hour' };
					const rule = ruleOf({ repeat, count: changes.length }, first);
					const dates = expand(once, rule, [], { from: '2020-01-01', until: '2060-01-01' });
					const occurrences = dates.map((date, n): CalendarOccurrence => {
						const { moved = null, because = null } = changes[n] ?? {};
						const now =
							moved === null ? date : { ...date, starts: later(date.starts, moved), ends: later(date.ends, moved) };
						return { ...now, id: `${n}`, original: moved === null ? null : date.starts, cancelledBecause: because };
					});
					const recurrence = { ...once, rule, excluded: [] };
					const [master, ...exceptions] = readBack([{ ...event, situation: 'scheduled', recurrence, occurrences }]);
					const calendar = new ICAL.Event(master, { exceptions, strictExceptions: false });
					const iterator = calendar.iterator();
					const read: unknown[] = [];
					for (let next = iterator.next(); next && read.length < 50; next = iterator.next()) {
						const { item, startDate, endDate } = calendar.getOccurrenceDetails(next);
						read.push([local(startDate), local(endDate), item.component.getFirstPropertyValue('status')]);
					}
					expect(read).toEqual(
						occurrences.map(({ starts, ends, cancelledBecause }) => [
							starts,
							ends,
							cancelledBecause === null ? 'CONFIRMED' : 'CANCELLED'
						])
					);
				}),
				{ seed: 20261122, numRuns: 1000 }
			);
		}
	);

	it('tells one time of a rule that moved, and one that is cancelled', () => {
		const base = {
			...{
				id: '019a0000-0000-7000-8000-000000000001',
				slug: 'cafe',
				title: 'Café',
				summary: null,
				situation: 'scheduled' as const
			},
			...{
				situationReason: null,
				timeZone: 'Africa/Bamako',
				version: 4,
				createdAt: new Date(0),
				updatedAt: new Date(0)
			},
			...{ place: null, onlineLink: null, organisers: [], categories: [] }
		};
		const weekly = { starts: '2026-11-03T18:00', ends: '2026-11-03T20:00', precision: 'hour' as const };
		const components = readBack([
			{
				...base,
				recurrence: { ...weekly, rule: 'FREQ=WEEKLY;UNTIL=20261231', excluded: [] },
				occurrences: [
					{ ...weekly, id: 'a', original: null, cancelledBecause: null },
					{
						id: 'b',
						starts: '2026-11-11T19:00',
						ends: '2026-11-11T21:00',
						precision: 'hour',
						original: '2026-11-10T18:00',
						cancelledBecause: null
					},
					{
						id: 'c',
						starts: '2026-11-17T18:00',
						ends: '2026-11-17T20:00',
						precision: 'hour',
						original: null,
						cancelledBecause: 'Grève.'
					}
				]
			}
		]);
		expect(components.map((one) => one.getFirstPropertyValue('uid'))).toEqual(
			Array(3).fill(`${base.id}@palabre.example.org`)
		);
		expect(components.map((one) => one.getFirstPropertyValue('recurrence-id')?.toString() ?? null)).toEqual([
			null,
			'2026-11-10T18:00:00',
			'2026-11-17T18:00:00'
		]);
		expect(components.map((one) => one.getFirstPropertyValue('status'))).toEqual([
			'CONFIRMED',
			'CONFIRMED',
			'CANCELLED'
		]);
		expect(components[0]?.getFirstPropertyValue('rrule')?.toString()).toBe('FREQ=WEEKLY;UNTIL=20261231T235900Z');
	});

	it('folds by octets, and never inside a character', () => {
		const folded = fold(`SUMMARY:${'é🌍'.repeat(40)}`);
		expect(folded.replaceAll('\r\n ', '')).toBe(`SUMMARY:${'é🌍'.repeat(40)}`);
		for (const line of folded.split('\r\n')) expect(Buffer.from(line).toString()).toBe(line);
	});
});

describe('a rule', () => {
	const once = { starts: '2026-11-15T18:30', ends: '2026-11-15T20:00', precision: 'hour' } as const;
	const window = { from: '2026-01-01', until: '2028-01-01' };
	it.each([
		'FREQ=YEARLY;BYDAY=5MO;BYMONTHDAY=1',
		'FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=31',
		'FREQ=DAILY;INTERVAL=99;BYMONTHDAY=31',
		'FREQ=DAILY',
		'FREQ=WEEKLY;INTERVAL=99;BYDAY=MO,TU,WE,TH,FR,SA,SU',
		'FREQ=DAILY;COUNT=999'
	])('%s is expanded in bounded steps and time', (rule) => {
		const started = performance.now();
		const found = expand(once, rule, [], window);
		expect(found.length).toBeLessThanOrEqual(930);
		expect(found[0]).toEqual(once);
		expect(performance.now() - started).toBeLessThan(5000);
	});

	it(
		'of any shape that the database accepts gives a bounded number of times, in order, in its days',
		{ timeout: 120_000 },
		() => {
			const weekday = fc
				.tuple(
					fc.constantFrom('', '-1', '1', '2', '3', '4', '5'),
					fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
				)
				.map(([nth, name]) => nth + name);
			const part = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), arbitrary);
			const rule = fc
				.tuple(
					fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
					part(fc.integer({ min: 1, max: 99 }).map((n) => `;INTERVAL=${n}`)),
					part(fc.array(weekday, { minLength: 1, maxLength: 7 }).map((names) => `;BYDAY=${names.join(',')}`)),
					part(fc.constantFrom(-1, 1, 2, 15, 28, 29, 30, 31).map((n) => `;BYMONTHDAY=${n}`)),
					part(
						fc.oneof(
							fc.integer({ min: 1, max: 999 }).map((n) => `;COUNT=${n}`),
							day.map((last) => `;UNTIL=${last.replaceAll('-', '')}`)
						)
					)
				)
				.map(([frequency, ...parts]) => `FREQ=${frequency}${parts.join('')}`);
			fc.assert(
				fc.property(rule, day, time, fc.integer({ min: 0, max: 900 }), (text, first, at, days) => {
					const starts = `${first}T${at}`;
					const until = dayAfter(first, days);
					const found = expand({ starts, ends: starts, precision: 'hour' }, text, [], { from: first, until });
					expect(found.length).toBeLessThanOrEqual(930);
					expect(found[0]?.starts).toBe(starts);
					const times = found.map((when) => when.starts);
					expect(times).toEqual([...new Set(times)].sort());
					for (const one of times.slice(1)) expect(one.slice(0, 10) <= until && one > starts).toBe(true);
				}),
				{ seed: 20261122, numRuns: 600 }
			);
		}
	);

	it('keeps its local hour through both changes of hour', () => {
		const weekly = expand(
			{ ...once, starts: '2026-10-18T02:30', ends: '2026-10-18T04:00' },
			'FREQ=WEEKLY;COUNT=26',
			[],
			window
		);
		expect(new Set(weekly.map(({ starts }) => starts.slice(11)))).toEqual(new Set(['02:30']));
		expect(weekly).toHaveLength(26);
	});
});
