/**
 * A person of the network: what they say of themselves and the role that they play. The account that
 * signs in may go; the person stays, and signs what was written.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface Newcomer {
	id: string;
	accountId: string;
	name: string;
	language: 'fr' | 'en';
}

/** A verified account becomes a person; the same form posted twice is one person. */
export async function join(db: Database, newcomer: Newcomer): Promise<void> {
	await db
		.insertInto('people')
		.values({ id: newcomer.id, account_id: newcomer.accountId, name: newcomer.name, language: newcomer.language })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function me(db: Database) {
	return db
		.selectFrom('people')
		.select([
			'id',
			'name',
			'function',
			'bio',
			'language',
			'time_zone as timeZone',
			'visibility',
			'network_role as networkRole'
		])
		.where('id', '=', sql<string>`private.viewer()`)
		.executeTakeFirst();
}

/** Organisations of the viewer, with their role in each: « publier au nom de… ». */
export async function myOrganisations(db: Database) {
	return db
		.selectFrom('organisation_members as m')
		.innerJoin('organisations as o', 'o.id', 'm.organisation_id')
		.select(['o.id', 'o.slug', 'o.name', 'm.role'])
		.where('m.person_id', '=', sql<string>`private.viewer()`)
		.orderBy(sql`private.fold(o.name)`)
		.execute();
}

/** Where an account without person stands at the door of the network. */
export interface Standing {
	/** An account that has not proved its address cannot join (`model.md` § People). */
	verified: boolean;
	mayJoin: boolean;
	/** The network answers requests, and this account may make one. */
	mayAsk: boolean;
	request: { name: string; status: 'waiting' | 'accepted' | 'refused'; answer: string | null } | null;
}

export async function standing(db: Database): Promise<Standing> {
	const { rows } = await sql<Standing>`
		select private.viewer_is_verified() as verified, private.viewer_may_join() as "mayJoin",
			private.viewer_may_ask_to_join() as "mayAsk",
			(select jsonb_build_object('name', r.name, 'status', r.status, 'answer', r.answer)
				from sign_up_requests r where r.account_id = auth.uid()) as request`.execute(db);
	return rows[0] ?? { verified: false, mayJoin: false, mayAsk: false, request: null };
}

export async function awaitsFirstAdministrator(db: Database): Promise<boolean> {
	const { rows } = await sql<{ awaits: boolean }>`select private.awaits_first_administrator() as awaits`.execute(db);
	return rows[0]?.awaits ?? false;
}

/** @returns false when the code of the log is not the right one, or somebody was faster. */
export async function becomeFirstAdministrator(db: Database, codeHash: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`select private.become_first_administrator(${codeHash}) as done`.execute(
		db
	);
	return rows[0]?.done ?? false;
}
