/** One's own account: passphrase, sessions. */
import type { RequestEvent } from '@sveltejs/kit';
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { ProofValues } from './account';
import { authFor, emptyDevice, forgetSession } from './session.server';
import { signInWithCode, signInWithPassphrase, type SignInAnswer } from './sign-in.server';

export interface Account {
	email: string;
	hasPassphrase: boolean;
	/** This session was opened less than a quarter of an hour ago: who is there has just been proven. */
	justSignedIn: boolean;
	/** When the account closes, if its person asked for it. */
	leavesAt: string | null;
}

export async function mine(db: Database): Promise<Account | null> {
	const { rows } = await sql<{ account: Account | null }>`select private.viewer_account() as account`.execute(db);
	return rows[0]?.account ?? null;
}

/**
 * An account is changed by who has just signed in, who knows its passphrase, or who reads its mails: a
 * browser left open is not enough to take it over.
 */
export async function proveOneself(event: RequestEvent, account: Account, given: ProofValues): Promise<SignInAnswer> {
	if (account.justSignedIn) return { outcome: 'done' };
	if (given.code) return signInWithCode(event, account.email, given.code);
	if (given.current && account.hasPassphrase) return signInWithPassphrase(event, account.email, given.current);
	return { outcome: 'refused' };
}

/** Whoever else was signed in is signed out; the address is told when it is a change. */
export async function setPassphrase(event: RequestEvent, passphrase: string): Promise<void> {
	const { auth } = authFor(event.cookies);
	// The library wants its session in memory before it changes the user.
	await auth.getSession();
	const { error } = await auth.updateUser({ password: passphrase });
	// The same passphrase again is no mistake of anybody's.
	if (error && error.code !== 'same_password') throw error;
	const closing = await auth.signOut({ scope: 'others' });
	if (closing.error) throw closing.error;
	const { claims } = event.locals;
	if (claims) await asService((db) => recordPassphrase(db, claims.sub, claims.email));
}

async function recordPassphrase(db: Database, accountId: string, email: string | undefined): Promise<void> {
	const { rows } = await sql<{ replaced: boolean }>`
		with former as (select passphrase_set_at from private.verified_accounts where account_id = ${accountId}),
			written as (
				insert into private.verified_accounts (account_id, passphrase_set_at) values (${accountId}, now())
				on conflict (account_id) do update set passphrase_set_at = excluded.passphrase_set_at
			)
		select coalesce((select passphrase_set_at is not null from former), false) as replaced`.execute(db);
	if (!rows[0]?.replaced || !email) return;
	const { origin } = runtime().configuration;
	await queueMail(db, {
		kind: 'passphrase-changed',
		to: email,
		subject: m.mail_passphrase_subject(),
		text: m.mail_passphrase_text({ origin })
	});
}

/** Every device, this one included; `asViewer` refuses their next request. */
export async function signOutEverywhere(event: RequestEvent): Promise<void> {
	const { error } = await authFor(event.cookies).auth.signOut({ scope: 'global' });
	if (error) throw error;
	forgetSession(event.cookies);
	emptyDevice(event);
	event.locals.claims = null;
}
