/** The first page of who is signed in: what waits for them and what happened where they are, and nothing of others. */
import { expect, it } from 'vitest';
import { actions, load as loadDashboard } from '../../src/routes/(membre)/tableau-de-bord/+page.server';
import { statements, type Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import * as joining from '../../src/lib/organisations/joining.server';
import * as charters from '../../src/lib/spaces/charters.server';
import * as waitingOf from '../../src/lib/spaces/dashboard.server';
import * as requests from '../../src/lib/spaces/requests.server';
import type { Viewer } from '../support/database';
import { aConversation, aMessage, aResource, aSpace, aThread } from '../support/factories';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const dashboard = (viewer: Viewer) =>
	loadDashboard({
		url: new URL('https://reseau.example/tableau-de-bord'),
		locals: { claims: viewer.claims, db: <T>(work: (db: Database) => Promise<T>) => world.db.as(viewer, work) }
	} as unknown as Parameters<typeof loadDashboard>[0]);

const space = await aSpace(world, {
	visibility: 'reseau',
	members: [
		[world.pilote, 'animateur'],
		[world.elue, 'membre']
	]
});

it('costs three statements', async () => {
	const count = { count: 0 };
	await statements.run(count, () => dashboard(world.pilote));
	expect(count.count).toBe(3);
});

it('says to who facilitates a space that somebody asks, to them that they wait, to others nothing', async () => {
	await world.db.as(world.kayes, (db) => requests.ask(db, space.id, { id: newId() }));
	expect((await dashboard(world.pilote)).waiting.spaceRequests).toEqual([
		{ slug: space.slug, name: space.name, count: 1 }
	]);
	expect((await dashboard(world.kayes)).waiting).toMatchObject({ spaceRequests: [], asked: [{ slug: space.slug }] });
	for (const who of [world.elue, world.nouvelle, world.admin])
		expect((await dashboard(who)).waiting).toMatchObject({ spaceRequests: [], asked: [] });
});

/** Presses « retirer ma demande ». */
const takeBack = (viewer: Viewer, kind: 'space' | 'organisation', id: string) => {
	const body = new FormData();
	body.set('id', id);
	return actions[kind]({
		request: new Request('https://reseau.example/tableau-de-bord', { method: 'POST', body }),
		locals: { claims: viewer.claims, db: <T>(work: (db: Database) => Promise<T>) => world.db.as(viewer, work) }
	} as never);
};

it('shows what they asked, also of a closed space and of an organisation, until they take it back', async () => {
	const closed = await aSpace(world, {
		organisations: [world.organisations.bondoufle.id],
		members: [[world.pilote, 'animateur']]
	});
	const { lurcat } = world.organisations;
	await world.db.as(world.bondoufle, async (db) => {
		await requests.ask(db, closed.id, { id: newId() });
		await joining.ask(db, { id: newId(), organisation: lurcat.id });
	});
	const asked = async () => (await dashboard(world.bondoufle)).waiting.asked;
	expect(await asked()).toEqual([
		{ kind: 'space', id: closed.id, slug: closed.slug, name: closed.name },
		{ kind: 'organisation', id: lurcat.id, slug: lurcat.slug, name: lurcat.name }
	]);

	// Their body is no longer expected there: what it is called now is none of their business.
	await world.db.owner`delete from space_organisations where space_id = ${closed.id}`;
	expect((await asked())[0]).toMatchObject({ id: closed.id, slug: null, name: null });
	// Nobody takes back for them.
	await expect(takeBack(world.nouvelle, 'space', closed.id)).rejects.toMatchObject({ status: 303 });
	expect(await asked()).toHaveLength(2);
	// An archive is read only; a request can still be withdrawn.
	await world.db.owner`update spaces set archived_at = now() where id = ${closed.id}`;
	await expect(takeBack(world.bondoufle, 'space', closed.id)).rejects.toMatchObject({ status: 303 });
	await expect(takeBack(world.bondoufle, 'organisation', lurcat.id)).rejects.toMatchObject({ status: 303 });
	expect(await asked()).toEqual([]);
});

it('says which charter is to be accepted, before it keeps them out', async () => {
	const text = 'On se réunit quatre fois par an, à tour de rôle.';
	await world.db.as(world.pilote, (db) => charters.publish(db, space.id, { id: newId(), body: text, grace: 15 }));
	expect((await dashboard(world.elue)).waiting.charters).toMatchObject([{ slug: space.slug }]);
	for (const who of [world.pilote, world.nouvelle]) expect((await dashboard(who)).waiting.charters).toEqual([]);
});

it('tells what happened in their spaces, and nowhere else', async () => {
	const there = await aResource(world, {
		space: space.id,
		visibility: 'espace',
		title: 'Là-bas',
		author: world.pilote
	});
	await aResource(world, { title: 'Ailleurs' });
	const told = async (who: Viewer) => (await dashboard(who)).entries.map(({ object }) => object.name);
	expect(await told(world.elue)).toContain(there.title);
	expect(await told(world.elue)).not.toContain('Ailleurs');
	expect(await told(world.nouvelle)).toEqual([]);
});

it('reads the places of who has many of them a few times, never all of them for each', async () => {
	const many = 30;
	for (let n = 0; n < many; n++) {
		const { id } = await aSpace(world, { members: [[world.agente, 'technique']] });
		await aThread(world, { space: id, author: world.pilote });
		await aMessage(world, { room: id, author: world.pilote });
		const room = await aConversation(world, [world.agente, world.pilote]);
		await aMessage(world, { room, author: world.pilote });
	}
	// Many others, elsewhere.
	const elsewhere = await aSpace(world);
	const room = await aConversation(world, [world.pilote, world.elue]);
	await world.db.owner.begin(async (owner) => {
		await owner`set local session_replication_role = replica`;
		const others = owner`from generate_series(1, 3000) n`;
		await owner`insert into people (id, name) select md5('person ' || n)::uuid, 'Membre ' || n ${others}`;
		await owner`insert into space_members (space_id, person_id, role) select ${elsewhere.id}, md5('person ' || n)::uuid, 'membre' ${others}`;
		await owner`insert into chat_members (room_id, person_id) select ${room}, md5('person ' || n)::uuid ${others}`;
	});
	await world.db.owner`vacuum analyze`;
	const counts = await world.db.as(world.agente, waitingOf.waiting);
	expect([counts.unread.length, counts.unheard.length, counts.conversations]).toEqual([many, many, many]);
	for (const [table, times] of [
		['space_members', 20],
		['chat_members', 8]
	] as const) {
		const { scanned, entries } = await rowsRead(world, world.agente, table, waitingOf.waiting);
		expect({ table, scanned }).toEqual({ table, scanned: 0 });
		expect(entries, table).toBeLessThan(times * many);
	}
});
