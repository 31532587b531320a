import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import * as posts from '../../src/lib/threads/posts.server';
import * as writing from '../../src/lib/threads/writing.server';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { aFile, aResource, aSpace, aThread } from '../support/factories';
import { theWorld } from '../support/world';

/** What goes with a post is read by whoever reads the post, and by nobody once it is withdrawn. */
const world = await theWorld();
const { db } = world;
const space = await aSpace(world, {
	members: [
		[world.pilote, 'animateur'],
		[world.elue, 'membre']
	]
});
const thread = await aThread(world, { space: space.id, author: world.pilote });
const file = await aFile(world, { broughtBy: world.elue, text: 'Le puits', widths: [320] });
const hidden = await aResource(world, { title: 'Le bilan secret', status: 'draft', author: world.elue });
const post = newId();

const seen = (viewer: Viewer) =>
	db.as(viewer, async (viewers) => ({
		files: (await viewers.selectFrom('files').select('id').where('id', '=', file).execute()).length,
		texts: (await viewers.selectFrom('file_texts').select('file_id').where('file_id', '=', file).execute()).length,
		widths: (await viewers.selectFrom('file_variants').select('width').where('file_id', '=', file).execute()).length,
		bytes: (await sql`select from storage.objects where name = ${`${file}/original`}`.execute(viewers)).rows.length
	}));
/** Whether they are told that something goes with it. */
const attached = (viewer: Viewer) =>
	db.as(
		viewer,
		async (viewers) =>
			(await sql`select private.posts_with_attachments(array[${post}::uuid])`.execute(viewers)).rows.length
	);
const everything = { files: 1, texts: 1, widths: 1, bytes: 1 };
const nothing = { files: 0, texts: 0, widths: 0, bytes: 0 };
const read = (viewer: Viewer) =>
	db.as(viewer, async (viewers) =>
		(await posts.read(viewers, space.slug, thread.id, { page: 1, quote: null }))?.posts.find(({ id }) => id === post)
	);

beforeAll(async () => {
	const said = { id: post, body: 'Voici le devis.', mentions: [], files: [file], resources: [hidden.id] };
	// Sent twice, it is one post with one file.
	for (const time of [1, 2])
		expect(await db.as(world.elue, (viewers) => writing.reply(viewers, space.slug, thread.id, said)), `${time}`).toBe(
			2
		);
});

it('is read by its members', async () => {
	for (const who of [world.pilote, world.elue]) expect([await seen(who), await attached(who)]).toEqual([everything, 1]);
	expect((await read(world.pilote))?.files).toMatchObject([{ id: file, name: 'bilan.pdf', size: 4 }]);
});

it.each(['visitor', 'unverified', 'nouvelle', 'admin', 'animatrice', 'benevole'] as const)(
	'is nothing for %s',
	async (who) => {
		expect([await seen(world[who]), await attached(world[who])]).toEqual([nothing, 0]);
	}
);

it('says of a resource what its own readers see, and no title to the others', async () => {
	expect((await read(world.elue))?.resources).toMatchObject([{ title: 'Le bilan secret', slug: hidden.slug }]);
	const shown = await read(world.pilote);
	expect(shown?.resources).toMatchObject([{ title: null, slug: null }]);
	expect(JSON.stringify(shown)).not.toContain('secret');
	expect(JSON.stringify(shown)).not.toContain(hidden.slug);
});

it('is taken away by who brought it only with the post, and is nobody’s once the post is withdrawn', async () => {
	await db.as(world.elue, (viewers) => viewers.deleteFrom('files').where('id', '=', file).execute());
	expect(await seen(world.pilote)).toEqual(everything);
	await db.as(world.pilote, (viewers) => writing.withdraw(viewers, post, 'Hors sujet.'));
	for (const who of [world.pilote, world.elue]) expect(await seen(who)).toEqual(nothing);
	// The resource is still pointed to: by whom, its readers only know.
	for (const who of [world.visitor, world.nouvelle]) expect(await attached(who)).toBe(0);
	expect(await db.owner`select from files where id = ${file}`).toHaveLength(0);
	expect(
		await db.owner`select from graphile_worker.jobs where task_identifier = 'forget-file' and key = ${`forget-file:${file}`}`
	).toHaveLength(1);
});
