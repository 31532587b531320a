/** Entering, leaving, handing over: the database refuses what would leave a space without a facilitator. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { SpaceRole } from './space';

export { ruleMet } from '$lib/platform/errors.server';

const me = sql<string>`private.viewer()`;

export async function setRole(db: Database, space: string, person: string, role: SpaceRole): Promise<boolean> {
	const done = await db
		.updateTable('space_members')
		.set({ role })
		.where('space_id', '=', space)
		.where('person_id', '=', person)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** Their rights end with this transaction. */
export async function remove(db: Database, space: string, person: string): Promise<boolean> {
	const done = await db
		.deleteFrom('space_members')
		.where('space_id', '=', space)
		.where('person_id', '=', person)
		.executeTakeFirst();
	return done.numDeletedRows > 0n;
}

export async function leave(db: Database, space: string): Promise<boolean> {
	const done = await db
		.deleteFrom('space_members')
		.where('space_id', '=', space)
		.where('person_id', '=', me)
		.executeTakeFirst();
	return done.numDeletedRows > 0n;
}

/** « Passer le relais »: the next one facilitates it, then the viewer is a member. */
export async function handOver(db: Database, space: string, next: string): Promise<boolean> {
	if (!(await setRole(db, space, next, 'animateur'))) return false;
	await db
		.updateTable('space_members')
		.set({ role: 'membre' })
		.where('space_id', '=', space)
		.where('person_id', '=', me)
		.where('person_id', '<>', next)
		.execute();
	return true;
}

/** Null: for no organisation. */
export async function sitFor(db: Database, space: string, organisation: string | null): Promise<void> {
	await db
		.updateTable('space_members')
		.set({ organisation_id: organisation })
		.where('space_id', '=', space)
		.where('person_id', '=', me)
		.execute();
}

/** An administrator enters to read, and the journal of the space says so to its members. */
export async function joinAsAdministration(db: Database, space: string): Promise<void> {
	await db
		.insertInto('space_members')
		.values({ space_id: space, person_id: me, role: 'observateur' })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** A space that nobody facilitates, by somebody who facilitates the network. */
export async function takeOver(db: Database, space: string): Promise<void> {
	const made = await db
		.insertInto('space_members')
		.values({ space_id: space, person_id: me, role: 'animateur' })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) return;
	await db
		.updateTable('space_members')
		.set({ role: 'animateur' })
		.where('space_id', '=', space)
		.where('person_id', '=', me)
		.execute();
}

/** A body leaves with those who sit for it; what they wrote stays. */
export async function part(db: Database, space: string, organisation: string): Promise<boolean> {
	const done = await db
		.deleteFrom('space_organisations')
		.where('space_id', '=', space)
		.where('organisation_id', '=', organisation)
		.executeTakeFirst();
	return done.numDeletedRows > 0n;
}

/** Spaces that nobody facilitates, for who may take them over; none for others. */
export async function unattended(db: Database): Promise<{ id: string; slug: string; name: string }[]> {
	const { rows } = await sql<{ id: string; slug: string; name: string }>`
		select id, slug, name from private.unattended_spaces()`.execute(db);
	return rows;
}
