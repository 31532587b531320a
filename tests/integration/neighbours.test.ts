/**
 * Who is near, acts in the same countries, on the same themes, is new (`domain.md` IN-03): seen from
 * one's organisations or from what one chooses, within what one may see, and never nearer than a
 * masked place may be told.
 */
import { describe, expect, it } from 'vitest';
import { statements } from '../../src/lib/platform/database.server';
import { readViewpoint } from '../../src/lib/search/neighbours';
import { around } from '../../src/lib/search/neighbours.server';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { aPerson, everybody, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
for (const [code, latitude, longitude] of [
	['bondoufle', 48.6129, 2.3777],
	['evry-courcouronnes', 48.6235, 2.4241],
	['grand-paris-sud', 48.618, 2.4436],
	['essonne', 48.6042, 2.2921],
	['ile-de-france', 48.7882, 2.3954],
	['france', 46, 2],
	['region-de-kayes', 14.4469, -11.4445],
	['cercle-de-diema', 14.54, -9.1921],
	['bema', 15.0487, -9.3406]
] as const)
	await owner`update territories set latitude = ${latitude}, longitude = ${longitude} where code = ${code}`;
await owner`insert into territories ${owner({ code: 'marseille', name: 'Marseille', kind: 'commune', country: 'FR', parent_code: 'france', latitude: 43.297, longitude: 5.3811 })}`;
const nothing = { countries: [], themes: [] };
const look = async (viewer: Viewer, chosen: Parameters<typeof around>[1] = nothing, most = 20) =>
	db.as(viewer, (viewers) => around(viewers, chosen, most, 'fr'));
const names = (list: readonly { name: string }[] | undefined) => (list ?? []).map(({ name }) => name);

const mine = await aPerson(db, { name: 'Référente d’Évry' });
const own = await anOrganisation(world, {
	name: 'Aux deux rives',
	territory: 'evry-courcouronnes',
	countries: ['FR', 'ML', 'SN'],
	themes: ['sante', 'genre'],
	referent: mine
});
await anOrganisation(world, { name: 'Voisine', territory: 'evry-courcouronnes' });
await anOrganisation(world, {
	name: 'Marseillaise',
	territory: 'marseille',
	countries: ['FR'],
	themes: ['sante', 'genre']
});
await anOrganisation(world, { name: 'De la région', territory: 'ile-de-france', countries: ['ML', 'SN'] });
await anOrganisation(world, { name: 'Du Mali', territory: 'region-de-kayes', countries: ['ML'], themes: ['sante'] });
await anOrganisation(world, { name: 'Réservée', territory: 'bondoufle', visibility: 'reseau' });
await anOrganisation(world, { name: 'Fermée', territory: 'bondoufle', visibility: 'prive', countries: ['ML'] });
await anOrganisation(world, { name: 'Proposée', territory: 'bondoufle', status: 'proposed', themes: ['sante'] });

describe('from one’s organisation', () => {
	it('those near come first the nearest, and neither oneself nor what is far or wide', async () => {
		const found = await look(mine);
		expect(found?.places).toEqual(['Évry-Courcouronnes']);
		expect(names(found?.near)).toEqual([
			'Voisine',
			world.organisations.lurcat.name,
			'Réservée',
			world.organisations.bondoufle.name,
			world.organisations.cresi.name
		]);
		expect(found?.near.map(({ kilometres }) => Math.round(kilometres ?? -1))).toEqual([0, 0, 4, 4, 10]);
	});

	it('its country is no tie, the others are, the most in common first', async () => {
		const found = await look(mine);
		expect(found?.countries).toEqual(['Mali', 'Sénégal']);
		expect(found?.sameCountries.map(({ name, shared }) => [name, shared])).toEqual([
			['De la région', 2],
			['Du Mali', 1]
		]);
		expect(found?.sameThemes.map(({ name, shared }) => [name, shared])).toEqual([
			['Marseillaise', 2],
			['Du Mali', 1]
		]);
	});

	it('new members are those published last, without oneself', async () => {
		const found = await look(mine, nothing, 3);
		expect(names(found?.newcomers)).toEqual(['Réservée', 'Du Mali', 'De la région']);
	});

	it('costs two statements', async () => {
		const count = { count: 0 };
		await statements.run(count, () => look(mine));
		expect(count.count).toBe(2);
	});
});

describe('a newcomer', () => {
	it('of an organisation sees three that are relevant at least', async () => {
		const found = await look(mine);
		const relevant = [found?.near, found?.sameCountries, found?.sameThemes].flatMap((list) => names(list));
		expect(new Set(relevant).size).toBeGreaterThanOrEqual(3);
	});

	it('who is the first somewhere is told so: an empty list, and from where', async () => {
		const alone = await aPerson(db);
		await anOrganisation(world, { territory: 'marseille', countries: ['PE'], themes: ['sport'], referent: alone });
		const found = await look(alone);
		expect(names(found?.near)).toEqual(['Marseillaise']);
		expect([found?.countries, found?.sameCountries]).toEqual([['Pérou'], []]);
		expect([found?.themes, found?.sameThemes]).toEqual([['Sport et loisirs'], []]);
	});

	it('without organisation looks from what they choose', async () => {
		const chosen = readViewpoint(
			new URL('https://x.example/annuaire/proches?lieu=%C3%A9vry-courcouronnes&pays=ML&theme=genre&theme=%27')
		);
		const found = await look(world.nouvelle, chosen);
		expect(found?.hasOrganisation).toBe(false);
		expect(names(found?.near)).toEqual(expect.arrayContaining([own.name, 'Voisine']));
		expect(names(found?.sameCountries)).toContain(own.name);
		expect(names(found?.sameThemes).toSorted()).toEqual([own.name, 'Marseillaise']);
		const blank = await look(world.nouvelle);
		expect([blank?.near, blank?.sameCountries, blank?.sameThemes]).toEqual([[], [], []]);
		expect(blank?.newcomers.length).toBeGreaterThan(3);
		expect((await look(world.nouvelle, { ...nothing, place: 'Nulle part' }))?.unknownPlace).toBe(true);
	});
});

describe('what is hidden', () => {
	it('is told to nobody who may not read it', async () => {
		for (const who of everybody) {
			if (who === 'visitor') continue;
			const found = await look(world[who], { place: 'Bondoufle', countries: ['ML'], themes: ['sante'] });
			const seen = JSON.stringify(found);
			expect(seen.includes('Proposée'), who).toBe(false);
			expect(seen.includes('Fermée'), who).toBe(who === 'admin' || who === 'animatrice');
			expect(seen.includes('Réservée'), who).toBe(who !== 'unverified');
		}
	});

	it('is told to no visitor: they look from nowhere', async () => {
		expect(await look(world.visitor, { place: 'Bondoufle', countries: ['ML'], themes: [] })).toBeNull();
	});

	it('is not found near: a masked place is a region, which is near nobody', async () => {
		const masked = await anOrganisation(world, {
			name: 'Protégée',
			territory: 'bema',
			sensitivity: ['place'],
			referent: world.kayes
		});
		await anOrganisation(world, { name: 'De Béma', territory: 'bema' });
		const found = await look(world.nouvelle, { ...nothing, place: 'Béma' });
		expect(names(found?.near)).toEqual(['De Béma']);
		expect(found?.near.map(({ id }) => id)).not.toContain(masked.id);
	});

	it('is where its own people look from', async () => {
		const hers = await aPerson(db);
		await anOrganisation(world, { name: 'La sienne', territory: 'bema', sensitivity: ['place'], referent: hers });
		expect(names((await look(hers))?.near)).toContain('De Béma');
	});
});
