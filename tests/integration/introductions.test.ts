/** « Mettre en relation »: one message to those who answer for both, which gives neither the address of the other. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { introduce, mailIntroduction } from '../../src/lib/organisations/introducing.server';
import * as people from '../../src/lib/people/people.server';
import { mailWelcome } from '../../src/lib/people/welcome-mail.server';
import { newId } from '../../src/lib/platform/ids';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { openAccount, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { lurcat, kayes, cresi } = world.organisations;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

const message = 'Vous travaillez toutes deux sur les échanges scolaires.';
const introducing = (id: string, other = kayes.id) =>
	db.as(world.nouvelle, (viewers) => introduce(viewers, lurcat.id, { id, other, message }));

/** The jobs of a task that wait, taken away. */
const queued = (task: string) =>
	db.owner<{ payload: { id: string } }[]>`
		delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
		where t.id = j.task_id and t.identifier = ${task} returning j.payload`;
const mails = () =>
	db.owner<{ recipient: string; reply_to: string; body_text: string }[]>`
		delete from private.mails returning recipient, reply_to, body_text`;

it('writes once to those who answer for either, and says who introduces them', async () => {
	const id = newId();
	for (const _ of [1, 2]) await introducing(id);
	const jobs = await queued('mail-introduction');
	expect(jobs).toMatchObject([{ payload: { id } }]);
	for (const _ of [1, 2]) for (const { payload } of jobs) await mailIntroduction(payload);
	const written = await mails();
	const [proviseure, referente] = [world.proviseure.claims.email ?? '', world.kayes.claims.email ?? ''];
	expect(written.map(({ recipient }) => recipient).sort()).toEqual([proviseure, referente].sort());
	for (const { recipient, reply_to, body_text } of written) {
		expect(reply_to).toBe(world.nouvelle.claims.email);
		expect(body_text).toContain(message);
		expect(body_text).not.toContain(recipient === proviseure ? referente : proviseure);
		expect(body_text).toContain(`/annuaire/${recipient === proviseure ? kayes.slug : lurcat.slug}`);
	}
	const told =
		await db.owner`select object_id from activity where verb = 'introduced' and actor_id = ${world.nouvelle.id}`;
	expect(told.map(({ object_id }) => String(object_id)).sort()).toEqual([lurcat.id, kayes.id].sort());
});

it('makes nobody write to everybody', async () => {
	for (let n = 2; n <= 5; n++) await introducing(newId(), n % 2 ? kayes.id : cresi.id);
	await expect(introducing(newId())).rejects.toMatchObject({ code: 'PT409', hint: 'too-many' });
	await expect(introducing(newId(), lurcat.id)).rejects.toMatchObject({ code: '23514' });
});

it('welcomes who enters, with what may be done first; not whom the system made', async () => {
	await queued('mail-welcome');
	const claims = await openAccount(db, 'bienvenue@example.org');
	await db.owner`insert into private.verified_accounts (account_id) values (${claims.sub})`;
	const id = newId();
	await db.as({ claims }, (viewers) =>
		people.join(viewers, { id, accountId: claims.sub, name: 'Awa', language: 'fr' })
	);
	const jobs = await queued('mail-welcome');
	expect(jobs).toMatchObject([{ payload: { id } }]);
	for (const _ of [1, 2]) await mailWelcome({ id });
	expect(await mails()).toMatchObject([
		{ recipient: 'bienvenue@example.org', body_text: expect.stringMatching(/rejoindre[\s\S]*proches[\s\S]*nouvelle/) }
	]);
});
