/**
 * Live connections of a real process: who is let in, which rooms they join, what they are told and what
 * they are not, and what happens when rights change or the database goes away.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ownerUrl } from '../crash/invariants';
import { killRelay } from '../support/killing';
import { connect, hangUp, refusal, signIn, type Heard } from '../support/live';
import { startPalabre, type PalabreProcess } from '../support/process';

let palabre: PalabreProcess;
let owner: postgres.Sql;
const cookies: Record<string, string> = {};
const people: Record<string, string> = {};
const cast = { referente: 'jumelage-bondoufle', kayes: 'kayes', lurcat: 'college-lurcat' };

beforeAll(async () => {
	palabre = await startPalabre({ demo: true });
	owner = postgres(await ownerUrl(palabre.dataDir), { max: 3, onnotice: () => {}, backoff: () => 0.1 });
	for (const [name, account] of Object.entries(cast)) {
		const email = `${account}@example.org`;
		cookies[name] = await signIn(palabre.origin, email);
		const [row] = await owner<{ id: string }[]>`
			select p.id from people p join auth.users u on u.id = p.account_id where u.email = ${email}`;
		people[name] = row?.id ?? '';
	}
});
afterEach(() => hangUp());
afterAll(async () => {
	await owner?.end({ timeout: 5 });
	await palabre?.stop();
});

const opens = (name: keyof typeof cast) => connect(palabre.origin, { cookie: cookies[name] });

/** A space of its own, closed, with a record that only its members read. */
async function aClosedSpace(...members: (keyof typeof cast)[]): Promise<{ space: string; record: string }> {
	const [space, record] = [newId(), newId()];
	await owner.begin(async (sql) => {
		const [kind] = await sql`select code from space_kinds limit 1`;
		await sql`insert into spaces ${sql({ id: space, slug: `espace-${space}`, name: 'Un espace', kind_code: kind?.['code'], visibility: 'espace' })}`;
		for (const name of members)
			await sql`insert into space_members ${sql({ space_id: space, person_id: people[name] ?? '', role: 'membre' })}`;
		await aRecord(sql, { id: record, visibility: 'espace', space_id: space });
	});
	return { space, record };
}

async function aRecord(sql: postgres.TransactionSql, values: Record<string, unknown>): Promise<void> {
	const [terms] = await sql<{ kind: string; licence: string; theme: string }[]>`
		select (select code from resource_kinds limit 1) as kind, (select code from licences limit 1) as licence,
			(select code from themes limit 1) as theme`;
	const id = values['id'] as string;
	await sql`insert into resources ${sql({
		slug: `fiche-${id}`,
		title: 'Une fiche',
		summary: 'Ce que nous avons fait.',
		kind_code: terms?.kind,
		licence_code: terms?.licence,
		status: 'published',
		published_at: new Date(),
		...values
	})}`;
	await sql`insert into resource_themes ${sql({ resource_id: id, theme_code: terms?.theme })}`;
}

async function aPublicRecord(): Promise<string> {
	const id = newId();
	await owner.begin((sql) => aRecord(sql, { id, visibility: 'public' }));
	return id;
}

const retitle = (id: string, title: string) => owner`update resources set title = ${title} where id = ${id}`;
const heardOf = ({ changed }: Heard) => changed.map(({ id }) => id);
const untilHeard = (watcher: Heard, id: string) =>
	expect.poll(() => heardOf(watcher), { timeout: 10_000 }).toContain(id);

