/**
 * Supabase's own addresses, on a real backend, through the door that the world uses: what is open,
 * what is closed, what is told, and that using it changes no right.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@supabase/supabase-js';
import type { RequestEvent } from '@sveltejs/kit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verify } from '../../src/lib/people/session.server';
import { readConfiguration } from '../../src/lib/platform/config.server';
import { newId } from '../../src/lib/platform/ids';
import { answerPublicApi } from '../../src/lib/platform/public-api.server';
import type { Runtime } from '../../src/lib/platform/runtime.server';
import { startBackend, type Backend } from '../../src/server/backend';
import { openLog } from '../../src/server/log';
import { keptSecrets, loginPassword } from '../../src/server/secrets';

const origin = 'http://localhost:3000';
const email = 'membre@example.org';
const password = 'une très longue phrase';
const open = newId();
const reserved = newId();
let home: string;
let backend: Backend;
let runtime: Runtime;
let owner: postgres.Sql;
let token: string;

/** Asks the door, as SvelteKit does. Each test has its own address: limits count by address. */
async function ask(address: string, init: RequestInit = {}, from = '192.0.2.1'): Promise<Response> {
	const request = new Request(`${origin}${address}`, {
		...init,
		headers: { apikey: runtime.supabase.publishableKey, ...init.headers }
	});
	const event = { url: new URL(request.url), request, getClientAddress: () => from };
	const answer = await answerPublicApi(event as unknown as RequestEvent, verify);
	if (!answer) throw new Error(`${address} is one of our pages`);
	return answer;
}
const asMember = (init: RequestInit = {}): RequestInit => ({
	...init,
	headers: { authorization: `Bearer ${token}`, ...init.headers }
});
const sending = (body: unknown, method = 'POST'): RequestInit => ({
	method,
	body: JSON.stringify(body),
	headers: { 'content-type': 'application/json' }
});

beforeAll(async () => {
	vi.spyOn(console, 'error').mockImplementation(() => {});
	home = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-api-'));
	await fs.chmod(home, 0o755);
	const configuration = readConfiguration({ DATA_DIR: home, LOG_LEVEL: 'silent' });
	backend = await startBackend({
		configuration,
		log: openLog('silent'),
		databaseSettings: { fsync: 'off', full_page_writes: 'off' }
	});
	runtime = backend.runtime;
	owner = postgres(runtime.database.ownerUrl, { max: 2, onnotice: () => {} });
	const account = await signUp();
	await owner`insert into people (id, account_id, name) values (${newId()}, ${account}, 'Membre')`;
	for (const [id, visibility] of [
		[open, 'public'],
		[reserved, 'reseau']
	] as const) {
		await owner.begin(async (tx) => {
			await tx`insert into resources (id, slug, title, kind_code, licence_code, summary, visibility, status)
				values (${id}, ${visibility}, ${`Pour ${visibility}`}, 'bilan', 'cc-by', 'Un résumé', ${visibility}, 'published')`;
			await tx`insert into resource_themes (resource_id, theme_code) values (${id}, 'culture')`;
		});
	}
});
afterAll(async () => {
	await owner?.end();
	await backend?.stop();
	await fs.rm(home, { recursive: true, force: true });
});

async function signUp(): Promise<string> {
	const answer = await runtime.supabase.fetch(`${origin}/auth/v1/signup`, {
		...sending({ email, password }),
		headers: { apikey: runtime.supabase.publishableKey, 'content-type': 'application/json' }
	});
	const { user, id } = (await answer.json()) as { user?: { id: string }; id?: string };
	await owner`update auth.users set email_confirmed_at = now()`;
	const signedIn = await ask('/auth/v1/token?grant_type=password', sending({ email, password }));
	token = ((await signedIn.json()) as { access_token: string }).access_token;
	return user?.id ?? id ?? '';
}

it('leaves the warnings of Node as they are: one that is an error is told, not thrown', async () => {
	const told = new Promise<Error>((resolve) => process.once('warning', resolve));
	process.emitWarning(new Error('Un essai'));
	expect((await told).message).toBe('Un essai');
});

