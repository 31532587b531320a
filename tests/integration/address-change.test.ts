/** Changing address: what each refusal holds, as the database sees it. */
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashed } from '../../src/lib/people/one-time.server';
import { SessionEnded, type Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;

let person: Person;
let wanted: string;
beforeEach(async () => {
	person = await aPerson(db);
	wanted = `${newId()}@example.org`;
});

const asked = async (who: Person, address: string, code = '123456') => {
	const id = newId();
	const { rows } = await db.asService((service) =>
		sql<{
			state: string;
		}>`select private.ask_address_change(${id}, ${who.claims.sub}, ${address}, ${hashed(id, code)}) as state`.execute(
			service
		)
	);
	return { id, state: rows[0]?.state };
};
const confirm = (who: Person, id: string, code = '123456', undo = `undo ${id}`) =>
	db.asService(async (service) => {
		const { rows } =
			await sql`select * from private.confirm_address_change(${id}, ${who.claims.sub}, ${hashed(id, code)}, ${who.claims.session_id}, ${undo})`.execute(
				service
			);
		return rows.length === 1;
	});
const undo = (token: string) =>
	db.asService(async (service) => {
		const { rows } = await sql<{
			done: boolean;
		}>`select private.undo_address_change(${token}, 'unusable') as done`.execute(service);
		return rows[0]?.done;
	});
const addressOf = async ({ claims }: Person) =>
	(await db.owner<{ email: string }[]>`select email from auth.users where id = ${claims.sub}`)[0]?.email;
const formerOf = ({ claims }: Person) => claims.email ?? '';

describe('an address is changed', () => {
	it('by the right code, and the other devices are signed out', async () => {
		const session_id = newId();
		await db.owner`insert into auth.sessions ${db.owner({ id: session_id, user_id: person.claims.sub })}`;
		const { id } = await asked(person, wanted);
		expect(await confirm(person, id)).toBe(true);
		expect(await addressOf(person)).toBe(wanted);
		const nothing = async (_: Database) => {};
		await db.as(person, nothing);
		await expect(db.as({ claims: { ...person.claims, session_id } }, nothing)).rejects.toBeInstanceOf(SessionEnded);
	});

	it('in the journal of the person', async () => {
		const { id } = await asked(person, wanted);
		await confirm(person, id);
		expect(await db.owner`select verb, actor_id from activity where object_id = ${person.id}`).toMatchObject([
			{ verb: 'changed-address', actor_id: person.id }
		]);
	});

	it('not by a wrong code, nor by the right one after five', async () => {
		const { id } = await asked(person, wanted);
		for (const _ of [1, 2, 3, 4, 5]) expect(await confirm(person, id, '654321')).toBe(false);
		expect(await confirm(person, id)).toBe(false);
		expect(await addressOf(person)).toBe(formerOf(person));
	});

	it('not by a code of half an hour ago, nor twice by the same', async () => {
		const { id } = await asked(person, wanted);
		await db.owner`update private.address_changes set created_at = now() - interval '31 minutes' where id = ${id}`;
		expect(await confirm(person, id)).toBe(false);
		await db.owner`update private.address_changes set created_at = now() where id = ${id}`;
		expect(await confirm(person, id)).toBe(true);
		expect(await confirm(person, id)).toBe(false);
	});

	it('not by somebody else who learnt the code', async () => {
		const { id } = await asked(person, wanted);
		expect(await confirm(await aPerson(db), id)).toBe(false);
		expect(await addressOf(person)).toBe(formerOf(person));
	});

	it('not to an address that is somebody’s, whatever the case, nor was taken meanwhile', async () => {
		const other = await aPerson(db);
		const { id, state } = await asked(person, formerOf(other).toUpperCase());
		expect(state).toBe('taken');
		expect(await confirm(person, id)).toBe(false);
		const late = await asked(person, wanted);
		await db.owner`update auth.users set email = ${wanted} where id = ${other.claims.sub}`;
		expect(await confirm(person, late.id)).toBe(false);
		expect(await addressOf(person)).toBe(formerOf(person));
	});

	it('by nobody through the database: the functions are the system’s', async () => {
		const { id } = await asked(person, wanted);
		for (const who of [person, world.admin, world.visitor]) {
			const calls = [
				sql`select private.ask_address_change(${newId()}, ${person.claims.sub}, ${wanted}, 'x')`,
				sql`select * from private.confirm_address_change(${id}, ${person.claims.sub}, 'x', ${newId()}, 'x')`,
				sql`select private.undo_address_change('x', 'x')`,
				sql`select private.set_address(${person.claims.sub}, ${wanted})`,
				sql`select * from private.address_changes`
			];
			for (const call of calls)
				await expect(db.as(who, (own) => call.execute(own))).rejects.toMatchObject({ code: '42501' });
		}
	});
});

describe('a change is undone', () => {
	it('by the old address, once, and everything is signed out', async () => {
		const { id } = await asked(person, wanted);
		await confirm(person, id);
		expect(await undo(`undo ${id}`)).toBe(true);
		expect(await addressOf(person)).toBe(formerOf(person));
		await expect(db.as(person, async () => {})).rejects.toBeInstanceOf(SessionEnded);
		expect(await undo(`undo ${id}`)).toBe(false);
	});

	it('not after seven days, nor by another link', async () => {
		const { id } = await asked(person, wanted);
		await confirm(person, id);
		expect(await undo('another')).toBe(false);
		await db.owner`update private.address_changes set confirmed_at = now() - interval '7 days 1 minute' where id = ${id}`;
		expect(await undo(`undo ${id}`)).toBe(false);
		expect(await addressOf(person)).toBe(wanted);
	});

	it('with those that followed, whose links are dead', async () => {
		const first = await asked(person, wanted);
		await confirm(person, first.id);
		const second = await asked(person, `${newId()}@example.org`);
		await confirm(person, second.id);
		expect(await undo(`undo ${first.id}`)).toBe(true);
		expect(await addressOf(person)).toBe(formerOf(person));
		expect(await undo(`undo ${second.id}`)).toBe(false);
	});

	it('with a passphrase that was chosen since, and no earlier one', async () => {
		const kept = await aPerson(db);
		for (const [who, since] of [
			[person, "interval '1 minute'"],
			[kept, "interval '-1 day'"]
		] as const) {
			const { id } = await asked(who, `${newId()}@example.org`);
			await confirm(who, id);
			await db.owner`update auth.users set encrypted_password = 'chosen' where id = ${who.claims.sub}`;
			await db.owner`update private.verified_accounts set passphrase_set_at = now() + ${db.owner.unsafe(since)} where account_id = ${who.claims.sub}`;
			expect(await undo(`undo ${id}`)).toBe(true);
		}
		const passphrase = async ({ claims }: Person) =>
			(
				await db.owner`select encrypted_password, passphrase_set_at is not null as chosen from auth.users u join private.verified_accounts v on v.account_id = u.id where u.id = ${claims.sub}`
			)[0];
		expect(await passphrase(person)).toMatchObject({ encrypted_password: 'unusable', chosen: false });
		expect(await passphrase(kept)).toMatchObject({ encrypted_password: 'chosen', chosen: true });
	});
});
