import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** Blurred places are read by everybody: only the trigger that blurs them writes them. */
const world = await theWorld();
const resource = await aResource(world, {
	organisation: world.organisations.kayes.id,
	author: world.kayes,
	sensitivity: ['place'],
	territories: ['bema']
});
const places = (viewer: typeof world.visitor) =>
	world.db.as(viewer, (db) =>
		db
			.selectFrom('resource_territories')
			.select('territory_code')
			.where('resource_id', '=', resource.id)
			.orderBy('blurred')
			.execute()
	);

it('is refused to those who make it', async () => {
	const exact = { resource_id: resource.id, territory_code: 'bema', blurred: true };
	await expect(
		world.db.as(world.kayes, (db) => db.insertInto('resource_territories').values(exact).execute())
	).rejects.toMatchObject({ code: '42501' });
	const turned = world.db.as(world.kayes, (db) =>
		db.updateTable('resource_territories').set({ blurred: true }).where('resource_id', '=', resource.id).execute()
	);
	await expect(turned).rejects.toMatchObject({ code: '42501' });
});

it('leaves the region in place when they erase what they see', async () => {
	await world.db.as(world.kayes, (db) =>
		db.deleteFrom('resource_territories').where('resource_id', '=', resource.id).where('blurred', '=', true).execute()
	);
	expect(await places(world.visitor)).toEqual([{ territory_code: 'region-de-kayes' }]);
	expect(await places(world.kayes)).toEqual([{ territory_code: 'bema' }, { territory_code: 'region-de-kayes' }]);
});
