/** Reporting a content, and answering. The mails follow from triggers: see `report-mail.server.ts`. */
import { sql } from 'kysely';
import { pathToMessage, pathToRoom } from '$lib/chat/chat';
import { pathToDocument } from '$lib/documents/document';
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import { pathToThread } from '$lib/threads/thread';
import { decisions, isSpoken, type ReportedKind, type ReportStatus, type Ground } from './report';
import type { DecisionValues, ReportValues } from './schema';

export interface Reported {
	kind: ReportedKind;
	id: string;
	title: string;
	path: string;
}

type Found = Pick<Reported, 'title' | 'path'> | undefined;

function published(table: string, title: string, place: string) {
	return async (db: Database, id: string): Promise<Found> => {
		const { rows } = await sql<{ slug: string; title: string }>`
			select slug, ${sql.ref(title)} as title from ${sql.table(table)} where id = ${id}`.execute(db);
		return rows[0] && { title: rows[0].title, path: `${place}/${rows[0].slug}` };
	};
}

/** One query for each kind, under the viewer's rights. */
const finders: Record<ReportedKind, (db: Database, id: string) => Promise<Found>> = {
	resource: published('resources', 'title', '/ressources'),
	organisation: published('organisations', 'name', '/annuaire'),
	space: published('spaces', 'name', '/espaces'),
	event: published('events', 'title', '/agenda'),
	async document(db, id) {
		const found = await db
			.selectFrom('documents as d')
			.innerJoin('spaces as s', 's.id', 'd.space_id')
			.select(['s.slug', 'd.title'])
			.where('d.id', '=', id)
			.executeTakeFirst();
		return found && { title: found.title, path: pathToDocument(found.slug, id) };
	},
	async message(db, id) {
		const found = await db
			.selectFrom('chat_messages as c')
			.leftJoin('spaces as s', 's.id', 'c.room_id')
			.select(['s.slug', 's.name', 'c.room_id as room', 'c.seq'])
			.where('c.id', '=', id)
			.where('c.withdrawn_at', 'is', null)
			.executeTakeFirst();
		if (!found) return undefined;
		const { slug, name, room, seq } = found;
		const title = name ? m.report_message_title({ name }) : m.report_conversation_title();
		return { title, path: pathToMessage(slug ? pathToRoom(slug) : `/messages/${room}`, seq) };
	},
	async post(db, id) {
		const found = await db
			.selectFrom('posts as p')
			.innerJoin('threads as t', 't.id', 'p.thread_id')
			.innerJoin('spaces as s', 's.id', 'p.space_id')
			.select(['s.slug', 't.id', 't.title', 'p.number'])
			.where('p.id', '=', id)
			.where('p.withdrawn_at', 'is', null)
			.executeTakeFirst();
		if (!found) return undefined;
		const { number, title } = found;
		return { title: m.report_post_title({ number, title }), path: pathToThread(found.slug, found.id, number) };
	}
};

/** What the viewer sees and may therefore report; null: absent, or not theirs to see. */
export async function reported(db: Database, kind: ReportedKind, id: string): Promise<Reported | null> {
	const found = await finders[kind](db, id);
	return found ? { kind, id, ...found } : null;
}

/** The same form posted twice is one report. Who gave an address gets an acknowledgement. */
export async function report(
	db: Database,
	object: Reported,
	values: ReportValues,
	language: 'fr' | 'en'
): Promise<void> {
	await db
		.insertInto('reports')
		.values({
			id: values.id,
			object_kind: object.kind,
			object_id: object.id,
			address: values.address,
			ground: values.ground,
			explanation: values.explanation,
			reporter_name: values.name ?? null,
			reporter_email: values.email ?? null,
			good_faith: true,
			language
		})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	await sql`select private.acknowledge_report(${values.id})`.execute(db);
}

const pageSize = 30;

/** @param before the last report of the page before. */
export async function list(db: Database, which: 'waiting' | 'closed', before: string | null) {
	const waiting = which === 'waiting';
	const rows = await db
		.selectFrom('reports')
		.select([
			'id',
			'object_kind as objectKind',
			'address',
			'ground',
			'status',
			'created_at as createdAt',
			'answered_at as answeredAt'
		])
		.where('status', waiting ? 'in' : 'not in', ['received', 'examined'])
		.$if(before !== null, (query) =>
			query.where(sql<boolean>`(created_at, id) < (select b.created_at, b.id from reports b where b.id = ${before})`)
		)
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(pageSize + 1)
		.execute();
	return {
		reports: rows.slice(0, pageSize).map((row) => ({
			...row,
			objectKind: row.objectKind as ReportedKind,
			ground: row.ground as Ground,
			status: row.status as ReportStatus
		})),
		next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null
	};
}

export async function find(db: Database, id: string) {
	const row = await db
		.selectFrom('reports as r')
		.leftJoin('people as p', 'p.id', 'r.reporter_id')
		.select([
			'r.id',
			'r.object_kind as objectKind',
			'r.object_id as objectId',
			'r.address',
			'r.ground',
			'r.explanation',
			'r.reporter_name as reporterName',
			'r.reporter_email as reporterEmail',
			'p.name as member',
			'r.status',
			'r.answer',
			'r.answered_at as answeredAt',
			'r.lifted_at as liftedAt',
			'r.created_at as createdAt'
		])
		.where('r.id', '=', id)
		.executeTakeFirst();
	if (!row) return null;
	const objectKind = row.objectKind as ReportedKind;
	return {
		...row,
		words: isSpoken(objectKind) ? await reportedWords(db, id) : [],
		objectKind,
		ground: row.ground as Ground,
		status: row.status as ReportStatus,
		/** Null once it is withdrawn, or when the administrator may not read it. */
		object: await reported(db, objectKind, row.objectId)
	};
}

export type Report = NonNullable<Awaited<ReturnType<typeof find>>>;

/** What was said around it too, while the report is examined; nothing before, nor after. */
async function reportedWords(db: Database, report: string) {
	const { rows } = await sql<{
		number: number;
		saidAt: Date;
		author: string | null;
		body: string | null;
		reported: boolean;
	}>`
		select number, said_at as "saidAt", author, body, reported from private.reported_words(${report})`.execute(db);
	return rows;
}

/** « Prendre en charge »: other administrators see that somebody looks at it. */
export async function examine(db: Database, id: string): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('reports')
		.set({ status: 'examined' })
		.where('id', '=', id)
		.where('status', '=', 'received')
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/**
 * Once and for all: false when somebody else decided first. The content is restricted or withdrawn, and the
 * mails leave, with this transaction or not at all.
 */
export async function decide(db: Database, id: string, { decision, answer }: DecisionValues): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('reports')
		.set({ status: decision, answer, answered_at: sql`now()` })
		.where('id', '=', id)
		.where('status', 'not in', [...decisions])
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** « Lever la mesure »: those who make the content may open it again. */
export async function lift(db: Database, id: string): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('reports')
		.set({ lifted_at: sql`now()` })
		.where('id', '=', id)
		.where('status', 'in', ['restricted', 'withdrawn'])
		.where('lifted_at', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}
