/**
 * A session: Supabase Auth's tokens in one HttpOnly cookie, read on the server only. The access
 * token is verified here, without a call per request; whether its session still exists is checked by
 * the first statement of each transaction (`asViewer`).
 */
import { combineChunks, createServerClient, stringFromBase64URL } from '@supabase/ssr';
import type { AuthError, SupabaseClient } from '@supabase/supabase-js';
import { isAuthRetryableFetchError } from '@supabase/supabase-js';
import { error, type Cookies, type RequestEvent } from '@sveltejs/kit';
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Claims } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';
import { sharingRenewals } from './renewals.server';

export const sessionCookie = 'palabre-session';

const claimsSchema = z.object({
	sub: z.uuid(),
	session_id: z.uuid(),
	role: z.literal('authenticated'),
	email: z.string().optional()
});

/** Thirty days without a visit: the field has power cuts of days, and phones that nobody else holds. */
const cookieSeconds = 30 * 24 * 3600;

/** Supabase's client for one request, on the server. */
export function authFor(cookies: Cookies): SupabaseClient {
	const { supabase, configuration } = runtime();
	return createServerClient(supabase.url, supabase.publishableKey, {
		cookieOptions: { name: sessionCookie },
		global: { fetch: orLater(sharingRenewals(supabase.fetch)) },
		cookies: {
			getAll: () => cookies.getAll(),
			setAll: (changed) => {
				for (const { name, value, options } of changed) {
					// The code verifiers of flows that we do not use.
					if (name.endsWith('-code-verifier')) continue;
					cookies.set(name, value, {
						...options,
						path: '/',
						httpOnly: true,
						sameSite: 'lax',
						secure: configuration.origin.startsWith('https:'),
						maxAge: value === '' ? 0 : cookieSeconds
					});
				}
			}
		}
	}) as unknown as SupabaseClient;
}

/** Supabase's client tries again after 503 and keeps the session; after 500, Lite's answer when the database is away, it forgets it. */
function orLater(ask: typeof fetch): typeof fetch {
	return async (...given) => {
		const answer = await ask(...given);
		return answer.status === 500 ? new Response(answer.body, { status: 503, headers: answer.headers }) : answer;
	};
}

/** The database is away: Supabase judged nothing, and what was given may be right. @throws a page that says so. */
export function orUnavailable(trouble: AuthError | null): void {
	if (isAuthRetryableFetchError(trouble)) error(503, 'unavailable');
}

const sessionSchema = z.object({ access_token: z.string() });
const encoded = 'base64-';

/** The access token that cookies hold, whatever it is worth. */
export async function accessTokenIn(cookies: readonly { name: string; value: string }[]): Promise<string | null> {
	const kept = await combineChunks(sessionCookie, (name) => cookies.find((cookie) => cookie.name === name)?.value);
	if (!kept) return null;
	try {
		const text = kept.startsWith(encoded) ? stringFromBase64URL(kept.slice(encoded.length)) : kept;
		return sessionSchema.parse(JSON.parse(text)).access_token;
	} catch {
		return null;
	}
}

/** Milliseconds before its end when a token is renewed: more than Supabase's own ninety seconds. */
const margin = 120_000;

/** Whether this browser says that somebody is signed in, true or not. */
export const hasSession = (cookies: Cookies) => cookies.getAll().some(({ name }) => name.startsWith(sessionCookie));

/** The viewer's claims, or null. An access token that will soon expire is renewed, and the cookie with it. */
export async function readClaims(cookies: Cookies): Promise<Claims | null> {
	if (!hasSession(cookies)) return null;
	// Nine requests in ten need no client of Supabase.
	const token = await accessTokenIn(cookies.getAll());
	const claims = token && (await verify(token, new Date(Date.now() + margin)));
	if (claims) return claims;
	const { data, error: trouble } = await authFor(cookies).auth.getSession();
	if (!data.session) {
		// Nobody said that this session is over.
		orUnavailable(trouble);
		forgetSession(cookies);
		return null;
	}
	return verify(data.session.access_token);
}

/** Removes the cookie, whatever Supabase thinks of the session. */
export function forgetSession(cookies: Cookies): void {
	for (const { name } of cookies.getAll()) {
		if (name.startsWith(sessionCookie)) cookies.delete(name, { path: '/' });
	}
}

/**
 * What this device kept for whoever signs out (copies of documents, drafts, messages that wait) goes with their
 * session: a phone is shared. Not when a session ends by itself, since they come back to what they wrote.
 */
export function emptyDevice(event: RequestEvent): void {
	event.setHeaders({ 'clear-site-data': '"storage"' });
}

let keys: JWTVerifyGetKey | undefined;

/** The shared secret as a key, made once: making it costs as much as what it verifies. */
let shared: { secret: string; key: Promise<CryptoKey> } | undefined;

function sharedKey(secret: string): Promise<CryptoKey> {
	if (shared?.secret !== secret) {
		const hmac = { name: 'HMAC', hash: 'SHA-256' };
		const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['verify']);
		shared = { secret, key };
	}
	return shared.key;
}

/**
 * HS256 with the shared secret, or the keys that Supabase publishes. Anything else is a visitor.
 * @param at the instant at which the token must still be good
 */
export async function verify(accessToken: string, at = new Date()): Promise<Claims | null> {
	const { jwtSecret, url } = runtime().supabase;
	const options = { audience: 'authenticated', currentDate: at };
	try {
		keys ??= jwtSecret ? undefined : createRemoteJWKSet(new URL(`${url}/auth/v1/.well-known/jwks.json`));
		const { payload } = keys
			? await jwtVerify(accessToken, keys, { ...options, algorithms: ['ES256', 'RS256'] })
			: await jwtVerify(accessToken, await sharedKey(jwtSecret ?? ''), { ...options, algorithms: ['HS256'] });
		return claimsSchema.safeParse(payload).data ?? null;
	} catch {
		return null;
	}
}
