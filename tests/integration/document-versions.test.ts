/** What a document said before is kept, told, and comes back; never once it is adopted. */
import { sql } from 'kysely';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fragmentOf } from '../../src/lib/documents/content/tree';
import * as documents from '../../src/lib/documents/documents.server';
import * as states from '../../src/lib/documents/states.server';
import * as versions from '../../src/lib/documents/versions.server';
import type { Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import { aDocument } from '../support/factories';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const space = world.spaces.comite.id;
const closing: (() => Promise<void>)[] = [];

beforeAll(() =>
	provideRuntime({
		database: { appUrl: world.db.appUrl, ownerUrl: world.db.ownerUrl },
		atStop: (close: () => Promise<void>) => closing.push(close)
	} as unknown as Runtime)
);
afterAll(async () => {
	for (const close of closing) await close();
});

const write = (who: Person, id: string, text: string) =>
	world.db.as(who, (db) => states.append(db, id, documents.sharedFrom(text)));
const session = (id: string) => world.db.asService((db) => versions.keepIn(db, id));
const told = (who: Person, id: string) => world.db.as(who, (db) => versions.list(db, id, null, 20));
const textOf = async (id: string) => {
	await world.db.asService((db) => states.refreshIn(db, id));
	const [row] = await world.db.owner`select plain from document_texts where document_id = ${id}`;
	return row?.['plain'] as string;
};
const name = (who: Person, id: string, called: string, version = newId()) =>
	world.db.as(who, (db) => versions.keep(db, id, { id: version, name: called }));
const restore = (who: Person, id: string, number: number, version = newId()) =>
	versions.restore(<T>(work: (db: Database) => Promise<T>) => world.db.as(who, work), id, number, version);
const facts = async (id: string) =>
	(
		await world.db
			.owner`select verb, actor_id from activity where object_kind = 'document' and object_id = ${id} order by id`
	).map(({ verb, actor_id }) => [verb, actor_id]);

describe('after a session of writing', () => {
	it('its text is a version, with those who wrote it', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.elue, id, 'Un.');
		await write(world.agente, id, 'Deux.');
		// She shows her name to nobody.
		await write(world.benevole, id, 'Et demi.');
		await session(id);
		await session(id);
		const [only, ...others] = await told(world.observatrice, id);
		expect(others).toEqual([]);
		expect(only).toMatchObject({ number: 1, name: null, restoredFrom: null });
		expect(only?.people.map((person) => person.id).sort()).toEqual([world.agente.id, world.elue.id].sort());
		await write(world.pilote, id, 'Trois.');
		await session(id);
		expect((await told(world.pilote, id)).map(({ number, people }) => [number, people[0]?.id])).toEqual([
			[2, world.pilote.id],
			[1, expect.any(String)]
		]);
		expect((await facts(id)).slice(1)).toEqual([
			['written', expect.any(String)],
			['written', expect.any(String)],
			['written', expect.any(String)],
			['written', world.pilote.id]
		]);
	});

	it('its job waits until nothing is written, an hour at most', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const due = async () =>
			(await world.db.owner`select run_at from graphile_worker.jobs where key = ${`keep-document:${id}`}`)[0]?.[
				'run_at'
			];
		await write(world.benevole, id, 'Un.');
		await textOf(id);
		const first = await due();
		await write(world.benevole, id, 'Deux.');
		await textOf(id);
		const second = await due();
		expect(second > first).toBe(true);
		await world.db
			.owner`update private.document_hands set since = now() - interval '61 minutes' where document_id = ${id}`;
		await write(world.benevole, id, 'Trois.');
		await textOf(id);
		expect(await due()).toEqual(second);
	});

	it('nothing is kept of what says the same', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await session(id);
		expect(await told(world.benevole, id)).toEqual([]);
		await write(world.benevole, id, 'Un.');
		await session(id);
		await write(world.benevole, id, '');
		await session(id);
		expect(await told(world.benevole, id)).toHaveLength(1);
	});
});