describe('a connection', () => {
	it('is for who is signed in', async () => {
		expect(await refusal(palabre.origin, {})).toBe('unauthorized');
		expect(await refusal(palabre.origin, { cookie: 'palabre-session=base64-bm9uc2Vuc2U' })).toBe('unauthorized');
	});

	it('is for our own pages', async () => {
		const { cookie } = { cookie: cookies['referente'] };
		for (const transport of ['websocket', 'polling'] as const) {
			const said = await refusal(palabre.origin, { cookie, from: 'https://ailleurs.example', transports: [transport] });
			expect(said).toMatch(/websocket error|xhr poll error/);
		}
		const cross = await fetch(`${palabre.origin}/realtime/?EIO=4&transport=polling`, {
			headers: { cookie: cookie ?? '', 'sec-fetch-site': 'cross-site' }
		});
		expect(cross.status).toBe(403);
	});

	it('is refused with a word when its token expired, and is let in once a page renewed it', async () => {
		const secrets = JSON.parse(readFileSync(path.join(palabre.dataDir, 'secrets.json'), 'utf8')) as {
			jwtSecret: string;
		};
		const sign = async (claims: Record<string, unknown>, expires: number) =>
			new SignJWT(claims)
				.setProtectedHeader({ alg: 'HS256' })
				.setExpirationTime(Math.floor(Date.now() / 1000) + expires)
				.sign(new TextEncoder().encode(secrets.jwtSecret));
		const [session] = await owner<{ id: string; user_id: string }[]>`
			select s.id, s.user_id from auth.sessions s join people p on p.account_id = s.user_id where p.id = ${people['kayes'] ?? ''} limit 1`;
		const claims = { sub: session?.user_id, session_id: session?.id, role: 'authenticated', aud: 'authenticated' };
		const cookie = async (expires: number) =>
			`palabre-session=base64-${Buffer.from(JSON.stringify({ access_token: await sign(claims, expires) })).toString('base64url')}`;
		expect(await refusal(palabre.origin, { cookie: await cookie(-5) })).toBe('expired');
		await connect(palabre.origin, { cookie: await cookie(60) });
	});

	it('works by polling where WebSockets do not pass', async () => {
		const id = await aPublicRecord();
		const watcher = await connect(palabre.origin, { cookie: cookies['referente'], transports: ['polling'] });
		expect(await watcher.join(`resource:${id}`)).toEqual({ ok: true, latest: 1 });
		await retitle(id, 'Par de petites questions');
		await untilHeard(watcher, id);
	});

	it('is cut when it sends too much at once', async () => {
		const watcher = await opens('referente');
		watcher.socket.emit('room:join', { room: `resource:${'x'.repeat(20_000)}` });
		await expect.poll(() => watcher.disconnects).toBe(1);
	});

	it('is one of twenty at most for a person', async () => {
		const tabs = await Promise.all(Array.from({ length: 20 }, () => opens('lurcat')));
		expect(await refusal(palabre.origin, { cookie: cookies['lurcat'] })).toBe('too-many');
		tabs[0]?.socket.disconnect();
		await expect
			.poll(
				() =>
					opens('lurcat').then(
						() => true,
						() => false
					),
				{ timeout: 10_000 }
			)
			.toBe(true);
	});

	it('on another address than ours is refused, and does not stay open', async () => {
		const { request } = await import('node:http');
		const status = await new Promise((resolve, reject) => {
			const asked = request(`${palabre.origin}/ailleurs`, {
				headers: {
					connection: 'Upgrade',
					upgrade: 'websocket',
					'sec-websocket-version': '13',
					'sec-websocket-key': 'x'.repeat(22) + '=='
				}
			});
			asked.once('response', (answer) => resolve(answer.statusCode)).once('error', reject);
			asked.end();
		});
		expect(status).toBe(404);
	});
});

