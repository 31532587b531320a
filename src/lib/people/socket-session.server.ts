/**
 * Whose socket it is: the session cookie of its first request, which is only read. Renewing a token here
 * would lose it, since a socket sets no cookie: the page is told that it expired, asks for a page, which
 * renews it, and comes back.
 */
import { parseCookieHeader } from '@supabase/ssr';
import { decodeJwt } from 'jose';
import type { Claims } from '$lib/platform/database.server';
import { accessTokenIn, verify } from './session.server';

export async function readSocketClaims(cookieHeader: string): Promise<Claims | 'expired' | null> {
	const cookies = parseCookieHeader(cookieHeader).map(({ name, value = '' }) => ({ name, value }));
	const token = await accessTokenIn(cookies);
	if (!token) return null;
	return (await verify(token)) ?? (hasExpired(token) ? 'expired' : null);
}

function hasExpired(token: string): boolean {
	try {
		return (decodeJwt(token).exp ?? Infinity) <= Date.now() / 1000;
	} catch {
		return false;
	}
}
