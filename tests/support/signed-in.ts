/**
 * People of a running Palabre who are signed in, as many as one likes, without the door and its limits: written by
 * the owner of its database, with a token that its own secret signs.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SignJWT } from 'jose';
import type postgres from 'postgres';
import { newId } from '../../src/lib/platform/ids.ts';

/** Seconds: no token is renewed meanwhile. */
const day = 24 * 3600;

export interface SignedIn {
	id: string;
	name: string;
	/** What their browser sends. */
	cookie: string;
}

/** @param secret absent: the one that the process made in its data. */
export async function signedInPeople(
	sql: postgres.Sql,
	count: number,
	{ dataDir = '', secret = secretOf(dataDir) }: { dataDir?: string; secret?: string }
): Promise<SignedIn[]> {
	const people = Array.from({ length: count }, (_, n) => ({
		id: newId(),
		name: `Membre ${n + 1}`,
		account: newId(),
		session: newId()
	}));
	await sql.begin(async (rows) => {
		await rows`insert into auth.users ${rows(people.map(({ account }) => ({ id: account, email: `${account}@example.org` })))}`;
		await rows`insert into auth.sessions ${rows(people.map(({ account, session }) => ({ id: session, user_id: account })))}`;
		await rows`insert into private.verified_accounts ${rows(people.map(({ account }) => ({ account_id: account })))}`;
		await rows`insert into people ${rows(people.map(({ id, account, name }) => ({ id, account_id: account, name, network_role: 'membre', visibility: 'reseau' })))}`;
	});
	return Promise.all(
		people.map(async ({ id, name, account, session }) => {
			const token = await new SignJWT({
				sub: account,
				session_id: session,
				role: 'authenticated',
				aud: 'authenticated'
			})
				.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
				.setIssuedAt()
				.setExpirationTime(`${day} s`)
				.sign(new TextEncoder().encode(secret));
			const opened = {
				access_token: token,
				refresh_token: 'none',
				token_type: 'bearer',
				expires_in: day,
				expires_at: Math.floor(Date.now() / 1000) + day,
				user: { id: account, aud: 'authenticated' }
			};
			const kept = Buffer.from(JSON.stringify(opened)).toString('base64url');
			return { id, name, cookie: `palabre-session=base64-${kept}` };
		})
	);
}

function secretOf(dataDir: string): string {
	const { jwtSecret } = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { jwtSecret: string };
	return jwtSecret;
}

/** A space that only its members read, with its room. @returns its id. */
export async function aClosedSpace(
	sql: postgres.Sql,
	members: readonly { id: string }[],
	role: 'membre' | 'observateur' = 'membre'
): Promise<string> {
	const id = newId();
	await sql`insert into spaces (id, slug, name, kind_code, visibility)
		select ${id}, ${`espace-${id}`}, 'Un espace', code, 'espace' from space_kinds limit 1`;
	for (const person of members) await takePart(sql, id, person.id, role);
	return id;
}

export async function takePart(
	sql: postgres.Sql,
	space: string,
	person: string,
	role: 'membre' | 'observateur' = 'membre'
): Promise<void> {
	await sql`insert into space_members ${sql({ space_id: space, person_id: person, role })}`;
}
