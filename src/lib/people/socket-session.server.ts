/**
 * Whose socket it is: the session cookie of its first request, which is only read. Renewing a token here
 * would lose it, since a socket sets no cookie: the page is told that it expired, asks for a page, which
 * renews it, and comes back.
 */
import { combineChunks, parseCookieHeader, stringFromBase64URL } from '@supabase/ssr';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Claims } from '$lib/platform/database.server';
import { sessionCookie, verify } from './session.server';

const sessionSchema = z.object({ access_token: z.string() });
const encoded = 'base64-';

export async function readSocketClaims(cookieHeader: string): Promise<Claims | 'expired' | null> {
	const token = await accessToken(cookieHeader);
	if (!token) return null;
	return (await verify(token)) ?? (hasExpired(token) ? 'expired' : null);
}

async function accessToken(cookieHeader: string): Promise<string | null> {
	const cookies = new Map(parseCookieHeader(cookieHeader).map(({ name, value }) => [name, value]));
	const kept = await combineChunks(sessionCookie, (name) => cookies.get(name));
	if (!kept) return null;
	try {
		const text = kept.startsWith(encoded) ? stringFromBase64URL(kept.slice(encoded.length)) : kept;
		return sessionSchema.parse(JSON.parse(text)).access_token;
	} catch {
		return null;
	}
}

function hasExpired(token: string): boolean {
	try {
		return (decodeJwt(token).exp ?? Infinity) <= Date.now() / 1000;
	} catch {
		return false;
	}
}
