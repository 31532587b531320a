import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import * as conversations from '../../src/lib/chat/conversations.server';
import * as messages from '../../src/lib/chat/messages.server';
import { keepReading } from '../../src/lib/chat/readings.server';
import { search } from '../../src/lib/chat/searching.server';
import { newId } from '../../src/lib/platform/ids';
import { aConversation, aFile, aMessage } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** A conversation is read by those who are in it, at that moment, and by nobody else: the administration neither. */
const world = await theWorld();
const { db } = world;
const reads = (who: Person, room: string) =>
	db.as(who, async (own) => ({
		page: (await messages.page(own, room, null))?.messages.length ?? null,
		since: (await messages.since(own, room, 0, 0))?.messages.length ?? null,
		head: (await conversations.head(own, room)) !== null,
		listed: (await conversations.list(own, null)).conversations.some(({ id }) => id === room)
	}));
const nothing = { page: null, since: null, head: false, listed: false };
const everything = { page: 1, since: 1, head: true, listed: true };
const opens = (who: Person, others: Person[], id = newId()) =>
	db.as(who, (own) =>
		conversations.open(
			own,
			id,
			others.map((other) => other.id)
		)
	);
const takes = (who: Person, takesMessages: boolean) =>
	db.owner`update people set takes_messages = ${takesMessages} where id = ${who.id}`;

describe('a conversation', () => {
	it('is read by its people only', async () => {
		const room = await aConversation(world, [world.kayes, world.lurcat]);
		await aMessage(world, { room, author: world.kayes });
		for (const inside of [world.kayes, world.lurcat]) expect(await reads(inside, room)).toEqual(everything);
		for (const outside of [world.admin, world.animatrice, world.nouvelle])
			expect(await reads(outside, room)).toEqual(nothing);
		await expect(
			db.as(world.admin, (own) => messages.send(own, { id: newId(), room, body: 'Bonjour' }))
		).rejects.toMatchObject({ code: '42501' });
		await db.as(world.admin, (own) => keepReading(own, { room, seq: 1 }));
		expect(await db.owner`select from chat_readings where room_id = ${room}`).toHaveLength(0);
	});

	it('is closed to who left it, and alone one only reads', async () => {
		const room = await aConversation(world, [world.kayes, world.lurcat]);
		await aMessage(world, { room, author: world.kayes });
		await db.as(world.kayes, (own) => conversations.leave(own, room));
		expect(await reads(world.kayes, room)).toEqual(nothing);
		expect(await reads(world.lurcat, room)).toEqual(everything);
		await expect(
			db.as(world.lurcat, (own) => messages.send(own, { id: newId(), room, body: 'Il y a quelqu’un ?' }))
		).rejects.toMatchObject({ code: '42501' });
		await db.as(world.lurcat, (own) => conversations.leave(own, room));
		expect(await db.owner`select from chat_rooms where id = ${room}`).toHaveLength(0);
	});

	it('takes nobody in afterwards, whoever asks', async () => {
		const room = await aConversation(world, [world.kayes, world.lurcat]);
		for (const who of [world.kayes, world.nouvelle, world.admin])
			await expect(
				db.as(who, (own) =>
					sql`insert into chat_members (room_id, person_id) values (${room}, ${world.nouvelle.id})`.execute(own)
				)
			).rejects.toMatchObject({ code: '42501' });
	});

	it('keeps its files and its words from others', async () => {
		const room = await aConversation(world, [world.kayes, world.lurcat]);
		const file = await aFile(world, { broughtBy: world.kayes });
		const id = newId();
		const said = await db.as(world.kayes, (own) =>
			messages.send(own, { id, room, body: 'Voici le relevé confidentiel', files: [file] })
		);
		expect(said?.files).toMatchObject([{ id: file }]);
		const found = (who: Person) =>
			db.as(who, async (own) => {
				const { rows } = await sql<{ files: unknown }>`select private.said_files(${id}) as files`.execute(own);
				return {
					words: (await search(own, room, 'releves', null)).found.length,
					file: (await own.selectFrom('files').select('id').where('id', '=', file).execute()).length,
					told: rows[0]?.files !== null
				};
			});
		expect(await found(world.lurcat)).toEqual({ words: 1, file: 1, told: true });
		for (const outside of [world.admin, world.nouvelle])
			expect(await found(outside)).toEqual({ words: 0, file: 0, told: false });
		// What was said stays, until it is withdrawn.
		await db.as(world.kayes, (own) => own.deleteFrom('files').where('id', '=', file).execute());
		expect(await found(world.lurcat)).toMatchObject({ file: 1 });
		await db.as(world.kayes, (own) => messages.withdraw(own, { id, room }));
		expect(await found(world.lurcat)).toEqual({ words: 0, file: 0, told: false });
	});

	it('is not left in the name of somebody else', async () => {
		const room = await aConversation(world, [world.kayes, world.lurcat]);
		await db.as(world.kayes, (own) => own.deleteFrom('chat_members').where('room_id', '=', room).execute());
		expect(await db.owner`select person_id from chat_members where room_id = ${room}`).toEqual([
			{ person_id: world.lurcat.id }
		]);
	});
});

