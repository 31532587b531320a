import { expect, it } from 'vitest';
import { anOrganisation } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** A part is named on the sheet of the whole, a succession on both: who writes both says it. */
const world = await theWorld();
const { owner } = world.db;
const mine = await anOrganisation(world, { name: 'La mienne', referent: world.bondoufle });
const whole = world.organisations.kayes.id;
const put = (person: Person, id: string, parent_id: string) =>
	world.db.as(person, (db) =>
		db
			.updateTable('organisations')
			.set({ parent_id })
			.where('id', '=', id)
			.executeTakeFirst()
			.then(({ numUpdatedRows }) => numUpdatedRows)
	);

it('is refused to who only answers for the part', async () => {
	await expect(put(world.bondoufle, mine.id, whole)).rejects.toMatchObject({ code: '42501' });
	await expect(
		world.db.as(world.bondoufle, (db) =>
			db.insertInto('organisation_successions').values({ successor_id: mine.id, predecessor_id: whole }).execute()
		)
	).rejects.toMatchObject({ code: '42501' });
});

it('is allowed to who answers for both, and to those who facilitate the network', async () => {
	const other = await anOrganisation(world, { referent: world.bondoufle });
	expect(await put(world.bondoufle, mine.id, other.id)).toBe(1n);
	expect(await put(world.animatrice, mine.id, whole)).toBe(1n);
});

it('never makes an organisation a part of itself, however far', async () => {
	const [a, b, c] = [await anOrganisation(world), await anOrganisation(world), await anOrganisation(world)];
	await owner`update organisations set parent_id = ${a.id} where id = ${b.id}`;
	await owner`update organisations set parent_id = ${b.id} where id = ${c.id}`;
	await expect(put(world.admin, a.id, c.id)).rejects.toMatchObject({ code: 'PT409' });
	await expect(put(world.admin, a.id, a.id)).rejects.toMatchObject({ code: 'PT409' });
});
