/** The agenda costs the same in a large network (budgets): what a page reads does not grow with what it does not show. */
import { beforeAll, expect, it } from 'vitest';
import * as feeds from '../../src/lib/agenda/feeds.server';
import { readFilters } from '../../src/lib/agenda/filters';
import * as listing from '../../src/lib/agenda/listing.server';
import type { Database } from '../../src/lib/platform/database.server';
import { fillAgenda } from '../bench/dates';
import { anEvent, aSpace } from '../support/factories';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const space = await aSpace(world, { visibility: 'public' });
const [few, many] = [1000, 100_000];
const now = new Date();
const filters = (query = '') => readFilters(new URL(`https://palabre.example.org/agenda${query}`));
const calendar =
	(query = '') =>
	(db: Database) =>
		feeds.filteredCalendar(db, filters(query), 'fr', now, 'https://palabre.example.org');

const asked = {
	'the list': (db: Database) => listing.page(db, filters(), 'fr', now),
	'the list, from its second page': async (db: Database) => {
		const { next } = await listing.page(db, filters(), 'fr', now);
		return listing.page(db, { ...filters(), after: next }, 'fr', now);
	},
	'the month': (db: Database) => listing.month(db, filters(), listing.today(now).slice(0, 7)),
	'the month, of a kind': (db: Database) =>
		listing.month(db, filters('?type=rencontre'), listing.today(now).slice(0, 7)),
	'the calendar of a month': calendar(`?mois=${listing.today(now).slice(0, 7)}`),
	'the whole calendar': calendar()
};
type Asked = keyof typeof asked;
const viewers = ['visitor', 'nouvelle'] as const;

async function read(what: Asked, who: (typeof viewers)[number]): Promise<number> {
	let rows = 0;
	for (const table of ['events', 'event_occurrences']) {
		const { scanned, entries } = await rowsRead(world, world[who], table, asked[what]);
		rows += scanned + entries;
	}
	return rows;
}

/** One event in twenty has a theme, one in ten a place. */
async function narrowable(): Promise<void> {
	const { owner } = world.db;
	await owner.begin(async (sql) => {
		await sql`set local session_replication_role = replica`;
		await sql`insert into event_themes (event_id, theme_code) select md5('event ' || n)::uuid, 'jumelages' from generate_series(20, ${many}::int, 20) n`;
		await sql`update events e set territory_code = 'essonne' from generate_series(10, ${many}::int, 10) n where e.id = md5('event ' || n)::uuid`;
	});
	for (const table of ['events', 'event_themes']) await owner.unsafe(`vacuum analyze ${table}`);
}

const little = new Map<string, number>();
beforeAll(async () => {
	await fillAgenda(world.db.ownerUrl, { from: 1, to: few });
	for (const what of Object.keys(asked) as Asked[])
		for (const who of viewers) little.set(`${what} ${who}`, await read(what, who));
	await fillAgenda(world.db.ownerUrl, { from: few + 1, to: many });
	await narrowable();
});

it.each((Object.keys(asked) as Asked[]).flatMap((what) => viewers.map((who) => [what, who] as const)))(
	'%s reads as much among 100 000 events as among 1 000, for %s',
	async (what, who) => {
		const before = little.get(`${what} ${who}`) ?? 0;
		expect(before).toBeGreaterThan(0);
		const bound = what === 'the whole calendar' ? 40_000 : before * 1.5 + 50;
		expect(await read(what, who)).toBeLessThanOrEqual(bound);
	}
);

const month = listing.today(now).slice(0, 7);
/** A personal calendar is the same, under its owner's rights. */
const narrowings = [
	'?theme=jumelages',
	'?territoire=essonne',
	'?type=rencontre',
	`?mois=${month}`,
	`?mois=${month}&theme=jumelages`
];
it.each(narrowings.flatMap((query) => viewers.map((who) => [query, who] as const)))(
	'the calendar and the month of %s are found by indexes, for %s',
	async (query, who) => {
		const works = { calendar: calendar(query), month: (db: Database) => listing.month(db, filters(query), month) };
		for (const [what, work] of Object.entries(works))
			for (const table of ['events', 'event_occurrences']) {
				const { scanned } = await rowsRead(world, world[who], table, work);
				expect({ what, table, scanned }).toEqual({ what, table, scanned: 0 });
			}
	}
);

it('the calendar of a space holds its events, however many others come before', async () => {
	const starts = `${now.getFullYear() + 8}-06-01T18:00`;
	await anEvent(world, { title: 'Assemblée du jumelage', space: space.id, starts });
	const source = await world.db.as(world.visitor, calendar(`?espace=${space.slug}`));
	expect(source).toContain('SUMMARY:Assemblée du jumelage');
	expect(source.match(/BEGIN:VEVENT/g)).toHaveLength(1);
});

it('a calendar stays within what a phone can read', async () => {
	const source = await world.db.as(world.visitor, calendar());
	expect(source.match(/BEGIN:VEVENT/g)).toHaveLength(2000);
});
