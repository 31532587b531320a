import { expect, it } from 'vitest';
import * as editing from '../../src/lib/organisations/editing.server';
import { aFile, anOrganisation } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** Naming the file of somebody else would be enough to read it. */
const world = await theWorld();
const { owner } = world.db;
const sheet = await anOrganisation(world, { referent: world.bondoufle });
const image = (broughtBy: Person) => aFile(world, { name: 'logo.png', mediaType: 'image/png', broughtBy });
const show = (person: Person, file: string) =>
	world.db.as(person, (db) => editing.setLogo(db, sheet.slug, { file, alternative: 'Deux mains serrées' }));
const readable = (file: string) =>
	world.db.as(world.visitor, (db) => db.selectFrom('files').select('id').where('id', '=', file).execute());

it('is refused, as is what is no picture', async () => {
	await expect(show(world.bondoufle, await image(world.kayes))).rejects.toMatchObject({ code: '42501' });
	await expect(show(world.bondoufle, await aFile(world, { broughtBy: world.bondoufle }))).rejects.toMatchObject({
		code: 'PT409'
	});
	const theirs = await image(world.kayes);
	expect(await show(world.kayes, theirs)).toBe(false);
	expect(await readable(theirs)).toEqual([]);
});

it('is read by whoever reads the sheet, and goes when another takes its place', async () => {
	const [first, second] = [await image(world.bondoufle), await image(world.bondoufle)];
	await show(world.bondoufle, first);
	expect(await readable(first)).toHaveLength(1);
	const kept = await world.db.as(world.bondoufle, (db) =>
		db.deleteFrom('files').where('id', '=', first).executeTakeFirst()
	);
	expect(kept.numDeletedRows).toBe(0n);
	await show(world.bondoufle, second);
	expect(await owner`select id from files where id = any (${[first, second]})`).toMatchObject([{ id: second }]);
	await owner`update organisations set visibility = 'prive' where id = ${sheet.id}`;
	expect(await readable(second)).toEqual([]);
});

it('is never without words', async () => {
	const file = await image(world.bondoufle);
	await expect(
		world.db.as(world.bondoufle, (db) => editing.setLogo(db, sheet.slug, { file, alternative: ' ' }))
	).rejects.toMatchObject({ code: '23514' });
});
