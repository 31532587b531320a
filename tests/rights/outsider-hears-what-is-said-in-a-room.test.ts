import { describe, expect, it } from 'vitest';
import * as messages from '../../src/lib/chat/messages.server';
import { newId } from '../../src/lib/platform/ids';
import * as charters from '../../src/lib/spaces/charters.server';
import { aMessage, aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** A room is read by who takes part in its space, at that moment. */
const world = await theWorld();
const reads = (who: Person, room: string) =>
	world.db.as(who, async (db) => ({
		latest: await messages.latest(db, room),
		page: (await messages.page(db, room, null))?.messages.length,
		since: (await messages.since(db, room, 0))?.messages.length
	}));
const nothing = { latest: undefined, page: undefined, since: undefined };
const says = (who: Person, room: string) =>
	world.db.as(who, (db) => messages.send(db, { id: newId(), room, body: 'Bonjour' }));
const refused = { code: '42501' };

describe('a room', () => {
	it('of a public space is read by nobody else than its members, the administration neither', async () => {
		const space = await aSpace(world, { visibility: 'public', members: [[world.kayes, 'membre']] });
		await aMessage(world, { room: space.id, author: world.kayes });
		expect(await reads(world.kayes, space.id)).toEqual({ latest: { version: 1 }, page: 1, since: 1 });
		for (const outsider of [world.admin, world.animatrice, world.nouvelle])
			expect(await reads(outsider, space.id)).toEqual(nothing);
		await expect(says(world.admin, space.id)).rejects.toMatchObject(refused);
	});

	it('is closed to somebody who is removed', async () => {
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.kayes, 'membre']
			]
		});
		await says(world.kayes, space.id);
		await world.db.owner`delete from space_members where space_id = ${space.id} and person_id = ${world.kayes.id}`;
		expect(await reads(world.kayes, space.id)).toEqual(nothing);
		await expect(says(world.kayes, space.id)).rejects.toMatchObject(refused);
	});

	it('is closed to who has not accepted the charter, once its grace is over', async () => {
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.kayes, 'membre']
			]
		});
		await says(world.pilote, space.id);
		await world.db.as(world.pilote, (db) =>
			charters.publish(db, space.id, {
				id: newId(),
				body: 'Nous nous écoutons, et nous décidons ensemble.',
				grace: 7
			})
		);
		expect(await reads(world.kayes, space.id)).toMatchObject({ page: 1 });
		const jobs = await world.db.owner`
			select run_at > now() + interval '6 days' as later from graphile_worker._private_jobs jobs
			join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
			where identifier = 'judge-space' and payload ->> 'id' = ${space.id}`;
		expect(jobs).toMatchObject([{ later: true }]);
		await world.db.owner`update space_charters set required_from = published_at where space_id = ${space.id}`;
		expect(await reads(world.kayes, space.id)).toEqual(nothing);
		await expect(says(world.kayes, space.id)).rejects.toMatchObject(refused);
		expect(await reads(world.pilote, space.id)).toMatchObject({ page: 1 });
	});
});

describe('somebody who shows themselves to nobody', () => {
	it('is not named to those who read what they said', async () => {
		const space = await aSpace(world, {
			members: [
				[world.benevole, 'membre'],
				[world.kayes, 'membre']
			]
		});
		const said = await says(world.benevole, space.id);
		expect(said?.author).toEqual({ id: world.benevole.id, name: null });
		const page = await world.db.as(world.kayes, (db) => messages.page(db, space.id, null));
		expect(page?.messages).toEqual([said]);
	});
});
