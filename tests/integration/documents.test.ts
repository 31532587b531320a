/** What is written in a document is kept, read, and frozen when it is adopted. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import * as documents from '../../src/lib/documents/documents.server';
import * as states from '../../src/lib/documents/states.server';
import { newId } from '../../src/lib/platform/ids';
import { aDocument, aSpace } from '../support/factories';
import type { Viewer } from '../support/database';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const refresh = (id: string) => world.db.asService((db) => states.refreshIn(db, id));

const space = world.spaces.comite.id;
const write = (who: Person, id: string, text: string) =>
	world.db.as(who, (db) => states.append(db, id, documents.sharedFrom(text)));
const textOf = async (id: string) =>
	(await world.db.owner`select markdown, content, plain, updates from document_texts where document_id = ${id}`)[0];
const jobs = async (id: string) =>
	world.db.owner`select run_at from graphile_worker.jobs where key = ${`read-document:${id}`}`;

describe('what is written', () => {
	it('is read after its job, which is queued once for all that is written meanwhile', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		const [first] = await jobs(id);
		await write(world.agente, id, 'Deux.');
		expect([...(await jobs(id))]).toEqual([first]);
		await refresh(id);
		expect(await textOf(id)).toEqual({
			markdown: expect.any(String),
			content: expect.any(Array),
			plain: expect.any(String),
			updates: 2
		});
		expect((await textOf(id))?.['plain'].split('\n').sort()).toEqual(['Deux.', 'Un.']);
		expect(await refresh(id)).toBe(false);
	});

	it('that comes while the readable form is made queues another job', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.benevole, id, 'Un.');
		await world.db.owner`delete from graphile_worker._private_jobs where key = ${`read-document:${id}`}`;
		await write(world.benevole, id, 'Deux.');
		expect(await jobs(id)).toHaveLength(0);
		await world.db.owner`update document_texts set updates = 1 where document_id = ${id}`;
		expect(await jobs(id)).toHaveLength(1);
	});

	it('by two at the same instant is numbered without a gap', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await Promise.all(
			Array.from({ length: 20 }, (_, n) => write(n % 2 ? world.benevole : world.agente, id, `Ligne ${n}.`))
		);
		const rows = await world.db
			.owner`select number from private.document_updates where document_id = ${id} order by number`;
		expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
	});

	it('is one state again after many updates, and says the same', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const shared = new Y.Doc();
		const updates: Uint8Array[] = [];
		shared.on('update', (update: Uint8Array) => updates.push(update));
		Y.applyUpdate(shared, documents.sharedFrom('Début.'));
		const paragraph = shared.getXmlFragment('default').get(0) as Y.XmlElement;
		for (let n = 0; n < 210; n += 1) (paragraph.get(0) as Y.XmlText).insert(0, `${n} `);
		await world.db.as(world.benevole, async (db) => {
			for (const update of updates) await states.append(db, id, update);
		});
		await refresh(id);
		const before = await textOf(id);
		const [row] = await world.db
			.owner`select s.compacted, s.updates, s.bytes, (select count(*)::int from private.document_updates u where u.document_id = ${id}) as loose
			from private.document_states s where document_id = ${id}`;
		expect(row).toMatchObject({ compacted: 211, updates: 211, loose: 0 });
		await world.db.as(world.benevole, (db) => states.append(db, id, documents.sharedFrom('Fin.')));
		await refresh(id);
		expect((await textOf(id))?.['plain'].split('\n').sort()).toEqual(`${before?.['plain']}\nFin.`.split('\n').sort());
	});

	it('is refused to those who do not write it, and when it is too long', async () => {
		const id = await aDocument(world, { space, author: world.benevole, writtenBy: 'named' });
		for (const who of [world.observatrice, world.agente, world.kayes])
			await expect(write(who, id, 'Non.')).rejects.toMatchObject({ code: '42501' });
		const long = world.db.as(world.benevole, (db) => states.append(db, id, new Uint8Array(1_000_001)));
		await expect(long).rejects.toMatchObject({ code: 'PT409', hint: 'full' });
		expect(await textOf(id)).toMatchObject({ updates: 0 });
	});

	it('is refused at once to who was removed from the space', async () => {
		const id = await aDocument(world, { space, author: world.pilote });
		await world.db.owner`delete from space_members where space_id = ${space} and person_id = ${world.elue.id}`;
		await expect(write(world.elue, id, 'Encore.')).rejects.toMatchObject({ code: '42501' });
		await world.db
			.owner`insert into space_members ${world.db.owner({ space_id: space, person_id: world.elue.id, role: 'decideur' })}`;
	});
});

describe('an adopted text', () => {
	const adopt = async () => {
		const id = newId();
		await world.db.as(world.pilote, (db) =>
			documents.open(db, space, {
				id,
				title: 'Compte rendu',
				language: 'fr',
				readBy: 'espace',
				writtenBy: 'espace',
				beginning: '## Décision\n\nOui.'
			})
		);
		await world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'in-review'));
		return id;
	};

	it('waits until what is read is all that was written', async () => {
		const id = await adopt();
		const early = world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'adopted'));
		await expect(early).rejects.toMatchObject({ code: 'PT409', hint: 'late' });
	});

	it('carries the fingerprint of its text, and changes for nobody', async () => {
		const id = await adopt();
		await refresh(id);
		await world.db.as(world.pilote, (db) => documents.moveTo(db, id, 'adopted'));
		const [row] = await world.db.owner`select sha256, adopted_at from documents where id = ${id}`;
		const bytes = new TextEncoder().encode((await textOf(id))?.['markdown']);
		const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
		expect(row).toEqual({ sha256: digest, adopted_at: expect.any(Date) });

		const frozen = { code: 'PT409', hint: 'adopted' };
		await expect(write(world.pilote, id, 'Plus tard.')).rejects.toMatchObject(frozen);
		const { owner } = world.db;
		await expect(owner`update documents set title = 'Autre' where id = ${id}`).rejects.toMatchObject(frozen);
		await expect(
			owner`update documents set status = 'draft', adopted_at = null, sha256 = null where id = ${id}`
		).rejects.toMatchObject(frozen);
		await expect(owner`delete from documents where id = ${id}`).rejects.toMatchObject(frozen);
		await expect(owner`update document_texts set markdown = 'Autre' where document_id = ${id}`).rejects.toMatchObject(
			frozen
		);
		await expect(owner`delete from private.document_updates where document_id = ${id}`).rejects.toMatchObject(frozen);
		await expect(
			owner`update private.document_states set state = null where document_id = ${id}`
		).rejects.toMatchObject(frozen);
		await world.db.as(world.pilote, (db) => sql`update documents set read_by = 'public' where id = ${id}`.execute(db));
	});
});

it('is opened once, though its form is sent twice', async () => {
	const values = {
		id: newId(),
		title: 'Une fiche',
		language: 'fr' as const,
		readBy: 'espace' as const,
		writtenBy: 'espace' as const,
		beginning: 'Un.'
	};
	for (let n = 0; n < 2; n += 1) await world.db.as(world.benevole, (db) => documents.open(db, space, values));
	await refresh(values.id);
	expect(await textOf(values.id)).toMatchObject({ plain: 'Un.', updates: 1 });
});

describe('a document is found by its words', () => {
	const finds = async (who: Viewer, word: string) => {
		const { rows } = await world.db.as(who, (db) =>
			sql<{ items: { id: string }[] }>`
				select private.search(${word}, '{"objects": ["document"]}', 'relevance', 1) -> 'items' as items`.execute(db)
		);
		return rows[0]?.items.length;
	};
	const written = async (options: Parameters<typeof aDocument>[1], word: string) => {
		const id = await aDocument(world, { author: world.benevole, ...options });
		await world.db.owner`update document_texts set plain = ${`Le mot ${word}.`} where document_id = ${id}`;
		return id;
	};

	it('by who reads the space and the document, and by nobody else', async () => {
		await written({ space, readBy: 'public' }, 'palmeraie');
		expect(await finds(world.observatrice, 'palmeraie')).toBe(1);
		for (const who of [world.kayes, world.admin, world.visitor]) expect(await finds(who, 'palmeraie')).toBe(0);
		await written({ space, readBy: 'named' }, 'manguier');
		expect(await finds(world.benevole, 'manguier')).toBe(0);
	});

	it('further, or no longer, as the space opens and closes', async () => {
		const { id } = await aSpace(world, { visibility: 'public' });
		await written({ space: id, readBy: 'public' }, 'baobab');
		await written({ space: id, readBy: 'reseau' }, 'fromager');
		expect([await finds(world.visitor, 'baobab'), await finds(world.visitor, 'fromager')]).toEqual([1, 0]);
		expect(await finds(world.kayes, 'fromager')).toBe(1);
		await world.db.owner`update spaces set visibility = 'espace' where id = ${id}`;
		expect([await finds(world.visitor, 'baobab'), await finds(world.kayes, 'fromager')]).toEqual([0, 0]);
	});
});

it('leaves as a file for whoever reads it, and for nobody else', async () => {
	const { id: open, slug } = await aSpace(world, {
		visibility: 'public',
		members: [
			[world.benevole, 'membre'],
			[world.agente, 'membre']
		]
	});
	const leaves = (who: Viewer, id: string) =>
		world.db.as(who, async (db) => [
			(await documents.read(db, slug, id))?.id,
			(await documents.exported(db, id))?.markdown
		]);
	const nothing = [undefined, undefined];
	for (const [readBy, readers, others] of [
		['public', [world.visitor, world.kayes], []],
		['reseau', [world.kayes], [world.visitor, world.unverified]],
		['espace', [world.agente], [world.visitor, world.kayes, world.admin]],
		['named', [world.benevole], [world.visitor, world.kayes, world.admin, world.agente]]
	] as const) {
		const id = await aDocument(world, { space: open, author: world.benevole, readBy, text: 'Ce qui est dit ici.' });
		for (const reader of readers) expect(await leaves(reader, id), readBy).toEqual([id, 'Ce qui est dit ici.']);
		for (const other of others) expect(await leaves(other, id), readBy).toEqual(nothing);
	}
});
