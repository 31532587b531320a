/** What the network proposes to protect, and who says so (`domain.md` §3.4). */
import { expect, it } from 'vitest';
import { proposedProtection } from '../../src/lib/network/proposed-protection.server';
import * as territories from '../../src/lib/network/territories.server';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const protect = (who: Person, code: string, protection: string[], was: string[] = []) =>
	db.as(who, (viewers) => territories.protect(viewers, code, protection, was));
const proposed = (named: string[], more: Partial<Parameters<typeof proposedProtection>[1]> = {}) =>
	db.as(world.bondoufle, (viewers) =>
		proposedProtection(viewers, { territories: named, sensitivity: [], asked: [], ...more })
	);

it('is nothing where nobody said anything', async () => {
	expect(await proposed(['bema', 'essonne'])).toBeNull();
	expect(await proposed([])).toBeNull();
});

it('holds for what lies in the place, once, until its author has answered', async () => {
	expect(await protect(world.animatrice, 'cercle-de-diema', ['place', 'people'])).toBe(true);
	const answer = await proposed(['bema', 'essonne'], { sensitivity: ['funders'] });
	expect(answer?.typed).toEqual({ sensitivity: ['funders', 'people', 'place'], asked: ['bema', 'essonne'] });
	expect(answer?.problems.sensitivity).toContain('Cercle de Diéma');
	expect(await proposed(['bema'], { asked: ['bema'] })).toBeNull();
	expect(await proposed(['bema'], { before: ['bema'] })).toBeNull();
	expect(await proposed(['bema'], { sensitivity: ['people', 'place'] })).toBeNull();
	expect(await proposed(['region-de-kayes'])).toBeNull();
});

it('is changed by who saw what it was, and the journal says by whom', async () => {
	await protect(world.admin, 'bondoufle', ['people']);
	expect(await protect(world.animatrice, 'bondoufle', ['place'], [])).toBe(false);
	expect(await protect(world.animatrice, 'bondoufle', ['place', 'people'], ['people'])).toBe(true);
	const facts = await db.owner`
		select actor_id, reason from activity where verb = 'protection-changed' and reason like 'bondoufle:%' order by id`;
	expect([...facts]).toEqual([
		{ actor_id: world.admin.id, reason: 'bondoufle: people' },
		{ actor_id: world.animatrice.id, reason: 'bondoufle: people, place' }
	]);
});

it('is changed by nobody else', async () => {
	for (const who of [world.nouvelle, world.bondoufle, world.pilote])
		expect(await protect(who, 'evry-courcouronnes', ['people']), who.name).toBe(false);
});

it('is found by a part of the name of the place, page after page', async () => {
	const list = (words: string, more = {}) =>
		db.as(world.animatrice, (viewers) =>
			territories.list(viewers, { words, protectedOnly: false, after: null, ...more })
		);
	expect((await list('evry')).territories.map(({ code }) => code)).toEqual(['evry-courcouronnes']);
	expect((await list('%')).territories).toEqual([]);
	expect((await list('', { protectedOnly: true })).territories.map(({ code }) => code)).toContain('cercle-de-diema');
	expect((await list('', { after: 'mali' })).territories.map(({ code }) => code)).toEqual(['region-de-kayes']);
});