describe('rights', () => {
	/** Every privilege there is, as text. */
	const privileges = async () =>
		(
			await owner<{ privilege: string }[]>`
				select 'table ' || oid::regclass || ' ' || coalesce(relacl::text, '') as privilege from pg_class where relkind in ('r', 'p', 'v', 'm', 'S')
				union all select 'column ' || attrelid::regclass || '.' || attname || ' ' || attacl::text from pg_attribute where attacl is not null
				union all select 'schema ' || nspname || ' ' || coalesce(nspacl::text, '') from pg_namespace where nspname !~ '^pg_(temp|toast)'
				union all select 'function ' || oid::regprocedure || ' ' || coalesce(proacl::text, '') from pg_proc
				union all select 'default ' || defaclrole::regrole || ' ' || defaclnamespace || ' ' || defaclobjtype::text || ' ' || defaclacl::text from pg_default_acl
				union all select 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || coalesce(qual, '') || coalesce(with_check, '') from pg_policies
				union all select 'security ' || oid::regclass || ' ' || relrowsecurity from pg_class where relkind = 'r'
				order by 1`
		).map(({ privilege }) => privilege);

	it('are the same after the API was used as before', async () => {
		const before = await privileges();
		for (const init of [{}, asMember()]) {
			for (const table of ['resources', 'people', 'reports', 'territories', 'nothing'])
				await ask(`/rest/v1/${table}?select=*`, init);
			await ask('/rest/v1/resources', { ...init, ...sending({ id: newId(), title: 'x' }) });
			await ask('/storage/v1/object/files/nothing/original', init);
			await ask('/auth/v1/user', init);
		}
		expect(before.length).toBeGreaterThan(300);
		expect(await privileges()).toEqual(before);
	});

	it('of a visitor show what is public', async () => {
		expect(await (await ask('/rest/v1/resources?select=id')).json()).toEqual([{ id: open }]);
		expect(await (await ask('/rest/v1/people?select=*')).json()).toEqual([]);
		expect(await (await ask('/rest/v1/resource_themes?select=resource_id')).json()).toEqual([{ resource_id: open }]);
	});

	it('of a member show what is theirs', async () => {
		const rows = (await (await ask('/rest/v1/resources?select=id&order=visibility', asMember())).json()) as unknown;
		expect(rows).toEqual([{ id: open }, { id: reserved }]);
	});

	it('need the key of the network, and the system’s key stays the system’s', async () => {
		expect((await ask('/rest/v1/resources?select=id', { headers: { apikey: '' } })).status).toBe(401);
		expect((await ask('/rest/v1/resources?select=id', { headers: { apikey: 'sb_publishable_wrong' } })).status).toBe(
			401
		);
		expect(runtime.supabase.secretKey).not.toBe(runtime.supabase.publishableKey);
	});

	it('of schemas that are not exposed open none', async () => {
		for (const schema of [
			'private',
			'auth',
			'storage',
			'extensions',
			'graphile_worker',
			'supabase_migrations',
			'pg_catalog',
			'information_schema'
		]) {
			for (const name of ['accept-profile', 'content-profile']) {
				const init =
					name === 'accept-profile'
						? asMember({ headers: { [name]: schema } })
						: {
								...sending({ id: newId() }),
								...asMember({ headers: { [name]: schema, 'content-type': 'application/json' } })
							};
				expect((await ask('/rest/v1/users?select=*', init)).status, `${name}: ${schema}`).toBe(406);
			}
		}
		for (const embedded of [
			'people?select=id,users!people_account_id_fkey(*)',
			'people?select=id,users!admissions(*)',
			'people?select=id,auth.users(*)',
			'resources?select=id,authorships(*)',
			'resources?select=id,former_slugs(*)'
		]) {
			expect((await ask(`/rest/v1/${embedded}`, asMember())).status, embedded).toBeGreaterThanOrEqual(400);
		}
		// Several ways lead there, and none of them is taken (PGRST201).
		expect((await ask('/rest/v1/people?select=id,users(*)', asMember())).status).toBe(300);
	});

	it('of functions open none', async () => {
		for (const name of [
			'shell',
			'search',
			'enter',
			'become_first_administrator',
			'recent_mails',
			'set_config',
			'pg_read_file',
			'lo_import'
		]) {
			expect((await ask(`/rest/v1/rpc/${name}`, asMember(sending({})))).status, name).toBe(404);
		}
	});
});

