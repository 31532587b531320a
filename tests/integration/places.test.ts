/** The places of a network: those of a département all at once, and how a form names one among thousands. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as divisions from '../../src/lib/network/divisions.server';
import { placesOffered } from '../../src/lib/network/places';
import { offered, readPlaces } from '../../src/lib/network/places.server';
import * as territories from '../../src/lib/network/territories.server';
import { objectKinds } from '../../src/lib/search/search';
import { find } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { anEvent, anOrganisation, aResource, aSpace } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
let added: number | null;
const add = (department: string) => db.as(world.admin, (viewers) => divisions.addDepartment(viewers, department));
const named = async (places: string, field: 'territory' | 'territories[]' = 'territories[]', chosen: string[] = []) => {
	const data = new FormData();
	for (const code of chosen) data.append(field, code);
	data.set('places', places);
	const read = await readPlaces((work) => db.as(world.nouvelle, work), data, field);
	return {
		problems: read.problems,
		named: await db.as(world.nouvelle, read.named),
		codes: data.getAll(field),
		left: data.get('places')
	};
};
const lineage = async (code: string) =>
	(
		await db.owner<{ code: string }[]>`
			select ancestor_code as code from territory_ancestors where territory_code = ${code} and ancestor_code <> ${code} order by 1`
	).map((row) => row.code);

beforeAll(async () => {
	// The world holds two of them under names of its own: known by their codes, they stay as they are.
	await db.owner`update territories set insee = case code when 'essonne' then '91' when 'ile-de-france' then '11' else '91228' end
		where code in ('essonne', 'ile-de-france', 'evry-courcouronnes')`;
	added = await add('91');
});

it('come with what holds them, once', async () => {
	// 194 communes in the edition of 2026, of which the world knew two; and eleven intercommunalities at least.
	expect(added).toBeGreaterThan(200);
	expect(await add('91')).toBe(0);
	expect(await add('1')).toBeNull();
	// One was known by its name only.
	const communes = await db.owner`select from territories t join territory_ancestors a on a.territory_code = t.code
		where t.kind = 'commune' and a.ancestor_code = 'essonne'`;
	expect(communes).toHaveLength(194);
	expect(await lineage('bondoufle')).toContain('grand-paris-sud');
	expect(await lineage('evry-courcouronnes')).toEqual(['essonne', 'france', 'grand-paris-sud', 'ile-de-france']);
	expect(await lineage('mennecy')).toContain('essonne');
});

it('are on the map when they are towns', async () => {
	const where =
		await db.owner`select code, round(latitude::numeric, 2)::float8 as latitude, round(longitude::numeric, 2)::float8 as longitude
		from territories where code in ('mennecy', 'massy') order by code`;
	expect([...where]).toEqual([
		{ code: 'massy', latitude: 48.73, longitude: 2.28 },
		{ code: 'mennecy', latitude: 48.57, longitude: 2.44 }
	]);
	const [{ share }] = await db.owner<[{ share: number }]>`
		select count(latitude)::float8 / count(*) as share from territories t join territory_ancestors a on a.territory_code = t.code
		where t.kind = 'commune' and a.ancestor_code = 'essonne'`;
	expect(share).toBeGreaterThan(0.6);
	// In its own département: there are other Grignys.
	expect(await db.owner`select from territories where code = 'grigny' and latitude between 48 and 49`).toHaveLength(1);
});

it('lie in their own département when their intercommunality lies in several', async () => {
	// Grigny and Moissy-Cramayel share one; the second is in Seine-et-Marne.
	expect(await add('77')).toBeGreaterThan(400);
	expect(await lineage('grigny')).toContain('essonne');
	expect(await lineage('grigny')).not.toContain('seine-et-marne');
	const moissy = await lineage('moissy-cramayel');
	expect(moissy).toContain('seine-et-marne');
	expect(moissy).not.toContain('essonne');
	const shared = moissy.filter((code) => code.startsWith('communaute-d-agglomeration'));
	expect(shared).toHaveLength(1);
	expect(await lineage('grigny')).toContain(shared[0]);
});

it('are told by the journal in one line, with who added them', async () => {
	const facts = await db.owner`select actor_id, reason from activity where verb = 'places-added' order by id`;
	expect(facts).toHaveLength(2);
	expect(facts[0]).toMatchObject({ actor_id: world.admin.id });
	expect(facts[1]?.['reason']).toMatch(/^seine-et-marne: \d+$/);
});

it('are added by those who keep the vocabularies only', async () => {
	for (const viewer of [world.animatrice, world.bondoufle, world.visitor])
		await expect(db.as(viewer, (viewers) => divisions.addDepartment(viewers, '2A'))).rejects.toMatchObject({
			code: '42501'
		});
	expect(await db.owner`select from territories where insee = '2A'`).toHaveLength(0);
});

it('of a partner are added in their country, once', async () => {
	const place = {
		name: 'Nioro',
		kind: 'cercle',
		territory: 'region-de-kayes',
		latitude: 15.23,
		longitude: -9.59
	} as const;
	const made = await db.as(world.admin, (viewers) => territories.add(viewers, place));
	expect(made).toEqual({ code: 'nioro' });
	expect(await db.owner`select country, latitude from territories where code = 'nioro'`).toMatchObject([
		{ country: 'ML', latitude: 15.23 }
	]);
	expect(await db.as(world.admin, (viewers) => territories.add(viewers, { ...place, name: 'NIORO' }))).toEqual({
		known: true
	});
	expect(await db.as(world.admin, (viewers) => territories.add(viewers, { ...place, territory: 'rien' }))).toEqual({
		known: false
	});
	// A town that is known needs no coordinates; those of a region are nobody's guess.
	const town = { name: 'Diéma', kind: 'commune', territory: 'region-de-kayes' } as const;
	await db.as(world.admin, (viewers) => territories.add(viewers, town));
	await db.as(world.admin, (viewers) => territories.add(viewers, { ...town, name: 'Bamako', kind: 'region' }));
	const brest = { ...town, name: 'Brest', territory: 'france' };
	await db.as(world.admin, (viewers) => territories.add(viewers, brest));
	expect(await db.owner`select latitude from territories where name = 'Brest'`).toMatchObject([{ latitude: null }]);
	expect(
		await db.owner`select name, latitude from territories where parent_code = 'region-de-kayes' and name in ('Diéma', 'Bamako') order by name`
	).toMatchObject([
		{ name: 'Bamako', latitude: null },
		{ name: 'Diéma', latitude: 14.54 }
	]);
	const benin = { code: 'BJ', name: 'Bénin' };
	expect(await db.as(world.admin, (viewers) => territories.addCountry(viewers, benin))).toEqual({ code: 'benin' });
	expect(await db.as(world.admin, (viewers) => territories.addCountry(viewers, benin))).toBeNull();
});

it('are offered by forms to a number that is read: one’s own and the broadest', async () => {
	const mine = await db.as(world.bondoufle, offered);
	expect(mine).toHaveLength(placesOffered);
	const codes = mine.map(({ value }) => value);
	for (const code of ['bondoufle', 'grand-paris-sud', 'mali', 'region-de-kayes']) expect(codes).toContain(code);
	expect(codes).not.toContain('mennecy');
});

it('are named in words, whatever the accents and hyphens', async () => {
	const read = await named('mennecy, Evry Courcouronnes ; Région de Kayes', 'territories[]', ['mali']);
	expect(read).toMatchObject({
		problems: {},
		left: '',
		codes: ['mali', 'mennecy', 'evry-courcouronnes', 'region-de-kayes']
	});
	expect(read.named).toContainEqual({ value: 'mennecy', label: 'Mennecy' });
	expect(await named('Mennecy', 'territory', ['mali'])).toMatchObject({ problems: {}, codes: ['mennecy'] });
	expect(await named('')).toMatchObject({ problems: {}, codes: [], named: [] });
});

it('are asked again when a name is that of several, or of none', async () => {
	await db.owner`insert into territories (code, name, kind, country, parent_code)
		values ('mennecy-mali', 'Mennecy', 'commune', 'ML', 'mali')`;
	const several = await named('Mennecy, Kayes au loin, Zzzz', 'territories[]');
	expect(several).toMatchObject({ codes: [], left: 'Mennecy, Kayes au loin, Zzzz' });
	expect(several.problems.places).toMatch(/Mennecy.*Zzzz/s);
	expect(several.named).toContainEqual({ value: 'mennecy-mali', label: 'Mennecy (Mali)' });
	// As the list names it, it is one.
	expect(await named('Mennecy (Mali)')).toMatchObject({ problems: {}, codes: ['mennecy-mali'] });
	const near = await named('Menecy');
	expect(near.named.map(({ value }) => value)).toContain('mennecy');
	// A page of names costs no more than twenty of them.
	const many = await named(Array.from({ length: 40 }, () => 'Bondoufle').join(','));
	expect(many.codes).toHaveLength(20);
	expect(many.problems.places).toBeTruthy();
});

it('are named whatever a form sends for a code', async () => {
	const { named: found } = await named('', 'territories[]', ['essonne', 'a\u0000b', '\ud83d']);
	expect(found.map(({ value }) => value)).toEqual(['essonne']);
});

describe('a place that is corrected', () => {
	type Correction = Parameters<typeof territories.correct>[2];
	const correct = (who: Viewer, code: string, correction: Correction) =>
		db.as(who, (viewers) => territories.correct(viewers, code, correction));
	const seen = async (code: string) =>
		(await db.as(world.admin, (viewers) => territories.find(viewers, code)))?.state ?? '';
	const journal = () => db.owner`select reason from activity where verb = 'place-corrected' order by id`;

	it('is where it is said to be, and what names it, of any kind, is found by its new name', async () => {
		const code = 'yelimanne';
		await db.as(world.admin, (viewers) =>
			territories.add(viewers, { name: 'Yelimanne', kind: 'cercle', territory: 'region-de-kayes' })
		);
		await aResource(world, { title: 'Un puits', territories: [code] });
		await anOrganisation(world, { name: 'Les amies du puits', territory: code });
		await aSpace(world, { name: 'Autour du puits', visibility: 'public', territories: [code] });
		await anEvent(world, { title: 'La fête du puits', territory: code });
		const found = async (words: string) => {
			const wanted = { words, filters: {}, sort: 'recent', usual: 'recent', page: 1, after: null } as const;
			const { items } = await db.as(world.admin, (viewers) => find(viewers, [...objectKinds], wanted));
			return items.map(({ kind }) => kind).sort();
		};
		const kinds = ['event', 'organisation', 'resource', 'space'];
		expect([await found('yelimanne'), await found('tambacara')]).toEqual([kinds, []]);
		const was = await seen(code);
		expect(await correct(world.admin, code, { name: 'Tambacara', latitude: 15.12, longitude: -10.57, was })).toBeNull();
		expect([await found('yelimanne'), await found('tambacara')]).toEqual([[], kinds]);
		expect(await db.owner`select name, latitude, longitude from territories where code = ${code}`).toMatchObject([
			{ name: 'Tambacara', latitude: 15.12, longitude: -10.57 }
		]);
		expect(await journal()).toMatchObject([{ reason: `${code}: Tambacara` }]);
		// It leaves the map again.
		expect(await correct(world.admin, code, { name: 'Tambacara', was: await seen(code) })).toBeNull();
		expect(await db.owner`select latitude from territories where code = ${code}`).toMatchObject([{ latitude: null }]);
	});

	it('is not overwritten, nor given the name of its neighbour', async () => {
		const was = await seen('nioro');
		const both = await Promise.all(
			['Nioro du Sahel', 'Nioro du Rip'].map((name) => correct(world.admin, 'nioro', { name, was }))
		);
		expect(both.toSorted()).toEqual(['changed', null]);
		expect(await correct(world.admin, 'nioro', { name: 'TAMBACARA', was: await seen('nioro') })).toBe('known');
		expect(await correct(world.admin, 'rien', { name: 'Rien', was })).toBe('changed');
	});

	it('is corrected by those who keep the vocabularies only', async () => {
		const was = await seen('mennecy');
		const wrong = { name: 'Menecy', was };
		await expect(correct(world.animatrice, 'mennecy', wrong)).rejects.toMatchObject({ code: '42501' });
		await expect(correct(world.visitor, 'mennecy', wrong)).rejects.toMatchObject({ code: '42501' });
		// Nothing that they could write is there for them.
		expect(await correct(world.bondoufle, 'mennecy', wrong)).toBe('changed');
		expect(await seen('mennecy')).toBe(was);
		expect(await correct(world.cresi, 'mennecy', { name: 'Mennecy', was })).toBeNull();
	});
});
