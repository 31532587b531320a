import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** `product.md`: an observateur reads. */
const world = await theWorld();

it('reads what is published there', async () => {
	const { id } = await aResource(world, {
		visibility: 'espace',
		space: world.spaces.comite.id,
		author: world.benevole
	});
	const read = await world.db.as(world.observatrice, (db) =>
		db.selectFrom('resources').select('id').where('id', '=', id).execute()
	);
	expect(read).toEqual([{ id }]);
});

it('neither drafts there nor brings a draft there', async () => {
	const comite = { space_id: world.spaces.comite.id, visibility: 'espace' };
	const id = newId();
	const draft = world.db.as(world.observatrice, (db) =>
		db
			.insertInto('resources')
			.values({ id, slug: `s-${id}`, title: 'Un avis', ...comite })
			.execute()
	);
	await expect(draft).rejects.toMatchObject({ code: '42501' });
	const own = await aResource(world, { status: 'draft', author: world.observatrice });
	const brought = world.db.as(world.observatrice, (db) =>
		db.updateTable('resources').set(comite).where('id', '=', own.id).execute()
	);
	await expect(brought).rejects.toMatchObject({ code: '42501' });
});
