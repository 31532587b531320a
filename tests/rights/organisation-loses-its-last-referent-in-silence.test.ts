import { expect, it } from 'vitest';
import { sql } from 'kysely';
import * as members from '../../src/lib/organisations/members.server';
import { anOrganisation } from '../support/factories';
import { aPerson, theWorld, type Person } from '../support/world';

/** `domain.md` IN-10: whoever goes, somebody answers for the organisation, or the network is told. */
const world = await theWorld();
const { owner } = world.db;

async function organisation(...referents: Person[]): Promise<string> {
	const [first, ...others] = referents;
	const { id } = await anOrganisation(world, first ? { referent: first } : {});
	for (const person of others) await join(id, person, 'referent');
	return id;
}
const join = (organisation_id: string, { id: person_id }: Person, role: string) =>
	owner`insert into organisation_members ${owner({ organisation_id, person_id, role })}`;
const rolesOf = async (id: string) =>
	(
		await owner<{ role: string }[]>`select role from organisation_members where organisation_id = ${id} order by role`
	).map(({ role }) => role);
const told = async (id: string) =>
	(await owner`select verb from activity where object_id = ${id} and verb = 'without-referent'`).length +
	(await owner`select key from graphile_worker.jobs where key = ${`mail-organisation:${id}:without-referent`}`).length;
const leave = (person: Person, id: string, anyway = false) =>
	members.refusedAsLast(world.db.as(person, (db) => members.leave(db, id, anyway)));

it('is refused when the last one leaves, is removed or becomes a contributor', async () => {
	const id = await organisation(world.kayes);
	await join(id, world.nouvelle, 'contributeur');
	expect(await leave(world.kayes, id)).toBe(true);
	const asks = (person: Person, work: Parameters<typeof world.db.as<void>>[1]) =>
		members.refusedAsLast(world.db.as(person, work));
	expect(await asks(world.animatrice, (db) => members.remove(db, id, world.kayes.id))).toBe(true);
	expect(await asks(world.kayes, (db) => members.setRole(db, id, world.kayes.id, 'contributeur'))).toBe(true);
	expect(await rolesOf(id)).toEqual(['contributeur', 'referent']);
	expect(await told(id)).toBe(0);
});

it('is said aloud when they leave all the same', async () => {
	const id = await organisation(world.kayes);
	expect(await leave(world.kayes, id, true)).toBe(false);
	expect(await rolesOf(id)).toEqual([]);
	expect(await told(id)).toBe(2);
});

it('does not happen when two of them leave at the same instant: one stays', async () => {
	const id = await organisation(world.kayes, world.bondoufle);
	const refused = await Promise.all([leave(world.kayes, id), leave(world.bondoufle, id)]);
	expect(refused.filter(Boolean)).toHaveLength(1);
	expect(await rolesOf(id)).toEqual(['referent']);
});

it('does not stop an account that goes: the network is told', async () => {
	const person = await aPerson(world.db);
	const id = await organisation(person);
	await world.db.asService((db) => sql`delete from organisation_members where person_id = ${person.id}`.execute(db));
	expect(await rolesOf(id)).toEqual([]);
	expect(await told(id)).toBe(2);
});

it('counts nobody whose account is gone', async () => {
	const gone = await aPerson(world.db);
	const id = await organisation(world.kayes, gone);
	await owner`update people set account_id = null where id = ${gone.id}`;
	expect(await leave(world.kayes, id)).toBe(true);
});

it('does not keep an organisation from being handed over, whatever one does next', async () => {
	for (const [then, left] of [
		['stay', ['referent', 'referent']],
		['contribute', ['contributeur', 'referent']],
		['leave', ['referent']]
	] as const) {
		const id = await organisation(world.kayes);
		await join(id, world.nouvelle, 'contributeur');
		await world.db.as(world.kayes, (db) => members.handOver(db, id, world.nouvelle.id, then));
		expect(await rolesOf(id)).toEqual(left);
		expect(await told(id)).toBe(0);
	}
});

it('ends the rights of who is removed at once', async () => {
	const id = await organisation(world.bondoufle, world.kayes);
	const renames = () =>
		world.db.as(world.kayes, async (db) => {
			const { numUpdatedRows } = await db
				.updateTable('organisations')
				.set({ summary: 'Écrit après' })
				.where('id', '=', id)
				.executeTakeFirst();
			return numUpdatedRows;
		});
	expect(await renames()).toBe(1n);
	await world.db.as(world.bondoufle, (db) => members.remove(db, id, world.kayes.id));
	expect(await renames()).toBe(0n);
});
