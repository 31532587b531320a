/** Invitations carry a word and an organisation's name: only who holds an event, and may change it, invites to it. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import * as invitations from '../../src/lib/agenda/invitations.server';
import * as registrations from '../../src/lib/agenda/registrations.server';
import { newId } from '../../src/lib/platform/ids';
import { anEvent } from '../support/factories';
import { persons, theWorld, type Name, type Person } from '../support/world';

const world = await theWorld();
const { db, organisations, spaces } = world;
const ahead = { starts: '2099-05-15T18:30' } as const;

let counter = 0;
const invite = (who: Person, event: { id: string }) =>
	db.as(who, (own) =>
		invitations.invite(own, event.id, [{ email: `rights${(counter += 1)}@example.org` }], {
			word: undefined,
			language: 'fr'
		})
	);
async function inviters(event: { id: string }): Promise<Name[]> {
	const may: Name[] = [];
	for (const name of persons)
		try {
			await invite(world[name], event);
			may.push(name);
		} catch (refusal) {
			expect(refusal).toMatchObject({ code: '42501' });
		}
	return may;
}

it('is for referents of its organisation, neither its contributors, nor who edits the agenda of all', async () => {
	expect(await inviters(await anEvent(world, { ...ahead, organisation: organisations.lurcat.id }))).toEqual([
		'proviseure'
	]);
});

it('is for who facilitates its space, when it is for its members', async () => {
	expect(await inviters(await anEvent(world, { ...ahead, visibility: 'espace', space: spaces.comite.id }))).toEqual([
		'pilote'
	]);
});

it('is for who facilitates the network, when nobody else holds it', async () => {
	expect(await inviters(await anEvent(world, { ...ahead, author: world.nouvelle }))).toEqual(['animatrice']);
});

it('is for nobody where it is a draft, cancelled, over, or not there', async () => {
	const lurcat = { organisation: organisations.lurcat.id };
	for (const event of [
		await anEvent(world, { ...ahead, ...lurcat, status: 'draft' }),
		await anEvent(world, { ...ahead, ...lurcat, status: 'withdrawn' }),
		await anEvent(world, { ...ahead, ...lurcat, situation: 'cancelled' }),
		await anEvent(world, { starts: '2020-05-15T18:30', ...lurcat }),
		{ id: '00000000-0000-7000-8000-00000000dead' }
	])
		expect(await inviters(event)).toEqual([]);
});

it('is for no visitor, whose tries write nothing', async () => {
	const event = await anEvent(world, { ...ahead, organisation: organisations.lurcat.id });
	for (const who of [world.visitor, world.unverified])
		await expect(invite(who as Person, event)).rejects.toMatchObject({ code: '42501' });
	await expect(db.as(world.visitor, (own) => invitations.answerOwn(own, event.id, 'yes'))).rejects.toMatchObject({
		code: '42501'
	});
	expect(await db.owner`select 1 from event_invitations where event_id = ${event.id}`).toEqual([]);
});

it('reads no answer by an address that is none', async () => {
	for (const who of [world.visitor, world.admin]) {
		expect(await db.as(who, (own) => invitations.open(own, ''))).toBeNull();
		expect(await db.as(who, (own) => invitations.answer(own, '', 'yes'))).toBe(false);
	}
});

it('finds nobody who shows themself to nobody, and nobody twice', async () => {
	const event = await anEvent(world, { ...ahead, organisation: organisations.lurcat.id });
	const found = () => db.as(world.proviseure, (own) => invitations.findPeople(own, event.id, world.kayes.name));
	expect((await found()).map(({ id }) => id)).toEqual([world.kayes.id]);
	await db.owner`update people set visibility = 'prive' where id = ${world.kayes.id}`;
	expect(await found()).toEqual([]);
	const named = (who: Person) =>
		db.as(who, async (own) => (await sql`select private.people_named(${world.kayes.name})`.execute(own)).rows);
	for (const who of [world.proviseure, world.unverified as Person]) expect(await named(who)).toEqual([]);
	await expect(named(world.visitor as Person)).rejects.toMatchObject({ code: '42501' });
	const [line] = await db.as(world.proviseure, (own) =>
		invitations.invite(own, event.id, [{ person: world.kayes.id }], { word: undefined, language: 'fr' })
	);
	expect(line?.outcome).toBe('unable');
	await db.owner`update people set visibility = 'reseau' where id = ${world.kayes.id}`;
	await db.as(world.proviseure, (own) =>
		invitations.invite(own, event.id, [{ person: world.kayes.id }], { word: undefined, language: 'fr' })
	);
	expect(await found()).toEqual([]);
});

it('lets nobody else take an invitation back, nor somebody off a date', async () => {
	const event = await anEvent(world, { ...ahead, organisation: organisations.lurcat.id, registration: 'open' });
	await invite(world.proviseure, event);
	const attend = () => db.as(world.kayes, (own) => registrations.attend(own, event.id, newId(), [event.occurrence]));
	const idOf = async (table: string) =>
		(await db.owner<[{ id: string }]>`select id from ${db.owner(table)} where event_id = ${event.id}`)[0].id;
	const invitation = await idOf('event_invitations');
	const takers: Name[] = [];
	for (const name of persons) {
		if (name !== 'proviseure')
			expect(await db.as(world[name], (own) => invitations.withdraw(own, invitation)), name).toBe(false);
		await attend();
		const registration = await idOf('registrations');
		if (await db.as(world[name], (own) => registrations.remove(own, registration, event.occurrence))) takers.push(name);
	}
	// Those who read who comes: the people of its organisation.
	expect(takers.sort()).toEqual(['lurcat', 'proviseure']);
	await attend();
	const registration = await idOf('registrations');
	for (const refused of [
		(own: Parameters<typeof invitations.withdraw>[0]) => invitations.withdraw(own, invitation),
		(own: Parameters<typeof invitations.withdraw>[0]) => registrations.remove(own, registration, event.occurrence)
	])
		await expect(db.as(world.visitor, refused)).rejects.toMatchObject({ code: '42501' });
});
