import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** Bytes outlive the row of a file, for backups. Its id was in an address: it must not open them again. */
const world = await theWorld();
const resource = await aResource(world, {
	organisation: world.organisations.lurcat.id,
	author: world.lurcat,
	files: [{}]
});
const [id = ''] = resource.files;
await world.db.as(world.proviseure, (db) => db.deleteFrom('resource_files').where('file_id', '=', id).execute());
const facts = { id, name: 'bilan.pdf', media_type: 'application/pdf', size: 4, sha256: 'a'.repeat(64) };

it('is refused to others', async () => {
	expect(await world.db.owner`select id from files where id = ${id}`).toEqual([]);
	for (const person of [world.nouvelle, world.proviseure]) {
		await expect(world.db.as(person, (db) => db.insertInto('files').values(facts).execute())).rejects.toMatchObject({
			code: '42501'
		});
	}
	expect(
		await world.db.as(world.nouvelle, (db) => db.selectFrom('files').select('id').where('id', '=', id).execute())
	).toEqual([]);
});

it('lets who brought it bring it again', async () => {
	await world.db.as(world.lurcat, (db) => db.insertInto('files').values(facts).execute());
	expect(
		await world.db.as(world.lurcat, (db) => db.selectFrom('files').select('id').where('id', '=', id).execute())
	).toEqual([{ id }]);
});
