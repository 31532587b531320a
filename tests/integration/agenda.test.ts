/** The agenda under everybody's rights: what comes back comes back, and what leaves for other programs is what one may read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as editing from '../../src/lib/agenda/editing.server';
import * as events from '../../src/lib/agenda/events.server';
import { filteredCalendar, personalCalendar, subscribe } from '../../src/lib/agenda/feeds.server';
import { readFilters, type Filters } from '../../src/lib/agenda/filters';
import * as listing from '../../src/lib/agenda/listing.server';
import { eventSchema, type EventValues } from '../../src/lib/agenda/schema';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { anEvent } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { everybody, theWorld, type Who } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());
const now = new Date('2026-11-22T10:00:00Z');
const filters = (query: string) => readFilters(new URL(`http://localhost/agenda${query}`));
const titles = (viewer: Viewer, query: string) =>
	db.as(viewer, async (viewers) =>
		(await listing.page(viewers, filters(query), 'fr', now)).lines.map(({ title }) => title)
	);

const values = (more: Record<string, unknown>): EventValues =>
	eventSchema.parse({
		...{ id: newId(), title: 'Café du lundi', kind: 'rencontre', summary: 'On se parle.', intent: 'publish' },
		...{ organisation: world.organisations.bondoufle.id, ...more }
	});
const write = (said: EventValues) => db.as(world.bondoufle, (viewers) => editing.create(viewers, said));
const read = (slug: string) =>
	db.as(world.bondoufle, async (viewers) => {
		const event = await events.findBySlug(viewers, slug, 'fr');
		if (!event) throw new Error('It is there.');
		return event;
	});

describe('a form sent twice', () => {
	const stored = async (id: string) => (await db.owner`select title, status, version from events where id = ${id}`)[0];
	const dates = { date1: '2026-12-07', start1: '18:00', end1: '20:00', repeat: 'weekly', repeatCount: '3' };

	it('makes one event, in one version, told once', async () => {
		const said = values({ title: 'Deux fois', themes: ['ecsi', 'jumelages'], ...dates });
		const slug = await write(said);
		expect([await write(said), await write(said)]).toEqual([slug, slug]);
		expect(await stored(said.id)).toMatchObject({ title: 'Deux fois', version: 1 });
		expect((await read(slug)).occurrences).toHaveLength(3);
		expect(await db.owner`select from activity where object_id = ${said.id}`).toHaveLength(1);
	});

	it('says what was sent last, its answer having been lost, unless somebody wrote since', async () => {
		const said = values({ intent: 'draft', title: 'Un café', ...dates });
		await write(said);
		const slug = await write({ ...said, title: 'Un thé', intent: 'publish' });
		expect(await stored(said.id)).toMatchObject({ title: 'Un thé', status: 'published', version: 2 });
		expect((await read(slug)).title).toBe('Un thé');
		expect(await write({ ...said, title: 'D’un vieil onglet' })).toBe(slug);
		expect(await stored(said.id)).toMatchObject({ title: 'Un thé', version: 2 });
	});
});

describe('an event that comes back', () => {
	it('has a row each time, keeps its hour, and keeps what was decided about one date when it is saved again', async () => {
		const said = values({
			date1: '2026-12-07',
			start1: '18:00',
			end1: '20:00',
			repeat: 'weekly',
			repeatCount: '6',
			except: '2026-12-28'
		});
		const slug = await write(said);
		const event = await read(slug);
		expect(event.occurrences.map(({ starts }) => starts)).toEqual([
			...['2026-12-07T18:00', '2026-12-14T18:00', '2026-12-21T18:00', '2027-01-04T18:00', '2027-01-11T18:00']
		]);
		const [, second, third] = event.occurrences;
		await db.as(world.bondoufle, async (viewers) => {
			await editing.changeOccurrence(viewers, event.id, second?.id ?? '', { act: 'cancel', because: 'Jour férié.' });
			await editing.changeOccurrence(viewers, event.id, third?.id ?? '', {
				act: 'move',
				starts: '2026-12-22T19:00',
				ends: '2026-12-22T21:00'
			});
		});
		const version = (await read(slug)).version;
		expect(version).toBeGreaterThan(event.version);
		await db.as(world.bondoufle, (viewers) =>
			editing.revise(viewers, { ...said, intent: 'save', version, title: 'Café du lundi soir' }, null)
		);
		const after = await read(slug);
		expect(
			after.occurrences.map(({ starts, original, cancelledBecause }) => [starts, original, cancelledBecause])
		).toEqual([
			['2026-12-07T18:00', null, null],
			['2026-12-14T18:00', null, 'Jour férié.'],
			['2026-12-22T19:00', '2026-12-21T18:00', null],
			['2027-01-04T18:00', null, null],
			['2027-01-11T18:00', null, null]
		]);
		const source = await db.as(world.visitor, (viewers) =>
			filteredCalendar(viewers, filters('?mois=2026-12'), 'fr', now, 'https://palabre.example.org')
		);
		expect(source).toContain('RRULE:FREQ=WEEKLY;COUNT=6');
		expect(source).toContain('EXDATE;TZID=Europe/Paris:20261228T180000');
		expect(source).toContain('RECURRENCE-ID;TZID=Europe/Paris:20261221T180000');
		expect(source).toContain('STATUS:CANCELLED');
		await db.as(world.bondoufle, (viewers) =>
			editing.changeOccurrence(viewers, event.id, third?.id ?? '', { act: 'restore' })
		);
		expect((await read(slug)).occurrences[2]).toMatchObject({
			starts: '2026-12-21T18:00',
			ends: '2026-12-21T20:00',
			original: null
		});
	});

	it('is shown again in its form as it was typed', async () => {
		const said = values({ date1: '2026-12-08', start1: '18:00', repeat: 'monthly-weekday', repeatUntil: '2027-06-30' });
		const slug = await write(said);
		const { id, occurrences } = await read(slug);
		expect(occurrences).toHaveLength(7);
		const shown = await db.as(world.bondoufle, (viewers) => editing.valuesOf(viewers, id));
		expect(shown).toMatchObject({
			date1: '2026-12-08',
			start1: '18:00',
			repeat: 'monthly-weekday',
			repeatUntil: '2027-06-30'
		});
	});
});

describe('lists', () => {
	it('hold what lasts, what is only known by its month, and page without loss', async () => {
		await anEvent(world, { title: 'Festival', starts: '2031-05-01T00:00', ends: '2031-05-20T00:00', precision: 'day' });
		await anEvent(world, {
			title: 'Un jour de mai',
			starts: '2031-05-01T00:00',
			ends: '2031-06-01T00:00',
			precision: 'month'
		});
		await anEvent(world, { title: 'Film', starts: '2031-05-15T20:00', territory: 'bondoufle' });
		expect(await titles(world.visitor, '?du=2031-05-15&au=2031-05-15')).toEqual(
			expect.arrayContaining(['Festival', 'Un jour de mai', 'Film'])
		);
		expect(await titles(world.visitor, '?mois=2031-05&territoire=essonne')).toEqual(['Film']);
		for (let n = 0; n < 7; n++)
			await anEvent(world, { title: `Atelier ${n}`, starts: `2032-03-0${(n % 3) + 1}T10:00` });
		const seen: string[] = [];
		let after: Filters['after'] = null;
		do {
			const page: Awaited<ReturnType<typeof listing.page>> = await db.as(world.visitor, (viewers) =>
				listing.page(viewers, { ...filters('?mois=2032-03'), after }, 'fr', now, 2)
			);
			seen.push(...page.lines.map(({ title }) => title));
			after = page.next;
		} while (after);
		expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, n) => `Atelier ${n}`));
		const [day] = await db.as(world.visitor, (viewers) => listing.month(viewers, filters(''), '2032-03', 2));
		expect([day?.day, day?.count, day?.events.length]).toEqual(['2032-03-01', 3, 2]);
	});
});

it.each(everybody.filter((who) => who !== 'visitor' && who !== 'unverified'))(
	'the subscription of %s is what they may read',
	async (who: Who) => {
		const { organisations, spaces } = world;
		for (const visibility of ['public', 'reseau', 'espace', 'organisation'] as const)
			for (const status of ['draft', 'proposed', 'published', 'withdrawn'] as const)
				await anEvent(world, {
					...{ visibility, status, organisation: organisations.lurcat.id, space: spaces.comite.id },
					author: visibility === 'espace' ? world.nouvelle : world.lurcat
				});
		const person = world[who] as (typeof world)['nouvelle'];
		const token = await db.as(person, subscribe);
		const source = (await personalCalendar(token, filters(''), now)) ?? '';
		const theirs = [...source.matchAll(/^UID:([0-9a-f-]{36})@/gm)].map(([, id]) => id);
		const mine = await db.as(person, (viewers) =>
			viewers
				.selectFrom('events as e')
				.innerJoin('event_occurrences as o', 'o.event_id', 'e.id')
				.select('e.id')
				.distinct()
				.where('e.status', '=', 'published')
				.where('o.precision', 'in', ['day', 'hour'])
				.where('o.starts_local', '>=', new Date('2026-08-22'))
				.execute()
		);
		expect(new Set(theirs)).toEqual(new Set(mine.map(({ id }) => id)));
	}
);

it('a subscription goes three months back, and narrows as the agenda does', async () => {
	const { id } = await anEvent(world, { title: 'L’an dernier', starts: '2025-11-15T18:30' });
	const { id: here } = await anEvent(world, { title: 'À Bamako', territory: 'mali' });
	const token = await db.as(world.nouvelle, subscribe);
	expect(await personalCalendar(token, filters(''), now)).not.toContain(id);
	const narrowed = await personalCalendar(token, filters('?territoire=mali'), now);
	expect(narrowed).toContain(here);
	expect(narrowed?.match(/BEGIN:VEVENT/g)).toHaveLength(1);
});

it('the subscription of who left is nothing, nor is one that nobody has', async () => {
	const token = await db.as(world.kayes, subscribe);
	await db.owner`update people set account_id = null where id = ${world.kayes.id}`;
	expect(await personalCalendar(token, filters(''), now)).toBeNull();
	expect(await personalCalendar('personne', filters(''), now)).toBeNull();
});
