/**
 * Where the shared text is kept (docs/decisions/0008): a state, and the updates that came after it. What people
 * write goes through functions of the database, under their rights of that instant (an editor's updates:
 * `writing.server.ts`); the rest is the system's own work.
 */
import { sql } from 'kysely';
import * as Y from 'yjs';
import { asService, type Database } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import { keepMentions } from './mentions.server';
import { keepPictures } from './pictures.server';
import { readableOf } from './readable.server';

/** This process, among those that serve the network: it does not read again what it wrote. */
export const sender = newId();

/** So many updates are one state again. */
const compactedFrom = 200;

/** Stored when it returns; refused as soon as the viewer does not write the document. */
export async function append(db: Database, id: string, update: Uint8Array): Promise<void> {
	await sql`select private.append_document_update(${id}, ${update}, ${sender})`.execute(db);
}

interface Kept {
	shared: Y.Doc;
	/** How many updates it holds. */
	updates: number;
	/** How many of them are not in the state. */
	loose: number;
}

/** The whole text, as it is kept now; undefined when the document is gone. */
export async function load(db: Database, id: string): Promise<Kept | undefined> {
	const { rows } = await sql<{ state: Uint8Array | null; updates: number; loose: Uint8Array[] }>`
		select s.state, s.updates, array(
			select u.update from private.document_updates u
			where u.document_id = s.document_id and u.number > s.compacted order by u.number
		) as loose
		from private.document_states s where s.document_id = ${id}`.execute(db);
	const [kept] = rows;
	if (!kept) return undefined;
	const shared = new Y.Doc();
	shared.transact(() => {
		if (kept.state) Y.applyUpdate(shared, kept.state);
		for (const update of kept.loose) Y.applyUpdate(shared, update);
	});
	return { shared, updates: kept.updates, loose: kept.loose.length };
}

/**
 * The readable form, written again when it is late: by the job after a pause, and by whoever reads meanwhile.
 * @returns whether it was.
 */
export async function refreshIn(db: Database, id: string): Promise<boolean> {
	const kept = (await isLate(db, id)) ? await load(db, id) : undefined;
	if (!kept) return false;
	const { language } = await db
		.selectFrom('documents')
		.select('language')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	const { content, markdown, plain } = readableOf(kept.shared, language);
	await db
		.updateTable('document_texts')
		.set({ markdown, plain, content: JSON.stringify(content), updates: kept.updates })
		.where('document_id', '=', id)
		.where('updates', '<', kept.updates)
		.execute();
	await keepMentions(db, id, content);
	await keepPictures(db, id, content);
	if (kept.loose >= compactedFrom) await compact(db, id, kept);
	return true;
}

/** The same, as the system's own work. */
export const refresh = (id: string): Promise<boolean> => asService((db) => refreshIn(db, id));

async function isLate(db: Database, id: string): Promise<boolean> {
	const { rows } = await sql`
		select from private.document_states s join document_texts t using (document_id)
		where s.document_id = ${id} and s.updates > t.updates`.execute(db);
	return rows.length > 0;
}

/** Yjs keeps nothing of what was deleted: the updates that still say it are one state again. */
export async function forgetDeleted(db: Database, id: string): Promise<void> {
	const kept = await load(db, id);
	if (kept?.loose) await compact(db, id, kept);
}

async function compact(db: Database, id: string, { shared, updates }: Kept): Promise<void> {
	const state = Y.encodeStateAsUpdate(shared);
	await sql`update private.document_states set state = ${state}, compacted = ${updates},
			bytes = ${state.byteLength} + (select coalesce(sum(octet_length(u.update)), 0) from private.document_updates u
				where u.document_id = ${id} and u.number > ${updates})
		where document_id = ${id} and compacted < ${updates}`.execute(db);
	await sql`delete from private.document_updates where document_id = ${id} and number <= ${updates}`.execute(db);
}

/** Job: a text that was written is readable. Done twice, nothing changes. */
export async function readDocument({ id }: { id: string }): Promise<void> {
	await refresh(id);
}
