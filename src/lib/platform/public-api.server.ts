/**
 * Supabase's own addresses, on the same origin, as far as the world may use them.
 *
 * `/rest/v1` and reading under `/storage/v1` are open: row-level security decides. Of `/auth/v1`
 * only signing in by passphrase or refresh token, `user` and `logout` answer: the rest would tell
 * whether an account exists, or let codes be tried without limit (`model.md` § Sessions).
 */
import type { RequestEvent } from '@sveltejs/kit';
import { allow } from './limits.server.ts';
import { runtime } from './runtime.server.ts';

const doors: readonly (readonly [methods: string, address: RegExp])[] = [
	['GET HEAD POST PATCH DELETE OPTIONS', /^\/rest\/v1(\/|$)/],
	['POST OPTIONS', /^\/auth\/v1\/token$/],
	['GET OPTIONS', /^\/auth\/v1\/user$/],
	['POST OPTIONS', /^\/auth\/v1\/logout$/],
	['GET HEAD OPTIONS', /^\/storage\/v1\/object\/(?!upload|sign|list)/]
];

/** The answer of the public API, or null when the address is one of our pages. */
export async function answerPublicApi(event: RequestEvent): Promise<Response | null> {
	const { pathname, searchParams } = event.url;
	if (!/^\/(rest|auth|storage)\/v1(\/|$)/.test(pathname)) return null;
	const { request } = event;
	const open = doors.some(([methods, address]) => methods.split(' ').includes(request.method) && address.test(pathname));
	if (!open || !runtime().filesDir) return refusal(404, 'Not found');
	if (pathname === '/auth/v1/token' && request.method === 'POST') {
		const grant = searchParams.get('grant_type');
		if (grant !== 'password' && grant !== 'refresh_token') return refusal(404, 'Not found');
		if (grant === 'password') return signIn(event);
	}
	return runtime().supabase.fetch(request);
}

/** The same limits as our own page, or this door would be the easy one. */
async function signIn(event: RequestEvent): Promise<Response> {
	const body = await event.request.text();
	const address = addressIn(body);
	if (address === null) return refusal(400, 'Invalid login credentials');
	const ip = event.getClientAddress();
	if (!(await allow('sign-in-ip', ip)) || !(await allow('sign-in', `${address} ${ip}`))) {
		return refusal(429, 'Too many attempts. Try again in a quarter of an hour.');
	}
	const answer = await runtime().supabase.fetch(event.request.url, {
		method: 'POST',
		headers: event.request.headers,
		body
	});
	if (answer.ok) return answer;
	return refusal(400, 'Invalid login credentials');
}

function addressIn(body: string): string | null {
	try {
		const { email } = JSON.parse(body) as { email?: unknown };
		return typeof email === 'string' ? email.trim().toLowerCase() : null;
	} catch {
		return null;
	}
}

function refusal(status: number, message: string): Response {
	return Response.json({ message }, { status });
}
