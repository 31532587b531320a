/** A measure after a report, and its end: the same people are told, and who is held meanwhile reads why. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailReport } from '../../src/lib/moderation/report-mail.server';
import * as reports from '../../src/lib/moderation/reports.server';
import * as m from '../../src/lib/paraglide/messages';
import type { Database } from '../../src/lib/platform/database.server';
import * as editing from '../../src/lib/organisations/editing.server';
import { actions } from '../../src/routes/(membre)/annuaire/[slug]/modifier/+page.server';
import { newId } from '../../src/lib/platform/ids';
import { anOrganisation, aThread, reportValues } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

interface Mail {
	kind: string;
	recipient: string;
	body_text: string;
}

/** Runs the mails of reports that wait. */
async function written(): Promise<Mail[]> {
	const jobs = await db.owner<{ payload: Parameters<typeof mailReport>[0] }[]>`
		delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
		where t.id = j.task_id and t.identifier = 'mail-report' returning j.payload`;
	for (const { payload } of jobs) await mailReport(payload);
	return db.owner<Mail[]>`delete from private.mails returning kind, recipient, body_text`;
}

/** Who received which kind. */
const mailed = async () => (await written()).map(({ kind, recipient }) => `${kind} ${recipient}`).sort();

const organisation = await anOrganisation(world, { referent: world.kayes });
const report = reportValues(organisation.id);

/** What the form of the sheet answers to who opens it to everybody. */
async function widening() {
	const sheet = await db.as(world.kayes, (viewers) => editing.valuesOf(viewers, organisation.slug));
	const body = new FormData();
	for (const field of ['id', 'version', 'name', 'kind'] as const) body.set(field, String(sheet?.[field]));
	body.set('visibility', 'public');
	const { claims } = world.kayes;
	return actions.default({
		request: new Request('https://reseau.example/', { method: 'POST', body }),
		params: organisation,
		locals: { claims, db: <T>(work: (viewers: Database) => Promise<T>) => db.as(world.kayes, work) }
	} as never);
}

it('tells who reported and who makes the content of the measure, then of its end', async () => {
	await db.owner`insert into reports ${db.owner({ ...report, object_kind: 'organisation' })}`;
	await db.as(world.admin, (viewers) =>
		reports.decide(viewers, String(report['id']), { decision: 'restricted', answer: 'Un nom était lisible.' })
	);
	const makers = world.kayes.claims.email;
	expect(await mailed()).toEqual([`content-moderated ${makers}`, `report-decided ${String(report['reporter_email'])}`]);

	expect(await widening()).toMatchObject({ status: 409, data: { problems: { visibility: m.report_held() } } });

	for (const first of [true, false])
		expect(await db.as(world.admin, (viewers) => reports.lift(viewers, String(report['id'])))).toBe(first);
	expect(await mailed()).toEqual([`content-moderated ${makers}`, `report-lifted ${String(report['reporter_email'])}`]);
	await expect(widening()).rejects.toMatchObject({ status: 303 });
});

it('tells the author of a message why it was withdrawn, and nothing of who reported it', async () => {
	const thread = await aThread(world, { space: world.spaces.comite.id, author: world.elue });
	const values = { ...reportValues(thread.posts[0] ?? ''), id: newId(), object_kind: 'post' };
	await db.owner`insert into reports ${db.owner(values as Record<string, string>)}`;
	await db.as(world.admin, (viewers) =>
		reports.decide(viewers, values.id, { decision: 'withdrawn', answer: 'Ces mots visent une personne.' })
	);
	const told = (await written()).filter(({ recipient }) => recipient === world.elue.claims.email);
	expect(told).toMatchObject([{ kind: 'content-moderated' }]);
	expect(told[0]?.body_text).toContain('Ces mots visent une personne.');
	for (const hidden of ['lectrice', 'La date du document est fausse']) expect(told[0]?.body_text).not.toContain(hidden);
});
