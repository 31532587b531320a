/**
 * The address with which one signs in. The new one is proved by a code; the old one is told and undoes
 * the change for seven days. Whether the new address is already somebody's is said to its holder, by
 * mail, and to nobody else: same page, same time.
 */
import type { RequestEvent } from '@sveltejs/kit';
import bcrypt from 'bcryptjs';
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { inConstantTime } from '$lib/platform/constant-time.server';
import { asService, type Claims } from '$lib/platform/database.server';
import { attempt } from '$lib/platform/limits.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import { hashed, linkToken, sixDigits } from './one-time.server';
import { authFor } from './session.server';
import type { TooMany } from './sign-in.server';

const undoPage = '/connexion/adresse';
const ofUndo = (token: string) => hashed('undo-address', token);

/** @param id of the change, made when the form was shown: its code is good for nothing else. */
export async function ask(
	event: RequestEvent,
	{ sub }: Claims,
	id: string,
	wanted: string
): Promise<{ outcome: 'sent' } | TooMany> {
	const minutes =
		(await attempt('mail-ip', event.getClientAddress())) ||
		(await attempt('mail', `${sub} changes`)) ||
		(await attempt('mail', wanted));
	if (minutes) return { outcome: 'too-many', minutes };
	await inConstantTime(asService((db) => mailCode(db, id, sub, wanted)));
	return { outcome: 'sent' };
}

async function mailCode(db: Parameters<typeof queueMail>[0], id: string, account: string, wanted: string) {
	const code = sixDigits();
	const { rows } = await sql<{ state: 'free' | 'taken' }>`
		select private.ask_address_change(${id}, ${account}, ${wanted}, ${hashed(id, code)}) as state`.execute(db);
	const { origin } = runtime().configuration;
	const free = rows[0]?.state === 'free';
	await queueMail(db, {
		kind: free ? 'address-code' : 'address-taken',
		to: wanted,
		subject: free ? m.mail_address_code_subject({ code }) : m.mail_address_taken_subject(),
		text: free ? m.mail_address_code_text({ code, origin }) : m.mail_address_taken_text({ origin })
	});
}

/** @returns false when the code is not the right one, or is too old, or was tried five times. */
export async function confirm(event: RequestEvent, claims: Claims, id: string, code: string): Promise<boolean> {
	const token = linkToken();
	const done = await inConstantTime(
		asService(async (db) => {
			const { rows } = await sql<{ former: string; wanted: string }>`
				select former_email as former, new_email as wanted from private.confirm_address_change(
					${id}, ${claims.sub}, ${hashed(id, code)}, ${claims.session_id}, ${ofUndo(token)})`.execute(db);
			const [changed] = rows;
			if (!changed) return false;
			await queueMail(db, {
				kind: 'address-changed',
				to: changed.former,
				subject: m.mail_address_changed_subject(),
				text: m.mail_address_changed_text({
					address: changed.wanted,
					link: `${runtime().configuration.origin}${undoPage}?jeton=${token}`
				})
			});
			return true;
		})
	);
	// A new token, which says the new address.
	if (done) await authFor(event.cookies).auth.refreshSession();
	return done;
}

/** The link of the old address, followed by its button. @returns false when it is not good, or no longer. */
export async function undo(event: RequestEvent, token: string): Promise<{ outcome: 'done' | 'refused' } | TooMany> {
	const minutes = await attempt('sign-in-ip', event.getClientAddress());
	if (minutes) return { outcome: 'too-many', minutes };
	// Nobody knows the passphrase of this hash: neither does whoever changed it meanwhile.
	const unusable = await bcrypt.hash(linkToken(), 10);
	const done = await inConstantTime(
		asService(async (db) => {
			const { rows } = await sql<{ done: boolean }>`
				select private.undo_address_change(${ofUndo(token)}, ${unusable}) as done`.execute(db);
			return rows[0]?.done ?? false;
		})
	);
	return { outcome: done ? 'done' : 'refused' };
}
