import { sql } from 'kysely';
import { expect, it } from 'vitest';
import * as posts from '../../src/lib/threads/posts.server';
import * as threads from '../../src/lib/threads/threads.server';
import { find } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { aSpace, aThread } from '../support/factories';
import { theWorld } from '../support/world';

/** `model.md` § Visibility: a discussion follows its space, through every way in. */
const world = await theWorld();
const space = await aSpace(world, {
	members: [
		[world.pilote, 'animateur'],
		[world.elue, 'membre']
	]
});
const word = 'Tringabougou';
const thread = await aThread(world, {
	space: space.id,
	title: `Le puits de ${word}`,
	author: world.elue,
	said: [{}, { body: 'Une réponse.' }]
});
const search = (words: string) =>
	({ words, filters: {}, sort: 'relevance', usual: 'recent', page: 1, after: null }) as const;
const seen = (viewer: Viewer) =>
	world.db.as(viewer, async (db) => ({
		listed: (await threads.list(db, space.id, 'all', null)).threads.length,
		read: (await posts.read(db, space.slug, thread.id, { page: 1, quote: null }))?.posts.length ?? 0,
		found: (await find(db, ['thread'], search(word))).items.length,
		authors: (await sql`select from private.post_authors(${thread.posts}::uuid[])`.execute(db)).rows.length,
		happened: (
			await db.selectFrom('activity').select('verb').where('object_kind', 'in', ['thread', 'post']).execute()
		).map(({ verb }) => verb)
	}));

it('is read by its members', async () => {
	expect(await seen(world.elue)).toEqual({ listed: 1, read: 2, found: 1, authors: 2, happened: ['opened', 'replied'] });
});

it.each(['visitor', 'nouvelle', 'admin', 'animatrice', 'unverified'] as const)('is nothing for %s', async (who) => {
	expect(await seen(world[who])).toEqual({ listed: 0, read: 0, found: 0, authors: 0, happened: [] });
});

it('is found as soon as its space opens, and no longer when it closes', async () => {
	await world.db.owner`update spaces set visibility = 'public' where id = ${space.id}`;
	expect(await seen(world.visitor)).toMatchObject({ listed: 1, read: 2, found: 1 });
	await world.db.owner`update spaces set visibility = 'espace' where id = ${space.id}`;
	expect(await seen(world.visitor)).toMatchObject({ listed: 0, read: 0, found: 0 });
});
