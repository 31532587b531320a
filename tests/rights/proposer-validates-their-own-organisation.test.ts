import { expect, it } from 'vitest';
import * as editing from '../../src/lib/organisations/editing.server';
import * as organisations from '../../src/lib/organisations/organisations.server';
import { proposalSchema } from '../../src/lib/organisations/schema';
import { newId } from '../../src/lib/platform/ids';
import { aPerson, theWorld, type Person } from '../support/world';

/** `domain.md` §4.1: the first referent of a new organisation is confirmed by those who facilitate the network. */
const world = await theWorld();
const { owner } = world.db;
const proposal = (name: string) =>
	proposalSchema.parse({ id: newId(), name, kind: 'association', territory: 'bondoufle' });
const propose = async (person: Person, name = 'Les puits de Bondoufle') => {
	const values = proposal(name);
	const slug = await world.db.as(person, (db) => editing.propose(db, values));
	return { id: values.id, slug: slug ?? '' };
};
const decide = (person: Person, id: string, ...[status, reason]: [Parameters<typeof editing.decide>[2], string?]) =>
	world.db.as(person, (db) => editing.decide(db, id, status, reason));
const membersOf = (id: string) => owner`select person_id, role from organisation_members where organisation_id = ${id}`;
const jobs = async (id: string) =>
	(
		await owner<
			{ key: string }[]
		>`select key from graphile_worker.jobs where key like ${`mail-organisation:${id}:%`} order by key`
	).map(({ key }) => key.split(':')[2]);

it('is refused, and nobody sees it before', async () => {
	const { id, slug } = await propose(world.nouvelle);
	await expect(decide(world.nouvelle, id, 'published')).rejects.toMatchObject({ code: '42501' });
	for (const person of [world.kayes, world.cresi])
		expect(await world.db.as(person, (db) => organisations.findBySlug(db, slug, 'fr', true))).toBeUndefined();
	expect(await jobs(id)).toEqual([]);
});

it('makes its proposer its referent, told by mail, once the network validated it', async () => {
	const { id } = await propose(world.nouvelle, 'Une autre association');
	const sheet = await world.db.as(world.nouvelle, (db) => editing.valuesOf(db, id));
	expect(sheet).toMatchObject({ name: 'Une autre association', status: 'proposed', manages: false });
	expect(
		await world.db.as(world.animatrice, (db) => editing.validate(db, id, { kind: 'association', territory: 'essonne' }))
	).toBe(true);
	expect(await membersOf(id)).toMatchObject([{ person_id: world.nouvelle.id, role: 'referent' }]);
	expect(await jobs(id)).toEqual(['validated']);
});

it('makes nobody a referent when it is not validated, and leaves no address behind', async () => {
	const { id, slug } = await propose(world.nouvelle, 'Une plaisanterie');
	await decide(world.animatrice, id, 'withdrawn', 'Elle n’existe pas');
	expect([...(await membersOf(id))]).toEqual([]);
	expect(await world.db.as(world.visitor, (db) => organisations.addressState(db, slug))).toBeNull();
	expect(await jobs(id)).toEqual(['not-validated']);
	expect(await owner`select reason from activity where object_id = ${id} and verb = 'withdrawn'`).toMatchObject([
		{ reason: 'Elle n’existe pas' }
	]);
});

it('does not make who validates a referent of what they proposed themselves', async () => {
	const { id } = await propose(world.animatrice, 'Proposée par l’animation');
	await decide(world.animatrice, id, 'published');
	expect([...(await membersOf(id))]).toEqual([]);
});

it('waits its turn: five proposals of one person, not more', async () => {
	const person = await aPerson(world.db);
	for (const n of [1, 2, 3, 4, 5]) await propose(person, `Association ${n}`);
	await expect(propose(person, 'Association 6')).rejects.toMatchObject({ code: 'PT409', hint: 'waiting' });
});

it('leads to its address after a withdrawal: 410, and 301 from those of before', async () => {
	const { id, slug } = await propose(world.nouvelle, 'Nom de départ');
	const sheet = await world.db.as(world.nouvelle, (db) => editing.valuesOf(db, id));
	if (!sheet) throw new Error('no sheet');
	await world.db.as(world.nouvelle, (db) => editing.revise(db, { ...sheet, name: 'Nom d’arrivée' }, null));
	await decide(world.animatrice, id, 'published');
	const address = (wanted: string) => world.db.as(world.visitor, (db) => organisations.addressState(db, wanted));
	expect(await address(slug)).toEqual({ state: 'moved', slug: 'nom-d-arrivee' });
	await decide(world.admin, id, 'withdrawn', 'Demande de l’association');
	for (const wanted of [slug, 'nom-d-arrivee']) expect(await address(wanted)).toEqual({ state: 'gone' });
});
