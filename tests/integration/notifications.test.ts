/** Who is told what, once, as they chose; and what they have read. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as joining from '../../src/lib/organisations/joining.server';
import { newId } from '../../src/lib/platform/ids';
import { keepReading } from '../../src/lib/chat/readings.server';
import * as levels from '../../src/lib/notifications/levels.server';
import type { Kind, Level } from '../../src/lib/notifications/notification';
import * as notifications from '../../src/lib/notifications/notifications.server';
import { settingsSchema } from '../../src/lib/notifications/schema';
import * as requests from '../../src/lib/spaces/requests.server';
import * as follows from '../../src/lib/threads/follows.server';
import * as writing from '../../src/lib/threads/writing.server';
import { aConversation, aDocument, anEvent, aSpace } from '../support/factories';
import { runJobs } from '../support/notifications';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

let space: { id: string; slug: string; name: string };
let [awa, bakary, chloe]: Person[] = [];
const people = () => [awa, bakary, chloe] as [Person, Person, Person];
beforeEach(async () => {
	[awa, bakary, chloe] = [
		await aPerson(db, { name: 'Awa Diarra' }),
		await aPerson(db, { name: 'Bakary Sissoko' }),
		await aPerson(db, { name: 'Chloé Martin' })
	];
	space = await aSpace(world, { members: people().map((one) => [one, 'membre']) });
	await db.owner`update space_members set role = 'animateur' where person_id = ${people()[0].id}`;
});

/** @returns the discussion. */
async function opened(by: Person, body = 'Qui tient le stand ?'): Promise<string> {
	const id = newId();
	const values = { id, post: newId(), title: 'Le stand de samedi', body, mentions: [] };
	await db.as(by, (own) => writing.open(own, space.slug, values, 'fr'));
	return id;
}
const replied = (by: Person, thread: string, body = 'Moi.', replyTo?: string) => {
	const id = newId();
	return db.as(by, (own) => writing.say(own, { id, thread, body, replyTo })).then(() => id);
};
const naming = ({ id, name }: Person) => `[@${name}](person:${id})`;
async function told(person: Person, list: 'all' | 'unread' | 'mine' = 'unread') {
	await runJobs(world, 'tell');
	return (await db.as(person, (own) => notifications.page(own, list, null))).told;
}
const facts = async (person: Person) =>
	(await told(person)).map((one) => one.facts.map(({ kind, count }) => `${kind} ${count}`));
const count = (person: Person) =>
	db.as(person, (own) => own.selectNoFrom((of) => of.fn<number>('private.viewer_told', []).as('n')).executeTakeFirst());

async function chosen(
	person: Person,
	change: Partial<Record<Kind, Level>> & { atOnce?: string; digest?: string; spaces?: string[] }
) {
	const now = await db.as(person, levels.mine);
	const usual = { ...now.levels, atOnce: now.atOnce ? 'yes' : 'no', digest: now.digest };
	await db.as(person, (own) => levels.save(own, settingsSchema.parse({ ...usual, ...change })));
}

