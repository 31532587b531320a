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
import { ruleMet } from '$lib/platform/errors.server';
import { shortDay } from '$lib/platform/dates';
import { attempt } from '$lib/platform/limits.server';
import { queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
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

/**
 * The job `close-account`. Taken back, or run twice, it does nothing. The last administrator waits for
 * another one, whose role queues it again.
 */
export async function closeAccount({ id }: { id: string }): Promise<void> {
	const closed = await ruleMet(
		asService((db) => close(db, id)),
		'last-administrator'
	);
	if ('rule' in closed) return hold(id);
	// Cut here, they are swept: nothing names them any longer.
	for (const archive of closed.done) await removeExport(archive);
}

/** @returns the copies of their data, to remove. */
async function close(db: Database, id: string): Promise<string[]> {
	const { rows } = await sql<{ address: string | null; language: Locale; archives: string[] }>`
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
}

/** Said to who leaves and to the network: what to do, and that it goes on by itself. */
async function hold(id: string): Promise<void> {
	await asService(async (db) => {
		const { rows } = await sql<{ address: string; language: Locale; network: string; contact: string | null }>`
			select address, language, network, contact from private.hold_departure(${id})`.execute(db);
		const [held] = rows;
		if (!held) return;
		const said = { network: held.network, origin: runtime().configuration.origin };
		for (const to of new Set([held.address, ...(held.contact ? [held.contact] : [])])) {
			const locale = { locale: to === held.address ? held.language : ('fr' as const) };
			await queueMail(db, {
				kind: 'leaving-held',
				to,
				subject: m.mail_leaving_held_subject(said, locale),
				text: m.mail_leaving_held_text(said, locale)
			});
		}
	});
}
