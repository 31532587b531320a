/**
 * How somebody comes to belong to an organisation: found, asked, answered by who answers for it. A
 * body without referent is answered for by those who facilitate the network.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Role } from './organisation';

export interface FoundOrganisation {
	id: string;
	slug: string;
	name: string;
	acronym: string | null;
	kind: string;
	/** The region of a masked place. */
	place: string | null;
	/** The former name by which it was found. */
	otherName: string | null;
}

/** By name, former name, acronym, commune, RNA or SIREN. */
export async function find(db: Database, words: string, locale: Locale): Promise<FoundOrganisation[]> {
	const { rows } = await sql<FoundOrganisation>`
		select f.id, f.slug, f.name, f.acronym, k.${sql.ref(`label_${locale}`)} as kind, t.name as place, f.other_name as "otherName"
		from private.find_organisations(${words}) with ordinality as f
		join organisation_kinds k on k.code = f.kind_code
		left join territories t on t.code = f.territory_code
		order by f.ordinality`.execute(db);
	return rows;
}

export interface SimilarOrganisation {
	id: string;
	slug: string;
	name: string;
	kind: string;
	place: string | null;
	status: string;
	/** The same RNA or SIREN, or a name that looks like it. */
	why: 'number' | 'name';
}

export interface Described {
	id: string;
	name: string;
	territory?: string | null | undefined;
	rna?: string | null | undefined;
	siren?: string | null | undefined;
}

/** Sheets that may be the same body: the same number first, then the same name nearby. */
export async function similar(db: Database, { id, name, territory, rna, siren }: Described, locale: Locale) {
	const { rows } = await sql<SimilarOrganisation>`
		select f.id, f.slug, f.name, k.${sql.ref(`label_${locale}`)} as kind, t.name as place, f.status, f.why
		from private.similar_organisations(${name}, ${territory ?? null}, ${rna ?? null}, ${siren ?? null}, ${id}) with ordinality as f
		join organisation_kinds k on k.code = f.kind_code
		left join territories t on t.code = f.territory_code
		order by f.ordinality`.execute(db);
	return rows;
}

/** Posted twice, asked once. */
export async function ask(
	db: Database,
	request: { id: string; organisation: string; message?: string | undefined }
): Promise<void> {
	await db
		.insertInto('organisation_requests')
		.values({ id: request.id, organisation_id: request.organisation, message: request.message ?? null } as never)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function takeBack(db: Database, organisation: string): Promise<void> {
	await sql`delete from organisation_requests
		where organisation_id = ${organisation} and person_id = private.viewer() and state = 'pending'`.execute(db);
}

/** What the viewer asked and waits for. */
export async function asked(db: Database): Promise<{ slug: string; name: string; at: Date }[]> {
	return db
		.selectFrom('organisation_requests as r')
		.innerJoin('organisations as o', 'o.id', 'r.organisation_id')
		.select(['o.slug', 'o.name', 'r.created_at as at'])
		.where('r.person_id', '=', sql<string>`private.viewer()`)
		.where('r.state', '=', 'pending')
		.orderBy('r.created_at')
		.execute();
}

/** Why the viewer was refused the last time that they asked; null when they were not. */
export async function refusal(db: Database, organisation: string): Promise<string | null> {
	const last = await db
		.selectFrom('organisation_requests')
		.select('reason')
		.where('organisation_id', '=', organisation)
		.where('person_id', '=', sql<string>`private.viewer()`)
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last?.reason ?? null;
}

export interface WaitingRequest {
	id: string;
	personId: string;
	person: string;
	function: string | null;
	message: string | null;
	at: Date;
}

/** Who waits at the door of an organisation, the first first. */
export async function waiting(db: Database, organisation: string): Promise<WaitingRequest[]> {
	return db
		.selectFrom('organisation_requests as r')
		.innerJoin('people as p', 'p.id', 'r.person_id')
		.select(['r.id', 'p.id as personId', 'p.name as person', 'p.function', 'r.message', 'r.created_at as at'])
		.where('r.organisation_id', '=', organisation)
		.where('r.state', '=', 'pending')
		.orderBy('r.created_at')
		.limit(100)
		.execute();
}

export interface Answer {
	request: string;
	answer: 'accepted' | 'refused';
	role: Role;
	reason?: string | undefined;
}

/** @returns false when there is nothing that the viewer may answer: somebody did, or it was taken back. */
export async function answer(db: Database, given: Answer): Promise<boolean> {
	const done = await db
		.updateTable('organisation_requests')
		.set({
			state: given.answer,
			role: given.answer === 'accepted' ? given.role : null,
			reason: given.answer === 'refused' ? (given.reason ?? null) : null
		})
		.where('id', '=', given.request)
		.where('state', '=', 'pending')
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}