describe('doors', () => {
	it.each([
		['POST', '/auth/v1/signup'],
		['POST', '/auth/v1/otp'],
		['POST', '/auth/v1/magiclink'],
		['POST', '/auth/v1/verify'],
		['GET', '/auth/v1/verify?token=1&type=signup'],
		['POST', '/auth/v1/recover'],
		['POST', '/auth/v1/resend'],
		['PUT', '/auth/v1/user'],
		['GET', '/auth/v1/settings'],
		['GET', '/auth/v1/authorize?provider=github'],
		['GET', '/auth/v1/admin/users'],
		['POST', '/auth/v1/admin/generate_link'],
		['POST', '/auth/v1/invite'],
		['GET', '/auth/v1/reauthenticate'],
		['GET', '/auth/v1/callback'],
		['POST', '/auth/v1/sso'],
		['POST', '/auth/v1/factors'],
		['POST', '/auth/v1/token?grant_type=pkce'],
		['POST', '/auth/v1/token?grant_type=id_token'],
		['POST', '/auth/v1/token'],
		['GET', '/auth/v1/token?grant_type=password'],
		['POST', '/auth/v1//token?grant_type=password'],
		['POST', '/auth/v1/token/?grant_type=password'],
		['POST', '/auth/v1/%74oken?grant_type=password'],
		['PUT', '/rest/v1/people'],
		['GET', '/storage/v1/bucket'],
		['POST', '/storage/v1/object/files/a/original'],
		['PUT', '/storage/v1/object/files/a/original'],
		['DELETE', '/storage/v1/object/files/a/original'],
		['POST', '/storage/v1/object/list/files'],
		['GET', '/storage/v1/object/list/files'],
		['POST', '/storage/v1/object/sign/files/a'],
		['GET', '/storage/v1/object/upload/sign/files/a'],
		['POST', '/storage/v1/upload/resumable']
	])('%s %s is closed', async (method, address) => {
		const answer = await ask(address, asMember({ method }));
		expect(answer.status).toBe(404);
		expect(await answer.json()).toEqual({ message: 'Not found' });
	});

	it('are no pages, and pages are no doors', async () => {
		for (const address of ['/', '/ressources', '/rest', '/restaurants/v1', '/auth/v2/token'])
			await expect(ask(address)).rejects.toThrow('one of our pages');
	});

	it('let one sign in, renew and leave', async () => {
		const signedIn = (await (
			await ask('/auth/v1/token?grant_type=password', sending({ email, password }), '192.0.2.2')
		).json()) as { access_token: string; refresh_token: string };
		const bearer = { authorization: `Bearer ${signedIn.access_token}` };
		expect(await (await ask('/auth/v1/user', { headers: bearer })).json()).toMatchObject({ email });
		const renewed = (await (
			await ask('/auth/v1/token?grant_type=refresh_token', sending({ refresh_token: signedIn.refresh_token }))
		).json()) as { access_token: string };
		expect(renewed.access_token).toMatch(/^ey/);
		expect((await ask('/auth/v1/logout?scope=local', { method: 'POST', headers: bearer })).status).toBe(204);
		// Its token is good for ten minutes: the session is not.
		for (const address of [
			'/auth/v1/user',
			'/rest/v1/resources?select=id',
			'/storage/v1/object/files/nothing/original'
		])
			expect([address, (await ask(address, { headers: bearer })).status]).toEqual([address, 401]);
	});

	it('do not tell whether an account exists, and count the tries', async () => {
		const from = '192.0.2.3';
		const answers: [number, string][] = [];
		for (const body of [
			{ email, password: 'faux' },
			{ email: 'personne@example.org', password },
			{ email: 'personne@example.org' }
		]) {
			const answer = await ask('/auth/v1/token?grant_type=password', sending(body), from);
			answers.push([answer.status, await answer.text()]);
		}
		expect(new Set(answers.map(String)).size).toBe(1);
		expect(answers[0]?.[0]).toBe(400);
		for (let tries = 0; tries < 5; tries++)
			await ask('/auth/v1/token?grant_type=password', sending({ email, password: 'faux' }), from);
		expect((await ask('/auth/v1/token?grant_type=password', sending({ email, password }), from)).status).toBe(429);
	});
});

