/** Documents of a space, as the viewer may read them; who writes and who manages is said by the database. */
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import * as Y from 'yjs';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import { parseMarkdown } from './content/parse.server';
import { fragmentOf, write, type Part } from './content/tree';
import type { Reach, Status, Writers } from './document';
import type { DocumentValues, NamedValues, SettingsValues } from './schema';
import { templateIn, wordsIn } from './readable.server';
import { append } from './states.server';

const reach = sql<Reach>`d.read_by`.as('readBy');
const writtenBy = sql<Writers>`d.written_by`.as('writtenBy');
const status = sql<Status>`d.status`.as('status');

/** Those of a space, the last written first. */
export async function list(db: Database, space: string, before: string | null, size: number) {
	let found = db
		.selectFrom('documents as d')
		.innerJoin('document_texts as t', 't.document_id', 'd.id')
		.where('d.space_id', '=', space)
		.select(['d.id', 'd.title', 'd.language', 'd.updated_at as updatedAt', 'd.adopted_at as adoptedAt'])
		.select([reach, writtenBy, status, sql<string>`left(t.plain, 240)`.as('beginning')]);
	if (before && isId(before))
		found = found.where(
			sql<boolean>`(d.updated_at, d.id) < (select b.updated_at, b.id from documents b where b.id = ${before})`
		);
	return found.orderBy('d.updated_at', 'desc').orderBy('d.id', 'desc').limit(size).execute();
}
export type ListedDocument = Awaited<ReturnType<typeof list>>[number];

const headOf = (db: Database, space: string, id: string) =>
	db
		.selectFrom('documents as d')
		.innerJoin('spaces as s', 's.id', 'd.space_id')
		.innerJoin('document_texts as t', 't.document_id', 'd.id')
		.where('d.id', '=', isId(id) ? id : null)
		.where('s.slug', '=', space)
		.select(['d.id', 'd.title', 'd.language', 'd.sha256', 'd.source', 'd.version'])
		.select(['d.updated_at as updatedAt', 'd.adopted_at as adoptedAt'])
		.select(['s.id as spaceId', 's.slug', 's.name', 's.archived_at as archivedAt', 't.updates'])
		.select([
			reach,
			writtenBy,
			status,
			sql<'public' | 'reseau' | 'espace'>`s.visibility`.as('visibility'),
			sql<boolean>`private.masks(s.sensitivity, 'no_index')`.as('hidden'),
			sql<boolean>`private.writes_document(d.id)`.as('writes'),
			sql<boolean>`private.manages_document(d.id)`.as('manages'),
			sql<boolean>`d.space_id in (select private.viewer_facilitated_spaces())`.as('facilitated'),
			// Who reads its versions: `document_versions`.
			sql<boolean>`d.space_id in (select private.viewer_spaces()) or d.id in (select private.viewer_named_documents())`.as(
				'remembered'
			)
		]);

/** One document without its text; undefined when the viewer may not see it, or it is not in that space. */
export const head = (db: Database, space: string, id: string) => headOf(db, space, id).executeTakeFirst();
export type FoundDocument = NonNullable<Awaited<ReturnType<typeof head>>>;

/** The same for who reads what it said before. */
export async function remembered(db: Database, space: string, id: string): Promise<FoundDocument | undefined> {
	const found = await head(db, space, id);
	return found?.remembered ? found : undefined;
}

/** The same with its text. */
export const read = (db: Database, space: string, id: string) =>
	headOf(db, space, id)
		.select(sql<Part[]>`t.content`.as('content'))
		.executeTakeFirst();
export type ReadDocument = NonNullable<Awaited<ReturnType<typeof read>>>;

/** The text as it leaves: the viewer's rights are those of the document. */
export const exported = (db: Database, id: string) =>
	db
		.selectFrom('documents as d')
		.innerJoin('document_texts as t', 't.document_id', 'd.id')
		.where('d.id', '=', id)
		.select(['d.title', 't.markdown'])
		.executeTakeFirst();

/** What the live page compares: it grows with each new readable form. */
export const watch = (db: Database, id: string) =>
	db.selectFrom('document_texts').select('updates as version').where('document_id', '=', id).executeTakeFirst();

/** The same form sent twice opens one document. */
export async function open(db: Database, space: string, values: DocumentValues): Promise<void> {
	const made = await db
		.insertInto('documents')
		.values({
			id: values.id,
			space_id: space,
			title: values.title,
			language: values.language,
			read_by: values.readBy,
			written_by: values.writtenBy
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	const text = [templateIn(values.template, values.language), values.beginning].filter(Boolean).join('\n\n');
	if (made.numInsertedOrUpdatedRows && text) await append(db, values.id, sharedFrom(text, values.language));
}

/** A text in Markdown as the first update of a document. */
export function sharedFrom(markdown: string, language = 'fr'): Uint8Array {
	const shared = new Y.Doc();
	write(fragmentOf(shared), parseMarkdown(markdown, wordsIn(language)));
	return Y.encodeStateAsUpdate(shared);
}

/** @returns false when somebody else changed it since the form was shown. */
export async function save(db: Database, id: string, values: SettingsValues): Promise<boolean> {
	const saved = await db
		.updateTable('documents')
		.set({
			title: values.title,
			language: values.language,
			read_by: values.readBy,
			written_by: values.writtenBy
		})
		.where('id', '=', id)
		.where('version', '=', values.version)
		.executeTakeFirst();
	return saved.numUpdatedRows > 0n;
}

/** @returns whether there was one that the viewer manages. */
export async function moveTo(db: Database, id: string, next: Status): Promise<boolean> {
	const moved = await db.updateTable('documents').set({ status: next }).where('id', '=', id).executeTakeFirst();
	return moved.numUpdatedRows > 0n;
}

export async function throwAway(db: Database, id: string): Promise<boolean> {
	const thrown = await db.deleteFrom('documents').where('id', '=', id).executeTakeFirst();
	return thrown.numDeletedRows > 0n;
}

/** For who manages it: who is named, and whom one may name, the members of its space. */
export async function people(db: Database, { id, spaceId }: Pick<FoundDocument, 'id' | 'spaceId'>) {
	return db
		.selectNoFrom((q) => [
			jsonArrayFrom(
				q
					.selectFrom('document_people as n')
					.innerJoin('people as p', 'p.id', 'n.person_id')
					.select(['p.id', 'p.name', 'n.writes'])
					.where('n.document_id', '=', id)
					.orderBy(sql`private.fold(p.name)`)
			).as('named'),
			jsonArrayFrom(
				q
					.selectFrom('space_members as sm')
					.innerJoin('people as p', 'p.id', 'sm.person_id')
					.select(['p.id', 'p.name'])
					.where('sm.space_id', '=', spaceId)
					.where(sql<boolean>`p.id is distinct from private.viewer()`)
					.orderBy(sql`private.fold(p.name)`)
					.limit(500)
			).as('members')
		])
		.executeTakeFirstOrThrow();
}

export async function name(db: Database, id: string, { person, as }: NamedValues): Promise<void> {
	if (as === 'nothing') {
		await db.deleteFrom('document_people').where('document_id', '=', id).where('person_id', '=', person).execute();
		return;
	}
	await db
		.insertInto('document_people')
		.values({ document_id: id, person_id: person, writes: as === 'write' })
		.onConflict((conflict) => conflict.columns(['document_id', 'person_id']).doUpdateSet({ writes: as === 'write' }))
		.execute();
}
