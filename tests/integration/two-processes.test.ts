/**
 * Two servers of one network, on one PostgreSQL that neither of them brought: whatever is done through one is known
 * to the other, nothing is done twice, and losing one loses nothing.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { fragmentOf, treeOf } from '../../src/lib/documents/content/tree';
import { toPlain } from '../../src/lib/documents/content/plain';
import { newId } from '../../src/lib/platform/ids';
import { listMigrations } from '../../src/server/migrate';
import { enterRoom, type Talker } from '../support/chat';
import { openEditor, type Editor } from '../support/editors';
import { aDocument } from '../support/factories';
import { connect, hangUp } from '../support/live';
import { databaseUrl } from '../support/postgres';
import { startPalabre, type PalabreProcess } from '../support/process';
import { aClosedSpace, signedInPeople, type SignedIn } from '../support/signed-in';
import type { World } from '../support/world';

const { ownerUrl, secrets } = inject('postgres');
const name = `two_${randomUUID().replaceAll('-', '')}`;
/** What several servers of one network share. */
const env = {
	DATABASE_URL: databaseUrl(ownerUrl, name),
	SUPABASE_JWT_SECRET: secrets.jwtSecret,
	SUPABASE_PUBLISHABLE_KEY: secrets.publishableKey,
	SUPABASE_SECRET_KEY: secrets.secretKey
};
let servers: [PalabreProcess, PalabreProcess];
let owner: postgres.Sql;
let people: [SignedIn, SignedIn];

async function administer(statement: string): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	await sql.unsafe(statement).finally(() => sql.end());
}

beforeAll(async () => {
	await administer(`create database ${name}`);
	servers = await Promise.all([startPalabre({ env }), startPalabre({ env })]);
	owner = postgres(env.DATABASE_URL, { max: 3, onnotice: () => {} });
	people = (await signedInPeople(owner, 2, { secret: secrets.jwtSecret })) as [SignedIn, SignedIn];
});
const editors: Editor[] = [];
afterEach(() => {
	hangUp();
	for (const editor of editors.splice(0)) editor.destroy();
});
afterAll(async () => {
	await owner?.end({ timeout: 5 });
	await Promise.all(servers?.map((server) => server.stop()) ?? []);
	await administer(`drop database if exists ${name} with (force)`);
});

const [here, there] = [0, 1] as const;
const opens = (person: SignedIn, at: 0 | 1) => connect(servers[at].origin, { cookie: person.cookie });
const enters = async (person: SignedIn, at: 0 | 1, space: string): Promise<Talker> =>
	enterRoom(await opens(person, at), `chat:${space}`);

it('two servers that start together make an empty database ready once', async () => {
	const versions = (
		await owner<{ version: string }[]>`
		select version from supabase_migrations.schema_migrations order by 1`
	).map((row) => row.version);
	expect(versions).toEqual((await listMigrations()).map(({ version }) => version));
	const made = servers.filter((server) => server.log().includes('Migrations applied'));
	expect(made).toHaveLength(1);
});

it('what is said through one is heard through the other, once, in the same order', async () => {
	const space = await aClosedSpace(owner, people);
	const [one, other] = [await enters(people[0], here, space), await enters(people[1], there, space)];
	const answers = await Promise.all(
		Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).send(newId(), `Message ${n}`))
	);
	expect(answers.every(({ ok }) => ok)).toBe(true);
	const numbers = Array.from({ length: 20 }, (_, n) => n + 1);
	for (const talker of [one, other]) await expect.poll(() => talker.heard.map(({ seq }) => seq)).toEqual(numbers);
	expect(one.heard).toEqual(other.heard);
	// Sent again through the other server, it is the same message.
	const [first] = one.heard;
	const again = await enters(first?.author?.id === people[0].id ? people[0] : people[1], there, space);
	expect(await again.send(first?.id ?? '', first?.body ?? '')).toEqual({ ok: true, message: first });
});

it('what changes through one is said to those who watch it through the other', async () => {
	const space = await aClosedSpace(owner, people);
	const watcher = await opens(people[1], there);
	expect(await watcher.join(`space:${space}`)).toMatchObject({ ok: true });
	const posted = await fetch(`${servers[here].origin}/espaces/espace-${space}/discussions/nouvelle?/open`, {
		method: 'POST',
		body: new URLSearchParams({ id: newId(), post: newId(), title: 'Le car de samedi', body: 'Qui vient ?' }),
		headers: { origin: servers[here].origin, cookie: people[0].cookie, accept: 'text/html' },
		redirect: 'manual'
	});
	expect(posted.status).toBe(303);
	await expect.poll(() => watcher.changed.map(({ object }) => object)).toContain('thread');
});

