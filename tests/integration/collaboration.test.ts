/**
 * Editors on real sockets: who is let in, what is stored before it is said to be saved, and what happens to who
 * is removed, to a text that is adopted, and when another process writes.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCollaboration } from '../../src/lib/documents/collaboration.server';
import { fragmentOf, treeOf } from '../../src/lib/documents/content/tree';
import { toPlain } from '../../src/lib/documents/content/plain';
import * as documents from '../../src/lib/documents/documents.server';
import * as states from '../../src/lib/documents/states.server';
import * as people from '../../src/lib/people/people.server';
import type { Claims } from '../../src/lib/platform/database.server';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import { openEditor } from '../support/editors';
import { aDocument } from '../support/factories';
import { persons, theWorld } from '../support/world';

const world = await theWorld();
const claims = new Map<string, Claims>(([...persons, 'unverified'] as const).map((name) => [name, world[name].claims]));
const space = world.spaces.comite.id;
let http: Server;
let origin: string;
const soon = { timeout: 5000 };
const closing: (() => Promise<void> | void)[] = [];
const editors: { destroy: () => void }[] = [];

beforeAll(async () => {
	http = createServer();
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	const quiet = () => {};
	provideRuntime({
		configuration: { origin, trustedProxies: 0 },
		http,
		database: { appUrl: world.db.appUrl, ownerUrl: world.db.ownerUrl },
		log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
		atStop: (close: () => Promise<void>) => closing.push(close),
		atDrain: (close: () => void) => closing.push(close)
	} as unknown as Runtime);
	startCollaboration({
		// The cookie names somebody of the cast: sessions are the business of another test.
		recognise: async (cookie) => (cookie === 'expired' ? 'expired' : (claims.get(cookie) ?? null)),
		whoIs: people.me
	});
});
afterEach(() => {
	for (const editor of editors.splice(0)) editor.destroy();
});
afterAll(async () => {
	// What was asked for an editor that left has its answer.
	const asked = () => world.db.owner`select from pg_stat_activity
		where datname = current_database() and application_name like 'palabre%' and state <> 'idle'`;
	await vi.waitFor(async () => expect(await asked()).toHaveLength(0), soon);
	for (const close of closing.reverse()) await close();
	// Not awaited: an editor that was coming back holds its line.
	http.close();
	http.closeAllConnections();
});

function open(who: string, id: string, from = origin) {
	const editor = openEditor(`${origin.replace('http', 'ws')}/collaboration`, { cookie: who, origin: from }, id);
	editors.push(editor);
	return { ...editor, text: () => toPlain(treeOf(fragmentOf(editor.shared))) };
}
type Editor = ReturnType<typeof open>;

const saved = ({ provider }: Editor) => expect.poll(() => provider.hasUnsyncedChanges, soon).toBe(false);
const stored = async (id: string) => {
	const kept = await world.db.asService((db) => states.load(db, id));
	return kept && toPlain(treeOf(fragmentOf(kept.shared)));
};

it('two write together, and what is said to be saved is in the database', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const [one, other] = [open('benevole', id), open('agente', id)];
	await saved(one);
	await saved(other);
	one.type('Bonjour');
	await saved(one);
	expect(await stored(id)).toBe('Bonjour');
	await expect.poll(other.text, soon).toBe('Bonjour');
	other.type('Bonsoir');
	await saved(other);
	expect(await stored(id)).toBe('Bonjour\nBonsoir');
	await expect.poll(one.text, soon).toBe('Bonjour\nBonsoir');
});

it('what was written while cut off is sent on return, and merged', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const [one, other] = [open('benevole', id), open('agente', id)];
	await saved(one);
	await saved(other);
	one.provider.configuration.websocketProvider.disconnect();
	one.type('De loin');
	other.type('D’ici');
	await saved(other);
	await one.provider.configuration.websocketProvider.connect();
	await saved(one);
	await expect.poll(() => one.text().split('\n').sort(), soon).toEqual(['De loin', 'D’ici']);
	await expect.poll(other.text, soon).toBe(one.text());
	expect(await stored(id)).toBe(one.text());
});

it('whoever is not expected learns nothing', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const named = await aDocument(world, { space, author: world.benevole, readBy: 'named' });
	const tries: [who: string, id: string, why: string][] = [
		['', id, 'unauthorized'],
		['expired', id, 'expired'],
		['unverified', id, 'unauthorized'],
		['kayes', id, 'not-found'],
		['agente', named, 'not-found'],
		['benevole', world.agente.id, 'not-found'],
		['benevole', 'n’importe quoi', 'not-found']
	];
	for (const [who, what, why] of tries) {
		const editor = open(who, what);
		await expect.poll(() => editor.denied, soon).toContain(why);
		expect(editor.text()).toBe('');
	}
});

it('another origin is not upgraded', async () => {
	const answered = new Promise<number | undefined>((resolve) => {
		const socket = new WebSocket(`${origin.replace('http', 'ws')}/collaboration`, {
			headers: { cookie: 'benevole', origin: 'https://ailleurs.example' }
		});
		socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
		socket.on('error', () => {});
	});
	expect(await answered).toBe(403);
});

it('an observatrice reads as it is written, and writes nothing', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const [writer, reader] = [open('benevole', id), open('observatrice', id)];
	await saved(writer);
	await expect.poll(() => reader.provider.authorizedScope, soon).toBe('readonly');
	writer.type('Vu');
	await expect.poll(reader.text, soon).toBe('Vu');
	reader.type('Pas vu');
	writer.type('Encore');
	await saved(writer);
	await expect.poll(reader.text, soon).toContain('Encore');
	expect(reader.provider.hasUnsyncedChanges).toBe(true);
	expect(await stored(id)).toBe('Vu\nEncore');
});

it('who is removed while writing leaves at once, and what they write is kept nowhere', async () => {
	const id = await aDocument(world, { space, author: world.pilote });
	const [removed, stays] = [open('elue', id), open('pilote', id)];
	await saved(removed);
	await saved(stays);
	await world.db.owner`delete from space_members where space_id = ${space} and person_id = ${world.elue.id}`;
	removed.type('Trop tard');
	await expect.poll(() => removed.denied, soon).toContain('not-found');
	stays.type('Entre nous');
	await saved(stays);
	expect(await stored(id)).toBe('Entre nous');
	expect(removed.text()).toBe('Trop tard');
	await world.db
		.owner`insert into space_members ${world.db.owner({ space_id: space, person_id: world.elue.id, role: 'decideur' })}`;
});

it('who may no longer write a document, but reads it, is read only', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const writer = open('agente', id);
	await saved(writer);
	await world.db.owner`update documents set written_by = 'named' where id = ${id}`;
	await expect.poll(() => writer.provider.authorizedScope, soon).toBe('readonly');
	writer.type('Non');
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(await stored(id)).toBe('');
});

it('nobody writes any more once the text is adopted', async () => {
	const id = await aDocument(world, { space, author: world.pilote });
	const writer = open('pilote', id);
	await saved(writer);
	writer.type('Adopté.');
	await saved(writer);
	await world.db.asService((db) => states.refreshIn(db, id));
	await world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'in-review'));
	await world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'adopted'));
	await expect.poll(() => writer.provider.authorizedScope, soon).toBe('readonly');
	writer.type('Non');
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(await stored(id)).toBe('Adopté.');
});

describe('between what is shared and what is stored', () => {
	/** What is written is judged and brought to the others, and cannot be stored until it is let go. */
	async function held(id: string): Promise<{ letGo: () => Promise<void> }> {
		const holding = Promise.withResolvers<void>();
		const released = Promise.withResolvers<void>();
		const transaction = world.db.owner.begin(async (sql) => {
			await sql`select from private.document_states where document_id = ${id} for no key update`;
			holding.resolve();
			await released.promise;
		});
		await holding.promise;
		return { letGo: () => (released.resolve(), transaction.then(() => {})) };
	}
	const storing = async () =>
		(
			await world.db.owner<{ pid: number }[]>`select pid from pg_stat_activity
				where application_name = 'palabre-documents' and wait_event_type = 'Lock' and datname = current_database()`
		).map(({ pid }) => pid);

	it('the others read it, and nobody is told that it is saved', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const [one, other] = [open('benevole', id), open('agente', id)];
		await saved(one);
		await saved(other);
		const { letGo } = await held(id);
		one.type('Bonjour');
		await expect.poll(other.text, soon).toBe('Bonjour');
		// Who comes at that moment has it too, and is not told either: it is the same text.
		const late = open('pilote', id);
		await expect.poll(late.text, soon).toBe('Bonjour');
		expect(await stored(id)).toBe('');
		expect(one.provider.hasUnsyncedChanges).toBe(true);
		await letGo();
		await saved(one);
		await saved(late);
		expect(await stored(id)).toBe('Bonjour');
	});

	it('who is removed then had written it; what comes after is refused', async () => {
		const id = await aDocument(world, { space, author: world.pilote });
		const [removed, stays] = [open('elue', id), open('pilote', id)];
		await saved(removed);
		await saved(stays);
		const { letGo } = await held(id);
		removed.type('À temps');
		await expect.poll(stays.text, soon).toBe('À temps');
		await world.db.owner`delete from space_members where space_id = ${space} and person_id = ${world.elue.id}`;
		removed.type('Trop tard');
		await letGo();
		await expect.poll(() => removed.denied, soon).toContain('not-found');
		stays.type('Entre nous');
		await saved(stays);
		expect(await stored(id)).toBe('À temps\nEntre nous');
		expect(stays.text()).toBe('À temps\nEntre nous');
		await world.db
			.owner`insert into space_members ${world.db.owner({ space_id: space, person_id: world.elue.id, role: 'decideur' })}`;
	});

	it('a text is adopted with what was shared, or not at all', async () => {
		const id = await aDocument(world, { space, author: world.pilote });
		const writer = open('pilote', id);
		await saved(writer);
		writer.type('Adopté.');
		await saved(writer);
		await world.db.asService((db) => states.refreshIn(db, id));
		await world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'in-review'));
		const { letGo } = await held(id);
		writer.type('Au même instant.');
		await expect.poll(storing, soon).toHaveLength(1);
		const adoption = world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'adopted'));
		await Promise.all([expect(adoption).rejects.toMatchObject({ code: 'PT409', hint: 'late' }), letGo()]);
		await saved(writer);
		expect(await stored(id)).toBe('Adopté.\nAu même instant.');
	});

	it('what could not be stored is forgotten, and sent again by those who have it', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const [one, other] = [open('benevole', id), open('agente', id)];
		await saved(one);
		await saved(other);
		const { letGo } = await held(id);
		one.type('Bonjour');
		await expect.poll(other.text, soon).toBe('Bonjour');
		await expect.poll(storing, soon).toHaveLength(1);
		const cut = new Promise<void>((resolve) => other.provider.on('close', () => resolve()));
		for (const pid of await storing()) await world.db.owner`select pg_terminate_backend(${pid})`;
		await cut;
		expect(one.provider.hasUnsyncedChanges).toBe(true);
		await letGo();
		for (const editor of [one, other]) {
			await saved(editor);
			expect(editor.text()).toBe('Bonjour');
		}
		expect(await stored(id)).toBe('Bonjour');
		other.type('Bonsoir');
		await saved(other);
		await expect.poll(one.text, soon).toBe('Bonjour\nBonsoir');
	});
});

it('what another process stores comes to those who write here', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const here = open('benevole', id);
	await saved(here);
	const update = documents.sharedFrom('D’ailleurs');
	await world.db.owner.begin(async (sql) => {
		await sql`select private.enter(${JSON.stringify(world.agente.claims)}::text::jsonb)`;
		await sql`select private.append_document_update(${id}, ${Buffer.from(update)}, 'another')`;
	});
	await expect.poll(here.text, soon).toBe('D’ailleurs');
});

it('a caret carries the name of whoever the session says that it is', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	const [one, other] = [open('benevole', id), open('agente', id)];
	await saved(one);
	await saved(other);
	one.provider.setAwarenessField('user', { name: 'La préfète' });
	await expect
		.poll(() => other.provider.awareness?.getStates().get(one.shared.clientID)?.['user'])
		.toEqual({ id: world.benevole.id, name: world.benevole.name });
});
