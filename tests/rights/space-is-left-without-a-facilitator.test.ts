import { describe, expect, it } from 'vitest';
import * as membership from '../../src/lib/spaces/membership.server';
import { aSpace } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

/** `model.md` § People: never by somebody's act; when an account goes, the network is told and takes over. */
const world = await theWorld();
const { owner } = world.db;
const tasks = (about: string, id: string) => owner`
	select 1 from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
	where identifier = 'mail-space' and payload ->> 'about' = ${about} and payload ->> 'id' = ${id}`;
const facts = async (space: string) =>
	(await owner<{ verb: string }[]>`select verb from activity where space_id = ${space} order by id`).map(
		({ verb }) => verb
	);

describe('its last facilitator', () => {
	it('neither leaves, nor steps down, nor is removed, until somebody takes the relay', async () => {
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.elue, 'decideur']
			]
		});
		for (const act of [
			(db: Parameters<typeof membership.leave>[0]) => membership.leave(db, space.id),
			(db: Parameters<typeof membership.leave>[0]) => membership.setRole(db, space.id, world.pilote.id, 'membre'),
			(db: Parameters<typeof membership.leave>[0]) => membership.remove(db, space.id, world.pilote.id)
		])
			await expect(world.db.as(world.pilote, act)).rejects.toMatchObject({ code: 'PT409', hint: 'last-facilitator' });
		expect(await world.db.as(world.pilote, (db) => membership.handOver(db, space.id, world.elue.id))).toBe(true);
		expect(await world.db.as(world.pilote, (db) => membership.leave(db, space.id))).toBe(true);
		expect(await facts(space.id)).toEqual(['opened', 'joined', 'joined', 'role-changed', 'role-changed', 'left']);
	});

	it('is one of two who leave at the same time', async () => {
		const other = await aPerson(world.db);
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[other, 'animateur']
			]
		});
		const left = await Promise.allSettled(
			[world.pilote, other].map((who) => world.db.as(who, (db) => membership.leave(db, space.id)))
		);
		expect(left.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
		expect(await owner`select 1 from space_members where space_id = ${space.id} and role = 'animateur'`).toHaveLength(
			1
		);
	});

	it('may lose their account: the network is told, and somebody of it takes over', async () => {
		const gone = await aPerson(world.db);
		const space = await aSpace(world, {
			members: [
				[gone, 'animateur'],
				[world.elue, 'membre']
			]
		});
		await owner`update people set account_id = null where id = ${gone.id}`;
		expect(await tasks('unattended', space.id)).toHaveLength(1);
		const seen = await world.db.as(world.animatrice, (db) => membership.unattended(db));
		expect(seen.map(({ id }) => id)).toContain(space.id);
		expect(await world.db.as(world.elue, (db) => membership.unattended(db))).toEqual([]);
		await expect(world.db.as(world.elue, (db) => membership.takeOver(db, space.id))).rejects.toMatchObject({
			code: '42501'
		});
		await world.db.as(world.animatrice, (db) => membership.takeOver(db, space.id));
		expect(await facts(space.id)).toEqual(expect.arrayContaining(['unattended', 'taken-over']));
		await expect(world.db.as(world.admin, (db) => membership.takeOver(db, space.id))).rejects.toMatchObject({
			code: '42501'
		});
	});
});

it('is not entered by an administrator without its members reading so', async () => {
	const space = await aSpace(world, { members: [[world.pilote, 'animateur']] });
	await owner`update people set visibility = 'prive' where id = ${world.admin.id}`;
	await world.db.as(world.admin, (db) => membership.joinAsAdministration(db, space.id));
	const told = await world.db.as(world.pilote, (db) =>
		db.selectFrom('activity').select('verb').where('space_id', '=', space.id).execute()
	);
	expect(told.map(({ verb }) => verb)).toContain('joined-as-administration');
	await owner`update people set visibility = 'reseau' where id = ${world.admin.id}`;
});
