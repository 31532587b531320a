import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { addressState } from '../../src/lib/resources/resources.server';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** Former addresses answer 301: who took one would receive the visitors of the other. */
const world = await theWorld();
const theirs = await aResource(world, {
	status: 'proposed',
	slug: 'bilan-2010',
	organisation: world.organisations.kayes.id,
	author: world.kayes
});
await world.db.owner`update resources set slug = 'bilan-2010-2012', status = 'published' where id = ${theirs.id}`;

it('is refused when one writes', async () => {
	const id = newId();
	const taken = world.db.as(world.nouvelle, (db) =>
		db.insertInto('resources').values({ id, slug: 'bilan-2010', title: 'À moi' }).execute()
	);
	await expect(taken).rejects.toMatchObject({ code: 'PT409' });
});

it('is refused when one renames, and the address still leads where it did', async () => {
	const mine = await aResource(world, { status: 'draft', author: world.nouvelle });
	const renamed = world.db.as(world.nouvelle, (db) =>
		db.updateTable('resources').set({ slug: 'bilan-2010' }).where('id', '=', mine.id).execute()
	);
	await expect(renamed).rejects.toMatchObject({ code: 'PT409' });
	expect(await world.db.as(world.visitor, (db) => addressState(db, 'bilan-2010'))).toEqual({
		state: 'moved',
		slug: 'bilan-2010-2012'
	});
});
