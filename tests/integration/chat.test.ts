/** What the tables of chat promise, whoever writes at once: one number each, no gap, one message for one id. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { limits, pieces } from '../../src/lib/chat/chat';
import * as messages from '../../src/lib/chat/messages.server';
import { keepReading } from '../../src/lib/chat/readings.server';
import { search } from '../../src/lib/chat/searching.server';
import { statements } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const aRoom = async (...members: Person[]) =>
	(await aSpace(world, { members: members.map((member) => [member, 'membre']) })).id;
const say = (who: Person, room: string, id = newId(), body = 'Bonjour') =>
	db.as(who, (own) => messages.send(own, { id, room, body }));
const numbers = async (room: string) =>
	(await db.owner<{ seq: number }[]>`select seq from chat_messages where room_id = ${room} order by seq`).map(
		({ seq }) => seq
	);

describe('numbers', () => {
	it('follow each other without gaps when many speak at once, some twice, some refused, some cut', async () => {
		const room = await aRoom(world.kayes, world.lurcat, world.cresi);
		const twice = newId();
		const cut = async () => {
			await db
				.as(world.cresi, async (own) => {
					await messages.send(own, { id: newId(), room, body: 'Jamais dit' });
					throw new Error('cut');
				})
				.catch(() => {});
		};
		await Promise.allSettled([
			...Array.from({ length: 20 }, () => say(world.kayes, room)),
			...Array.from({ length: 20 }, () => say(world.lurcat, room)),
			...Array.from({ length: 5 }, () => say(world.cresi, room, twice)),
			...Array.from({ length: 10 }, () => say(world.nouvelle, room)),
			...Array.from({ length: 10 }, cut)
		]);
		expect(await numbers(room)).toEqual(Array.from({ length: 41 }, (_, n) => n + 1));
		expect(await db.as(world.kayes, (own) => messages.latest(own, room))).toEqual({ version: 41 });
	});

	it('follow the order of the instants that are shown', async () => {
		const room = await aRoom(world.kayes, world.lurcat);
		await Promise.all(Array.from({ length: 20 }, (_, n) => say(n % 2 ? world.kayes : world.lurcat, room)));
		const read = await db.as(world.kayes, (own) => messages.since(own, room, 0));
		const instants = read?.messages.map(({ createdAt }) => createdAt);
		expect(instants).toEqual(instants?.toSorted());
	});
});

describe('the same id', () => {
	it('is one message and the same answer', async () => {
		const room = await aRoom(world.kayes);
		const id = newId();
		const first = await say(world.kayes, room, id, 'Une fois');
		expect(await say(world.kayes, room, id, 'Une autre fois')).toEqual(first);
		expect(first).toMatchObject({ id, seq: 1, body: 'Une fois', author: { id: world.kayes.id } });
		expect(await numbers(room)).toEqual([1]);
	});

	it('taken by somebody else, or in another room, gives nothing of that message', async () => {
		const [room, other] = [await aRoom(world.kayes, world.lurcat), await aRoom(world.kayes)];
		const id = newId();
		await say(world.kayes, room, id);
		expect(await say(world.lurcat, room, id)).toBeNull();
		expect(await say(world.kayes, other, id)).toBeNull();
		expect(await numbers(other)).toEqual([]);
	});
});

describe('a room', () => {
	it('is read by pages, from the end', async () => {
		const room = await aRoom(world.kayes);
		for (let n = 0; n < limits.page + 5; n++) await say(world.kayes, room);
		const page = (before: number | null) => db.as(world.kayes, (own) => messages.page(own, room, before));
		const last = await page(null);
		expect([last?.messages[0]?.seq, last?.messages.at(-1)?.seq, last?.earlier]).toEqual([6, limits.page + 5, true]);
		const first = await page(6);
		expect([first?.messages.map(({ seq }) => seq), first?.earlier]).toEqual([[1, 2, 3, 4, 5], false]);
	});

	it('is caught up in the order of its numbers, and says when there is more', async () => {
		const room = await aRoom(world.kayes);
		await db.owner`insert into chat_messages ${db.owner(
			Array.from({ length: limits.since + 3 }, (_, n) => ({ id: newId(n), room_id: room, body: `Message ${n}` }))
		)}`;
		const since = (seq: number) => db.as(world.kayes, (own) => messages.since(own, room, seq));
		const [most, rest] = [await since(2), await since(limits.since + 2)];
		expect([most?.messages.length, most?.more]).toEqual([limits.since, true]);
		expect([rest?.messages.map(({ seq }) => seq), rest?.more]).toEqual([[limits.since + 3], false]);
		// At one instant: who is removed between two statements would know of changes that they were not shown.
		const cost = { count: 0 };
		await statements.run(cost, () => since(0));
		expect(cost.count).toBe(1);
	});

	it('is read through its index among the messages of others, however many', async () => {
		const room = await aRoom(world.kayes);
		await db.owner.begin(async (sql) => {
			await sql`set local session_replication_role = replica`;
			await sql`insert into chat_messages (id, room_id, seq, body)
				select gen_random_uuid(), r.id, n, 'Message ' || n from chat_rooms r, generate_series(1000, 6000) n`;
		});
		await db.owner`analyze chat_messages`;
		const plans = await db.as(world.kayes, async (own) => {
			return sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off, summary off)
				select seq from chat_messages c where c.room_id = ${room} and c.seq < 5000 order by c.seq desc limit 51`.execute(own);
		});
		const plan = plans.rows.map((row) => row['QUERY PLAN']).join('\n');
		expect(plan).toMatch(/Index (Only )?Scan Backward using chat_messages_room_id_seq_key/);
		expect(plan).not.toMatch(/Rows Removed by Filter: [1-9]/);
	});
});

describe('what was said', () => {
	it('is changed by its author, and each change has its number in the room', async () => {
		const room = await aRoom(world.kayes, world.lurcat);
		const [one, other] = [await say(world.kayes, room), await say(world.lurcat, room)];
		const edited = await db.as(world.kayes, (own) => messages.edit(own, { id: one?.id ?? '', room, body: 'Bonsoir' }));
		expect(edited).toMatchObject({ seq: 1, body: 'Bonsoir', change: 1, edited: true });
		expect(await db.as(world.lurcat, (own) => messages.edit(own, { id: one?.id ?? '', room, body: 'Non' }))).toBeNull();
		await db.as(world.kayes, (own) => messages.react(own, { id: other?.id ?? '', room, kind: 'thanks' }));
		const withdrawn = await db.as(world.lurcat, (own) => messages.withdraw(own, { id: other?.id ?? '', room }));
		expect(withdrawn).toMatchObject({ seq: 2, body: null, change: 3 });
		expect(withdrawn?.reactions).toBeUndefined();
		// Asked again, it is done; asked by another, it is not, although nothing would change.
		const again = { id: other?.id ?? '', room };
		expect(await db.as(world.lurcat, (own) => messages.withdraw(own, again))).toMatchObject({ body: null, change: 3 });
		expect(await db.as(world.kayes, (own) => messages.withdraw(own, again))).toBeNull();
		const same = { id: one?.id ?? '', room, body: 'Bonsoir' };
		expect(await db.as(world.kayes, (own) => messages.edit(own, same))).toMatchObject({ body: 'Bonsoir', change: 1 });
		expect(await db.as(world.lurcat, (own) => messages.edit(own, same))).toBeNull();
		const missed = await db.as(world.lurcat, (own) => messages.since(own, room, 2, 0));
		expect(missed?.changed.map(({ seq, change }) => [seq, change])).toEqual([
			[1, 1],
			[2, 3]
		]);
		expect(missed?.changes).toBe(3);
		expect((await db.as(world.lurcat, (own) => messages.since(own, room, 2, 3)))?.changed).toEqual([]);
	});

	it('keeps how many answered in a word, and tells each only what they said', async () => {
		const room = await aRoom(world.kayes, world.lurcat, world.cresi);
		const { id = '' } = (await say(world.kayes, room)) ?? {};
		await db.as(world.lurcat, (own) => messages.react(own, { id, room, kind: 'thanks' }));
		const two = await db.as(world.cresi, (own) => messages.react(own, { id, room, kind: 'thanks' }));
		expect([two?.reactions, two?.mine]).toEqual([{ thanks: 2 }, ['thanks']]);
		const page = await db.as(world.kayes, (own) => messages.page(own, room, null));
		expect([page?.messages[0]?.reactions, page?.messages[0]?.mine]).toEqual([{ thanks: 2 }, undefined]);
		const one = await db.as(world.cresi, (own) => messages.react(own, { id, room, kind: 'thanks' }));
		expect([one?.reactions, one?.change]).toEqual([{ thanks: 1 }, 3]);
	});

	it('is not answered in a word by who asks while it is withdrawn', async () => {
		const room = await aRoom(world.kayes, world.lurcat);
		const { id = '' } = (await say(world.kayes, room)) ?? {};
		let reacting: Promise<unknown> = Promise.resolve();
		await db.owner.begin(async (withdrawing) => {
			await withdrawing`update chat_messages set withdrawn_at = now() where id = ${id}`;
			reacting = db.as(world.lurcat, (own) => messages.react(own, { id, room, kind: 'thanks' }));
			reacting.catch(() => {});
			const held = () =>
				db.owner`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
			await expect.poll(async () => (await held()).length).toBe(1);
		});
		await expect(reacting).rejects.toMatchObject({ code: 'PT409' });
		expect(await db.owner`select from chat_reactions where message_id = ${id}`).toHaveLength(0);
	});

	it('answers a message of the same room only', async () => {
		const [room, other] = [await aRoom(world.kayes), await aRoom(world.kayes)];
		const elsewhere = await say(world.kayes, other);
		const here = await say(world.kayes, room, newId(), 'Qui vient ?');
		const answer = (replyTo: string | undefined) =>
			db.as(world.kayes, (own) => messages.send(own, { id: newId(), room, body: 'Moi', replyTo }));
		expect((await answer(here?.id))?.replyTo).toMatchObject({ seq: 1, body: 'Qui vient ?' });
		expect((await answer(elsewhere?.id))?.replyTo).toBeUndefined();
	});

	it('names people of its room only, by a word that is nobody else’s', async () => {
		const room = await aRoom(world.kayes, world.lurcat, world.cresi);
		const named = async (body: string) => {
			const said = await say(world.kayes, room, newId(), body);
			const rows = await db.owner<
				{ id: string }[]
			>`select person_id as id from chat_mentions where message_id = ${said?.id ?? ''}`;
			return { said, ids: rows.map(({ id }) => id) };
		};
		const both = await named(`[@Lurçat](person:${world.lurcat.id}) et [@Admin](person:${world.admin.id})`);
		expect(both.ids).toEqual([world.lurcat.id]);
		expect(both.said?.mentions).toEqual([{ id: world.lurcat.id, name: world.lurcat.name }]);
		const [word = ''] = world.lurcat.name.split(' ').filter((part) => !world.cresi.name.includes(part));
		const alone = await named(`@${word} vient ?`);
		expect(alone.ids).toEqual([world.lurcat.id]);
		expect((await named('@personnedecenom vient ?')).ids).toEqual([]);
	});

	it('is read until where one stopped, never backwards nor beyond, and counted', async () => {
		const room = await aRoom(world.kayes, world.lurcat);
		await db.owner`update space_members set since = now() - interval '1 day' where space_id = ${room}`;
		for (let n = 0; n < 3; n++) await say(world.kayes, room);
		const unread = (who: Person) =>
			db.as(who, async (own) => {
				const { rows } = await sql<{ n: number }>`select private.viewer_chat_unread(${room}) as n`.execute(own);
				return rows[0]?.n;
			});
		const read = async () =>
			(await db.owner<{ seq: number }[]>`select seq from chat_readings where room_id = ${room}`).map(({ seq }) => seq);
		expect([await unread(world.lurcat), await unread(world.kayes), await unread(world.admin)]).toEqual([3, 0, 0]);
		const keep = (seq: number) => db.as(world.lurcat, (own) => keepReading(own, { room, seq }));
		await keep(2);
		expect([await read(), await unread(world.lurcat)]).toEqual([[2], 1]);
		await keep(1);
		expect(await read()).toEqual([2]);
		await keep(1000);
		expect([await read(), await unread(world.lurcat)]).toEqual([[3], 0]);
	});
});

describe('what was said is found', () => {
	it('by words of any form, in its room only, page after page', async () => {
		const [room, other] = [await aRoom(world.kayes), await aRoom(world.kayes)];
		for (let n = 0; n < 23; n++) await say(world.kayes, room, newId(), `Les écoles de Béma, ${n}`);
		await say(world.kayes, room, newId(), 'Autre chose');
		await say(world.kayes, other, newId(), 'Une école ailleurs');
		const find = (words: string, before: number | null = null) =>
			db.as(world.kayes, (own) => search(own, room, words, before));
		const first = await find('ecole bema');
		expect([first.found.length, first.found[0]?.seq, first.next]).toEqual([20, 23, '4']);
		const last = await find('ecole bema', Number(first.next));
		expect([last.found.map(({ seq }) => seq), last.next]).toEqual([[3, 2, 1], null]);
		for (const nothing of ['', 'le', 'introuvable', '"']) expect((await find(nothing)).found).toEqual([]);
	});

	it('through the index, whatever is said elsewhere', async () => {
		await db.owner`analyze chat_messages`;
		const plan = await db.owner<{ 'QUERY PLAN': string }[]>`explain select c.seq from chat_messages c
			where private.chat_words(c.room_id, c.body) @@ 'message & room019a'::tsquery`;
		expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('chat_messages_words_key');
	});
});

describe('the words of a message', () => {
	it('are text, and links for whole addresses only', () => {
		expect(pieces('Voir https://example.org/a?b=1, merci.')).toEqual([
			{ text: 'Voir ' },
			{ text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
			{ text: ', merci.' }
		]);
		expect(pieces('javascript:alert(1) <b>x</b>')).toEqual([{ text: 'javascript:alert(1) <b>x</b>' }]);
	});
});
