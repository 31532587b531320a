/** A measure after a report, and its end: the same people are told, and who is held meanwhile reads why. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailReport } from '../../src/lib/moderation/report-mail.server';
import * as reports from '../../src/lib/moderation/reports.server';
import * as m from '../../src/lib/paraglide/messages';
import type { Database } from '../../src/lib/platform/database.server';
import * as editing from '../../src/lib/organisations/editing.server';
import { actions } from '../../src/routes/(membre)/annuaire/[slug]/modifier/+page.server';
import { anOrganisation, reportValues } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

/** Runs the mails of reports that wait. @returns who received which kind. */
async function mailed(): Promise<string[]> {
	const jobs = await db.owner<{ payload: Parameters<typeof mailReport>[0] }[]>`
		delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
		where t.id = j.task_id and t.identifier = 'mail-report' returning j.payload`;
	for (const { payload } of jobs) await mailReport(payload);
	const mails = await db.owner<{ kind: string; recipient: string }[]>`
		delete from private.mails returning kind, recipient`;
	return mails.map(({ kind, recipient }) => `${kind} ${recipient}`).sort();
}

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