describe('a room', () => {
	it('of an object that one may not see is refused as if it were not there', async () => {
		const { space, record } = await aClosedSpace('referente');
		const stranger = await opens('kayes');
		const nothing = { ok: false, error: 'not-found' };
		for (const room of [`resource:${record}`, `space:${space}`, `person:${people['referente']}`, `resource:${newId()}`])
			expect(await stranger.join(room), room).toEqual(nothing);
		for (const kind of ['report', 'constructor', 'network'])
			expect(await stranger.join(`${kind}:${newId()}`)).toEqual(nothing);
		const member = await opens('referente');
		for (const room of [`resource:${record}`, `space:${space}`])
			expect(await member.join(room), room).toEqual({ ok: true, latest: 1 });
	});

	it('of one’s own says when one was last told something', async () => {
		const watcher = await opens('lurcat');
		const room = `person:${people['lurcat']}`;
		const before = await watcher.join(room);
		expect(before).toMatchObject({ ok: true });
		const conversation = newId();
		await owner.begin(async (sql) => {
			await sql`insert into chat_rooms ${sql({ id: conversation })}`;
			for (const name of ['lurcat', 'kayes'])
				await sql`insert into chat_members ${sql({ room_id: conversation, person_id: people[name] ?? '' })}`;
			await sql`insert into chat_messages ${sql({ id: newId(), room_id: conversation, author_id: people['kayes'] ?? '', body: 'Bonjour' })}`;
		});
		await untilHeard(watcher, people['lurcat'] ?? '');
		const after = await watcher.join(room);
		expect(after).toMatchObject({ ok: true });
		expect(after.ok && after.latest).toBeGreaterThan((before.ok && before.latest) || 0);
		expect(await (await opens('kayes')).join(room)).toEqual({ ok: false, error: 'not-found' });
	});

	it('that changes while one joins it says so, or is joined as it has become', async () => {
		const watcher = await opens('referente');
		for (let n = 0; n < 20; n += 1) {
			const id = await aPublicRecord();
			const [joined] = await Promise.all([watcher.join(`resource:${id}`), retitle(id, 'Entre-temps')]);
			if (!joined.ok || joined.latest !== 2) await untilHeard(watcher, id);
			watcher.socket.emit('room:leave', { room: `resource:${id}` });
		}
	});

	it('has a name that is a kind and an id', async () => {
		const watcher = await opens('referente');
		for (const where of [
			{ room: 'resource' },
			{ room: `resource:${newId()}; drop` },
			{ room: 3 },
			{},
			null,
			'resource'
		])
			expect(await watcher.socket.emitWithAck('room:join', where as never)).toEqual({ ok: false, error: 'invalid' });
		expect(await watcher.join(`sockets of ${people['kayes']}`)).toEqual({ ok: false, error: 'invalid' });
	});

	it('is one of twenty at most', async () => {
		const watcher = await opens('referente');
		const ids = await owner<{ id: string }[]>`
			select id from resources where visibility = 'public' and status = 'published' limit 21`;
		const answers = [];
		for (const { id } of ids) answers.push(await watcher.join(`resource:${id}`));
		expect(answers.map(({ ok }) => ok)).toEqual([...Array.from({ length: 20 }, () => true), false]);
		expect(answers.at(-1)).toEqual({ ok: false, error: 'too-many' });
	});
});

describe('a change', () => {
	it('is heard after the commit, by each of two tabs, and not after a rollback', async () => {
		const [id, other] = [await aPublicRecord(), await aPublicRecord()];
		const tabs = [await opens('referente'), await opens('referente'), await opens('kayes')];
		for (const tab of tabs) {
			await tab.join(`resource:${id}`);
			await tab.join(`resource:${other}`);
		}
		await owner
			.begin(async (sql) => {
				await sql`update resources set title = 'Jamais dit' where id = ${id}`;
				throw new Error('no');
			})
			.catch(() => {});
		await retitle(other, 'Dit');
		for (const tab of tabs) {
			await untilHeard(tab, other);
			expect(tab.changed).toEqual([{ object: 'resource', id: other, version: 2 }]);
		}
	});

	it('is not heard any more in a room that was left', async () => {
		const [id, other] = [await aPublicRecord(), await aPublicRecord()];
		const watcher = await opens('referente');
		await watcher.join(`resource:${id}`);
		watcher.socket.emit('room:leave', { room: `resource:${id}` });
		await watcher.join(`resource:${other}`);
		await retitle(id, 'Dans le vide');
		await retitle(other, 'Entendu');
		await untilHeard(watcher, other);
		expect(heardOf(watcher)).toEqual([other]);
	});

	it('in a space is heard in its room by those who see its object, and by nobody else', async () => {
		const { space, record } = await aClosedSpace('referente', 'kayes');
		const mine = newId();
		await owner.begin(async (sql) => {
			await aRecord(sql, { id: mine, visibility: 'prive', space_id: space });
			await sql`insert into resource_readers ${sql({ resource_id: mine, person_id: people['referente'] ?? '' })}`;
		});
		const [reader, colleague] = [await opens('referente'), await opens('kayes')];
		for (const watcher of [reader, colleague]) await watcher.join(`space:${space}`);
		await retitle(mine, 'Pour une seule personne');
		await retitle(record, 'Pour tout l’espace');
		for (const watcher of [reader, colleague]) await untilHeard(watcher, record);
		expect(heardOf(reader)).toEqual([mine, record]);
		expect(heardOf(colleague)).toEqual([record]);
	});

	it('by which one loses sight of the object tells nothing but that its room is closed', async () => {
		const { record } = await aClosedSpace('referente', 'kayes');
		const watcher = await opens('kayes');
		await watcher.join(`resource:${record}`);
		await owner`update resources set visibility = 'prive' where id = ${record}`;
		await expect.poll(() => watcher.closed).toEqual([`resource:${record}`]);
		expect(watcher.changed).toEqual([]);
		expect(await watcher.join(`resource:${record}`)).toEqual({ ok: false, error: 'not-found' });
	});
});

