import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import * as reports from '../../src/lib/moderation/reports.server';
import type { ReportedKind } from '../../src/lib/moderation/report';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { aDocument, aMessage, anEvent, aSpace, aThread, reportValues } from '../support/factories';
import { theWorld } from '../support/world';

/**
 * `domain.md` §2.4, `model.md` § People: an administrator reads nothing of a closed space. Somebody who reads it
 * may report what was said: it is read with what surrounds it by who takes the report up, until it is decided.
 */
const world = await theWorld();
const { db } = world;
const answer = 'Ces mots visent une personne.';
const space = await aSpace(world, {
	members: [
		[world.pilote, 'animateur'],
		[world.elue, 'membre'],
		[world.benevole, 'membre']
	]
});
const thread = await aThread(world, {
	space: space.id,
	author: world.elue,
	said: Array.from({ length: 12 }, (_, n) => ({ body: `Parole ${n + 1}` }))
});
const [said = ''] = thread.posts.slice(5);

const report = (who: Viewer, kind: ReportedKind, object: string) => {
	const values = { ...reportValues(object), id: newId(), object_kind: kind };
	return db
		.as(who, (viewers) =>
			viewers
				.insertInto('reports')
				.values(values as never)
				.execute()
		)
		.then(() => values.id);
};
const words = async (who: Viewer, id: string) =>
	db.as(who, async (viewers) =>
		(await sql<{ body: string }>`select body from private.reported_words(${id})`.execute(viewers)).rows.map(
			({ body }) => body
		)
	);
const decide = (id: string, decision: 'kept' | 'restricted' | 'withdrawn') =>
	db.as(world.admin, (viewers) => reports.decide(viewers, id, { decision, answer }));
const told = async (kind: ReportedKind, object: string) =>
	(await db.owner`select person_id from private.makers_of(${kind}, ${object})`).map(({ person_id }) => person_id);

describe('a post', () => {
	it('is reported by who reads it, and by nobody else', async () => {
		for (const who of [world.visitor, world.nouvelle, world.admin, world.animatrice])
			await expect(report(who, 'post', said)).rejects.toMatchObject({ code: '42501' });
		await expect(report(world.nouvelle, 'post', newId())).rejects.toMatchObject({ code: '42501' });
		for (const who of [world.visitor, world.nouvelle, world.admin])
			expect(await db.as(who, (viewers) => reports.reported(viewers, 'post', said))).toBeNull();
		expect(await db.as(world.benevole, (viewers) => reports.reported(viewers, 'post', said))).toMatchObject({
			path: `/espaces/${space.slug}/discussions/${thread.id}#message-6`
		});
	});

	it('is read with what surrounds it while an administrator examines the report, and by no one else', async () => {
		const id = await report(world.benevole, 'post', said);
		const others = [world.animatrice, world.cresi, world.pilote, world.benevole, world.elue, world.nouvelle];
		expect(await words(world.admin, id)).toEqual([]);
		await db.as(world.admin, (viewers) => reports.examine(viewers, id));
		expect(await words(world.admin, id)).toEqual(Array.from({ length: 7 }, (_, n) => `Parole ${n + 3}`));
		for (const who of others) expect(await words(who, id)).toEqual([]);
		const [taken] = await db.owner`select actor_id from activity where object_id = ${id} and verb = 'examined'`;
		expect(taken).toEqual({ actor_id: world.admin.id });
		// Nothing more than these words.
		expect(
			await db.as(world.admin, (viewers) =>
				viewers.selectFrom('posts').select('id').where('thread_id', '=', thread.id).execute()
			)
		).toEqual([]);
		await decide(id, 'kept');
		expect(await words(world.admin, id)).toEqual([]);
	});

	it('is withdrawn with the decision, which is told to its author; its space is not told why, nor who reported', async () => {
		const id = await report(world.benevole, 'post', said);
		await expect(decide(id, 'restricted')).rejects.toMatchObject({ code: 'PT409', hint: 'narrowest' });
		const after = await db.as(world.admin, async (viewers) => {
			expect(await reports.decide(viewers, id, { decision: 'withdrawn', answer })).toBe(true);
			return (await sql<{ viewer: string }>`select private.viewer() as viewer`.execute(viewers)).rows[0]?.viewer;
		});
		expect(after, 'whoever decided is themself again').toBe(world.admin.id);
		const [post] = await db.owner`select body, withdrawn_at from posts where id = ${said}`;
		expect(post).toEqual({ body: null, withdrawn_at: expect.any(Date) });
		const traces = await db.as(world.pilote, (viewers) =>
			viewers.selectFrom('activity').select(['verb', 'actor_id', 'reason']).where('object_id', '=', said).execute()
		);
		expect(traces.at(-1)).toEqual({ verb: 'withdrawn', actor_id: null, reason: null });
		expect(await told('post', said)).toEqual([world.elue.id]);
		for (const who of [world.elue, world.pilote])
			expect(
				await db.as(who, (viewers) => viewers.selectFrom('reports').select('id').where('id', '=', id).execute())
			).toEqual([]);
	});
});