describe('a discussion', () => {
	it('is told to the members of its space when it is opened, never to who opened it', async () => {
		const [one, two, three] = people();
		const thread = await opened(one);
		expect(await told(two)).toMatchObject([
			{
				objectKind: 'thread',
				objectId: thread,
				name: 'Le stand de samedi',
				said: 'Qui tient le stand ?',
				actor: { id: one.id },
				unread: true
			}
		]);
		expect(await facts(three)).toEqual([['thread 1']]);
		expect(await told(one)).toEqual([]);
		expect(await told(world.nouvelle)).toEqual([]);
	});

	it('says to who opened it that others reply, in one line, until they read', async () => {
		const [one, two, three] = people();
		const thread = await opened(one);
		await replied(two, thread);
		await replied(three, thread, 'Moi aussi.');
		expect(await told(one)).toMatchObject([
			{ facts: [{ kind: 'reply', verb: 'replied', count: 2 }], number: 2, said: 'Moi aussi.' }
		]);
		expect(await count(one)).toEqual({ n: 1 });
		await db.as(one, (own) => follows.keepReading(own, thread, 2));
		expect(await told(one)).toMatchObject([{ facts: [{ count: 1 }], number: 3 }]);
		await db.as(one, (own) => follows.keepReading(own, thread, 3));
		expect(await told(one)).toEqual([]);
		expect(await count(one)).toEqual({ n: 0 });
		expect(await told(one, 'all')).toMatchObject([{ unread: false, facts: [{ count: 2 }] }]);
	});

	it('tells whom it names, whom it answers and who follows, each for the best reason, once', async () => {
		const [one, two, three] = people();
		const thread = await opened(one);
		await db.as(one, (own) => follows.keepReading(own, thread, 1));
		for (const who of [two, three]) await db.as(who, (own) => follows.keepReading(own, thread, 1));
		await runJobs(world, 'tell');
		await db.as(three, (own) => follows.followThread(own, thread, 'everything'));
		const first = await replied(two, thread, `Avec ${naming(one)} et ${naming(one)} ?`);
		expect(await facts(one)).toEqual([['mention 1']]);
		expect(await facts(three)).toEqual([['followed 1']]);
		await replied(three, thread, 'Oui.', first);
		expect(await facts(two)).toEqual([['reply 1']]);
		// Told again by a job that runs twice: nothing more.
		await db.asService(async (own) => {
			const rows = await own.selectFrom('activity').select('id').where('object_kind', '=', 'post').execute();
			for (const { id } of rows)
				await own
					.selectNoFrom((of) => of.fn('private.tell', [of.val('activity'), of.val(String(id))]).as('t'))
					.execute();
		});
		expect(await facts(two)).toEqual([['reply 1']]);
	});

	it('is not told to who follows nothing of it, nor to who is named in a space that they do not read', async () => {
		const [one, two] = people();
		await db.as(two, (own) => follows.followSpace(own, space.slug, 'nothing'));
		const thread = await opened(one, `Bonjour ${naming(two)} et ${naming(world.nouvelle)}`);
		expect(await told(two)).toEqual([]);
		await replied(one, thread, naming(world.nouvelle));
		await runJobs(world, 'tell');
		expect(await db.owner`select from notifications where person_id = ${world.nouvelle.id}`).toHaveLength(0);
	});

	it('tells who is named by a correction, and takes back what was withdrawn', async () => {
		const [one, two] = people();
		const thread = await opened(one);
		const post = await replied(one, thread, 'Avec qui ?');
		for (const who of people()) await db.as(who, (own) => follows.keepReading(own, thread, 2));
		expect(await told(two)).toEqual([]);
		await db.as(one, (own) =>
			own
				.updateTable('posts')
				.set({ body: `Avec ${naming(two)} ?` })
				.where('id', '=', post)
				.execute()
		);
		expect(await facts(two)).toEqual([['mention 1']]);
		await db.as(two, (own) => notifications.readObject(own, thread, 1));
		expect(await facts(two)).toEqual([['mention 1']]);
		await db.as(one, (own) => writing.withdraw(own, post, undefined));
		expect(await told(two)).toEqual([]);
	});
});

it('is put aside one object at a time, or all that was shown', async () => {
	const [one, two] = people();
	const threads = [await opened(one), await opened(one), await opened(one)];
	const [newest] = await told(two);
	await db.as(two, (own) => notifications.readOne(own, threads[0] ?? '', newest?.id ?? ''));
	expect((await told(two)).map(({ objectId }) => objectId)).toEqual([threads[2], threads[1]]);
	await opened(one);
	await runJobs(world, 'tell');
	// What came since is not read.
	await db.as(two, (own) => notifications.readAll(own, newest?.id ?? ''));
	expect(await told(two)).toHaveLength(1);
});

it('comes page after page, in one statement each', async () => {
	const [one, two] = people();
	for (let n = 0; n < 23; n += 1) await opened(one);
	const seen = (await told(two)).map(({ objectId }) => objectId);
	expect(seen).toHaveLength(20);
	const { next } = await db.as(two, (own) => notifications.page(own, 'unread', null));
	const rest = await db.as(two, (own) => notifications.page(own, 'unread', next));
	expect(rest).toMatchObject({ next: null });
	expect(new Set([...seen, ...rest.told.map(({ objectId }) => objectId)]).size).toBe(23);
});

