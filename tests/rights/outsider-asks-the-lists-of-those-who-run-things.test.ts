/** Lists that an index orders run as their owner: they give ids to those whose list it is, and to nobody else. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/lib/platform/database.server';
import * as members from '../../src/lib/spaces/members.server';
import type { Viewer } from '../support/database';
import { anOrganisation, aSpace } from '../support/factories';
import { everybody, theWorld } from '../support/world';

const world = await theWorld();
const signedIn = everybody.filter((who) => who !== 'visitor');
const ids = async (viewer: Viewer, query: (db: Database) => Promise<{ rows: { id: string }[] }>) =>
	(await world.db.as(viewer, query)).rows.map(({ id }) => id);

describe('organisations that nobody answers for', () => {
	it('are told to those who run the network, in the order of the alphabet, after one of them', async () => {
		const first = await anOrganisation(world, { name: 'Zébrures' });
		const second = await anOrganisation(world, { name: 'zebu' });
		await anOrganisation(world, { name: 'Zèle', referent: world.kayes });
		const last = await anOrganisation(world, { name: 'Zoulou' });
		const asked = (viewer: Viewer) =>
			ids(viewer, (db) =>
				sql<{ id: string }>`select private.organisations_without_referent(${first.id}, 101) as id`.execute(db)
			);
		for (const who of signedIn)
			expect(await asked(world[who]), who).toEqual(who === 'admin' || who === 'animatrice' ? [second.id, last.id] : []);
		await expect(asked(world.visitor)).rejects.toMatchObject({ code: '42501' });
	});
});

it('an organisation is in that list as long as nobody answers for it, and it is published', async () => {
	const { id } = await anOrganisation(world, { name: 'Changeante', referent: world.kayes });
	const { owner } = world.db;
	const kept = async () => {
		const [row] = await owner<{ name_key: string }[]>`
			select name_key from private.unanswered_organisations where organisation_id = ${id}`;
		return row?.name_key;
	};
	expect(await kept()).toBeUndefined();
	await owner`update organisation_members set role = 'contributeur' where organisation_id = ${id}`;
	expect(await kept()).toBe('changeante');
	await owner`update organisations set name = 'Été' where id = ${id}`;
	expect(await kept()).toBe('ete');
	await world.db.asService((service) => sql`select private.recount_directory()`.execute(service));
	expect(await kept()).toBe('ete');
	await owner`update organisations set status = 'archived' where id = ${id}`;
	expect(await kept()).toBeUndefined();
	await owner`update organisations set status = 'published' where id = ${id}`;
	await owner`update organisation_members set role = 'referent' where organisation_id = ${id}`;
	expect(await kept()).toBeUndefined();
	await owner`delete from organisation_members where organisation_id = ${id}`;
	expect(await kept()).toBe('ete');
});

describe('members of a space by their name', () => {
	it('are told to its members, without those who show their name to nobody', async () => {
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.kayes, 'membre']
			]
		});
		const [person] = await world.db.owner<{ name: string }[]>`select name from people where id = ${world.kayes.id}`;
		const name = person?.name ?? '';
		const asked = (viewer: Viewer) =>
			ids(viewer, (db) =>
				sql<{ id: string }>`select private.space_members_named(${space.id}, ${name}, null, null, null) as id`.execute(
					db
				)
			);
		for (const who of signedIn)
			expect(await asked(world[who]), who).toEqual(who === 'pilote' || who === 'kayes' ? [world.kayes.id] : []);
		await expect(asked(world.visitor)).rejects.toMatchObject({ code: '42501' });
		const found = async () =>
			(
				await world.db.as(world.pilote, (db) =>
					members.page(db, space.id, { organisation: null, words: name, after: null })
				)
			).members.map(({ id }) => id);
		expect(await found()).toEqual([world.kayes.id]);
		await world.db.owner`update people set visibility = 'prive' where id = ${world.kayes.id}`;
		expect(await found()).toEqual([]);
	});
});
