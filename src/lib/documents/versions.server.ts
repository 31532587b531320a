/**
 * What a document said before: kept by a job when those who wrote it stop, and when somebody names the moment. A
 * version never changes; a former text comes back as a new one.
 */
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import { isDatabaseError, refused } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { changeTo } from './content/rewrite';
import { fragmentOf, keyOf, treeOf, type Part } from './content/tree';
import type { VersionValues } from './schema';
import { forgetDeleted, load, refresh, refreshIn } from './states.server';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

const described = (db: Database, document: string) =>
	db
		.selectFrom('document_versions as v')
		.where('v.document_id', '=', document)
		.select(['v.id', 'v.number', 'v.name', 'v.restored_from as restoredFrom', 'v.created_at as createdAt'])
		.select('v.removed_at as removedAt')
		.select(
			sql<{ id: string; name: string }[]>`coalesce((
				select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by private.fold(p.name))
				from private.document_version_people(array[v.id]) w join people p on p.id = w.person_id
			), '[]')`.as('people')
		);

/** The last one first. @param before the number after which the page begins. */
export async function list(db: Database, document: string, before: number | null, size: number) {
	let found = described(db, document);
	if (before) found = found.where('v.number', '<', before);
	return found.orderBy('v.number', 'desc').limit(size).execute();
}
export type ListedVersion = Awaited<ReturnType<typeof list>>[number];

/** With their text: those of these numbers that there are, in their order. */
export async function read(db: Database, document: string, numbers: number[]) {
	return described(db, document)
		.select(sql<Part[]>`v.content`.as('content'))
		.where('v.number', 'in', numbers)
		.orderBy('v.number')
		.execute();
}

/** Names what the document says now. The same form sent twice is one version. */
export async function keep(db: Database, document: string, { id, name }: VersionValues): Promise<void> {
	await sql`select private.keep_document_version(${id}, ${document}, ${name})`.execute(db);
}

/**
 * @param name empty: it has none any more.
 * @returns whether the viewer may name it.
 */
export async function rename(db: Database, version: string, name: string): Promise<boolean> {
	const named = await db
		.updateTable('document_versions')
		.set({ name: name || null })
		.where('id', '=', version)
		.executeTakeFirst();
	return named.numUpdatedRows > 0n;
}

/** Its text is gone for good, from the versions and from what the shared text had kept of what was deleted. */
export async function remove(db: InTransaction, document: string, number: number, reason: string): Promise<void> {
	await refresh(document);
	await db((viewers) =>
		sql`select private.remove_document_version(${document}, ${number}, ${reason})`.execute(viewers)
	);
	await asService((all) => forgetDeleted(all, document));
}

/** The text as it is at the end of a session of writing; an adopted one has its own already. */
export async function keepIn(db: Database, document: string): Promise<void> {
	const writable = await db
		.selectFrom('documents')
		.select('id')
		.where('id', '=', document)
		.where('status', '<>', 'adopted')
		.executeTakeFirst();
	if (!writable) return;
	await refreshIn(db, document);
	await sql`select private.keep_document_version(${newId()}, ${document})`.execute(db);
}

/** Job: queued by what is written, run when nothing was written for a while. Done twice, it is done once. */
export const keepDocument = ({ id }: { id: string }): Promise<void> => asService((db) => keepIn(db, id));

/** So many times, somebody may write between the reading of the text and its replacement. */
const patience = 5;

/** The text of a version is that of the document again, for those who are writing it too. */
export async function restore(db: InTransaction, document: string, number: number, id: string): Promise<void> {
	for (let tries = 1; ; tries += 1) {
		await refresh(document);
		const now = await asService((all) => load(all, document));
		if (!now) return;
		try {
			return await db(async (viewers) => {
				const [version] = await read(viewers, document, [number]);
				const wanted = version?.content ?? [];
				if (version && keyOf(treeOf(fragmentOf(now.shared))) === keyOf(wanted)) return;
				const change = changeTo(now.shared, wanted);
				// Sent by nobody: the editors that this process has open read it as another's.
				await sql`select private.restore_document_version(${id}, ${document}, ${number}, ${now.updates}, ${change}, '')`.execute(
					viewers
				);
			});
		} catch (thrown) {
			const isLate = isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint === 'late';
			if (!isLate || tries === patience) throw thrown;
		}
	}
}
