/** Who is told by mail what happens to a resource: those it concerns, once, and never who did it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as editing from '../../src/lib/resources/editing.server';
import { mailResource } from '../../src/lib/resources/resource-mail.server';
import { resourceSchema, type ResourceValues } from '../../src/lib/resources/schema';
import * as reports from '../../src/lib/moderation/reports.server';
import { reportValues } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { theWorld, type Name, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

const form = (more: Record<string, unknown>): ResourceValues =>
	resourceSchema.parse({
		id: newId(),
		intent: 'publish',
		title: 'Le bilan du jumelage',
		kind: 'bilan',
		summary: 'Ce qui a marché.',
		theme: 'jumelages',
		licence: 'cc-by',
		...more
	});
const create = (person: Person, values: ResourceValues) =>
	db.as(person, (viewers) => editing.create(viewers, values, []));
const decide = (person: Person, id: string, ...decision: [Parameters<typeof editing.decide>[2], string?]) =>
	db.as(person, (viewers) => editing.decide(viewers, id, decision[0], decision[1]));

/** Runs the jobs that wait, and takes what they wrote: who receives what. */
async function mailed(): Promise<{ to: string; kind: string; subject: string; text: string }[]> {
	const jobs = await owner<{ payload: Parameters<typeof mailResource>[0] }[]>`
		delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
		where t.id = j.task_id and t.identifier = 'mail-resource' returning j.payload`;
	for (const { payload } of jobs) await mailResource(payload);
	return owner`delete from private.mails where kind like 'resource-%' returning recipient as to, kind, subject, body_text as text`;
}
const address = (name: Name) => world[name].claims.email ?? '';

it('a proposal is told to the referent of its organisation, who publishes it: its author is told', async () => {
	const values = form({ intent: 'propose', organisation: world.organisations.lurcat.id, title: 'Un carnet de route' });
	await create(world.lurcat, values);
	expect(await mailed()).toMatchObject([
		{ to: address('proviseure'), kind: 'resource-proposed', subject: 'À publier : Un carnet de route' }
	]);
	await decide(world.proviseure, values.id, 'published');
	expect(await mailed()).toMatchObject([{ to: address('lurcat'), kind: 'resource-published' }]);
});

it('what is sent back comes with its reason and the link to correct it', async () => {
	const values = form({ intent: 'propose', organisation: world.organisations.lurcat.id, title: 'À revoir' });
	await create(world.lurcat, values);
	await mailed();
	await decide(world.proviseure, values.id, 'to-correct', 'Il manque la date');
	const [mail, ...others] = await mailed();
	expect(others).toEqual([]);
	expect(mail).toMatchObject({ to: address('lurcat'), kind: 'resource-to-correct' });
	expect(mail?.text).toContain('Il manque la date');
	expect(mail?.text).toMatch(/\/ressources\/a-revoir\/modifier\n/);
});

it('without an organisation, the documentalists are told', async () => {
	await create(world.nouvelle, form({ intent: 'propose', title: 'De quelqu’un sans organisation' }));
	expect(await mailed()).toMatchObject([{ to: address('cresi'), kind: 'resource-proposed' }]);
});

it('a documentaliste who corrects a record tells its author, once for several corrections', async () => {
	const values = form({ organisation: world.organisations.bondoufle.id, title: 'Corrigé deux fois' });
	await create(world.bondoufle, values);
	expect(await mailed()).toEqual([]);
	for (const title of ['Corrigé une fois', 'Corrigé deux fois, enfin']) {
		await db.as(world.cresi, async (viewers) => {
			const shown = await editing.valuesOf(viewers, values.id);
			await editing.revise(viewers, form({ ...shown, keywords: undefined, title, intent: 'publish' }), [], null);
		});
	}
	expect(await mailed()).toMatchObject([
		{ to: address('bondoufle'), kind: 'resource-revised', subject: 'Corrigée : Corrigé deux fois, enfin' }
	]);
});

it('who does it themselves is told nothing', async () => {
	const values = form({ organisation: world.organisations.bondoufle.id, title: 'De sa propre main' });
	await create(world.bondoufle, values);
	await decide(world.bondoufle, values.id, 'withdrawn', 'Une erreur');
	expect(await mailed()).toEqual([]);
});

it('a withdrawal by somebody else is told with its reason, in the author’s language', async () => {
	await owner`update people set language = 'en' where id = ${world.kayes.id}`;
	const values = form({ organisation: world.organisations.kayes.id, title: 'Retirée par le réseau' });
	await create(world.kayes, values);
	await decide(world.cresi, values.id, 'withdrawn', 'Une photo sans accord');
	const [mail, ...others] = await mailed();
	expect(others).toEqual([]);
	expect(mail).toMatchObject({ to: address('kayes'), subject: 'Withdrawn: Retirée par le réseau' });
	expect(mail?.text).toContain('Une photo sans accord');
});

it('what the network decides about a report has its own mail, and no second one', async () => {
	const values = form({ organisation: world.organisations.bondoufle.id, title: 'Signalée' });
	await create(world.bondoufle, values);
	const report = reportValues(values.id);
	await owner`insert into reports ${owner({ ...report, id: report['id'] as string })}`;
	const decision = { decision: 'withdrawn', answer: 'Une photo sans accord des parents.' } as const;
	expect(await db.as(world.admin, (viewers) => reports.decide(viewers, report['id'] as string, decision))).toBe(true);
	expect(await owner`select status from resources where id = ${values.id}`).toMatchObject([{ status: 'withdrawn' }]);
	expect(await mailed()).toEqual([]);
});

it('a proposal that was taken back meanwhile writes to nobody', async () => {
	const values = form({ intent: 'propose', organisation: world.organisations.lurcat.id, title: 'Repris' });
	await create(world.lurcat, values);
	await owner`update resources set status = 'draft' where id = ${values.id}`;
	expect(await mailed()).toEqual([]);
});
