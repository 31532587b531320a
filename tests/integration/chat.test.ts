/** What the tables of chat promise, whoever writes at once: one number each, no gap, one message for one id. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { limits, pieces } from '../../src/lib/chat/chat';
import * as messages from '../../src/lib/chat/messages.server';
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
		const { messages: read } = await db.as(world.kayes, (own) => messages.since(own, room, 0));
		const instants = read.map(({ createdAt }) => createdAt);
		expect(instants).toEqual(instants.toSorted());
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
		expect([last.messages[0]?.seq, last.messages.at(-1)?.seq, last.earlier]).toEqual([6, limits.page + 5, true]);
		const first = await page(6);
		expect([first.messages.map(({ seq }) => seq), first.earlier]).toEqual([[1, 2, 3, 4, 5], false]);
	});

	it('is caught up in the order of its numbers, and says when there is more', async () => {
		const room = await aRoom(world.kayes);
		await db.owner`insert into chat_messages ${db.owner(
			Array.from({ length: limits.since + 3 }, (_, n) => ({ id: newId(n), room_id: room, body: `Message ${n}` }))
		)}`;
		const since = (seq: number) => db.as(world.kayes, (own) => messages.since(own, room, seq));
		const [most, rest] = [await since(2), await since(limits.since + 2)];
		expect([most.messages.length, most.more]).toEqual([limits.since, true]);
		expect([rest.messages.map(({ seq }) => seq), rest.more]).toEqual([[limits.since + 3], false]);
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
