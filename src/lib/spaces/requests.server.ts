/** Asking to take part in a space, and answering. The mails follow from triggers: see `space-mail.server.ts`. */
import { sql } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { AnswerValues, RequestValues } from './schema';

/** What is said of a space to who is expected there, or administers the network, and does not read it. */
export interface Door {
	id: string;
	slug: string;
	name: string;
	kind: string;
	purpose: string | null;
	archivedAt: string | null;
	/** Their body is gathered, or they are a member whom the charter keeps out. */
	expected: boolean;
	member: boolean;
	asked: boolean;
	chartered: boolean;
	/** As the administration, to read. */
	mayJoin: boolean;
	/** Nobody facilitates it, and the viewer may. */
	unattended: boolean;
}

export async function door(db: Database, slug: string, locale: Locale): Promise<Door | null> {
	const { rows } = await sql<{ door: Door | null }>`
		select d.door || jsonb_build_object('kind', (
			select ${sql.ref(`k.label_${locale}`)} from space_kinds k where k.code = d.door ->> 'kindCode'
		), 'chartered', exists (select from space_charters c where c.space_id = (d.door ->> 'id')::uuid)) as door from (select private.space_door(${slug}) as door) d`.execute(
		db
	);
	return rows[0]?.door ?? null;
}

/** The same form sent twice asks once. */
export async function ask(db: Database, space: string, values: RequestValues): Promise<void> {
	await db
		.insertInto('space_requests')
		.values({
			id: values.id,
			space_id: space,
			organisation_id: values.organisation ?? null,
			message: values.message ?? null
		})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function withdraw(db: Database, space: string): Promise<void> {
	await db
		.updateTable('space_requests')
		.set({ state: 'withdrawn' })
		.where('space_id', '=', space)
		.where('person_id', '=', sql<string>`private.viewer()`)
		.where('state', '=', 'pending')
		.execute();
}

/** Why the viewer was refused the last time that they asked; null when they were not. */
export async function refusal(db: Database, space: string): Promise<string | null> {
	const last = await db
		.selectFrom('space_requests')
		.select('reason')
		.where('space_id', '=', space)
		.where('person_id', '=', sql<string>`private.viewer()`)
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last?.reason ?? null;
}

/** Those who wait, the first first; for who facilitates the space. */
export function waiting(db: Database, space: string) {
	return db
		.selectFrom('space_requests as r')
		.innerJoin('people as p', 'p.id', 'r.person_id')
		.select(['r.id', 'p.id as personId', 'p.name', 'p.function', 'r.message', 'r.created_at as at'])
		.select((q) =>
			jsonObjectFrom(
				q.selectFrom('organisations as o').select(['o.slug', 'o.name']).whereRef('o.id', '=', 'r.organisation_id')
			).as('organisation')
		)
		.where('r.space_id', '=', space)
		.where('r.state', '=', 'pending')
		.where('r.person_id', '<>', sql<string>`private.viewer()`)
		.orderBy('r.created_at')
		.orderBy('r.id')
		.limit(50);
}

/** Once and for all: false when somebody else decided first. */
export async function answer(db: Database, space: string, values: AnswerValues): Promise<boolean> {
	const accepted = values.answer === 'accept';
	const done = await db
		.updateTable('space_requests')
		.set(
			accepted
				? { state: 'accepted', role: values.role ?? 'membre' }
				: { state: 'refused', reason: values.reason ?? null }
		)
		.where('id', '=', values.request)
		.where('space_id', '=', space)
		.where('state', '=', 'pending')
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}