describe('opening a conversation', () => {
	it('gives for two people the one that is there, and for three another', async () => {
		const first = await opens(world.pilote, [world.elue]);
		expect(await opens(world.elue, [world.pilote])).toEqual(first);
		const three = await opens(world.pilote, [world.elue, world.agente]);
		expect(three).not.toEqual(first);
		const room = 'done' in three ? three.done : '';
		await db.as(world.agente, (own) => conversations.leave(own, room));
		// Two are left of the three: what they said then is not brought into what two people say.
		expect(await opens(world.elue, [world.pilote])).toEqual(first);
	});

	it('sent twice is one', async () => {
		const id = newId();
		const [one, other] = [await opens(world.cresi, [world.elue], id), await opens(world.cresi, [world.elue], id)];
		expect([one, other]).toEqual([{ done: id }, { done: id }]);
	});

	it('says the same of who is hidden, of who wants no message, and of who is not there', async () => {
		await takes(world.observatrice, false);
		const stranger = { ...world.kayes, id: newId() };
		const refusals = [world.observatrice, world.benevole, stranger].map((who) => opens(world.bondoufle, [who]));
		expect(await Promise.all(refusals)).toEqual(Array(3).fill({ rule: 'unreachable' }));
		expect(await opens(world.bondoufle, [])).toEqual({ rule: 'people' });
		expect(await opens(world.bondoufle, [world.bondoufle])).toEqual({ rule: 'people' });
		expect(await opens(world.benevole, [world.kayes])).toEqual({ rule: 'hidden' });
		await takes(world.observatrice, true);
	});

	it('is for people of the network', async () => {
		for (const who of [world.visitor, world.unverified])
			await expect(
				db.as(who, (own) => sql`select private.open_conversation(${newId()}, ${[world.kayes.id]}::uuid[])`.execute(own))
			).rejects.toMatchObject({ code: '42501' });
	});

	it('stops at twenty a day', async () => {
		const others = [
			world.admin,
			world.animatrice,
			world.cresi,
			world.bondoufle,
			world.lurcat,
			world.kayes,
			world.pilote
		];
		for (let n = 0; n < 20; n++) {
			const some = others.filter((_, at) => (n + 1) & (1 << at));
			expect(await opens(world.nouvelle, [world.proviseure, ...some])).toHaveProperty('done');
		}
		expect(await opens(world.nouvelle, [world.elue, world.agente])).toEqual({ rule: 'too-many' });
	});
});

describe('a person who shows themselves to nobody', () => {
	it('is not found to write to, nor who wants no message', async () => {
		await takes(world.agente, false);
		const found = await db.as(world.kayes, (own) => conversations.reachable(own, 'e', []));
		const ids = found.map(({ id }) => id);
		for (const absent of [world.benevole, world.agente, world.kayes]) expect(ids).not.toContain(absent.id);
		expect(ids).toContain(world.elue.id);
		await takes(world.agente, true);
	});
});
