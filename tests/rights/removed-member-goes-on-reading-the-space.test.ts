import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as journal from '../../src/lib/spaces/journal.server';
import * as membership from '../../src/lib/spaces/membership.server';
import * as requests from '../../src/lib/spaces/requests.server';
import { aResource, aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** A right ends with the transaction that takes it away. */
const world = await theWorld();
const space = await aSpace(world, {
	organisations: [world.organisations.kayes.id],
	members: [[world.pilote, 'animateur']]
});
const resource = await aResource(world, { visibility: 'espace', space: space.id, author: world.pilote });
const reads = (who: Person) =>
	world.db.as(who, async (db) => ({
		spaces: (await db.selectFrom('spaces').select('id').where('id', '=', space.id).execute()).length,
		resources: (await db.selectFrom('resources').select('id').where('id', '=', resource.id).execute()).length,
		members: (await db.selectFrom('space_members').select('person_id').where('space_id', '=', space.id).execute())
			.length,
		facts: (await journal.page(db, { space: space.id }, null, 50)).entries.length
	}));
const nothing = { spaces: 0, resources: 0, members: 0, facts: 0 };

it('is let in by a request, then removed', async () => {
	expect(await reads(world.kayes)).toEqual(nothing);
	const id = newId();
	await world.db.as(world.kayes, (db) =>
		requests.ask(db, space.id, { id, organisation: world.organisations.kayes.id, message: 'Pour la coopérative.' })
	);
	const [waiting] = await world.db.as(world.pilote, (db) => requests.waiting(db, space.id).execute());
	expect(waiting).toMatchObject({ id, name: world.kayes.name, message: 'Pour la coopérative.' });
	expect(
		await world.db.as(world.pilote, (db) =>
			requests.answer(db, space.id, { request: id, answer: 'accept', role: 'membre' })
		)
	).toBe(true);
	expect(await reads(world.kayes)).toMatchObject({ spaces: 1, resources: 1, members: 2 });

	await world.db.as(world.pilote, (db) => membership.remove(db, space.id, world.kayes.id));
	expect(await reads(world.kayes)).toEqual(nothing);
	const jobs = await world.db.owner`select payload from graphile_worker._private_jobs as jobs
		join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id where identifier = 'mail-space'`;
	expect(jobs.map((job) => (job['payload'] as { about: string }).about)).toEqual(
		expect.arrayContaining(['asked', 'accepted', 'removed'])
	);
});

it('sits for an organisation no longer once they left it', async () => {
	const other = await aSpace(world, {
		members: [
			[world.pilote, 'animateur'],
			[world.lurcat, 'membre']
		]
	});
	await world.db.as(world.lurcat, (db) => membership.sitFor(db, other.id, world.organisations.lurcat.id));
	// An archived space holds nobody in a body that they leave.
	await world.db.owner`update spaces set archived_at = now() where id = ${other.id}`;
	await world.db.as(world.lurcat, (db) =>
		db.deleteFrom('organisation_members').where('person_id', '=', world.lurcat.id).execute()
	);
	expect(
		await world.db
			.owner`select organisation_id from space_members where space_id = ${other.id} and person_id = ${world.lurcat.id}`
	).toMatchObject([{ organisation_id: null }]);
});

it('leaves with their organisation when the space no longer gathers it', async () => {
	const other = await aSpace(world, {
		organisations: [world.organisations.kayes.id],
		members: [
			[world.pilote, 'animateur'],
			[world.kayes, 'membre']
		]
	});
	await world.db.as(world.kayes, (db) => membership.sitFor(db, other.id, world.organisations.kayes.id));
	expect(await world.db.as(world.kayes, (db) => membership.part(db, other.id, world.organisations.kayes.id))).toBe(
		false
	);
	expect(await world.db.as(world.pilote, (db) => membership.part(db, other.id, world.organisations.kayes.id))).toBe(
		true
	);
	const left = await world.db.as(world.kayes, (db) =>
		db.selectFrom('spaces').select('id').where('id', '=', other.id).execute()
	);
	expect(left).toEqual([]);
});
