import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as posts from '../../src/lib/threads/posts.server';
import * as writing from '../../src/lib/threads/writing.server';
import type { Viewer } from '../support/database';
import { aSpace, aThread, anOrganisation } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

/** `domain.md` §3.4: masking the people of a space reaches who speaks there. */
const world = await theWorld();
const body = await anOrganisation(world);
const speaker = await aPerson(world.db, { name: 'Une voix connue', visibility: 'public' });
const discreet = await aPerson(world.db, { name: 'Une voix discrète', visibility: 'prive' });
const member = [
	[world.pilote, 'animateur'],
	[speaker, 'membre'],
	[discreet, 'membre']
] as const;
const authors = async (viewer: Viewer, space: { slug: string }, thread: { id: string }) =>
	world.db.as(viewer, async (db) => {
		const found = await posts.read(db, space.slug, thread.id, { page: 1, quote: null });
		return {
			authors: found?.posts.map(({ author }) => author?.name ?? null),
			opener: found?.thread.opener?.name ?? null
		};
	});

it('names those who chose to be seen, in an open space', async () => {
	const space = await aSpace(world, { visibility: 'public', members: [...member].map(([who, role]) => [who, role]) });
	const thread = await aThread(world, {
		space: space.id,
		author: speaker,
		said: [{}, { author: discreet }, { author: world.pilote }]
	});
	expect(await authors(world.visitor, space, thread)).toEqual({
		authors: [speaker.name, null, null],
		opener: speaker.name
	});
	expect(await authors(world.nouvelle, space, thread)).toMatchObject({
		authors: [speaker.name, null, world.pilote.name]
	});
	expect(await authors(discreet, space, thread)).toMatchObject({
		authors: [speaker.name, discreet.name, world.pilote.name]
	});
});

it('names nobody to who is not a member, where people are masked: neither on the page nor in the journal', async () => {
	const space = await aSpace(world, {
		visibility: 'public',
		sensitivity: ['people'],
		members: [...member].map(([who, role]) => [who, role])
	});
	await world.db.owner`update space_members set organisation_id = ${body.id} where space_id = ${space.id}`;
	const thread = await aThread(world, { space: space.id, author: speaker });
	expect(await authors(world.visitor, space, thread)).toEqual({ authors: [null], opener: null });
	expect(await authors(world.nouvelle, space, thread)).toEqual({ authors: [null], opener: null });
	expect(await authors(world.pilote, space, thread)).toEqual({ authors: [speaker.name], opener: speaker.name });
	const happened = (viewer: Viewer) =>
		world.db.as(viewer, (db) => db.selectFrom('activity').select('id').where('object_id', '=', thread.id).execute());
	expect(await happened(world.nouvelle)).toEqual([]);
	expect(await happened(world.pilote)).toHaveLength(1);
	await world.db.as(speaker, (db) => writing.say(db, { id: newId(), thread: thread.id, body: 'Au nom de personne.' }));
	const spoken = await world.db.owner`select organisation_id from posts where thread_id = ${thread.id} and number = 2`;
	expect(spoken).toMatchObject([{ organisation_id: null }]);
});
