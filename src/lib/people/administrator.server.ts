/**
 * Work that only those who run the network do: its administrators, and for some pages those who
 * facilitate it. For anybody else the address does not exist: 404, before anything of theirs is read.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { orNotFound } from '$lib/platform/errors.server';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** Those who run the network. */
export type Steward = 'admin' | 'animateur';

export async function asAdministrator<T>(db: InTransaction, work: (db: Database) => Promise<T>): Promise<T> {
	return asOneOf(db, ['admin'], work);
}

/** Administrators, and those who facilitate the network: pages that both need. */
export async function asFacilitator<T>(
	db: InTransaction,
	work: (db: Database, role: Steward) => Promise<T>
): Promise<T> {
	return asOneOf(db, ['admin', 'animateur'], work);
}

async function asOneOf<T>(
	db: InTransaction,
	roles: readonly Steward[],
	work: (db: Database, role: Steward) => Promise<T>
): Promise<T> {
	return db(async (stewards) => {
		const person = await stewards
			.selectFrom('people')
			.select(sql<Steward>`network_role`.as('role'))
			.where('id', '=', sql<string>`private.viewer()`)
			.where('network_role', 'in', roles)
			.executeTakeFirst();
		return work(stewards, orNotFound(person).role);
	});
}
