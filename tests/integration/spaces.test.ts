/** Opening a space: once however often its form is sent, and with the last words of who opens it. */
import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as editing from '../../src/lib/spaces/editing.server';
import { spaceSchema, type SpaceValues } from '../../src/lib/spaces/schema';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { bondoufle, cresi, lurcat } = world.organisations;

const form = (more: Partial<SpaceValues> = {}) =>
	spaceSchema.parse({
		id: newId(),
		name: 'Groupe Eau',
		kind: 'comite-technique',
		visibility: 'reseau',
		purpose: 'Suivre les puits.',
		themes: ['jumelages', 'ecsi'],
		bodies: [bondoufle.id, lurcat.id, cresi.id],
		...more
	});
const open = (values: SpaceValues) => db.as(world.bondoufle, (viewers) => editing.create(viewers, values));
const stored = async (id: string) => (await db.owner`select name, visibility, version from spaces where id = ${id}`)[0];
const told = async (id: string) => (await db.owner`select from activity where object_id = ${id}`).length;

it('makes one space, in one version, told once', async () => {
	const values = form();
	const slug = await open(values);
	const once = await told(values.id);
	expect([await open(values), await open(values)]).toEqual([slug, slug]);
	expect(await stored(values.id)).toMatchObject({ name: 'Groupe Eau', version: 1 });
	expect(await told(values.id)).toBe(once);
});

it('says what was sent last, unless somebody wrote since', async () => {
	const values = form({ name: 'Groupe Ecole' });
	const slug = await open(values);
	expect(await open({ ...values, name: 'Groupe École', visibility: 'espace' })).toBe(slug);
	expect(await stored(values.id)).toMatchObject({ name: 'Groupe École', visibility: 'espace', version: 2 });
	expect(await open({ ...values, name: 'D’un vieil onglet' })).toBe(slug);
	expect(await stored(values.id)).toMatchObject({ name: 'Groupe École', version: 2 });
});