describe('what one chose', () => {
	it('of a kind, and of a space, which goes first', async () => {
		const [one, two] = people();
		await chosen(two, { thread: 'nothing' });
		await opened(one);
		expect(await told(two)).toEqual([]);
		await chosen(two, { thread: 'nothing', spaces: [`${space.id} now`] });
		await opened(one);
		await runJobs(world, 'tell');
		expect(await db.owner`select kind, reach from notifications where person_id = ${two.id}`).toMatchObject([
			{ kind: 'thread', reach: 'now' }
		]);
		expect(await db.as(two, levels.mine)).toMatchObject({
			levels: { thread: 'nothing', mention: 'now' },
			spaces: [{ id: space.id, level: 'now' }]
		});
		await chosen(two, { thread: 'digest', spaces: [] });
		expect(await db.owner`select from notification_levels where person_id = ${two.id}`).toHaveLength(0);
		expect(await db.as(two, levels.mine)).toMatchObject({ spaces: [{ level: null }] });
	});

	it('no mail at once: it waits for the digest', async () => {
		const [one, two] = people();
		await chosen(two, { atOnce: 'no' });
		await opened(one, naming(two));
		await runJobs(world, 'tell');
		expect(await db.owner`select kind, reach from notifications where person_id = ${two.id}`).toMatchObject([
			{ kind: 'mention', reach: 'digest' }
		]);
	});

	it('refuses a second mail for what has one, and a level that is none', () => {
		const usual = {
			mention: 'now',
			reply: 'now',
			message: 'now',
			followed: 'now',
			thread: 'now',
			document: 'now',
			event: 'now',
			resource: 'now',
			'own-resource': 'centre',
			request: 'centre',
			invitation: 'centre',
			validation: 'digest',
			atOnce: 'yes',
			digest: 'daily'
		};
		expect(settingsSchema.safeParse(usual).success).toBe(true);
		for (const wrong of [
			{ request: 'now' },
			{ invitation: 'digest' },
			{ mention: 'loud' },
			{ digest: 'hourly' },
			{ spaces: ['x now'] }
		])
			expect(settingsSchema.safeParse({ ...usual, ...wrong }).success).toBe(false);
	});
});

describe('in their spaces', () => {
	it('a document in review is told to who reads it', async () => {
		const [one, two, three] = people();
		const shared = await aDocument(world, { space: space.id, author: one, title: 'Le règlement' });
		const reserved = await aDocument(world, {
			space: space.id,
			author: one,
			readBy: 'named',
			people: [[two, false]],
			title: 'Le budget'
		});
		for (const id of [shared, reserved])
			await db.as(one, (own) =>
				own.updateTable('documents').set({ status: 'in-review' }).where('id', '=', id).execute()
			);
		expect((await told(two)).map(({ name }) => name)).toEqual(['Le budget', 'Le règlement']);
		expect((await told(three)).map(({ name }) => name)).toEqual(['Le règlement']);
		await db.as(two, (own) => notifications.readObject(own, shared));
		expect((await told(two)).map(({ name }) => name)).toEqual(['Le budget']);
	});

	it('an event that is cancelled is told to its members', async () => {
		const [one, two] = people();
		const event = await anEvent(world, { space: space.id, visibility: 'espace', author: one });
		await db.as(one, (own) =>
			own
				.updateTable('events')
				.set({ situation: 'cancelled', situation_reason: 'Il pleut.' })
				.where('id', '=', event.id)
				.execute()
		);
		expect(await told(two)).toMatchObject([
			{ objectKind: 'event', slug: event.slug, facts: [{ kind: 'event', verb: 'cancelled' }] }
		]);
	});

	it('a request waits for those who decide, and for nobody once it is decided', async () => {
		const [one, two] = people();
		await db.owner`update spaces set visibility = 'reseau' where id = ${space.id}`;
		const id = newId();
		await db.as(world.kayes, (own) => requests.ask(own, space.id, { id }));
		expect(await told(one)).toMatchObject([{ objectKind: 'space', slug: space.slug, facts: [{ kind: 'request' }] }]);
		expect(await told(two)).toEqual([]);
		await db.as(one, (own) =>
			own.updateTable('space_requests').set({ state: 'accepted', role: 'membre' }).where('id', '=', id).execute()
		);
		expect(await told(one)).toEqual([]);
	});

	it('a request to an organisation too', async () => {
		const { lurcat } = world.organisations;
		await db.as(world.nouvelle, (own) => joining.ask(own, { id: newId(), organisation: lurcat.id }));
		expect(await told(world.proviseure)).toMatchObject([{ objectKind: 'organisation', slug: lurcat.slug }]);
	});
});

