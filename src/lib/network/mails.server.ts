/** The mails that leave, as administrators follow them. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface QueuedMail {
	id: string;
	kind: string;
	recipient: string;
	subject: string;
	/** Only while it is kept here for want of SMTP: what was sent is emptied. */
	body: string | null;
	createdAt: Date;
	sentAt: Date | null;
	kept: boolean;
	attempts: number;
	lastError: string | null;
}

const pageSize = 30;

/** @param before the last mail of the page before. */
export async function recentMails(
	db: Database,
	before: string | null
): Promise<{ mails: QueuedMail[]; next: string | null }> {
	const { rows } = await sql<QueuedMail>`
		select id, kind, recipient, subject, body_text as body, created_at as "createdAt", sent_at as "sentAt",
			kept_in is not null as kept, attempts, last_error as "lastError"
		from private.recent_mails(${before}, ${pageSize + 1})`.execute(db);
	return { mails: rows.slice(0, pageSize), next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null };
}
