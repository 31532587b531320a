/** Joining on request: who asks, who answers, and what exists in between. And what was agreed to on entering. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as consents from '../../src/lib/people/consents.server';
import * as people from '../../src/lib/people/people.server';
import * as requests from '../../src/lib/people/sign-up-requests.server';
import type { Claims } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { openAccount, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
	await db.owner`update network set sign_up = 'request'`;
});
afterAll(() => supabase.close());

let applicant: { claims: Claims };
beforeEach(async () => {
	applicant = { claims: await openAccount(db, `${newId()}@example.org`) };
	await db.owner`insert into private.verified_accounts (account_id) values (${applicant.claims.sub})`;
});

const words = { name: 'Awa Diarra', message: 'Je rejoins le comité de jumelage.' };
const ask = async (who = applicant, account = who.claims.sub) => {
	const id = newId();
	await db.as(who, (own) => requests.ask(own, account, { id, ...words }, 'fr'));
	return id;
};
const join = () =>
	db.as(applicant, (own) =>
		people.join(own, { id: newId(), accountId: applicant.claims.sub, name: 'Awa Diarra', language: 'fr' })
	);
const mails = (address = applicant.claims.email ?? '') =>
	db.owner<
		{ kind: string; body_text: string }[]
	>`select kind, body_text from private.mails where recipient = ${address}`;

describe('a request to join', () => {
	it('makes nobody: the person exists once it is accepted', async () => {
		const id = await ask();
		await expect(join()).rejects.toMatchObject({ code: '42501' });
		expect(await db.as(applicant, people.standing)).toMatchObject({ mayJoin: false, request: { status: 'waiting' } });
		expect(await db.as(world.animatrice, (own) => requests.answer(own, id, { status: 'accepted' }))).toBe(true);
		expect(await db.as(applicant, people.standing)).toMatchObject({ mayJoin: true, request: { status: 'accepted' } });
		await join();
		expect(await db.as(applicant, people.me)).toMatchObject({ name: 'Awa Diarra', networkRole: 'membre' });
	});

	it('that is refused says why, and opens nothing', async () => {
		const id = await ask();
		const answer = 'Ce réseau est celui d’un autre territoire.';
		expect(await db.as(world.admin, (own) => requests.answer(own, id, { status: 'refused', answer }))).toBe(true);
		expect(await db.as(world.admin, (own) => requests.answer(own, id, { status: 'accepted' }))).toBe(false);
		await expect(join()).rejects.toMatchObject({ code: '42501' });
		await requests.mailSignUp({ id, about: 'refused' });
		expect(await mails()).toMatchObject([{ kind: 'sign-up-refused', body_text: expect.stringContaining(answer) }]);
	});

	it('is not refused without a reason', async () => {
		const id = await ask();
		await expect(
			db.as(world.admin, (own) => requests.answer(own, id, { status: 'refused', answer: ' ' }))
		).rejects.toMatchObject({ code: '23514' });
	});

	it('is listed with its address for those who answer, page after page, and for nobody else', async () => {
		await ask();
		const { requests: listed } = await db.as(world.admin, (own) => requests.list(own, true, null));
		expect(listed[0]).toMatchObject({ ...words, address: applicant.claims.email, status: 'waiting' });
		const { requests: older } = await db.as(world.admin, (own) => requests.list(own, true, listed[0]?.id ?? null));
		expect(older.map(({ id }) => id)).toEqual(listed.slice(1).map(({ id }) => id));
		for (const who of [world.nouvelle, world.cresi, applicant])
			await expect(db.as(who, (own) => requests.list(own, true, null))).rejects.toMatchObject({ code: '42501' });
	});

	it('is made for oneself, once, by an account that proved its address and is nobody yet', async () => {
		await expect(ask(applicant, world.unverified.claims.sub)).rejects.toMatchObject({ code: '42501' });
		await expect(ask(world.unverified)).rejects.toMatchObject({ code: '42501' });
		await expect(ask(world.nouvelle)).rejects.toMatchObject({ code: '42501' });
		await ask();
		await ask();
		expect(await db.owner`select 1 from sign_up_requests where account_id = ${applicant.claims.sub}`).toHaveLength(1);
	});

	it('is not answered by who is not asked, nor by who asks', async () => {
		const id = await ask();
		for (const who of [world.nouvelle, world.cresi, applicant])
			expect(await db.as(who, (own) => requests.answer(own, id, { status: 'accepted' }))).toBe(false);
		await expect(join()).rejects.toMatchObject({ code: '42501' });
	});

	it('is made only where the network answers requests', async () => {
		await db.owner`update network set sign_up = 'invitation'`;
		await expect(ask()).rejects.toMatchObject({ code: '42501' });
		await db.owner`update network set sign_up = 'request'`;
	});
});

describe('what was agreed to on entering', () => {
	it('is kept with its text, once for each version', async () => {
		await db.asService((own) => sql`select private.admit(${applicant.claims.sub})`.execute(own));
		await join();
		for (const _ of [1, 2]) await db.as(applicant, (own) => consents.agree(own, 'fr', 'Réseau essonnien'));
		const kept = await db.as(applicant, consents.mine);
		expect(kept.map(({ kind }) => kind).toSorted()).toEqual(['data-notice', 'rules']);
		expect(kept.find(({ kind }) => kind === 'rules')?.body).toContain('respect');
		expect(kept.find(({ kind }) => kind === 'data-notice')?.body).toContain('Réseau essonnien est responsable');
		await db.as(applicant, (own) => consents.agree(own, 'fr', 'Un autre éditeur'));
		expect(await db.as(applicant, consents.mine)).toHaveLength(3);
	});

	it('is taken back, which hides them at once and stays in history, and is given again', async () => {
		await db.asService((own) => sql`select private.admit(${applicant.claims.sub})`.execute(own));
		await join();
		await db.as(applicant, (own) => consents.agree(own, 'fr', 'Réseau essonnien'));
		const rules = async () =>
			(await db.as(applicant, consents.mine))
				.filter(({ kind }) => kind === 'rules')
				.map(({ withdrawnAt }) => withdrawnAt);
		const seen = async () => {
			const { rows } = await db.as(world.nouvelle, (own) =>
				sql`select 1 from people where account_id = ${applicant.claims.sub}`.execute(own)
			);
			return rows.length;
		};
		expect([await rules(), await seen()]).toEqual([[null], 1]);
		for (const _ of [1, 2]) await db.as(applicant, consents.withdraw);
		expect([await rules(), await seen()]).toEqual([[expect.any(Date)], 0]);
		expect(
			(await db.as(applicant, consents.mine)).filter(({ kind, withdrawnAt }) => kind === 'data-notice' && withdrawnAt)
		).toEqual([]);
		for (const _ of [1, 2]) await db.as(applicant, (own) => consents.agree(own, 'fr', 'Réseau essonnien'));
		expect(await rules()).toEqual([null, expect.any(Date)]);
		// Who is nobody withdraws nothing of anybody.
		for (const who of [world.unverified, world.nouvelle]) await db.as(who, consents.withdraw);
		expect(await rules()).toEqual([null, expect.any(Date)]);
	});

	it('is recorded for nobody but a person', async () => {
		for (const who of [applicant, world.unverified, world.visitor])
			await expect(db.as(who, (own) => consents.agree(own, 'fr', 'Réseau'))).rejects.toMatchObject({ code: '42501' });
	});
});
