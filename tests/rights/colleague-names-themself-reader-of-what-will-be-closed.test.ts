import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** `prive` is for its author and the people whom its author names. */
const world = await theWorld();

it('is refused while they write it together', async () => {
	const draft = await aResource(world, {
		status: 'draft',
		organisation: world.organisations.lurcat.id,
		author: world.lurcat
	});
	const planted = { resource_id: draft.id, person_id: world.proviseure.id };
	await expect(
		world.db.as(world.proviseure, (db) => db.insertInto('resource_readers').values(planted).execute())
	).rejects.toMatchObject({ code: '42501' });
	await world.db.as(world.lurcat, (db) =>
		db.updateTable('resources').set({ visibility: 'prive', status: 'published' }).where('id', '=', draft.id).execute()
	);
	const read = await world.db.as(world.proviseure, (db) =>
		db.selectFrom('resources').select('id').where('id', '=', draft.id).execute()
	);
	expect(read).toEqual([]);
});