describe('a named version', () => {
	it('is one, though its form is sent twice', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		await textOf(id);
		const version = newId();
		await name(world.agente, id, 'Envoyée au comité', version);
		await name(world.agente, id, 'Envoyée au comité', version);
		expect((await told(world.agente, id)).map((one) => one.name)).toEqual(['Envoyée au comité']);
		expect((await facts(id)).at(-1)).toEqual(['named', world.agente.id]);
	});

	it('of a text that has a name already is another one', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		await session(id);
		await name(world.agente, id, 'Première');
		await name(world.benevole, id, 'Seconde');
		expect((await told(world.agente, id)).map((one) => [one.number, one.name])).toEqual([
			[2, 'Seconde'],
			[1, 'Première']
		]);
	});
});

describe('a former text', () => {
	it('comes back as a new version, and what it replaces is kept', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.elue, id, 'Un.');
		await session(id);
		await write(world.agente, id, 'Deux.');
		const version = newId();
		await restore(world.pilote, id, 1, version);
		await restore(world.pilote, id, 1, version);
		expect(await textOf(id)).toBe('Un.');
		expect((await told(world.pilote, id)).map((one) => [one.number, one.restoredFrom, one.people[0]?.id])).toEqual([
			[3, 1, world.pilote.id],
			[2, null, world.agente.id],
			[1, null, world.elue.id]
		]);
		const [second] = await world.db.as(world.pilote, (db) => versions.read(db, id, [2]));
		expect(JSON.stringify(second?.content)).toContain('Deux.');
		expect((await facts(id)).at(-1)).toEqual(['restored', world.pilote.id]);
		await session(id);
		expect(await told(world.pilote, id)).toHaveLength(3);
	});

	it('loses nothing of what is written at the same instant', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		await session(id);
		await write(world.benevole, id, 'Deux.');
		const lines = Array.from({ length: 8 }, (_, n) => `Ligne ${n}.`);
		await Promise.all([
			...lines.map((line) => write(world.agente, id, line)),
			restore(world.pilote, id, 1).catch((thrown: { hint?: string }) => expect(thrown.hint).toBe('late'))
		]);
		await session(id);
		const all = JSON.stringify(await world.db.owner`select content from document_versions where document_id = ${id}`);
		for (const line of ['Deux.', ...lines]) expect(all).toContain(line);
	});

	it('is restored by those who write, and by nobody else', async () => {
		const id = await aDocument(world, { space, author: world.benevole, writtenBy: 'named' });
		await write(world.benevole, id, 'Un.');
		await session(id);
		await write(world.benevole, id, 'Deux.');
		for (const who of [world.observatrice, world.agente, world.kayes]) {
			await expect(restore(who, id, 1)).rejects.toMatchObject({ code: '42501' });
			await expect(name(who, id, 'Non')).rejects.toMatchObject({ code: '42501' });
		}
		await expect(restore(world.benevole, id, 7)).rejects.toMatchObject({ code: 'PT409' });
		expect(await textOf(id)).toContain('Deux.');
	});

	it('does not come back in an adopted text, whoever asks', async () => {
		const id = await aDocument(world, { space, author: world.pilote });
		await write(world.pilote, id, 'Un.');
		await session(id);
		await write(world.pilote, id, 'Deux.');
		await session(id);
		for (const status of ['in-review', 'adopted'] as const)
			await world.db.as(world.pilote, (db) => documents.moveTo(db, id, status));
		await expect(restore(world.pilote, id, 1)).rejects.toMatchObject({ code: 'PT409', hint: 'adopted' });
		const frozen = { code: 'PT409', hint: 'adopted' };
		const { owner } = world.db;
		await expect(owner`update document_versions set name = 'Autre' where document_id = ${id}`).rejects.toMatchObject(
			frozen
		);
		await expect(owner`delete from document_versions where document_id = ${id}`).rejects.toMatchObject(frozen);
		// The job that was queued before finds nothing to do.
		await session(id);
		expect(await told(world.pilote, id)).toHaveLength(2);
	});
});

