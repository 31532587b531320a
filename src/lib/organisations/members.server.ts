/**
 * The people of an organisation. Contacts belong to bodies and functions: who answers for one changes,
 * and it never loses its last referent in silence (`domain.md` IN-10): the database refuses it, unless
 * they leave all the same, which the journal and the facilitators of the network are told.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isDatabaseError, refused } from '$lib/platform/errors.server';
import type { Role } from './organisation';

export interface Colleague {
	id: string;
	name: string;
	function: string | null;
	role: Role;
	since: Date;
	isViewer: boolean;
}

/** Referents first. */
export async function list(db: Database, organisation: string): Promise<Colleague[]> {
	return db
		.selectFrom('organisation_members as m')
		.innerJoin('people as p', 'p.id', 'm.person_id')
		.select(['p.id', 'p.name', 'p.function', 'm.since'])
		.select([sql<Role>`m.role`.as('role'), sql<boolean>`p.id = private.viewer()`.as('isViewer')])
		.where('m.organisation_id', '=', organisation)
		.orderBy(sql`m.role <> 'referent'`)
		.orderBy(sql`private.fold(p.name)`)
		.limit(500)
		.execute();
}

export async function setRole(db: Database, organisation: string, person: string, role: Role): Promise<void> {
	await db
		.updateTable('organisation_members')
		.set({ role })
		.where('organisation_id', '=', organisation)
		.where('person_id', '=', person)
		.execute();
}

/** Somebody else is taken out: their rights end at once. */
export async function remove(db: Database, organisation: string, person: string): Promise<void> {
	await db
		.deleteFrom('organisation_members')
		.where('organisation_id', '=', organisation)
		.where('person_id', '=', person)
		.execute();
}

/** @param anyway « je pars quand même », though nobody is left to answer for it. */
export async function leave(db: Database, organisation: string, anyway: boolean): Promise<void> {
	if (anyway) await sql`select set_config('palabre.leaves_anyway', 'yes', true)`.execute(db);
	await sql`delete from organisation_members
		where organisation_id = ${organisation} and person_id = private.viewer()`.execute(db);
}

/** « Passer le relais »: the next referent first, so that there is always one. */
export async function handOver(
	db: Database,
	organisation: string,
	next: string,
	then: 'stay' | 'contribute' | 'leave'
): Promise<void> {
	await setRole(db, organisation, next, 'referent');
	if (then === 'leave') await leave(db, organisation, false);
	if (then === 'contribute') {
		await sql`update organisation_members set role = 'contributeur'
			where organisation_id = ${organisation} and person_id = private.viewer()`.execute(db);
	}
}

/** @returns whether it was refused because nobody would answer for the organisation any more. */
export async function refusedAsLast(work: Promise<void>): Promise<boolean> {
	try {
		await work;
		return false;
	} catch (thrown) {
		if (isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint === 'last-referent') return true;
		throw thrown;
	}
}
