import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** `domain.md` RC-01: what is published is about something, whoever writes it and through whichever door. */
const world = await theWorld();
const resource = await aResource(world, {
	organisation: world.organisations.bondoufle.id,
	author: world.bondoufle,
	themes: ['culture']
});

it('is refused when the transaction ends', async () => {
	const emptied = world.db.as(world.bondoufle, (db) =>
		db.deleteFrom('resource_themes').where('resource_id', '=', resource.id).execute()
	);
	await expect(emptied).rejects.toMatchObject({ code: 'PT409' });
});

it('lets them be exchanged in one transaction', async () => {
	await world.db.as(world.bondoufle, async (db) => {
		await db.deleteFrom('resource_themes').where('resource_id', '=', resource.id).execute();
		await db.insertInto('resource_themes').values({ resource_id: resource.id, theme_code: 'sport' }).execute();
	});
	expect(await world.db.owner`select theme_code from resource_themes where resource_id = ${resource.id}`).toMatchObject(
		[{ theme_code: 'sport' }]
	);
});
