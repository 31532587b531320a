/**
 * Signing in and up: by passphrase, or by a link or code sent by mail. No answer, body or timing,
 * tells whether an account exists: refusals are one sentence, and every answer takes the same time.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import { allow, forgive } from '$lib/platform/limits.server';
import { authFor, verify } from './session.server';

export type SignInAnswer = 'done' | 'refused' | 'too-many';

/** Longer than the slowest way through (a bcrypt comparison), so that all ways take this long. */
const answerTime = 800;

async function inConstantTime<T>(work: Promise<T>): Promise<T> {
	const [done] = await Promise.allSettled([work, new Promise((resolve) => setTimeout(resolve, answerTime))]);
	if (done.status === 'rejected') throw done.reason;
	return done.value;
}

async function allowed(event: RequestEvent, limit: 'sign-in' | 'mail', address: string): Promise<boolean> {
	const ip = event.getClientAddress();
	return (await allow(`${limit}-ip`, ip)) && (await allow(limit, limit === 'mail' ? address : `${address} ${ip}`));
}

export async function signInWithPassphrase(event: RequestEvent, email: string, password: string): Promise<SignInAnswer> {
	if (!(await allowed(event, 'sign-in', email))) return 'too-many';
	const { error } = await inConstantTime(authFor(event.cookies).auth.signInWithPassword({ email, password }));
	if (error) return 'refused';
	await forgive('sign-in', `${email} ${event.getClientAddress()}`);
	return 'done';
}

/**
 * Sends a link and a code, if it may: to an existing account, or to anybody when `newcomers` are
 * welcome. The answer is the same in every case but one's own excess.
 */
export async function askForCode(event: RequestEvent, email: string, newcomers: boolean): Promise<'sent' | 'too-many'> {
	if (!(await allowed(event, 'mail', email))) return 'too-many';
	await inConstantTime(authFor(event.cookies).auth.signInWithOtp({ email, options: { shouldCreateUser: newcomers } }));
	return 'sent';
}

export async function signInWithCode(event: RequestEvent, email: string, code: string): Promise<SignInAnswer> {
	if (!(await allowed(event, 'sign-in', email))) return 'too-many';
	return proven(event, inConstantTime(authFor(event.cookies).auth.verifyOtp({ email, token: code, type: 'email' })));
}

/** The link of a mail, followed by a button: mail scanners open links. */
export async function signInWithLink(event: RequestEvent, tokenHash: string): Promise<SignInAnswer> {
	const ip = event.getClientAddress();
	if (!(await allow('sign-in-ip', ip))) return 'too-many';
	return proven(event, inConstantTime(authFor(event.cookies).auth.verifyOtp({ token_hash: tokenHash, type: 'email' })));
}

/** Whoever read the mail holds the address: from now on the account is believed. */
async function proven(
	event: RequestEvent,
	answer: Promise<{ data: { session: { access_token: string } | null }; error: unknown }>
): Promise<SignInAnswer> {
	const { data, error } = await answer;
	if (error || !data.session) return 'refused';
	const claims = await verify(data.session.access_token);
	if (!claims) return 'refused';
	await asService((db) => recordVerification(db, claims.sub));
	event.locals.claims = claims;
	return 'done';
}

export async function recordVerification(db: Database, accountId: string): Promise<void> {
	await sql`insert into private.verified_accounts (account_id) values (${accountId}) on conflict do nothing`.execute(db);
}

export async function signOut(event: RequestEvent): Promise<void> {
	await authFor(event.cookies).auth.signOut({ scope: 'local' });
}
