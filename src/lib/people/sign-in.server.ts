/**
 * Signing in and up: by passphrase, or by a link or code sent by mail. No answer, body or timing,
 * tells whether an account exists: refusals are one sentence, and every answer takes the same time.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { sql } from 'kysely';
import { inConstantTime } from '$lib/platform/constant-time.server';
import { getLocale } from '$lib/paraglide/runtime';
import { asService, asViewer, type Claims, type Database } from '$lib/platform/database.server';
import { attempt, forgive } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as preferences from './preferences.server';
import { authFor, emptyDevice, forgetSession, orUnavailable, verify } from './session.server';
import { nameDevice } from './sessions.server';

/** Too many tries: in how many minutes the next one is allowed. */
export interface TooMany {
	outcome: 'too-many';
	minutes: number;
}
export type SignInAnswer = { outcome: 'done' } | { outcome: 'refused' } | TooMany;

export async function signInWithPassphrase(
	event: RequestEvent,
	email: string,
	password: string
): Promise<SignInAnswer> {
	const excess = await triesLeft(event, email);
	if (excess) return excess;
	const former = await openSession(event);
	const { data, error } = await inConstantTime(authFor(event.cookies).auth.signInWithPassword({ email, password }));
	orUnavailable(error);
	if (error || !data.session) return { outcome: 'refused' };
	await entered(event, data.session.access_token, former, email);
	return { outcome: 'done' };
}

/**
 * Sends a link and a code, if it may: to an existing account, or to anybody when `newcomers` are
 * welcome. The answer is the same in every case but one's own excess.
 */
export async function askForCode(
	event: RequestEvent,
	email: string,
	newcomers: boolean
): Promise<{ outcome: 'sent' } | TooMany> {
	const minutes = (await attempt('mail-ip', event.getClientAddress())) || (await attempt('mail', email));
	if (minutes) return { outcome: 'too-many', minutes };
	const { error } = await inConstantTime(
		authFor(event.cookies).auth.signInWithOtp({ email, options: { shouldCreateUser: newcomers } })
	);
	// Said to the operator only: the mail that nobody gets must not tell whose address it was.
	if (error && error.code !== 'otp_disabled') {
		runtime().log.error({ code: error.code, status: error.status }, 'A code was not sent');
		// Unless the database is away: that is so for every address.
		await asService((db) => sql`select 1`.execute(db));
	}
	return { outcome: 'sent' };
}

export async function signInWithCode(event: RequestEvent, email: string, code: string): Promise<SignInAnswer> {
	return (await triesLeft(event, email)) ?? proven(event, { email, token: code, type: mailed() }, email);
}

/** The link of a mail, followed by a button: mail scanners open links. */
export async function signInWithLink(event: RequestEvent, tokenHash: string): Promise<SignInAnswer> {
	const minutes = await attempt('sign-in-ip', event.getClientAddress());
	if (minutes) return { outcome: 'too-many', minutes };
	return proven(event, { token_hash: tokenHash, type: mailed() });
}

/** Five tries in a quarter of an hour; each counts, also for an address that nobody has. */
async function triesLeft(event: RequestEvent, email: string): Promise<TooMany | null> {
	const ip = event.getClientAddress();
	const minutes =
		(await attempt('sign-in-ip', ip)) ||
		(await attempt('sign-in', `${email} ${ip}`)) ||
		(await attempt('sign-in-address', email));
	return minutes ? { outcome: 'too-many', minutes } : null;
}

/** What Supabase calls a mailed code; the embedded one only knows the older name. */
function mailed(): 'email' | 'magiclink' {
	return runtime().supabase.onMail ? 'magiclink' : 'email';
}

type Given =
	{ email: string; token: string; type: 'email' | 'magiclink' } | { token_hash: string; type: 'email' | 'magiclink' };

/** Whoever read the mail holds the address: from now on the account is believed. */
async function proven(event: RequestEvent, given: Given, email?: string): Promise<SignInAnswer> {
	const former = await openSession(event);
	const { data, error } = await inConstantTime(authFor(event.cookies).auth.verifyOtp(given));
	orUnavailable(error);
	if (error || !data.session) return { outcome: 'refused' };
	const claims = await entered(event, data.session.access_token, former, email);
	await asService((db) => recordVerification(db, claims));
	return { outcome: 'done' };
}

/** The new session takes the place of the one that this device had. @returns the account. */
async function entered(
	event: RequestEvent,
	accessToken: string,
	former: string | undefined,
	email?: string
): Promise<string> {
	const claims = await verify(accessToken);
	if (!claims) throw new Error('Supabase gave a session that its own key does not verify.');
	event.locals.claims = claims;
	const agent = event.request.headers.get('user-agent') ?? '';
	await asService((db) => nameDevice(db, claims.session_id, agent));
	await applyPreferences(event, claims);
	if (email) {
		await forgive('sign-in', `${email} ${event.getClientAddress()}`);
		await forgive('sign-in-address', email);
	}
	if (former) await closeSession(former);
	return claims.sub;
}

/** This device shows pages as the others of the same person do. */
async function applyPreferences({ cookies }: RequestEvent, claims: Claims): Promise<void> {
	const { language, ...look } = await asViewer(claims, preferences.chosen);
	const choices = { ...look, ...(language && language !== getLocale() ? { language } : {}) };
	preferences.keepOnDevice(cookies, choices, runtime().configuration.origin.startsWith('https:'));
}

async function openSession(event: RequestEvent): Promise<string | undefined> {
	if (!event.locals.claims) return undefined;
	const { data } = await authFor(event.cookies).auth.getSession();
	return data.session?.access_token;
}

/** A session that nobody holds any longer should not stay open. */
async function closeSession(accessToken: string): Promise<void> {
	const { url, publishableKey, fetch } = runtime().supabase;
	await fetch(`${url}/auth/v1/logout?scope=local`, {
		method: 'POST',
		headers: { apikey: publishableKey, authorization: `Bearer ${accessToken}` }
	});
}

export async function recordVerification(db: Database, accountId: string): Promise<void> {
	await sql`insert into private.verified_accounts (account_id) values (${accountId}) on conflict do nothing`.execute(
		db
	);
}

export async function signOut(event: RequestEvent): Promise<void> {
	await authFor(event.cookies).auth.signOut({ scope: 'local' });
	forgetSession(event.cookies);
	emptyDevice(event);
	event.locals.claims = null;
}
