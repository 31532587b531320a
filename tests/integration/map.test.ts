/** The map counts what the list finds, by the level that tells places apart, and never nearer than a masked place may be. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { drawn, grouped, placesOf } from '../../src/lib/search/map/map.server';
import { readSearch } from '../../src/lib/search/search';
import { idsFound } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { everybody, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
for (const [code, latitude, longitude] of [
	['bondoufle', 48.61, 2.38],
	['evry-courcouronnes', 48.62, 2.42],
	['essonne', 48.6, 2.29],
	['ile-de-france', 48.79, 2.4],
	['france', 46, 2],
	['mali', 17, -4],
	['region-de-kayes', 14.45, -11.44],
	['bema', 15.05, -9.34]
] as const)
	await db.owner`update territories set latitude = ${latitude}, longitude = ${longitude} where code = ${code}`;
await anOrganisation(world, { name: 'Protégée', territory: 'bema', sensitivity: ['place'] });
await anOrganisation(world, { name: 'De Béma', territory: 'bema', visibility: 'reseau' });
await anOrganisation(world, { name: 'De nulle part' });
await anOrganisation(world, { name: 'De France', territory: 'france' });

const search = (query: string) => readSearch(new URL(`/annuaire/carte${query}`, 'https://x.example'), 'title');
const look = (viewer: Viewer, query = '') => db.as(viewer, (viewers) => placesOf(viewers, search(query)));
const told = async (viewer: Viewer, query = '') =>
	grouped(await look(viewer, query)).map(({ name, organisations }) => [name, organisations]);

describe('the map of actors', () => {
	it.each(everybody)('counts for %s what the list finds, under every filter', async (who) => {
		for (const query of ['', '?siege=ML', '?region=region-de-kayes', '?q=bondoufle', '?q=rien-de-tel']) {
			const ids = await db.as(world[who], (viewers) => idsFound(viewers, ['organisation'], search(query), null, 1000));
			const places = await look(world[who], query);
			expect(
				places.reduce((sum, { organisations }) => sum + organisations, 0),
				query
			).toBe(ids.length);
		}
	});

	it('shows countries from afar, then the level that tells places apart', async () => {
		expect(await told(world.nouvelle)).toEqual([
			['France', 4],
			['Mali', 3]
		]);
		expect(await told(world.nouvelle, '?siege=FR')).toEqual([
			['Île-de-France', 3],
			['France', 1]
		]);
		expect(await told(world.nouvelle, '?region=ile-de-france')).toEqual([
			['Bondoufle', 1],
			['Essonne', 1],
			['Évry-Courcouronnes', 1]
		]);
		const imprecise = grouped(await look(world.nouvelle, '?siege=FR')).find(({ code }) => code === 'france');
		expect(imprecise?.filter).toBeNull();
	});

	it('puts a masked place at its region, whoever looks', async () => {
		for (const who of everybody) {
			const places = await look(world[who], '?q=prot%C3%A9g%C3%A9e');
			expect(JSON.stringify(places), who).not.toMatch(/bema|Béma|diema/i);
			expect(grouped(places)[0]).toMatchObject({ code: 'region-de-kayes', latitude: 14.45, longitude: -11.44 });
		}
	});

	it('draws circles inside its frame on the outlines, and nothing when there is nowhere', async () => {
		const map = drawn(grouped(await look(world.nouvelle)));
		expect(map?.land.length).toBeGreaterThan(1000);
		for (const { x, y, r } of map?.circles ?? []) {
			expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
			expect(Math.max(x, y)).toBeLessThanOrEqual(400);
			expect(r).toBeLessThanOrEqual(30);
		}
		expect(drawn([])).toBeNull();
	});
});

describe('what is counted change by change', () => {
	const kinds = (viewer: Viewer) =>
		db.as(viewer, async (viewers) => {
			const { rows } = await sql<{ code: string; organisations: number }>`
				select code, organisations from private.directory_counted('kind') order by code`.execute(viewers);
			return rows.map(({ code, organisations }) => [code, organisations]);
		});
	const read = (viewer: Viewer) =>
		db.as(viewer, async (viewers) => {
			const { rows } = await sql<{ code: string; organisations: number }>`
				select kind_code as code, count(*) as organisations from organisations
				where status in ('published', 'archived') group by 1 order by 1`.execute(viewers);
			return rows.map(({ code, organisations }) => [code, organisations]);
		});
	const all = async () => {
		const lists = [];
		for (const who of everybody) lists.push([who, await kinds(world[who]), await told(world[who])]);
		return lists;
	};

	it.each(everybody)('is what %s reads, also when sheets move, close, change kind or go', async (who) => {
		const moving = await anOrganisation(world, { name: 'Qui change', territory: 'bondoufle', referent: world.kayes });
		expect(await kinds(world[who])).toEqual(await read(world[who]));
		for (const change of [
			{ territory_code: 'bema' },
			{ visibility: 'prive' },
			{ kind_code: 'mjc' },
			{ visibility: 'reseau', status: 'archived' },
			{ status: 'withdrawn' }
		]) {
			await db.owner`update organisations set ${db.owner(change)} where id = ${moving.id}`;
			expect(await kinds(world[who]), JSON.stringify(change)).toEqual(await read(world[who]));
		}
	});

	it('is the same once it is added up', async () => {
		const before = await all();
		await db.asService((service) => sql`select private.recount_directory()`.execute(service));
		expect(await all()).toEqual(before);
		const [row] = await db.owner<{ lines: number }[]>`
			select count(*)::int as lines from private.directory_counts where axis = 'place' and code = 'bondoufle' and visibility = 'public'`;
		expect(row?.lines).toBe(1);
	});
});
