import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { aResource } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** `domain.md` §3.4: a funder's name beside a partner's may endanger people. Documentalists write it. */
const world = await theWorld();
const resource = await aResource(world, {
	status: 'proposed',
	organisation: world.organisations.lurcat.id,
	author: world.lurcat
});
const name = (person: Person, role: string) => {
	const values = { id: newId(), resource_id: resource.id, role, name: 'Agence du Nord' };
	return world.db.as(person, (db) =>
		db
			.insertInto('resource_contributors')
			.values(values)
			.execute()
			.then(() => values.id)
	);
};

it('is refused to its author and its referent', async () => {
	await expect(name(world.lurcat, 'funder')).rejects.toMatchObject({ code: '42501' });
	await expect(name(world.proviseure, 'funder')).rejects.toMatchObject({ code: '42501' });
});

it('is refused through another role, and for who was named', async () => {
	const publisher = await name(world.lurcat, 'publisher');
	const disguise = world.db.as(world.lurcat, (db) =>
		db.updateTable('resource_contributors').set({ role: 'funder' }).where('id', '=', publisher).execute()
	);
	await expect(disguise).rejects.toMatchObject({ code: '42501' });
	const funder = await name(world.cresi, 'funder');
	const unnamed = await world.db.as(world.lurcat, (db) =>
		db.deleteFrom('resource_contributors').where('id', '=', funder).executeTakeFirst()
	);
	expect(unnamed.numDeletedRows).toBe(0n);
});
