/** What is typed is stored by the transaction that judged who typed it, and by no other. */
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import * as documents from '../../src/lib/documents/documents.server';
import * as states from '../../src/lib/documents/states.server';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { aDocument } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const space = world.spaces.comite.id;
/** The login of the application, which takes the claims of whoever asks. */
const login = postgres(world.db.appUrl, { max: 1, onnotice: () => {} });
afterAll(() => login.end());

const update = Buffer.from(documents.sharedFrom('Bonjour'));
const admit = (sql: postgres.ISql, who: Viewer, id: string, size = update.byteLength) =>
	sql`select private.admit_document_update(${JSON.stringify(who.claims ?? {})}::text::jsonb, ${id}, ${size})`;
const store = (sql: postgres.ISql, id: string) => sql`select private.store_document_update(${id}, ${update}, 'test')`;
const write = (who: Viewer, id: string, into = id) =>
	login.begin(async (sql) => {
		await admit(sql, who, id);
		await store(sql, into);
	});
const written = async (id: string) =>
	(await world.db.owner`select person_id from private.document_updates where document_id = ${id}`).map(
		(row) => row['person_id'] as string
	);
const refused = { code: '42501' };

describe('what is typed', () => {
	it('is stored under the name of whoever was admitted', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		await write(world.agente, id);
		expect(await written(id)).toEqual([world.agente.id]);
	});

	it('is stored of nobody who does not write the document', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const closed = { claims: { ...world.agente.claims, session_id: newId() } };
		for (const who of [world.visitor, world.observatrice, world.kayes, world.admin, closed])
			await expect(write(who, id)).rejects.toMatchObject(refused);
		const named = await aDocument(world, { space, author: world.benevole, readBy: 'named' });
		await expect(write(world.agente, named)).rejects.toMatchObject(refused);
		await expect(write(world.agente, newId())).rejects.toMatchObject(refused);
		expect([...(await written(id)), ...(await written(named))]).toEqual([]);
	});

	it('is not stored without an admission, nor with that of another document or transaction', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const other = await aDocument(world, { space, author: world.benevole, readBy: 'named' });
		await expect(store(login, id)).rejects.toMatchObject(refused);
		await expect(write(world.agente, id, other)).rejects.toMatchObject(refused);
		await admit(login, world.agente, id);
		await expect(store(login, id)).rejects.toMatchObject(refused);
		expect([...(await written(id)), ...(await written(other))]).toEqual([]);
	});

	it('is at most a million bytes, in a document of at most ten million', async () => {
		const id = await aDocument(world, { space, author: world.benevole });
		const full = { code: 'PT409', hint: 'full' };
		for (const size of [0, 1_000_001]) await expect(admit(login, world.agente, id, size)).rejects.toMatchObject(full);
		await world.db.owner`update private.document_states set bytes = 9999990 where document_id = ${id}`;
		await expect(admit(login, world.agente, id, 11)).rejects.toMatchObject(full);
		await admit(login, world.agente, id, 10);
	});

	it('does not change an adopted text', async () => {
		const id = await aDocument(world, { space, author: world.pilote });
		await write(world.pilote, id);
		await world.db.asService((db) => states.refreshIn(db, id));
		for (const status of ['in-review', 'adopted'] as const)
			await world.db.as(world.pilote, (db) => documents.moveTo(db, id, status));
		await expect(write(world.pilote, id)).rejects.toMatchObject({ code: 'PT409', hint: 'adopted' });
		expect(await written(id)).toHaveLength(1);
	});
});