describe('in rooms', () => {
	const say = (by: Person, room: string, body: string, replyTo?: string) => {
		const id = newId();
		return db
			.as(by, (own) =>
				own
					.insertInto('chat_messages')
					.values({ id, room_id: room, body, reply_to: replyTo ?? null } as never)
					.execute()
			)
			.then(() => id);
	};

	it('whom a message names or answers is told, until they read; the others are not', async () => {
		const [one, two, three] = people();
		const first = await say(one, space.id, `Bonjour ${naming(two)}`);
		await say(two, space.id, 'Bonjour.', first);
		await say(three, space.id, 'Bonjour à tous.');
		expect(await told(two)).toMatchObject([
			{ objectKind: 'chat', name: space.name, facts: [{ kind: 'mention', count: 1 }], number: 1, actor: { id: one.id } }
		]);
		expect(await told(one)).toMatchObject([{ facts: [{ kind: 'reply', count: 1 }], number: 2, said: 'Bonjour.' }]);
		expect(await told(three)).toEqual([]);
		await db.as(two, (own) => keepReading(own, { room: space.id, seq: 3 }));
		expect(await told(two)).toEqual([]);
		await db.as(two, (own) =>
			own.updateTable('chat_messages').set({ withdrawn_at: new Date() }).where('reply_to', '=', first).execute()
		);
		expect(await told(one)).toEqual([]);
	});

	it('a conversation is told to those whom it is between, and to nobody else', async () => {
		const [one, two, three] = people();
		const room = await aConversation(world, [one, two]);
		await say(one, room, 'Un mot entre nous.');
		await say(one, room, 'Et un autre.');
		expect(await told(two)).toMatchObject([
			{
				objectKind: 'chat',
				objectId: room,
				name: one.name,
				space: null,
				facts: [{ kind: 'message', count: 2 }],
				said: 'Et un autre.'
			}
		]);
		for (const who of [one, three, world.admin]) expect(await told(who)).toEqual([]);
		// Who leaves it is told nothing of it any more.
		await db.as(two, (own) =>
			own.deleteFrom('chat_members').where('room_id', '=', room).where('person_id', '=', two.id).execute()
		);
		expect(await told(two)).toEqual([]);
	});
});

it('says to whom a document names that it does, once, unless they wrote it themselves', async () => {
	const [one, two, three] = people();
	const document = await aDocument(world, { space: space.id, author: one, title: 'Le compte rendu' });
	await db.owner`insert into private.document_updates ${db.owner({ document_id: document, number: 1, update: Buffer.from('x'), person_id: one.id })}`;
	for (const _ of [1, 2]) {
		for (const who of [one, two, world.nouvelle])
			await db.owner`insert into document_mentions ${db.owner({ document_id: document, object_kind: 'person', object_id: who.id })}`;
		await runJobs(world, 'tell');
		await db.owner`delete from document_mentions`;
	}
	expect(await told(two)).toMatchObject([
		{ objectKind: 'document', name: 'Le compte rendu', facts: [{ kind: 'mention', count: 1 }] }
	]);
	for (const who of [one, three, world.nouvelle]) expect(await told(who)).toEqual([]);
});

it('leaves with the account', async () => {
	const [one, two] = people();
	await chosen(two, { thread: 'now', digest: 'never', spaces: [`${space.id} digest`] });
	await opened(one);
	await runJobs(world, 'tell');
	await db.owner`update people set account_id = null where id = ${two.id}`;
	for (const table of [
		'notifications',
		'notification_levels',
		'notification_space_levels',
		'notification_settings',
		'private.notification_mails'
	])
		expect(await db.owner`select from ${db.owner(table)} where person_id = ${two.id}`).toHaveLength(0);
	await opened(one);
	await runJobs(world, 'tell');
	expect(await db.owner`select from notifications where person_id = ${two.id}`).toHaveLength(0);
});

it('is forgotten a month after it was read, three months after it was told', async () => {
	const [one, two] = people();
	await db.owner`delete from notifications`;
	const row = (told: number, read: number | null) => ({
		person_id: two.id,
		kind: 'thread',
		verb: 'opened',
		fact: `test:${newId()}`,
		object_kind: 'thread',
		object_id: one.id,
		part_id: newId(),
		number: told,
		reach: 'centre',
		told_at: new Date(Date.now() - told * 86_400_000),
		read_at: read === null ? null : new Date(Date.now() - read * 86_400_000)
	});
	await db.owner`insert into notifications ${db.owner([row(40, 31), row(40, 20), row(89, null), row(91, null), row(92, 2)])}`;
	await db.asService((own) => own.selectNoFrom((of) => of.fn('private.retain_notifications', []).as('n')).execute());
	expect(
		(await db.owner<{ number: number }[]>`select number from notifications order by number`).map(({ number }) => number)
	).toEqual([40, 89]);
});
