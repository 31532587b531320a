import { expect, it } from 'vitest';
import * as joining from '../../src/lib/organisations/joining.server';
import { newId } from '../../src/lib/platform/ids';
import { anOrganisation } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** Both functions run as their owner: they show what the viewer may read, and no more. */
const world = await theWorld();
const { owner } = world.db;
const number = async (id: string, values: Record<string, string>) =>
	owner`update organisations set ${owner(values)} where id = ${id}`;
const hidden = await anOrganisation(world, { name: 'Caravane du désert', visibility: 'prive', referent: world.kayes });
await number(hidden.id, { siren: '732829320', rna: 'W912345678' });
const draft = await anOrganisation(world, { name: 'Caravane en projet', status: 'draft' });
const proposed = await anOrganisation(world, {
	name: 'Caravane des dunes',
	status: 'proposed',
	territory: 'bondoufle'
});
const masked = await anOrganisation(world, { name: 'Puits partagés', territory: 'bema', sensitivity: ['place'] });
const open = await anOrganisation(world, {
	name: 'Alliance franco-malienne',
	acronym: 'AFM',
	formerNames: ['Maison du jumelage'],
	territory: 'bondoufle'
});
await number(open.id, { siren: '404833048', rna: 'W911111111' });

const find = async (person: Person, words: string) =>
	(await world.db.as(person, (db) => joining.find(db, words, 'fr'))).map(({ id }) => id);
const similar = async (person: Person, name: string, more: Record<string, string> = {}) =>
	(await world.db.as(person, (db) => joining.similar(db, { id: newId(), name, ...more }, 'fr'))).map(({ id }) => id);

it('by its name, acronym, former name, commune, RNA, SIREN or SIRET when it is open', async () => {
	for (const words of [
		...['alliance malienne', 'AFM', 'maison du jumelage', 'W911111111', '404 833 048', '404 833 048 00022'],
		...['bondoufle', 'alliance bondoufle', 'aliance franco malienne']
	])
		expect([words, await find(world.nouvelle, words)]).toEqual([words, expect.arrayContaining([open.id])]);
});

it('never when it is for its people, a draft or not validated', async () => {
	for (const words of ['caravane', 'caravane du désert', '732829320', 'W912345678'])
		expect(await find(world.nouvelle, words)).toEqual([]);
	expect(await find(world.kayes, 'caravane du desert')).toEqual([hidden.id]);
	expect(await similar(world.nouvelle, 'Caravane du désert', { siren: '732829320', territory: 'bondoufle' })).toEqual(
		[]
	);
	expect(await similar(world.animatrice, 'Caravane des dunes', { territory: 'bondoufle' })).toEqual([proposed.id]);
	expect(await similar(world.animatrice, 'Caravane en projet')).not.toContain(draft.id);
});

it('never by the place that it masks', async () => {
	expect(await find(world.nouvelle, 'bema')).toEqual([]);
	expect(await find(world.nouvelle, 'puits bema')).toEqual(await find(world.nouvelle, 'puits zora'));
	expect(await find(world.nouvelle, 'puits region de kayes')).toContain(masked.id);
	expect(await similar(world.nouvelle, 'Puits partagé', { territory: 'bema' })).toEqual(
		await similar(world.nouvelle, 'Puits partagé', { territory: 'cercle-de-diema' })
	);
});

it('not at all without being a person of the network', async () => {
	expect(await world.db.as(world.unverified, (db) => joining.find(db, 'alliance', 'fr'))).toEqual([]);
	await expect(world.db.as(world.visitor, (db) => joining.find(db, 'alliance', 'fr'))).rejects.toMatchObject({
		code: '42501'
	});
});

it('as a duplicate by its number first, then by its name nearby, not by a name that many bear', async () => {
	expect(await similar(world.nouvelle, 'Tout autre nom', { siren: '404833048' })).toEqual([open.id]);
	expect(await similar(world.nouvelle, 'Alliance Franco Malienne', { territory: 'essonne' })).toEqual([open.id]);
	const jumelage = await similar(world.nouvelle, 'Comité de jumelage d’Évry', { territory: 'evry-courcouronnes' });
	expect(jumelage).not.toContain(world.organisations.bondoufle.id);
});
