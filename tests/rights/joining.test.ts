import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as people from '../../src/lib/people/people.server';
import { openAccount, theWorld } from '../support/world';

/** `model.md` § People: a person exists when we verified the address, once, and with no role of its own making. */
const world = await theWorld();
const { owner } = world.db;
const proven = async () => {
	const claims = await openAccount(world.db, `${newId()}@example.org`);
	await owner`insert into private.verified_accounts (account_id) values (${claims.sub})`;
	return { claims };
};
const newcomer = (accountId: string) => ({ id: newId(), accountId, name: 'Awa Diarra', language: 'fr' as const });

it('is for an account that proved its address', async () => {
	const account = await proven();
	await world.db.as(account, (db) => people.join(db, newcomer(account.claims.sub)));
	expect(await world.db.as(account, (db) => people.me(db))).toMatchObject({
		name: 'Awa Diarra',
		networkRole: 'membre'
	});
});

it('is done once, however often the form is sent', async () => {
	const account = await proven();
	for (const _ of [1, 2]) await world.db.as(account, (db) => people.join(db, newcomer(account.claims.sub)));
	expect(await owner`select count(*)::int as n from people where account_id = ${account.claims.sub}`).toMatchObject([
		{ n: 1 }
	]);
});

it('is refused to an account that proved nothing, and for somebody else', async () => {
	const { sub } = world.unverified.claims;
	await expect(world.db.as(world.unverified, (db) => people.join(db, newcomer(sub)))).rejects.toMatchObject({
		code: '42501'
	});
	const account = await proven();
	await expect(world.db.as(account, (db) => people.join(db, newcomer(sub)))).rejects.toMatchObject({ code: '42501' });
});

describe('when sign-up is not open', () => {
	const settle = (sign_up: 'open' | 'request' | 'invitation') => owner`update network set sign_up = ${sign_up}`;
	afterEach(() => settle('open'));

	it.each(['request', 'invitation'] as const)('(%s) a proven address is not enough', async (sign_up) => {
		const account = await proven();
		await settle(sign_up);
		await expect(world.db.as(account, (db) => people.join(db, newcomer(account.claims.sub)))).rejects.toMatchObject({
			code: '42501'
		});
	});

	it('an account that was admitted joins, and only that one', async () => {
		const [admitted, other] = [await proven(), await proven()];
		await settle('invitation');
		for (const _ of [1, 2])
			await world.db.asService((db) => sql`select private.admit(${admitted.claims.sub})`.execute(db));
		await world.db.as(admitted, (db) => people.join(db, newcomer(admitted.claims.sub)));
		expect(await world.db.as(admitted, people.me)).toMatchObject({ name: 'Awa Diarra' });
		await expect(world.db.as(other, (db) => people.join(db, newcomer(other.claims.sub)))).rejects.toMatchObject({
			code: '42501'
		});
	});

	it('an admitted account still has to prove its address', async () => {
		const claims = await openAccount(world.db, `${newId()}@example.org`);
		await world.db.asService((db) => sql`select private.admit(${claims.sub})`.execute(db));
		await expect(world.db.as({ claims }, (db) => people.join(db, newcomer(claims.sub)))).rejects.toMatchObject({
			code: '42501'
		});
	});

	it('nobody admits themselves, nor anybody else', async () => {
		const account = await proven();
		for (const who of [account, world.admin, world.visitor])
			await expect(
				world.db.as(who, (db) => sql`select private.admit(${account.claims.sub})`.execute(db))
			).rejects.toMatchObject({ code: '42501' });
	});
});

it('gives no role of the network', async () => {
	const account = await proven();
	const chief = { id: newId(), account_id: account.claims.sub, name: 'Chef', network_role: 'admin' };
	await expect(world.db.as(account, (db) => db.insertInto('people').values(chief).execute())).rejects.toMatchObject({
		code: '42501'
	});
});

it('makes an administrator only of who holds the code of the log, and only of the first', async () => {
	await owner`insert into private.first_administrator (code_hash) values ('hash of the code')`;
	const become = (code: string) => world.db.as(world.nouvelle, (db) => people.becomeFirstAdministrator(db, code));
	expect(await become('hash of the code')).toBe(false);
	// As if nobody had ever been one: the database lets no last administrator go.
	await owner`alter table people disable trigger people_last_administrator`;
	await owner`update people set network_role = 'membre' where network_role = 'admin'`;
	await owner`alter table people enable trigger people_last_administrator`;
	expect(await become('another hash')).toBe(false);
	expect(await become('hash of the code')).toBe(true);
	expect(await become('hash of the code')).toBe(false);
	expect(await owner`select count(*)::int as n from people where network_role = 'admin'`).toMatchObject([{ n: 1 }]);
});