it('who is removed leaves the sockets of both', async () => {
	const space = await aClosedSpace(owner, people);
	const sockets = [await enters(people[1], here, space), await enters(people[1], there, space)];
	const staying = await enters(people[0], here, space);
	await owner`delete from space_members where space_id = ${space} and person_id = ${people[1].id}`;
	for (const socket of sockets) await expect.poll(() => socket.disconnects()).toBe(1);
	await staying.send(newId(), 'Entre nous');
	await expect.poll(() => staying.heard.length).toBe(1);
	for (const socket of sockets) expect(socket.heard).toEqual([]);
});

it('a text that is written through both is one text, and what is said to be saved is stored', async () => {
	const space = await aClosedSpace(owner, people);
	const id = await aDocument({ db: { owner } } as World, { space });
	const [one, other] = ([here, there] as const).map((at) => {
		const { origin } = servers[at];
		const editor = openEditor(
			`${origin.replace('http', 'ws')}/collaboration`,
			{ cookie: people[at].cookie, origin },
			id
		);
		editors.push(editor);
		return editor;
	}) as [Editor, Editor];
	const text = ({ shared }: Editor) => toPlain(treeOf(fragmentOf(shared)));
	const saved = ({ provider }: Editor) =>
		expect.poll(() => provider.hasUnsyncedChanges, { timeout: 20_000 }).toBe(false);
	await saved(one);
	await saved(other);
	for (let n = 0; n < 20; n += 1) (n % 2 ? one : other).type(`Ligne ${n}`);
	for (const editor of [one, other]) await saved(editor);
	const lines = Array.from({ length: 20 }, (_, n) => `Ligne ${n}`).sort();
	for (const editor of [one, other])
		await expect.poll(() => text(editor).split('\n').sort(), { timeout: 20_000 }).toEqual(lines);
	expect(text(one)).toBe(text(other));
	// Whoever comes later, through either, reads the same.
	const page = await fetch(`${servers[there].origin}/espaces/espace-${space}/documents/${id}`, {
		headers: { cookie: people[0].cookie, accept: 'text/html' }
	});
	const html = await page.text();
	for (const line of lines) expect(html).toContain(line);
});

const outbox = async ({ dataDir }: PalabreProcess) =>
	(await fs.readdir(path.join(dataDir, 'outbox')).catch(() => [])).filter((file) => file.endsWith('.eml'));

it('a job is done once, by one of them; when one is killed the other does what it had taken', async () => {
	const queue = async (mails: number) => {
		const ids = Array.from({ length: mails }, () => newId());
		await owner`insert into private.mails ${owner(ids.map((id) => ({ id, kind: 'test', recipient: 'lectrice@example.org', subject: 'Une fois', body_text: id })))}`;
		return ids;
	};
	const kept = async (ids: string[]) => {
		const [row] = await owner<{ n: number; most: number }[]>`
			select count(*) filter (where kept_in is not null)::int as n, max(attempts) as most from private.mails where id = any (${ids})`;
		return row;
	};
	const before = (await Promise.all(servers.map(outbox))).flat().length;
	const ids = await queue(60);
	await expect.poll(() => kept(ids), { timeout: 60_000 }).toEqual({ n: 60, most: 1 });
	const done = await Promise.all(servers.map(outbox));
	expect(done.flat()).toHaveLength(before + 60);

	const more = await queue(60);
	await servers[there].kill();
	await expect.poll(async () => (await kept(more))?.n, { timeout: 90_000 }).toBe(60);
});

it('losing one loses nothing: its people go on through the other', async () => {
	const space = await aClosedSpace(owner, people);
	servers[there] = await startPalabre({ env, dataDir: servers[there].dataDir });
	const lost = await enters(people[1], there, space);
	const staying = await enters(people[0], here, space);
	const said = newId();
	expect((await lost.send(said, 'Avant')).ok).toBe(true);
	await servers[there].kill();
	await staying.send(newId(), 'Pendant');
	const back = await enters(people[1], here, space);
	const caught = await back.since(0);
	expect(caught.ok && caught.messages.map(({ body }) => body)).toEqual(['Avant', 'Pendant']);
	expect(await back.send(said, 'Avant')).toMatchObject({ ok: true, message: { seq: 1 } });
});
