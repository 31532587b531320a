/** People, as those who run the network see them: addresses and roles are for its administrators. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isDatabaseError, orNotFound, refused } from '$lib/platform/errors.server';
import type { NetworkRole } from './stewardship';

interface Membership {
	slug: string;
	name: string;
	role: string;
}

export interface ListedPerson {
	id: string;
	name: string;
	function: string | null;
	networkRole: NetworkRole;
	/** Null for who does not administer. */
	email: string | null;
	organisations: Membership[];
}

const pageSize = 30;

interface Wanted {
	/** Of the name; for an administrator, a whole address. */
	words: string;
	organisation: string;
	/** The last person of the page before. */
	after: string | null;
}

export async function list(db: Database, { words, organisation, after }: Wanted) {
	const { rows } = await sql<ListedPerson>`
		select id, name, function, network_role as "networkRole", email, organisations
		from private.people_list(${words}, ${organisation}, ${after}, ${pageSize + 1})`.execute(db);
	return { people: rows.slice(0, pageSize), next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null };
}

export interface PersonSheet {
	id: string;
	name: string;
	function: string | null;
	networkRole: NetworkRole;
	/** ISO instant. */
	since: string;
	organisations: Membership[];
	spaces: Membership[];
	/** Spaces that only their members see. */
	hiddenSpaces: number;
	/** For administrators only, like what follows. */
	email?: string;
	lastSignIn?: string | null;
	sessions?: number;
	roles?: { verb: string; at: string; by: string | null }[];
}

export async function find(db: Database, id: string): Promise<PersonSheet | null> {
	const { rows } = await sql<{ sheet: PersonSheet | null }>`select private.person_sheet(${id}) as sheet`.execute(db);
	return rows[0]?.sheet ?? null;
}

/** `changed`: somebody else changed it meanwhile. `last`: the network would have no administrator left. */
export type RoleChange = 'done' | 'changed' | 'absent' | 'last';

export async function setNetworkRole(
	db: Database,
	id: string,
	role: NetworkRole,
	was: NetworkRole
): Promise<RoleChange> {
	try {
		const { rows } = await sql<{
			outcome: RoleChange;
		}>`select private.set_network_role(${id}, ${role}, ${was}) as outcome`.execute(db);
		return orNotFound(rows[0]).outcome;
	} catch (thrown) {
		if (isDatabaseError(thrown) && thrown.code === refused.rule) return 'last';
		throw thrown;
	}
}

/** On every device; `asViewer` refuses their next request. @returns how many they were. */
export async function closeSessions(db: Database, id: string): Promise<number> {
	const { rows } = await sql<{ closed: number }>`select private.close_sessions_of(${id}) as closed`.execute(db);
	return orNotFound(rows[0]).closed;
}
