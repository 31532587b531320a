import { expect, it } from 'vitest';
import * as notifications from '../../src/lib/notifications/notifications.server';
import type { Person } from '../support/world';
import { aSpace, aThread } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

/** `domain.md` §3.4: masking the people of a space reaches what others are told of it; who hides is hidden there too. */
const world = await theWorld();
const { owner } = world.db;
const speaker = await aPerson(world.db, { name: 'Une voix connue', visibility: 'public' });
const discreet = await aPerson(world.db, { name: 'Une voix discrète', visibility: 'prive' });

/** Who is said to have written, to somebody who follows the space and to one of its members. */
async function named(author: Person, sensitivity: 'people'[]): Promise<(string | null)[]> {
	const space = await aSpace(world, {
		visibility: 'public',
		sensitivity,
		members: [
			[world.pilote, 'animateur'],
			[author, 'membre']
		]
	});
	const thread = await aThread(world, { space: space.id, author });
	const readers = [world.nouvelle, world.pilote];
	for (const { id } of readers)
		await owner`insert into notifications ${owner({ person_id: id, kind: 'followed', verb: 'opened', fact: `post:${thread.posts[0]}`, object_kind: 'thread', object_id: thread.id, part_id: thread.posts[0] ?? '', number: 1, space_id: space.id, reach: 'now' })}`;
	return Promise.all(
		readers.map((reader) =>
			world.db.as(reader, async (db) => {
				const [told] = (await notifications.page(db, 'all', null)).told;
				return told?.objectId === thread.id ? (told.actor?.name ?? null) : 'not told';
			})
		)
	);
}

it('names who shows themselves, in an open space', async () => {
	expect(await named(speaker, [])).toEqual([speaker.name, speaker.name]);
});

it('names nobody to who is not a member, where people are masked', async () => {
	expect(await named(speaker, ['people'])).toEqual([null, speaker.name]);
});

it('names nobody who shows themselves to nobody', async () => {
	expect((await named(discreet, []))[0]).toBeNull();
});
