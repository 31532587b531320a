/** What the database says to the processes that listen: after the commit, ids only, and to the right channel. */
import { afterAll, beforeAll, beforeEach, expect, describe, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { aResource, anOrganisation, aSpace } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;

const said: { channel: string; payload: string }[] = [];
let stop: () => Promise<void>;
beforeAll(async () => {
	const heard = await Promise.all(
		['palabre_changed', 'palabre_rights', 'end_of_test'].map((channel) =>
			owner.listen(channel, (payload) => void said.push({ channel, payload }))
		)
	);
	stop = async () => void (await Promise.all(heard.map(({ unlisten }) => unlisten())));
});
afterAll(() => stop());
beforeEach(() => heard());

/** Everything that was said until now: notifications arrive in the order of the commits. */
async function heard(channel?: string): Promise<string[]> {
	const mark = newId();
	await owner`select pg_notify('end_of_test', ${mark})`;
	await expect.poll(() => said.some(({ payload }) => payload === mark)).toBe(true);
	const all = said.splice(0);
	return all.filter((one) => one.channel === channel).map(({ payload }) => payload);
}
const changes = async () => (await heard('palabre_changed')).map((payload) => JSON.parse(payload) as unknown);
const rights = () => heard('palabre_rights');

describe('a fact of the journal', () => {
	it('is said with the version that was committed, once', async () => {
		const { id } = await aResource(world, {
			organisation: world.organisations.cresi.id,
			space: world.spaces.comite.id
		});
		await heard();
		await db.as(world.cresi, async (viewers) => {
			for (const title of ['Un titre', 'Un autre titre'])
				await viewers.updateTable('resources').set({ title }).where('id', '=', id).execute();
		});
		expect(await changes()).toEqual([{ object: 'resource', id, space: world.spaces.comite.id, version: 3 }]);
	});

	it('that is rolled back is never said', async () => {
		const { id } = await aResource(world, { organisation: world.organisations.cresi.id });
		await heard();
		const refused = db.as(world.cresi, async (viewers) => {
			await viewers.updateTable('resources').set({ title: 'Un titre' }).where('id', '=', id).execute();
			throw new Error('no');
		});
		await expect(refused).rejects.toThrow('no');
		expect(await changes()).toEqual([]);
	});

	it('of a kind without a version is said without one', async () => {
		await db.as(world.admin, (viewers) => viewers.updateTable('network').set({ tagline: 'Nous' }).execute());
		expect(await changes()).toMatchObject([{ object: 'network', version: null, space: null }]);
	});
});

describe('the rights of a person', () => {
	it('are said again when they enter, change and leave an organisation or a space', async () => {
		const person = await aPerson(db);
		const organisation = await anOrganisation(world, { referent: person });
		expect(await rights()).toEqual([person.id]);
		const space = await aSpace(world, { members: [[person, 'membre']] });
		expect(await rights()).toEqual([person.id]);
		await owner`update organisation_members set role = 'contributeur' where organisation_id = ${organisation.id}`;
		expect(await rights()).toEqual([person.id]);
		await owner`delete from space_members where space_id = ${space.id}`;
		expect(await rights()).toEqual([person.id]);
	});

	it('are said again with their role in the network, not with their name', async () => {
		const person = await aPerson(db);
		await heard();
		await owner`update people set name = 'Un autre nom' where id = ${person.id}`;
		expect(await rights()).toEqual([]);
		await owner`update people set network_role = 'animateur' where id = ${person.id}`;
		expect(await rights()).toEqual([person.id]);
	});

	it('are said again when a session of theirs is closed, and when their account goes', async () => {
		const person = await aPerson(db);
		await heard();
		await owner`delete from auth.sessions where id = ${person.claims.session_id}`;
		expect(await rights()).toEqual([person.id]);
		await owner`delete from auth.users where id = ${person.claims.sub}`;
		expect(await rights()).toEqual([person.id]);
	});

	it('are announced by nobody who asks', async () => {
		for (const viewer of [world.visitor, world.nouvelle, world.admin]) {
			const announced = db.as(viewer, (viewers) =>
				viewers.selectNoFrom((eb) => eb.fn('private.announce_rights', [eb.val(world.elue.id)]).as('said')).execute()
			);
			await expect(announced).rejects.toMatchObject({ code: '42501' });
		}
		expect(await rights()).toEqual([]);
	});
});
