import { sql } from 'kysely';
import { expect, it } from 'vitest';
import * as notifications from '../../src/lib/notifications/notifications.server';
import { together } from '../../src/lib/platform/together.server';
import type { Viewer } from '../support/database';
import { aSpace, aThread } from '../support/factories';
import { everybody, theWorld } from '../support/world';

/** `model.md` § Visibility: what one was told goes with the right to read it, from every way to it. */
const world = await theWorld();
const { owner } = world.db;
const space = await aSpace(world, {
	members: [
		[world.pilote, 'animateur'],
		[world.elue, 'membre']
	]
});
const thread = await aThread(world, { space: space.id, author: world.pilote, title: 'Le secret du puits' });
for (const person of [world.elue, world.pilote])
	await owner`insert into notifications ${owner({ person_id: person.id, kind: 'thread', verb: 'opened', fact: `post:${thread.posts[0]}`, object_kind: 'thread', object_id: thread.id, part_id: thread.posts[0] ?? '', number: 1, space_id: space.id, reach: 'digest' })}`;

const seen = (viewer: Viewer) =>
	world.db.as(viewer, async (db) => ({
		rows: (await db.selectFrom('notifications').select('id').execute()).length,
		names: (await notifications.page(db, 'all', null)).told.map(({ name }) => name),
		news: (await together(db, { news: notifications.news(5) })).news.length,
		count: (await sql<{ n: number }>`select private.viewer_told() as n`.execute(db)).rows[0]?.n
	}));
const nothing = { rows: 0, names: [], news: 0, count: 0 };

it('is told while they are there, then nothing, and again when they come back', async () => {
	expect(await seen(world.elue)).toEqual({ rows: 1, names: ['Le secret du puits'], news: 1, count: 1 });
	await owner`delete from space_members where space_id = ${space.id} and person_id = ${world.elue.id}`;
	expect(await seen(world.elue)).toEqual(nothing);
	await owner`insert into space_members ${owner({ space_id: space.id, person_id: world.elue.id, role: 'membre' })}`;
	expect(await seen(world.elue)).toMatchObject({ rows: 1 });
});

it.each(everybody.filter((who) => !['visitor', 'elue', 'pilote'].includes(who)))('is nothing for %s', async (who) => {
	expect(await seen(world[who])).toEqual(nothing);
});

it('is read by themselves only, whoever opens the page', async () => {
	const unread = async () =>
		(
			await owner`select person_id from notifications where object_id = ${thread.id} and read_at is null order by 1`
		).map((row) => row['person_id'] as string);
	const before = await unread();
	for (const who of everybody.filter((who) => !['visitor', 'elue', 'pilote'].includes(who)))
		await world.db.as(world[who], (db) => notifications.readObject(db, thread.id, 1));
	expect(await unread()).toEqual(before);
	await world.db.as(world.elue, (db) => notifications.readObject(db, thread.id, 0));
	expect(await unread()).toEqual(before);
	await world.db.as(world.elue, (db) => notifications.readObject(db, thread.id, 1));
	expect(await unread()).toEqual(before.filter((person) => person !== world.elue.id));
});

it('is refused to visitors', async () => {
	for (const statement of [
		sql`select private.viewer_told()`,
		sql`select private.read_told_object(${thread.id}, 1)`,
		sql`select 1 from notifications`
	])
		await expect(world.db.as(world.visitor, (db) => statement.execute(db))).rejects.toMatchObject({ code: '42501' });
});