describe('what is sent', () => {
	const draft = (more: Record<string, unknown> = {}) => {
		const id = newId();
		return { id, slug: `essai-${id}`, title: 'Un essai', ...more };
	};

	it('through Supabase’s client is kept and read, lists included', async () => {
		const client = createClient(origin, runtime.supabase.publishableKey, {
			global: {
				headers: { authorization: `Bearer ${token}` },
				fetch: (input, init) =>
					ask(new URL(String(input)).href.slice(origin.length), {
						...init,
						headers: Object.fromEntries(new Headers(init?.headers))
					})
			},
			auth: { persistSession: false, autoRefreshToken: false }
		});
		const values = draft({ sensitivity: ['place', 'people'], keywords: ['eau', 'puits'] });
		const { error } = await client.from('resources').insert(values);
		expect(error).toBeNull();
		const { data } = await client.from('resources').select('sensitivity, keywords').eq('id', values.id).single();
		expect(data).toEqual({ sensitivity: ['place', 'people'], keywords: ['eau', 'puits'] });
	});

	it('against a rule of the object is a conflict that says which', async () => {
		const answer = await ask('/rest/v1/resources', asMember(sending(draft({ status: 'withdrawn' }))));
		expect(answer.status).toBe(409);
		expect(await answer.json()).toMatchObject({
			code: 'PT409',
			message: 'A new resource is a draft, proposed or published.'
		});
		const proposed = draft({ status: 'proposed', kind_code: 'bilan', licence_code: 'cc-by', summary: 'Un résumé' });
		expect(await (await ask('/rest/v1/resources', asMember(sending(proposed)))).json()).toMatchObject({
			message: 'A published resource has at least one theme.'
		});
	});

	it('against a constraint is a bad request, without the words of the server', async () => {
		const answer = await ask('/rest/v1/resources', asMember(sending(draft({ title: 'x' }))));
		expect(answer.status).toBe(400);
		const text = await answer.text();
		expect(JSON.parse(text)).toMatchObject({ code: '23514' });
		expect(text).toContain('resources_title_check');
		expect(text).not.toMatch(/PostgresError|relation|row/);
	});

	it('without the right is refused, and changes nothing', async () => {
		expect((await ask('/rest/v1/resources', sending(draft()))).status).toBe(401);
		expect(
			(
				await ask(
					'/rest/v1/resources',
					asMember(
						sending(draft({ status: 'published', kind_code: 'bilan', licence_code: 'cc-by', summary: 'Un résumé' }))
					)
				)
			).status
		).toBe(403);
		expect(
			(await ask(`/rest/v1/resources?id=eq.${open}`, asMember(sending({ title: 'Pris' }, 'PATCH')))).status
		).toBeLessThan(300);
		expect((await ask(`/rest/v1/resources?id=eq.${open}`, asMember({ method: 'DELETE' }))).status).toBeLessThan(300);
		expect(await owner`select title from resources where id = ${open}`).toMatchObject([{ title: 'Pour public' }]);
	});

	it.each([
		['nothing', ''],
		['half a JSON', '{"id":'],
		['another type', JSON.stringify({ id: 'not a uuid', title: ['a'] })],
		['a column that is not', JSON.stringify({ whatever: 1 })],
		['a NUL', JSON.stringify({ ...draft(), title: 'un\u0000deux' })],
		['a text where a list is', JSON.stringify({ ...draft(), keywords: 'eau' })]
	])('as %s is a bad request', async (_what, body) => {
		const answer = await ask(
			'/rest/v1/resources',
			asMember({ method: 'POST', body, headers: { 'content-type': 'application/json' } }),
			'192.0.2.4'
		);
		expect(answer.status, await answer.clone().text()).toBeGreaterThanOrEqual(400);
		expect(answer.status, await answer.clone().text()).toBeLessThan(500);
	});

	it('is refused when it is too large, whatever length it declares', async () => {
		const piece = new TextEncoder().encode(' '.repeat(100_000));
		let sent = 0;
		const endless = new ReadableStream({
			pull: (controller) => {
				sent += piece.length;
				controller.enqueue(piece);
			}
		});
		const init = {
			method: 'POST',
			body: endless,
			duplex: 'half',
			headers: { 'content-type': 'application/json' }
		} as RequestInit;
		expect((await ask('/rest/v1/resources', asMember(init))).status).toBe(413);
		expect(sent).toBeLessThan(2_000_000);
	});

	it('too often is refused for a while', async () => {
		const statuses = new Set<number>();
		for (let tries = 0; tries < 125; tries++)
			statuses.add((await ask('/rest/v1/resources', { method: 'PATCH' }, '192.0.2.5')).status);
		expect([...statuses].at(-1)).toBe(429);
	});
});

it('runs no statement for ever: its login stops after eight seconds', async () => {
	const url = new URL(runtime.database.appUrl);
	url.username = 'palabre_api';
	url.password = loginPassword(await keptSecrets(runtime.configuration), 'palabre_api');
	const login = postgres(url.href, { max: 1 });
	const [row] = await login`show statement_timeout`.finally(() => login.end());
	expect(row).toEqual({ statement_timeout: '8s' });
});
