import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** `domain.md` §0.5: withdrawn by moderation. Whoever was moderated does not undo it. */
const world = await theWorld();
const turn = (person: Person, id: string, status: string) =>
	world.db.as(person, (db) =>
		db
			.updateTable('resources')
			.set({ status })
			.where('id', '=', id)
			.executeTakeFirst()
			.then(({ numUpdatedRows }) => numUpdatedRows)
	);
const published = () => aResource(world, { organisation: world.organisations.lurcat.id, author: world.lurcat });

it('is refused after a documentaliste withdrew it', async () => {
	const { id } = await published();
	await turn(world.cresi, id, 'withdrawn');
	await expect(turn(world.proviseure, id, 'published')).rejects.toMatchObject({ code: '42501' });
	expect(await turn(world.cresi, id, 'published')).toBe(1n);
});

it('is allowed when its own referent had withdrawn it', async () => {
	const { id } = await published();
	expect(await turn(world.proviseure, id, 'withdrawn')).toBe(1n);
	expect(await turn(world.proviseure, id, 'published')).toBe(1n);
});
