/** `domain.md` §2.4: the decision about a report takes effect at once. It lets nobody read what they do not. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as reports from '../../src/lib/moderation/reports.server';
import type { ReportedKind } from '../../src/lib/moderation/report';
import { newId } from '../../src/lib/platform/ids';
import { anOrganisation, aResource, aSpace, reportValues } from '../support/factories';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const answer = 'Le nom d’une élève y est lisible.';

async function aReport(kind: ReportedKind, object: string): Promise<string> {
	const id = newId();
	await db.owner`insert into reports ${db.owner({ ...reportValues(object), id, object_kind: kind } as Record<string, string>)}`;
	return id;
}
const decide = (who: Person, report: string, decision: 'kept' | 'restricted' | 'withdrawn') =>
	db.as(who, (viewers) => reports.decide(viewers, report, { decision, answer }));
async function decided(kind: ReportedKind, object: string, decision: 'kept' | 'restricted' | 'withdrawn') {
	const report = await aReport(kind, object);
	expect(await decide(world.admin, report, decision)).toBe(true);
	return report;
}
const now = async (table: string, id: string) => (await db.owner`select * from ${db.owner(table)} where id = ${id}`)[0];
const sees = async (who: Person, table: 'resources' | 'organisations' | 'spaces', id: string) =>
	(await db.as(who, (viewers) => viewers.selectFrom(table).select('id').where('id', '=', id).execute())).length > 0;
const change = (
	who: Person,
	table: 'resources' | 'organisations' | 'spaces',
	id: string,
	set: Record<string, unknown>
) =>
	db.as(who, (viewers) =>
		viewers
			.updateTable(table)
			.set(set as never)
			.where('id', '=', id)
			.executeTakeFirst()
	);

describe('a resource', () => {
	const published = (more = {}) =>
		aResource(world, { organisation: world.organisations.lurcat.id, author: world.lurcat, ...more });

	it('is withdrawn with the decision, and only a documentaliste brings it back', async () => {
		const { id } = await published();
		await decided('resource', id, 'withdrawn');
		expect(await now('resources', id)).toMatchObject({ status: 'withdrawn', visibility: 'public' });
		expect(await sees(world.admin, 'resources', id)).toBe(false);
		await expect(change(world.proviseure, 'resources', id, { status: 'published' })).rejects.toMatchObject({
			code: '42501'
		});
		const [told] = await db.owner`select actor_id, reason from activity where object_id = ${id} and verb = 'withdrawn'`;
		expect(told).toEqual({ actor_id: world.admin.id, reason: answer });
	});

	it('is restricted by one circle at a time, and its makers do not widen it before the measure is lifted', async () => {
		const { id } = await published();
		const first = await decided('resource', id, 'restricted');
		expect(await now('resources', id)).toMatchObject({ visibility: 'reseau', status: 'published' });
		const widening = () => change(world.proviseure, 'resources', id, { visibility: 'public' });
		await expect(widening()).rejects.toMatchObject({ code: 'PT409', hint: 'moderated' });
		const second = await decided('resource', id, 'restricted');
		expect(await now('resources', id)).toMatchObject({ visibility: 'organisation' });
		for (const report of [first, second]) {
			await expect(widening()).rejects.toMatchObject({ code: 'PT409' });
			expect(await db.as(world.admin, (viewers) => reports.lift(viewers, report))).toBe(true);
		}
		expect((await widening()).numUpdatedRows).toBe(1n);
	});

	it('that only its makers read is not restricted: nothing is decided', async () => {
		const { id } = await published({ visibility: 'organisation' });
		const report = await aReport('resource', id);
		await expect(decide(world.admin, report, 'restricted')).rejects.toMatchObject({ code: 'PT409', hint: 'narrowest' });
		expect(await now('reports', report)).toMatchObject({ status: 'received' });
	});

	it('that an administrator does not read is withdrawn without being read', async () => {
		for (const more of [
			{ visibility: 'espace', space: world.spaces.comite.id },
			{ visibility: 'prive', organisation: undefined }
		]) {
			const { id } = await published(more);
			const report = await aReport('resource', id);
			const read = () => db.as(world.admin, (viewers) => reports.find(viewers, report));
			expect((await read())?.object).toBeNull();
			await decide(world.admin, report, 'withdrawn');
			expect(await now('resources', id)).toMatchObject({ status: 'withdrawn' });
			expect(await sees(world.admin, 'resources', id)).toBe(false);
			expect((await read())?.object).toBeNull();
		}
	});

	it('is not changed by an administrator otherwise, even in the transaction of a decision', async () => {
		const [decidedOne, other] = [await published(), await published()];
		const report = await aReport('resource', decidedOne.id);
		const touched = await db.as(world.admin, async (viewers) => {
			await reports.decide(viewers, report, { decision: 'restricted', answer });
			const counts = [];
			for (const { id } of [decidedOne, other])
				counts.push(
					(await viewers.updateTable('resources').set({ title: 'Réécrit' }).where('id', '=', id).executeTakeFirst())
						.numUpdatedRows
				);
			return counts;
		});
		expect(touched).toEqual([0n, 0n]);
	});

	it('stays as it is when the report is not founded', async () => {
		const { id } = await published();
		await decided('resource', id, 'kept');
		expect(await now('resources', id)).toMatchObject({ status: 'published', visibility: 'public', version: 1 });
	});
});

describe('an organisation', () => {
	it('is withdrawn, or restricted, with the decision', async () => {
		const [gone, kept] = [await anOrganisation(world), await anOrganisation(world, { referent: world.nouvelle })];
		await decided('organisation', gone.id, 'withdrawn');
		expect(await now('organisations', gone.id)).toMatchObject({ status: 'withdrawn' });
		await decided('organisation', kept.id, 'restricted');
		expect(await now('organisations', kept.id)).toMatchObject({ status: 'published', visibility: 'reseau' });
	});
});

describe('a space', () => {
	let space: { id: string };
	beforeAll(async () => {
		space = await aSpace(world, { visibility: 'public', members: [[world.nouvelle, 'animateur']] });
	});

	it('that is restricted is not opened again by who facilitates it', async () => {
		await decided('space', space.id, 'restricted');
		expect(await now('spaces', space.id)).toMatchObject({ visibility: 'reseau', archived_at: null });
		await expect(change(world.nouvelle, 'spaces', space.id, { visibility: 'public' })).rejects.toMatchObject({
			code: 'PT409'
		});
	});

	it('that is withdrawn is archived and read by its members only, until the measure is lifted', async () => {
		const report = await decided('space', space.id, 'withdrawn');
		expect(await now('spaces', space.id)).toMatchObject({ visibility: 'espace', archived_at: expect.any(Date) });
		expect(await sees(world.admin, 'spaces', space.id)).toBe(false);
		const reopening = () => change(world.nouvelle, 'spaces', space.id, { archived_at: null });
		await expect(reopening()).rejects.toMatchObject({ code: 'PT409', hint: 'moderated' });
		await db.as(world.admin, (viewers) => reports.lift(viewers, report));
		expect((await reopening()).numUpdatedRows).toBe(1n);
		// The restriction of before still holds.
		await expect(change(world.nouvelle, 'spaces', space.id, { visibility: 'reseau' })).rejects.toMatchObject({
			hint: 'moderated'
		});
	});

	it('that is archived already is restricted too', async () => {
		const archived = await aSpace(world, { visibility: 'public' });
		await db.owner`update spaces set archived_at = now() where id = ${archived.id}`;
		await decided('space', archived.id, 'restricted');
		expect(await now('spaces', archived.id)).toMatchObject({ visibility: 'reseau', archived_at: expect.any(Date) });
	});
});

it('nobody but an administrator decides, or lifts', async () => {
	const { id } = await aResource(world, { organisation: world.organisations.lurcat.id });
	const report = await aReport('resource', id);
	for (const who of [world.animatrice, world.cresi, world.proviseure, world.nouvelle])
		expect(await decide(who, report, 'withdrawn'), who.name).toBe(false);
	expect(await now('resources', id)).toMatchObject({ status: 'published' });
	await decide(world.admin, report, 'restricted');
	for (const who of [world.animatrice, world.cresi, world.proviseure, world.nouvelle])
		expect(await db.as(who, (viewers) => reports.lift(viewers, report)), who.name).toBe(false);
});
