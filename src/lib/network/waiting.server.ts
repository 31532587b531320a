/** What waits for those who run the network, in one statement and under their rights: who does not decide counts nothing. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface WaitingWork {
	/** People who ask to join the network. */
	signUps: number;
	/** Requests to organisations that nobody answers for. */
	organisationRequests: number;
	unattendedSpaces: number;
	/** The network knows no territory yet. */
	placeless: boolean;
}

export async function waitingWork(db: Database): Promise<WaitingWork> {
	// As elsewhere in the administration, a count stops at ten thousand and one.
	const { rows } = await sql<WaitingWork>`select
		(select count(*)::int from (select from sign_up_requests where status = 'waiting' limit 10001) x) as "signUps",
		(select count(*)::int from (
			select from organisation_requests r where r.state = 'pending' and private.decides_organisation_requests(r.organisation_id) limit 10001
		) x) as "organisationRequests",
		(select count(*)::int from private.unattended_spaces()) as "unattendedSpaces",
		not exists (select from territories) as placeless`.execute(db);
	return rows[0] ?? { signUps: 0, organisationRequests: 0, unattendedSpaces: 0, placeless: false };
}
