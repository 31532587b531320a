/**
 * No door tells whether an account exists: the same status, the same words, the same headers, the same
 * time for an address that has an account and for one that has none (`model.md` § Sessions).
 */
import { expect } from '../support/journeys.ts';
import { newId } from '../../src/lib/platform/ids.ts';
import { mailsTo, passphrase, signUp, test } from '../support/newcomers.ts';
import { codeMailedTo, type PalabreProcess } from '../support/process.ts';

interface Door {
	name: string;
	path: string;
	fields: Record<string, string>;
	json?: boolean;
}

const doors: Door[] = [
	{ name: 'passphrase', path: '/connexion?/password', fields: { password: 'ce n’est pas la bonne' } },
	{ name: 'link', path: '/connexion?/link', fields: {} },
	{ name: 'code', path: '/connexion?/code', fields: { code: '000000' } },
	{ name: 'sign-up', path: '/inscription', fields: {} },
	{
		name: 'public API',
		path: '/auth/v1/token?grant_type=password',
		fields: { password: 'ce n’est pas la bonne' },
		json: true
	}
];
const samples = 5;

interface Answer {
	status: number;
	headers: string;
	words: string;
	milliseconds: number;
}

let device = 0;

async function knock(network: PalabreProcess, door: Door, email: string): Promise<Answer> {
	const fields = { email, ...door.fields };
	const started = performance.now();
	const answer = await fetch(network.origin + door.path, {
		method: 'POST',
		redirect: 'manual',
		headers: {
			origin: network.origin,
			accept: 'text/html',
			'accept-language': 'fr',
			'x-forwarded-for': `198.51.100.${(device += 1)}`,
			'content-type': door.json ? 'application/json' : 'application/x-www-form-urlencoded'
		},
		body: door.json ? JSON.stringify(fields) : new URLSearchParams(fields).toString()
	});
	const body = await answer.text();
	const milliseconds = performance.now() - started;
	const changing = ['date', 'x-request-id', 'etag', 'content-security-policy', 'content-length'];
	return {
		status: answer.status,
		headers: JSON.stringify([...answer.headers].filter(([name]) => !changing.includes(name))),
		// What is different in every answer: the address itself, ids, nonces.
		words: body
			.replaceAll(email, '<address>')
			.replace(/nonce="[^"]*"/g, '')
			.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>'),
		milliseconds
	};
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test('no door tells whether an account exists @script', async ({ browser, network }) => {
	test.setTimeout(180_000);
	const known: string[] = [];
	for (let n = 0; n < samples; n += 1) {
		const context = await browser.newContext({
			baseURL: network.origin,
			locale: 'fr-FR',
			extraHTTPHeaders: { 'x-forwarded-for': `192.0.2.${n + 1}` }
		});
		const email = `membre${n}.${process.pid}@example.org`;
		await signUp(await context.newPage(), network, email);
		known.push(email);
		await context.close();
	}
	const unknown = known.map((email) => email.replace('membre', 'absent'));
	for (const door of doors) {
		const pairs: [Answer, Answer][] = [];
		// In turn, so that a busy moment of the machine weighs on both.
		for (let n = 0; n < samples; n += 1)
			pairs.push([await knock(network, door, known[n] ?? ''), await knock(network, door, unknown[n] ?? '')]);
		for (const [one, other] of pairs) {
			expect({ door: door.name, ...other, milliseconds: 0 }).toEqual({ door: door.name, ...one, milliseconds: 0 });
		}
		// The shortest of each: what else the machine does only adds to it.
		const [one, other] = [
			Math.min(...pairs.map(([a]) => a.milliseconds)),
			Math.min(...pairs.map(([, b]) => b.milliseconds))
		];
		const middle = [median(pairs.map(([a]) => a.milliseconds)), median(pairs.map(([, b]) => b.milliseconds))].map(
			Math.round
		);
		console.log(`${door.name}: median ${middle[0]} ms with an account, ${middle[1]} ms without`);
		// A bcrypt comparison takes 60 ms at least: it must not be seen.
		expect(Math.abs(one - other), `${door.name}: ${one} and ${other} ms`).toBeLessThan(40);
	}
});

test('an address without account gets no mail when it asks to sign in, and its code is nobody’s @script', async ({
	network,
	address
}) => {
	const link = doors.find(({ name }) => name === 'link') as Door;
	expect((await knock(network, link, address)).status).toBe(200);
	await expect(codeMailedTo(network.dataDir, address, 1_500)).rejects.toThrow('No code was mailed');
});

test('what would tell more of /auth/v1 is closed @script', async ({ network }) => {
	const closed: [method: string, path: string][] = [
		['POST', 'signup'],
		['POST', 'otp'],
		['POST', 'magiclink'],
		['POST', 'verify'],
		['GET', 'verify?type=magiclink&token=x'],
		['POST', 'recover'],
		['POST', 'resend'],
		['PUT', 'user'],
		['GET', 'reauthenticate'],
		['GET', 'settings'],
		['GET', 'authorize?provider=github'],
		['GET', 'callback'],
		['GET', 'admin/users'],
		['POST', 'invite'],
		['POST', 'token?grant_type=pkce'],
		['POST', 'token?grant_type=id_token']
	];
	for (const [method, path] of closed) {
		const answer = await fetch(`${network.origin}/auth/v1/${path}`, {
			method,
			headers: { origin: network.origin, 'content-type': 'application/json' },
			...(method === 'GET' ? {} : { body: JSON.stringify({ email: 'membre0@example.org', password: passphrase }) })
		});
		expect([method, path, answer.status]).toEqual([method, path, 404]);
	}
});

test('codes cannot be guessed from many places at once @script', async ({ network, address }) => {
	const code = doors.find(({ name }) => name === 'code') as Door;
	const statuses: number[] = [];
	for (let n = 0; n < 12; n += 1) statuses.push((await knock(network, code, address)).status);
	expect(statuses.slice(0, 10).every((status) => status === 422)).toBe(true);
	expect(statuses.slice(10)).toEqual([429, 429]);
});

test('asking for another’s address says nothing to who asks, and tells its holder @script', async ({
	page,
	browser,
	network,
	address
}) => {
	test.setTimeout(120_000);
	await signUp(page, network, address);
	const context = await browser.newContext({
		baseURL: network.origin,
		locale: 'fr-FR',
		extraHTTPHeaders: { 'x-forwarded-for': '192.0.2.77' }
	});
	const known = `tenue.${address}`;
	await signUp(await context.newPage(), network, known);
	await context.close();
	const unknown = `libre.${address}`;

	const ask = async (email: string) => {
		const started = performance.now();
		const answer = await page.request.post('/compte/adresse?/ask', {
			form: { id: newId(), email },
			headers: { origin: network.origin, accept: 'text/html', 'x-forwarded-for': '192.0.2.78' }
		});
		const body = await answer.text();
		return {
			status: answer.status(),
			words: body
				.replaceAll(email, '<address>')
				.replace(/nonce="[^"]*"/g, '')
				.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>'),
			milliseconds: performance.now() - started
		};
	};
	const [taken, free] = [await ask(known), await ask(unknown)];
	expect({ ...taken, milliseconds: 0 }).toEqual({ ...free, milliseconds: 0 });
	expect(Math.min(taken.milliseconds, free.milliseconds)).toBeGreaterThan(790);
	await expect
		.poll(() => mailsTo(network.dataDir, known).filter((mail) => mail.includes('sur un autre compte')).length)
		.toBe(1);
	expect(mailsTo(network.dataDir, known).join()).not.toContain('connecter avec cette adresse. Votre code');
});
