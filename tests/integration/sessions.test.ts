/**
 * « Déconnecter partout » is at once: a closed session opens nothing, whatever its token says. And who
 * one is comes from a token that we signed, by no other way.
 */
import { sql } from 'kysely';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClaims, sessionCookie, verify } from '../../src/lib/people/session.server';
import {
	asViewer,
	openPool,
	SessionEnded,
	type Claims,
	type Database,
	type Pool
} from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { aResource } from '../support/factories';
import { credentials, testSupabase, tokenOf, type TestSupabase } from '../support/supabase';
import { aPerson, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

const whoAmI = (viewers: Database) =>
	sql<{ id: string | null; role: string }>`select private.viewer() as id, current_user as role`
		.execute(viewers)
		.then(({ rows }) => rows[0]);

describe('a session', () => {
	it('that is closed ends everything at once, although its token is still good', async () => {
		const person = await aPerson(db);
		const token = await tokenOf(person.claims);
		expect(await db.as(person, whoAmI)).toEqual({ id: person.id, role: 'authenticated' });
		await db.owner`delete from auth.sessions where id = ${person.claims.session_id}`;
		expect(await verify(token)).toMatchObject({ sub: person.claims.sub });
		let worked = false;
		const work = db.as(person, async () => (worked = true));
		await expect(work).rejects.toBeInstanceOf(SessionEnded);
		expect(worked).toBe(false);
		// What only reads may have begun: it reads nothing.
		const read: unknown[] = [];
		const reading = asViewer(
			person.claims,
			async (own) => void read.push(...(await own.selectFrom('people').select('id').execute())),
			db.pool,
			{ ahead: true }
		);
		await expect(reading).rejects.toBeInstanceOf(SessionEnded);
		expect(read).toEqual([]);
	});

	it('ends by signing out through the public door', async () => {
		const person = await aPerson(db);
		const answer = await supabase.ask(person, '/auth/v1/logout?scope=global', { method: 'POST' });
		expect(answer.status).toBe(204);
		await expect(db.as(person, whoAmI)).rejects.toBeInstanceOf(SessionEnded);
	});

	it('is that of its account: another’s does not serve', async () => {
		const claims: Claims = { ...world.nouvelle.claims, session_id: world.admin.claims.session_id };
		await expect(db.as({ claims }, whoAmI)).rejects.toBeInstanceOf(SessionEnded);
		await expect(db.as({ claims: { ...world.nouvelle.claims, session_id: newId() } }, whoAmI)).rejects.toBeInstanceOf(
			SessionEnded
		);
	});

	it('closed elsewhere leaves the other ones of the same person open', async () => {
		const person = await aPerson(db);
		const second: Claims = { ...person.claims, session_id: newId() };
		await db.owner`insert into auth.sessions (id, user_id) values (${second.session_id}, ${second.sub})`;
		await db.owner`delete from auth.sessions where id = ${person.claims.session_id}`;
		expect(await db.as({ claims: second }, whoAmI)).toMatchObject({ id: person.id });
	});

	it('of an account that was erased ends with it, and what was written stays', async () => {
		const person = await aPerson(db);
		const { id } = await aResource(world, { author: person });
		await db.owner`delete from auth.users where id = ${person.claims.sub}`;
		await expect(db.as(person, whoAmI)).rejects.toBeInstanceOf(SessionEnded);
		expect(await db.owner`select account_id from people where id = ${person.id}`).toMatchObject([{ account_id: null }]);
		expect(
			await db.as(world.visitor, (viewers) =>
				viewers.selectFrom('resources').select('id').where('id', '=', id).execute()
			)
		).toHaveLength(1);
	});
});

describe('a session whose token expired', () => {
	/** The cookie of a browser, and what an answer makes of it. */
	const browser = (value: string) => {
		const jar = new Map([[sessionCookie, value]]);
		const cookies = {
			get: (name: string) => jar.get(name),
			getAll: () => [...jar].map(([name, value]) => ({ name, value })),
			set: (name: string, value: string) => void jar.set(name, value),
			delete: (name: string) => void jar.delete(name),
			serialize: () => ''
		};
		return { jar, cookies };
	};
	/** @param left seconds that its token is still good */
	const held = async (claims: Claims, left = -60) => {
		const refresh_token = newId();
		await db.owner`insert into auth.refresh_tokens ${db.owner({ id: newId(), token: refresh_token, user_id: claims.sub, session_id: claims.session_id, revoked: false })}`;
		const session = {
			access_token: await tokenOf(claims, left),
			refresh_token,
			expires_at: Math.floor(Date.now() / 1000) + left,
			expires_in: 600,
			token_type: 'bearer',
			user: { id: claims.sub, email: claims.email }
		};
		return `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`;
	};

	it('is renewed once for all the tabs that wake up together', async () => {
		const { claims } = await aPerson(db);
		const cookie = await held(claims);
		const tabs = await Promise.all(
			Array.from({ length: 6 }, async (_, n) => {
				await new Promise((resolve) => setTimeout(resolve, n * 8));
				const { jar, cookies } = browser(cookie);
				return { claims: await readClaims(cookies), jar };
			})
		);
		expect(tabs.map((tab) => tab.claims?.session_id)).toEqual(tabs.map(() => claims.session_id));
		expect(new Set(tabs.map((tab) => tab.jar.get(sessionCookie))).size).toBe(1);
		expect(
			await db.owner`select count(*)::int as n from auth.refresh_tokens where session_id = ${claims.session_id}`
		).toMatchObject([{ n: 2 }]);
	});

	it('is read from its cookie while its token is good, and renewed a little before its end', async () => {
		const { claims } = await aPerson(db);
		for (const [left, renewed] of [
			[300, false],
			[60, true]
		] as const) {
			const cookie = await held(claims, left);
			const { jar, cookies } = browser(cookie);
			expect(await readClaims(cookies)).toMatchObject({ sub: claims.sub, session_id: claims.session_id });
			expect(jar.get(sessionCookie) !== cookie).toBe(renewed);
		}
	});

	it('that was closed meanwhile is not renewed', async () => {
		const { claims } = await aPerson(db);
		const cookie = await held(claims);
		await db.owner`delete from auth.sessions where id = ${claims.session_id}`;
		const { jar, cookies } = browser(cookie);
		expect(await readClaims(cookies)).toBeNull();
		expect(jar.size).toBe(0);
	});
});

describe('a token', () => {
	const { claims } = world.nouvelle;
	const secret = (text: string) => new TextEncoder().encode(text);
	const sign = (payload: Record<string, unknown>, audience = 'authenticated') =>
		new SignJWT({ ...payload, aud: audience })
			.setProtectedHeader({ alg: 'HS256' })
			.setExpirationTime('10m')
			.sign(secret(supabase.runtime.supabase.jwtSecret ?? ''));
	const unsigned = (payload: object) =>
		[{ alg: 'none', typ: 'JWT' }, payload]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.') + '.';

	it('that we signed is believed', async () => {
		expect(await verify(await tokenOf(claims))).toEqual(claims);
	});

	it('that is forged, expired, for somebody else or incomplete makes a visitor', async () => {
		const tokens = {
			forged: await tokenOf(claims, 600, 'another secret, just as long as the first one'),
			expired: await tokenOf(claims, -60),
			unsigned: unsigned({ ...claims, aud: 'authenticated', exp: Math.floor(Date.now() / 1000) + 600 }),
			'for another audience': await sign({ ...claims }, 'somewhere else'),
			'of the system': await sign({ ...claims, role: 'service_role' }),
			'without a session': await sign({ sub: claims.sub, role: 'authenticated' }),
			'of nobody': await sign({ session_id: claims.session_id, role: 'authenticated' }),
			'with another subject': await sign({ ...claims, sub: "' or true --" }),
			nonsense: 'a.b.c',
			empty: ''
		};
		for (const [what, token] of Object.entries(tokens)) expect(await verify(token), what).toBeNull();
	});

	const askWith = async (token: string) => {
		const { apikey = '' } = await credentials(world.visitor);
		const address = `${supabase.runtime.supabase.url}/rest/v1/resources?select=id&visibility=eq.reseau`;
		return supabase.runtime.supabase.fetch(address, { headers: { apikey, authorization: `Bearer ${token}` } });
	};

	it('that is forged or expired is refused by the public API', async () => {
		for (const token of [
			await tokenOf(claims, 600, 'another secret, just as long as the first one'),
			await tokenOf(claims, -60)
		]) {
			expect((await askWith(token)).status).toBe(401);
		}
	});

	it('that is not signed opens nothing there that a visitor does not read', async () => {
		const { id } = await aResource(world, { visibility: 'reseau' });
		expect(await (await askWith(await tokenOf(claims))).json()).toContainEqual({ id });
		for (const token of [unsigned({ ...claims, aud: 'authenticated', exp: 9_999_999_999 }), 'nonsense'])
			expect(await (await askWith(token)).json()).toEqual([]);
	});
});

describe('who one is', () => {
	let single: Pool;
	beforeAll(() => {
		single = openPool(db.appUrl, 1);
	});
	afterAll(() => single.destroy());

	it('is forgotten between two transactions of one connection', async () => {
		expect(await asViewer(world.admin.claims, whoAmI, single)).toMatchObject({ id: world.admin.id });
		expect(await asViewer(null, whoAmI, single)).toEqual({ id: null, role: 'anon' });
		const left = await sql<{
			sub: string;
			role: string;
		}>`select current_setting('request.jwt.claim.sub', true) as sub, current_user as role`.execute(single);
		expect(left.rows[0]).toEqual({ sub: '', role: 'palabre_app' });
	});

	it('is forgotten when the work fails', async () => {
		await expect(asViewer(world.admin.claims, () => Promise.reject(new Error('no')), single)).rejects.toThrow('no');
		expect(await asViewer(null, whoAmI, single)).toEqual({ id: null, role: 'anon' });
	});

	it('is not what a schema placed before ours says', async () => {
		await db.owner.begin(async (tx) => {
			await tx`create schema hostile`;
			await tx`create table hostile.people as select id, account_id, 'admin'::text as network_role from public.people`;
			await tx`create function hostile.uid() returns uuid language sql return ${tx.unsafe(`'${world.admin.claims.sub}'`)}::uuid`;
			await tx`grant usage on schema hostile to public`;
			await tx`grant select on hostile.people to public`;
			await tx`grant execute on function hostile.uid() to public`;
		});
		const played = await db.as(world.nouvelle, async (viewers) => {
			await sql`set local search_path = hostile, private, public`.execute(viewers);
			return sql<{
				admin: boolean;
				id: string;
				settled: boolean;
			}>`select private.viewer_plays('admin') as admin, private.viewer() as id,
				exists (select from public.activity where object_kind = 'network') as settled`.execute(viewers);
		});
		expect(played.rows[0]).toEqual({ admin: false, id: world.nouvelle.id, settled: false });
	});

	it('is not what a temporary table says', async () => {
		const played = await db.as(world.nouvelle, async (viewers) => {
			await sql`create temporary table people (id uuid, account_id uuid, network_role text) on commit drop`.execute(
				viewers
			);
			await sql`insert into pg_temp.people values (${world.admin.id}, ${world.nouvelle.claims.sub}, 'admin')`.execute(
				viewers
			);
			return sql<{ admin: boolean }>`select private.viewer_plays('admin') as admin`.execute(viewers);
		});
		expect(played.rows[0]).toEqual({ admin: false });
	});

	it('is not taken twice: nobody enters as another from where they are', async () => {
		const again = db.as(world.nouvelle, (viewers) =>
			sql`select private.enter(${JSON.stringify(world.admin.claims)}::jsonb)`.execute(viewers)
		);
		await expect(again).rejects.toMatchObject({ code: '42501' });
	});

	it('is not what a client of the API says of itself', async () => {
		const admin = world.admin.claims.sub;
		const said: [address: string, init?: RequestInit][] = [
			[
				'/rest/v1/rpc/set_config',
				{
					method: 'POST',
					body: JSON.stringify({ setting_name: 'request.jwt.claim.sub', new_value: admin, is_local: false })
				}
			],
			[
				'/rest/v1/rpc/enter',
				{
					method: 'POST',
					body: JSON.stringify({ claims: world.admin.claims }),
					headers: { 'content-profile': 'private' }
				}
			],
			[
				'/rest/v1/rpc/become_first_administrator',
				{ method: 'POST', body: '{"given_hash":"x"}', headers: { 'content-profile': 'private' } }
			],
			['/rest/v1/resources?select=set_config(request.jwt.claim.sub)', {}],
			[`/rest/v1/resources?select=id&search_path=private`, {}],
			[
				'/rest/v1/activity?object_kind=eq.network&select=id',
				{ headers: { 'request.jwt.claim.sub': admin, 'x-forwarded-user': admin, role: 'service_role' } }
			]
		];
		await db.as(world.admin, (viewers) =>
			viewers.updateTable('network').set({ tagline: 'Un fait que seuls les administrateurs lisent' }).execute()
		);
		for (const [address, init] of said) {
			const answer = await supabase.ask(world.nouvelle, address, {
				...init,
				headers: { 'content-type': 'application/json', ...init?.headers }
			});
			const text = await answer.text();
			expect(answer.status >= 400 || text === '[]', `${address}: ${answer.status} ${text}`).toBe(true);
			expect(
				await (await supabase.ask(world.nouvelle, '/rest/v1/activity?object_kind=eq.network&select=id')).json()
			).toEqual([]);
		}
		expect(
			await (await supabase.ask(world.admin, '/rest/v1/activity?object_kind=eq.network&select=id')).json()
		).toHaveLength(1);
	});
});
