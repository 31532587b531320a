/**
 * A session is one device on which somebody signed in. Closed, it opens nothing more: the first
 * statement of each transaction asks whether it still exists. One's own sessions only, ever.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface OpenSession {
	id: string;
	/** What its browser says of itself; null when it was opened through the public API. */
	userAgent: string | null;
	openedAt: Date;
	/** Ten minutes at most before the last page. */
	usedAt: Date;
	/** The device that asks. */
	here: boolean;
}

export async function mine(db: Database): Promise<OpenSession[]> {
	const { rows } = await sql<OpenSession>`
		select id, user_agent as "userAgent", opened_at as "openedAt", used_at as "usedAt", here
		from private.viewer_sessions()`.execute(db);
	return rows;
}

/** @returns false when the viewer has no session of this id. */
export async function close(db: Database, id: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`select private.close_session(${id}) as done`.execute(db);
	return rows[0]?.done ?? false;
}

export async function nameDevice(db: Database, id: string, userAgent: string): Promise<void> {
	await sql`select private.name_session(${id}, ${userAgent})`.execute(db);
}
