import { describe, expect, it } from 'vitest';
import * as messages from '../../src/lib/chat/messages.server';
import { newId } from '../../src/lib/platform/ids';
import { aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** What is said at the same instant is stored together, and each is judged as if they were alone. */
const world = await theWorld();
const { db } = world;
const claimsOf = ({ claims }: Person) => {
	if (!claims) throw new Error('Nobody is signed in');
	return claims;
};
const saying = (who: Person, body: string, id = newId()) => ({ claims: claimsOf(who), id, body });
const stored = async (room: string) =>
	(await db.owner`select seq, author_id as author, body from chat_messages where room_id = ${room} order by seq`).map(
		(row) => ({ ...row })
	);
const aRoom = async () =>
	(
		await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.kayes, 'membre'],
				[world.benevole, 'membre'],
				[world.elue, 'observateur']
			]
		})
	).id;

describe('several people who speak at the same instant', () => {
	it('are stored under their own names, in their order, without those who may not', async () => {
		const room = await aRoom();
		const outcomes = await messages.sayTogether(
			room,
			[
				saying(world.kayes, 'Un'),
				saying(world.nouvelle, 'Sans droit'),
				saying(world.elue, 'En observant'),
				{ ...saying(world.pilote, 'Déconnecté'), claims: { ...claimsOf(world.pilote), session_id: newId() } },
				saying(world.benevole, 'x'.repeat(4001)),
				saying(world.admin, 'En administrant'),
				saying(world.pilote, 'Deux')
			],
			db.pool
		);
		expect(outcomes.map((one) => ('not' in one ? one.not : one.message.seq))).toEqual([
			1,
			'42501',
			'42501',
			'signed-out',
			'23514',
			'42501',
			2
		]);
		expect(await stored(room)).toEqual([
			{ seq: 1, author: world.kayes.id, body: 'Un' },
			{ seq: 2, author: world.pilote.id, body: 'Deux' }
		]);
	});

	it('are told as they are read afterwards, and nobody who shows themselves to nobody is named', async () => {
		const room = await aRoom();
		const outcomes = await messages.sayTogether(
			room,
			[saying(world.kayes, 'Bonjour'), saying(world.benevole, 'Bonsoir')],
			db.pool
		);
		const read = await db.as(world.pilote, (own) => messages.since(own, room, 0));
		expect(outcomes).toEqual(read?.messages.map((message) => ({ message })));
		expect(read?.messages.map(({ author }) => author?.name === null)).toEqual([false, true]);
	});

	it('say each thing once, and take nobody’s message', async () => {
		const [room, other] = [await aRoom(), await aRoom()];
		const id = newId();
		const said = await messages.sayTogether(
			room,
			[saying(world.kayes, 'Une fois', id), saying(world.kayes, 'Une fois', id), saying(world.pilote, 'Volé', id)],
			db.pool
		);
		expect(said.map((one) => ('not' in one ? one.not : 'said'))).toEqual(['said', 'again', 'again']);
		expect(await messages.sayTogether(other, [saying(world.kayes, 'Ailleurs', id)], db.pool)).toEqual([
			{ not: 'again' }
		]);
		expect(await stored(room)).toHaveLength(1);
		expect(await stored(other)).toHaveLength(0);
	});

	it('leave nothing of their rights to who comes next on the same connection', async () => {
		const room = await aRoom();
		await messages.sayTogether(room, [saying(world.kayes, 'Bonjour')], db.pool);
		const [one] = await messages.sayTogether(room, [saying(world.nouvelle, 'Moi aussi')], db.pool);
		expect(one).toEqual({ not: '42501' });
	});
});
