/**
 * Supabase's own addresses, on the same origin, as far as the world may use them.
 *
 * `/rest/v1` and reading under `/storage/v1` are open: row-level security decides. Of `/auth/v1`
 * only signing in by passphrase or refresh token, `user` and `logout` answer: the rest would tell
 * whether an account exists, or let codes be tried without limit (`model.md` § Sessions).
 */
import type { RequestEvent } from '@sveltejs/kit';
import { inConstantTime } from './constant-time.server.ts';
import { asViewer, SessionEnded, type Claims } from './database.server.ts';
import { allow } from './limits.server.ts';
import { runtime } from './runtime.server.ts';

const doors: readonly (readonly [methods: string, address: RegExp])[] = [
	['GET HEAD POST PATCH DELETE OPTIONS', /^\/rest\/v1(\/|$)/],
	['POST OPTIONS', /^\/auth\/v1\/token$/],
	['GET OPTIONS', /^\/auth\/v1\/user$/],
	['POST OPTIONS', /^\/auth\/v1\/logout$/],
	['GET HEAD OPTIONS', /^\/storage\/v1\/object\/(?!upload|sign|list)/]
];

/** Bytes. The API writes records: files come through our own pages. */
const bodyLimit = 1024 * 1024;

/** Whose token it is, or null when it is none. */
type Recognise = (token: string) => Promise<Claims | null>;

/** The answer of the public API, or null when the address is one of our pages. */
export async function answerPublicApi(event: RequestEvent, recognise: Recognise): Promise<Response | null> {
	const { pathname, searchParams } = event.url;
	if (!/^\/(rest|auth|storage)\/v1(\/|$)/.test(pathname)) return null;
	const { request } = event;
	const open = doors.some(
		([methods, address]) => methods.split(' ').includes(request.method) && address.test(pathname)
	);
	if (!open || !runtime().filesDir) return refusal(404, 'Not found');
	if (pathname === '/auth/v1/token' && request.method === 'POST') {
		const grant = searchParams.get('grant_type');
		if (grant !== 'password' && grant !== 'refresh_token') return refusal(404, 'Not found');
		if (grant === 'password') return signIn(event);
	} else if (await isOver(request, recognise)) {
		return refusal(401, 'This session is over. Sign in again.');
	}
	if (['GET', 'HEAD', 'OPTIONS'].includes(request.method))
		return withoutInternals(await runtime().supabase.fetch(request));
	if (pathname.startsWith('/rest/v1') && !(await mayWrite(event)))
		return refusal(429, 'Too many changes. Try again later.');
	const body = await boundedBody(request);
	if (!body) return refusal(413, 'The body is too large.');
	return withoutInternals(
		await runtime().supabase.fetch(request.url, { method: request.method, headers: request.headers, body })
	);
}

/** A token is good for ten minutes, and Lite believes it: a session that was closed meanwhile ends here too. */
async function isOver(request: Request, recognise: Recognise): Promise<boolean> {
	const token = request.headers.get('authorization')?.split(/\s+/).at(-1);
	const claims = token ? await recognise(token) : null;
	// What is no token of somebody is Lite's to refuse.
	if (!claims) return false;
	return asViewer(claims, async () => false).catch((thrown: unknown) => {
		if (thrown instanceof SessionEnded) return true;
		throw thrown;
	});
}

/** The same limits as our own pages. */
async function mayWrite(event: RequestEvent): Promise<boolean> {
	return allow(/\/reports$/.test(event.url.pathname) ? 'report' : 'write', event.getClientAddress());
}

/** Counted while it is read: its declared length may lie. Null when it is too long. */
async function boundedBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of request.body ?? []) {
		length += (piece as Uint8Array).length;
		if (length > bodyLimit) return null;
		pieces.push(piece as Uint8Array);
	}
	return new Uint8Array(Buffer.concat(pieces));
}

/** Lite answers 500, with the words of its driver, where PostgREST says what is wrong. */
async function withoutInternals(answer: Response): Promise<Response> {
	if (answer.status < 500) return answer;
	const said = await answer.text();
	const constraint = /violates check constraint \\?"([^"\\]+)/.exec(said)?.[1];
	if (!constraint) return refusal(500, 'Internal error');
	return Response.json(
		{ code: '23514', details: null, hint: null, message: `A value breaks the rule « ${constraint} ».` },
		{ status: 400 }
	);
}

/** The same limits as our own page, or this door would be the easy one. */
async function signIn(event: RequestEvent): Promise<Response> {
	const sent = await boundedBody(event.request);
	const body = sent ? new TextDecoder().decode(sent) : '';
	const address = addressIn(body);
	if (address === null) return refusal(400, 'Invalid login credentials');
	const ip = event.getClientAddress();
	if (
		!(await allow('sign-in-ip', ip)) ||
		!(await allow('sign-in', `${address} ${ip}`)) ||
		!(await allow('sign-in-address', address))
	) {
		return refusal(429, 'Too many attempts. Try again in a quarter of an hour.');
	}
	const answer = await inConstantTime(
		runtime().supabase.fetch(event.request.url, { method: 'POST', headers: event.request.headers, body })
	);
	if (answer.ok) return answer;
	// The database is away: nothing was judged.
	if (answer.status >= 500) return refusal(503, 'Unavailable');
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
