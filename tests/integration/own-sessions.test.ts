/** The list of one's devices, and closing one of them: one's own, and nobody else's. */
import { describe, expect, it } from 'vitest';
import * as sessions from '../../src/lib/people/sessions.server';
import { SessionEnded, type Claims } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;

async function another({ claims }: Person): Promise<{ claims: Claims }> {
	const session_id = newId();
	await db.owner`insert into auth.sessions ${db.owner({ id: session_id, user_id: claims.sub })}`;
	return { claims: { ...claims, session_id } };
}

describe('the devices of an account', () => {
	it('are listed with what they said of themselves, this one first', async () => {
		const person = await aPerson(db);
		const phone = await another(person);
		await db.asService((service) => sessions.nameDevice(service, phone.claims.session_id, 'Firefox'));
		const seen = await db.as(person, sessions.mine);
		expect(seen.map(({ id, here, userAgent }) => [id, here, userAgent])).toEqual([
			[person.claims.session_id, true, null],
			[phone.claims.session_id, false, 'Firefox']
		]);
	});

	it('are seen by nobody else', async () => {
		const person = await aPerson(db);
		const ids = (await db.as(world.admin, sessions.mine)).map(({ id }) => id);
		expect(ids).toEqual([world.admin.claims.session_id]);
		expect(ids).not.toContain(person.claims.session_id);
		await expect(db.as(world.visitor, sessions.mine)).rejects.toMatchObject({ code: '42501' });
	});

	it('are closed one by one: its next request is refused, the others go on', async () => {
		const person = await aPerson(db);
		const phone = await another(person);
		expect(await db.as(person, (own) => sessions.close(own, phone.claims.session_id))).toBe(true);
		await expect(db.as(phone, sessions.mine)).rejects.toBeInstanceOf(SessionEnded);
		expect(await db.as(person, sessions.mine)).toHaveLength(1);
	});

	it('are not closed by somebody else, whatever their role', async () => {
		const person = await aPerson(db);
		for (const who of [world.admin, world.animatrice, world.nouvelle])
			expect(await db.as(who, (other) => sessions.close(other, person.claims.session_id))).toBe(false);
		await expect(
			db.as(world.visitor, (visitors) => sessions.close(visitors, person.claims.session_id))
		).rejects.toMatchObject({ code: '42501' });
		expect(await db.as(person, sessions.mine)).toHaveLength(1);
	});

	it('are named by the system only', async () => {
		await expect(
			db.as(world.nouvelle, (own) => sessions.nameDevice(own, world.nouvelle.claims.session_id, 'Autre'))
		).rejects.toMatchObject({ code: '42501' });
	});
});