describe('a message of a room', () => {
	const conversation = newId();
	const withdrawn = async (id: string) =>
		(await db.owner`select body, withdrawn_at from chat_messages where id = ${id}`)[0];

	it('of a space, and of a conversation of two, is reported by those who are there', async () => {
		const { owner } = db;
		await owner`insert into chat_rooms ${owner({ id: conversation })}`;
		for (const { id } of [world.elue, world.kayes])
			await owner`insert into chat_members ${owner({ room_id: conversation, person_id: id })}`;
		const inSpace = await aMessage(world, { room: space.id, author: world.elue, body: 'Au salon' });
		const between: string[] = [];
		for (let n = 1; n <= 9; n += 1)
			between.push(await aMessage(world, { room: conversation, author: world.elue, body: `Entre nous ${n}` }));
		const [, , , , fifth = ''] = between;
		for (const who of [world.visitor, world.nouvelle, world.admin, world.pilote])
			await expect(report(who, 'message', fifth)).rejects.toMatchObject({ code: '42501' });
		await expect(report(world.kayes, 'message', inSpace)).rejects.toMatchObject({ code: '42501' });
		expect(await db.as(world.kayes, (viewers) => reports.reported(viewers, 'message', fifth))).toMatchObject({
			path: `/messages/${conversation}?message=5#message-5`
		});
		expect(await db.as(world.benevole, (viewers) => reports.reported(viewers, 'message', inSpace))).toMatchObject({
			path: `/espaces/${space.slug}/salon?message=1#message-1`
		});

		const id = await report(world.kayes, 'message', fifth);
		expect(await words(world.admin, id)).toEqual([]);
		await db.as(world.admin, (viewers) => reports.examine(viewers, id));
		expect(await words(world.admin, id)).toEqual(Array.from({ length: 7 }, (_, n) => `Entre nous ${n + 2}`));
		for (const who of [world.animatrice, world.kayes, world.elue]) expect(await words(who, id)).toEqual([]);
		expect(
			await db.as(world.admin, (viewers) =>
				viewers.selectFrom('chat_messages').select('id').where('room_id', '=', conversation).execute()
			)
		).toEqual([]);
		await decide(id, 'withdrawn');
		expect(await withdrawn(fifth)).toEqual({ body: null, withdrawn_at: expect.any(Date) });
		expect(await told('message', fifth)).toEqual([world.elue.id]);
		expect(await words(world.admin, id)).toEqual([]);
		await decide(await report(world.benevole, 'message', inSpace), 'withdrawn');
		expect(await withdrawn(inSpace)).toMatchObject({ body: null });
	});
});

describe('a document', () => {
	it('goes one circle narrower, then is nobody else’s, and is not opened again before the measure is lifted', async () => {
		const open = await aSpace(world, { visibility: 'public', members: [[world.pilote, 'animateur']] });
		const id = await aDocument(world, {
			space: open.id,
			author: world.pilote,
			readBy: 'public',
			status: 'adopted',
			text: 'Adopté.'
		});
		const now = async () => (await db.owner`select read_by from documents where id = ${id}`)[0]?.['read_by'];
		const open_to = (read_by: string) =>
			db.as(world.pilote, (viewers) =>
				viewers
					.updateTable('documents')
					.set({ read_by } as never)
					.where('id', '=', id)
					.execute()
			);
		const first = await report(world.visitor, 'document', id);
		await decide(first, 'restricted');
		expect(await now()).toBe('reseau');
		await expect(open_to('public')).rejects.toMatchObject({ code: 'PT409', hint: 'moderated' });
		const second = await report(world.nouvelle, 'document', id);
		await decide(second, 'withdrawn');
		expect(await now()).toBe('named');
		await expect(open_to('espace')).rejects.toMatchObject({ hint: 'moderated' });
		await expect(
			db.as(world.pilote, (viewers) =>
				viewers
					.insertInto('document_people')
					.values({ document_id: id, person_id: world.elue.id, writes: false })
					.execute()
			)
		).rejects.toMatchObject({ hint: 'moderated' });
		for (const lifted of [first, second]) await db.as(world.admin, (viewers) => reports.lift(viewers, lifted));
		await open_to('espace');
		expect(await now()).toBe('espace');
	});

	it('that one does not read is not reported', async () => {
		const id = await aDocument(world, { space: space.id, author: world.elue });
		for (const who of [world.visitor, world.nouvelle, world.admin])
			await expect(report(who, 'document', id)).rejects.toMatchObject({ code: '42501' });
	});
});

describe('an event', () => {
	it('is restricted or withdrawn, and its makers do not bring it back before the measure is lifted', async () => {
		const { id } = await anEvent(world, { organisation: world.organisations.lurcat.id, author: world.lurcat });
		const now = async () => (await db.owner`select visibility, status from events where id = ${id}`)[0];
		const change = (set: Record<string, string>) =>
			db.as(world.proviseure, (viewers) =>
				viewers
					.updateTable('events')
					.set(set as never)
					.where('id', '=', id)
					.execute()
			);
		await decide(await report(world.visitor, 'event', id), 'restricted');
		expect(await now()).toEqual({ visibility: 'reseau', status: 'published' });
		await expect(change({ visibility: 'public' })).rejects.toMatchObject({ hint: 'moderated' });
		const second = await report(world.nouvelle, 'event', id);
		await decide(second, 'withdrawn');
		expect(await now()).toMatchObject({ status: 'withdrawn' });
		await expect(change({ status: 'published' })).rejects.toMatchObject({ hint: 'moderated' });
		await db.as(world.admin, (viewers) => reports.lift(viewers, second));
		await change({ status: 'published' });
		expect(await now()).toMatchObject({ status: 'published' });
		expect((await told('event', id)).sort()).toEqual([world.lurcat.id, world.proviseure.id].sort());
	});
});