describe('a version that should not stay', () => {
	const inTransaction =
		(who: Person) =>
		<T>(work: (db: Database) => Promise<T>) =>
			world.db.as(who, work);
	const remove = (who: Person, id: string, number: number, reason = 'Elle disait une adresse.') =>
		versions.remove(inTransaction(who), id, number, reason);
	const everywhere = async (id: string) =>
		JSON.stringify([
			await world.db.owner`select content from document_versions where document_id = ${id}`,
			await world.db.owner`select markdown, plain, content from document_texts where document_id = ${id}`,
			(
				await world.db.owner<{ kept: Buffer }[]>`
					select state as kept from private.document_states where document_id = ${id} and state is not null
					union all select update from private.document_updates where document_id = ${id}`
			).map(({ kept }) => kept.toString('latin1'))
		]);

	it('loses its text for good, keeps its number, and the journal says why', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Rue Secrete.');
		await session(id);
		await name(world.benevole, id, 'Avec une adresse');
		await write(world.benevole, id, 'Suite.');
		const kept = await world.db.asService((db) => states.load(db, id));
		const before = Y.encodeStateVector(kept!.shared);
		const fragment = fragmentOf(kept!.shared);
		fragment.delete(
			fragment.toArray().findIndex((part) => part.toString().includes('Secrete')),
			1
		);
		await world.db.as(world.benevole, (db) => states.append(db, id, Y.encodeStateAsUpdate(kept!.shared, before)));
		await session(id);
		expect(await everywhere(id)).toContain('Secrete');
		await remove(world.benevole, id, 1);
		await remove(world.benevole, id, 1);
		expect(await everywhere(id)).not.toContain('Secrete');
		expect((await told(world.benevole, id)).map((one) => [one.number, one.name, one.removedAt !== null])).toEqual([
			[2, null, false],
			[1, null, true]
		]);
		expect(await textOf(id)).toBe('Suite.');
		const removals = await world.db.owner`
			select actor_id, reason from activity where object_id = ${id} and verb = 'version-removed'`;
		expect([...removals]).toEqual([{ actor_id: world.benevole.id, reason: 'Elle disait une adresse.' }]);
		await expect(restore(world.benevole, id, 1)).rejects.toMatchObject({ code: 'PT409', hint: 'removed' });
		await expect(
			world.db.as(world.benevole, (db) =>
				db.updateTable('document_versions').set({ name: 'Encore' }).where('document_id', '=', id).execute()
			)
		).rejects.toMatchObject({ code: '23514' });
	});

	it('is taken away by who manages the document, with a reason, and never from an adopted text', async () => {
		const id = await aDocument(world, { space, author: world.elue });
		await write(world.elue, id, 'Un.');
		await session(id);
		for (const who of [world.agente, world.observatrice, world.kayes, world.admin])
			await expect(remove(who, id, 1)).rejects.toMatchObject({ code: '42501' });
		await expect(remove(world.elue, id, 1, ' ')).rejects.toMatchObject({ code: 'PT409', hint: 'reason' });
		await expect(remove(world.elue, id, 7)).rejects.toMatchObject({ code: 'PT409' });
		for (const status of ['in-review', 'adopted'] as const)
			await world.db.as(world.pilote, (db) => documents.moveTo(db, id, status));
		await expect(remove(world.pilote, id, 1)).rejects.toMatchObject({ code: 'PT409', hint: 'adopted' });
		expect(JSON.stringify(await world.db.as(world.elue, (db) => versions.read(db, id, [1])))).toContain('Un.');
	});

	it('may only lose its name, for who writes the document', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		await textOf(id);
		await name(world.benevole, id, 'Trop dit');
		const [version] = await told(world.benevole, id);
		expect(await world.db.as(world.observatrice, (db) => versions.rename(db, version!.id, ''))).toBe(false);
		expect(await world.db.as(world.agente, (db) => versions.rename(db, version!.id, ''))).toBe(true);
		expect((await told(world.benevole, id))[0]?.name).toBeNull();
	});
});

it('who does not belong to the space learns neither what a document said nor who wrote it', async () => {
	const id = await aDocument(world, { space, author: world.benevole });
	await write(world.elue, id, 'Un.');
	await session(id);
	const [version] = await world.db.owner`select id from document_versions where document_id = ${id}`;
	const people = (who: Person) =>
		world.db.as(
			who,
			async (db) =>
				(await sql`select * from private.document_version_people(array[${version?.['id']}]::uuid[])`.execute(db)).rows
		);
	expect(await people(world.observatrice)).toHaveLength(1);
	for (const who of [world.kayes, world.admin]) {
		expect(await people(who)).toEqual([]);
		expect(await told(who, id)).toEqual([]);
	}
});
