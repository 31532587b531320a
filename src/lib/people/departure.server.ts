/**
 * Leaving the network: asked with a fresh proof of who is there, done by a job seven days later, and
 * taken back until then. The person becomes « Ancien membre »: what they wrote stays, their rights end.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { inConstantTime } from '$lib/platform/constant-time.server';
import { asService, type Database } from '$lib/platform/database.server';
import { shortDay } from '$lib/platform/dates';
import { attempt } from '$lib/platform/limits.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import { removeExport } from './data-exports.server';
import { hashed, linkToken } from './one-time.server';
import type { TooMany } from './sign-in.server';

/** An organisation whose last referent, or a space whose last animateur, the viewer is. */
export interface LeftAlone {
	kind: 'organisation' | 'space';
	id: string;
	name: string;
}

const ofLink = (token: string) => hashed('stay', token);

export async function leftAlone(db: Database): Promise<LeftAlone[]> {
	const { rows } = await sql<LeftAlone>`select kind, id, name from private.viewer_leaves_alone()`.execute(db);
	return rows;
}

/**
 * @param anyway the viewer knows that nobody answers any longer for what `leftAlone` names.
 * @throws PT409 for the last administrator, and for what would be left alone without `anyway`.
 */
export async function ask(db: Database, id: string, anyway: boolean): Promise<void> {
	const token = linkToken();
	const { rows } = await sql<{ due: Date | null }>`
		select private.ask_to_leave(${id}, ${ofLink(token)}, ${anyway}) as due`.execute(db);
	const due = rows[0]?.due;
	if (!due) return;
	const text = m.mail_leaving_text({
		date: shortDay(due, { locale: getLocale() }),
		link: `${runtime().configuration.origin}/connexion/fermeture?jeton=${token}`
	});
	await sql`select private.mail_departure(${id}, ${m.mail_leaving_subject()}, ${text})`.execute(db);
}

/** Taken back by who is signed in. */
export async function stay(db: Database): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`select private.stay() as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** Taken back by the link of the mail, followed by its button. */
export async function stayByLink(
	event: RequestEvent,
	token: string
): Promise<{ outcome: 'done' | 'refused' } | TooMany> {
	const minutes = await attempt('sign-in-ip', event.getClientAddress());
	if (minutes) return { outcome: 'too-many', minutes };
	const done = await inConstantTime(
		asService(async (db) => {
			const { rows } = await sql<{ done: boolean }>`select private.stay_by_link(${ofLink(token)}) as done`.execute(db);
			return rows[0]?.done ?? false;
		})
	);
	return { outcome: done ? 'done' : 'refused' };
}

/** The job `close-account`. Taken back, or run twice, it does nothing. */
export async function closeAccount({ id }: { id: string }): Promise<void> {
	const archives = await asService(async (db) => {
		const { rows } = await sql<{ address: string | null; language: 'fr' | 'en'; archives: string[] }>`
			select address, language, archives from private.close_account(${id})`.execute(db);
		const [closed] = rows;
		if (!closed?.address) return [];
		await queueMail(db, {
			kind: 'left',
			to: closed.address,
			subject: m.mail_left_subject({}, { locale: closed.language }),
			text: m.mail_left_text({ origin: runtime().configuration.origin }, { locale: closed.language })
		});
		return closed.archives;
	});
	// Cut here, they are swept: nothing names them any longer.
	for (const archive of archives) await removeExport(archive);
}
