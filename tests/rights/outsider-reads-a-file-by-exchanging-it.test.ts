import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { aFile, aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** A file is read with what it is attached to: putting another one in its place would read it, then erase it. */
const world = await theWorld();
const mine = await aResource(world, { status: 'draft', author: world.nouvelle, files: [{}] });
const theirs = await aFile(world, { broughtBy: world.kayes, text: 'Le budget confidentiel' });

it('is refused to exchange an attached file for somebody else’s', async () => {
	const exchange = world.db.as(world.nouvelle, (db) =>
		sql`update resource_files set file_id = ${theirs} where resource_id = ${mine.id}`.execute(db)
	);
	await expect(exchange).rejects.toMatchObject({ code: '42501' });
});

it('is refused to attach it', async () => {
	const attach = world.db.as(world.nouvelle, (db) =>
		db.insertInto('resource_files').values({ resource_id: mine.id, file_id: theirs }).execute()
	);
	await expect(attach).rejects.toMatchObject({ code: '42501' });
});

it('leaves the file and its text to who brought it', async () => {
	const read = (viewer: typeof world.kayes) =>
		world.db.as(viewer, (db) => db.selectFrom('file_texts').select('content').where('file_id', '=', theirs).execute());
	expect(await read(world.nouvelle)).toEqual([]);
	expect(await read(world.kayes)).toEqual([{ content: 'Le budget confidentiel' }]);
});
