/** A profile: each part for its own circle, emptied when it is emptied, and gone with the account. */
import { describe, expect, it } from 'vitest';
import { profileSchema, type Circle } from '../../src/lib/people/account';
import * as preferences from '../../src/lib/people/preferences.server';
import * as profile from '../../src/lib/people/profile.server';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;

const values = (circles: [person: Circle, languages: Circle, skills: Circle], skills = 'Hydraulique') =>
	profileSchema.parse({
		name: 'Awa Diarra',
		function: 'Chargée de projet',
		timeZone: 'Africa/Bamako',
		visibility: circles[0],
		languages: ['fr', 'bm'],
		languagesVisibility: circles[1],
		skills,
		skillsVisibility: circles[2]
	});
const save = (person: Person, given: ReturnType<typeof values>) => db.as(person, (own) => profile.save(own, given));
const seenBy = (who: { claims: Person['claims'] | null }, { id }: Person) =>
	db.as(who, (others) => profile.find(others, id));

describe('a profile', () => {
	it('shows each part to whom it is for', async () => {
		const person = await aPerson(db);
		await save(person, values(['public', 'reseau', 'prive']));
		expect((await seenBy(person, person))?.details).toMatchObject({
			languages: { texts: ['fr', 'bm'] },
			skills: { texts: ['Hydraulique'] }
		});
		const member = await seenBy(world.nouvelle, person);
		expect(member).toMatchObject({ name: 'Awa Diarra', function: 'Chargée de projet' });
		expect(Object.keys(member?.details ?? {})).toEqual(['languages']);
		expect(await seenBy(world.visitor, person)).toMatchObject({ name: 'Awa Diarra', details: null });
	});

	it('of somebody who hides shows nothing, whatever its parts say', async () => {
		const person = await aPerson(db);
		await save(person, values(['prive', 'public', 'public']));
		for (const who of [world.visitor, world.nouvelle]) {
			expect(await seenBy(who, person)).toBeUndefined();
			expect(
				await db.as(who, (others) =>
					others.selectFrom('person_details').select('field').where('person_id', '=', person.id).execute()
				)
			).toEqual([]);
		}
	});

	it('loses what is emptied', async () => {
		const person = await aPerson(db);
		await save(person, values(['reseau', 'reseau', 'reseau']));
		await save(person, values(['reseau', 'reseau', 'reseau'], ''));
		expect(Object.keys((await seenBy(person, person))?.details ?? {})).toEqual(['languages']);
	});

	it('goes with the account, with how one liked to read', async () => {
		const person = await aPerson(db);
		await save(person, values(['reseau', 'reseau', 'reseau']));
		await db.as(person, (own) => preferences.keep(own, { theme: 'dark' }));
		await db.owner`update people set account_id = null where id = ${person.id}`;
		for (const table of ['person_details', 'person_preferences'])
			expect(await db.owner`select 1 from ${db.owner(table)} where person_id = ${person.id}`).toHaveLength(0);
	});
});

describe('how one likes to read', () => {
	it('is kept choice by choice, for one’s other devices', async () => {
		const person = await aPerson(db);
		expect(await db.as(person, preferences.chosen)).toEqual({ language: 'fr' });
		await db.as(person, (own) => preferences.keep(own, { theme: 'dark' }));
		await db.as(person, (own) => preferences.keep(own, { lightMode: true }));
		await db.as(person, (own) => preferences.keep(own, { language: 'en' }));
		expect(await db.as(person, preferences.chosen)).toEqual({ language: 'en', theme: 'dark', lightMode: true });
	});

	it('is nothing for an account that is nobody yet', async () => {
		await db.as(world.unverified, (own) => preferences.keep(own, { theme: 'dark', language: 'en' }));
		expect(await db.as(world.unverified, preferences.chosen)).toEqual({});
	});
});