describe('somebody whose rights change', () => {
	it('is disconnected, comes back by themselves, and joins only what they still may', async () => {
		const { space, record } = await aClosedSpace('referente', 'kayes');
		const [removed, staying] = [await opens('kayes'), await opens('referente')];
		for (const watcher of [removed, staying]) {
			await watcher.join(`space:${space}`);
			await watcher.join(`resource:${record}`);
		}
		await owner`delete from space_members where space_id = ${space} and person_id = ${people['kayes'] ?? ''}`;
		await expect.poll(() => removed.disconnects).toBe(1);
		await expect.poll(() => removed.socket.connected).toBe(true);
		for (const room of [`space:${space}`, `resource:${record}`])
			expect(await removed.join(room)).toEqual({ ok: false, error: 'not-found' });
		await retitle(record, 'Après son départ');
		await untilHeard(staying, record);
		expect(staying.disconnects).toBe(0);
		expect(removed.changed).toEqual([]);
	});

	it('is disconnected when their session is closed, and does not come back with it', async () => {
		const cookie = await signIn(palabre.origin, `${cast.lurcat}@example.org`);
		const watcher = await connect(palabre.origin, { cookie });
		const refused = new Promise<string>((resolve) =>
			watcher.socket.once('connect_error', ({ message }) => resolve(message))
		);
		const answer = await fetch(`${palabre.origin}/compte?/everywhere`, {
			method: 'POST',
			body: new URLSearchParams(),
			headers: { origin: palabre.origin, cookie, accept: 'text/html' },
			redirect: 'manual'
		});
		expect(answer.status).toBe(303);
		await expect.poll(() => watcher.disconnects).toBe(1);
		expect(await refused).toBe('unauthorized');
	});
});

describe('while nobody listens', () => {
	it('a right that is taken away is taken: what is said afterwards is not heard', async () => {
		const { space, record } = await aClosedSpace('referente', 'kayes');
		const [removed, staying] = [await opens('kayes'), await opens('referente')];
		for (const watcher of [removed, staying]) await watcher.join(`space:${space}`);
		const heard: unknown[] = [];
		await removed.join(`chat:${space}`);
		removed.socket.onAny((...said) => heard.push(said));
		await killRelay(owner);
		await owner`delete from space_members where space_id = ${space} and person_id = ${people['kayes'] ?? ''}`;
		for (const watcher of [removed, staying]) await expect.poll(() => watcher.disconnects, { timeout: 15_000 }).toBe(1);
		await expect.poll(() => staying.socket.connected && removed.socket.connected, { timeout: 15_000 }).toBe(true);
		await staying.join(`space:${space}`);
		await owner`insert into chat_messages ${owner({ id: newId(), room_id: space, author_id: people['referente'] ?? '', body: 'Entre nous' })}`;
		await retitle(record, 'Entre nous');
		await untilHeard(staying, record);
		expect(heard).toEqual([]);
		expect(await removed.join(`chat:${space}`)).toEqual({ ok: false, error: 'not-found' });
	});
});

describe('when PostgreSQL is killed', () => {
	it('the relay listens again by itself, and clients come back to ask for what they missed', async () => {
		const id = await aPublicRecord();
		const watcher = await opens('referente');
		await watcher.join(`resource:${id}`);
		const [postmaster = ''] = readFileSync(path.join(palabre.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
		process.kill(Number(postmaster), 'SIGKILL');
		await expect.poll(() => watcher.disconnects, { timeout: 60_000 }).toBe(1);
		await expect
			.poll(
				() =>
					watcher.join(`resource:${id}`).then(
						({ ok }) => ok,
						() => false
					),
				{ timeout: 30_000 }
			)
			.toBe(true);
		await expect
			.poll(
				() =>
					retitle(id, 'Après la panne').then(
						() => true,
						() => false
					),
				{ timeout: 30_000 }
			)
			.toBe(true);
		await untilHeard(watcher, id);
	});
});

describe('a process that stops', () => {
	it('closes the connections, and ends without waiting for them', async () => {
		const watcher = await opens('referente');
		palabre.child.kill('SIGTERM');
		await expect.poll(() => watcher.disconnects, { timeout: 5_000 }).toBe(1);
		await expect.poll(() => palabre.child.exitCode, { timeout: 10_000 }).toBe(0);
	});
});
