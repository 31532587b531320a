/** A room on the live connection of a real process: what is acknowledged, who hears it, in which order, and who does not. */
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ownerUrl } from '../crash/invariants';
import { enterRoom, type Talker } from '../support/chat';
import { connect, hangUp, signIn } from '../support/live';
import { startPalabre, type PalabreProcess } from '../support/process';

let palabre: PalabreProcess;
let owner: postgres.Sql;
const cookies: Record<string, string> = {};
const people: Record<string, string> = {};
const cast = { referente: 'jumelage-bondoufle', kayes: 'kayes', lurcat: 'college-lurcat' };
type Name = keyof typeof cast;

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

type Role = 'membre' | 'observateur';
async function aSpace(...members: (Name | [Name, Role])[]): Promise<string> {
	const id = newId();
	const [kind] = await owner`select code from space_kinds limit 1`;
	await owner`insert into spaces ${owner({ id, slug: `espace-${id}`, name: 'Un espace', kind_code: kind?.['code'] })}`;
	for (const member of members) {
		const [name, role] = typeof member === 'string' ? [member, 'membre'] : member;
		await owner`insert into space_members ${owner({ space_id: id, person_id: people[name] ?? '', role })}`;
	}
	return id;
}

const enters = async (name: Name, space: string): Promise<Talker> =>
	enterRoom(await connect(palabre.origin, { cookie: cookies[name] }), `chat:${space}`);
const remove = (name: Name, space: string) =>
	owner`delete from space_members where space_id = ${space} and person_id = ${people[name] ?? ''}`;

describe('a message', () => {
	it('is acknowledged once it is stored, and heard by everybody in the room, once', async () => {
		const space = await aSpace('referente', 'kayes');
		const [one, other] = [await enters('referente', space), await enters('kayes', space)];
		expect(one.joined).toEqual({ ok: true, latest: 0 });
		const id = newId();
		const answer = await one.send(id, 'La salle est confirmée.');
		expect(answer).toMatchObject({
			ok: true,
			message: {
				id,
				room: `chat:${space}`,
				seq: 1,
				author: { id: people['referente'] },
				body: 'La salle est confirmée.'
			}
		});
		const [stored] = await owner`select seq, body from chat_messages where id = ${id}`;
		expect(stored).toMatchObject({ seq: 1, body: 'La salle est confirmée.' });
		for (const talker of [one, other]) await expect.poll(() => talker.heard).toEqual(answer.ok ? [answer.message] : []);
	});

	it('sent again gives the same answer, and is heard once', async () => {
		const space = await aSpace('referente', 'kayes');
		const [one, other] = [await enters('referente', space), await enters('kayes', space)];
		const id = newId();
		const answers = await Promise.all([1, 2, 3].map(() => one.send(id, 'Une seule fois')));
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		await one.send(newId(), 'La suite');
		await expect.poll(() => other.heard.map(({ seq }) => seq)).toEqual([1, 2]);
		expect(await other.send(id, 'Le même numéro')).toMatchObject({ ok: false, error: { code: 'taken' } });
	});

	it('sent in a burst, without waiting, keeps its order', async () => {
		const space = await aSpace('referente', 'kayes');
		const [one, other] = [await enters('referente', space), await enters('kayes', space)];
		const bodies = Array.from({ length: 30 }, (_, n) => `Message ${n}`);
		await Promise.all(bodies.map((body) => one.send(newId(), body)));
		await expect.poll(() => other.heard.map(({ body }) => body)).toEqual(bodies);
		expect(other.heard.map(({ seq }) => seq)).toEqual(bodies.map((_, n) => n + 1));
	});

	it('written by the form of the page, or by the API, is heard too', async () => {
		const space = await aSpace('referente', 'kayes');
		const other = await enters('kayes', space);
		const answer = await fetch(`${palabre.origin}/espaces/espace-${space}/salon?/send`, {
			method: 'POST',
			body: new URLSearchParams({ id: newId(), body: 'Sans script' }),
			headers: { origin: palabre.origin, cookie: cookies['referente'] ?? '', accept: 'text/html' },
			redirect: 'manual'
		});
		expect(answer.status).toBe(303);
		await expect.poll(() => other.heard.map(({ body }) => body)).toEqual(['Sans script']);
	});

	it('that says nothing, too much, or elsewhere is refused with a word and a sentence', async () => {
		const space = await aSpace(['kayes', 'observateur'], 'referente');
		const closed = await aSpace('kayes');
		const [one, observer] = [await enters('referente', space), await enters('kayes', space)];
		const refusal = async (id: string, body: string, talker = one, room = `chat:${space}`) => {
			const answer = await talker.sendTo(room, id, body);
			return answer.ok ? 'accepted' : [answer.error.code, answer.error.message.length > 10];
		};
		expect(await refusal(newId(), '  \u200b ')).toEqual(['invalid', true]);
		expect(await refusal(newId(), 'x'.repeat(4001))).toEqual(['invalid', true]);
		expect(await refusal('1', 'Bonjour')).toEqual(['invalid', true]);
		expect(await refusal(newId(), 'Bonjour', one, `space:${space}`)).toEqual(['invalid', true]);
		expect(await refusal(newId(), 'Bonjour', one, `chat:${closed}`)).toEqual(['not-found', true]);
		expect(await refusal(newId(), 'Bonjour', one, `chat:${newId()}`)).toEqual(['not-found', true]);
		expect(await refusal(newId(), 'Bonjour', observer)).toEqual(['refused', true]);
		await owner`update spaces set archived_at = now() where id = ${space}`;
		expect(await refusal(newId(), 'Bonjour')).toEqual(['refused', true]);
		expect(await one.socket.emitWithAck('chat:send', 'x')).toMatchObject({ ok: false, error: { code: 'invalid' } });
		const [count] = await owner`select latest from chat_rooms where id = ${space}`;
		expect(count).toEqual({ latest: 0 });
	});
});

describe('who was away', () => {
	it('catches up with what follows the last that they have', async () => {
		const space = await aSpace('referente', 'kayes');
		const one = await enters('referente', space);
		for (const body of ['Un', 'Deux', 'Trois']) await one.send(newId(), body);
		const late = await enters('kayes', space);
		expect(late.joined).toEqual({ ok: true, latest: 3 });
		const caught = await late.since(1);
		expect(caught.ok && [caught.messages.map(({ body }) => body), caught.more]).toEqual([['Deux', 'Trois'], false]);
		const stranger = await enters('lurcat', space);
		expect(stranger.joined).toEqual({ ok: false, error: 'not-found' });
		expect(await stranger.since(0)).toEqual({ ok: false, error: 'not-found' });
		expect(await stranger.since(-1)).toEqual({ ok: false, error: 'invalid' });
	});

	it('of the room hears nothing more', async () => {
		const space = await aSpace('referente', 'kayes');
		const [one, other] = [await enters('referente', space), await enters('kayes', space)];
		await one.send(newId(), 'Entendu');
		await expect.poll(() => other.heard.length).toBe(1);
		other.socket.emit('room:leave', { room: `chat:${space}` });
		await other.since(0);
		await one.send(newId(), 'Dans le vide');
		await expect.poll(() => one.heard.length).toBe(2);
		expect(other.heard.length).toBe(1);
	});
});

describe('somebody who is removed', () => {
	it('hears nothing that is said afterwards, however fast', async () => {
		const space = await aSpace('referente', 'kayes');
		const [one, removed] = [await enters('referente', space), await enters('kayes', space)];
		await one.send(newId(), 'Avant');
		await expect.poll(() => removed.heard.length).toBe(1);
		await Promise.all([
			remove('kayes', space).execute(),
			...Array.from({ length: 40 }, () => one.send(newId(), 'Vite'))
		]);
		const after = await one.send(newId(), 'Entre nous');
		await expect.poll(() => one.heard.at(-1)?.body).toBe('Entre nous');
		const [{ at } = { at: new Date() }] = await owner<{ at: Date }[]>`
			select happened_at as at from activity where space_id = ${space} and verb in ('removed', 'left') order by id desc limit 1`;
		expect(removed.heard.filter(({ createdAt }) => Date.parse(createdAt) > at.getTime() + 1000)).toEqual([]);
		expect(removed.heard.some(({ body }) => body === 'Entre nous')).toBe(false);
		expect(after.ok).toBe(true);
		await expect.poll(() => removed.disconnects()).toBe(1);
		await expect.poll(() => removed.socket.connected).toBe(true);
		expect(await removed.send(newId(), 'Encore là')).toMatchObject({ ok: false, error: { code: 'not-found' } });
		expect(await removed.since(0)).toEqual({ ok: false, error: 'not-found' });
	});
});

describe('somebody who writes without end', () => {
	it('is asked to wait, and the others go on', async () => {
		const space = await aSpace('lurcat', 'kayes');
		const [one, other] = [await enters('lurcat', space), await enters('kayes', space)];
		const answers = await Promise.all(Array.from({ length: 130 }, () => one.send(newId(), 'Encore')));
		const refused = answers.filter((answer) => !answer.ok && answer.error.code === 'too-many');
		expect(refused.length).toBeGreaterThanOrEqual(10);
		expect((await other.send(newId(), 'Et moi ?')).ok).toBe(true);
	});
});

describe('when PostgreSQL is killed', () => {
	it('what was acknowledged is there, and what was not can be sent again', async () => {
		const { readFileSync } = await import('node:fs');
		const space = await aSpace('referente', 'kayes');
		const [one, other] = [await enters('referente', space), await enters('kayes', space)];
		const kept = newId();
		await one.send(kept, 'Avant la panne');
		const [postmaster = ''] = readFileSync(`${palabre.dataDir}/postgres/postmaster.pid`, 'utf8').split('\n');
		process.kill(Number(postmaster), 'SIGKILL');
		const id = newId();
		const poll = { timeout: 60_000, interval: 500 };
		await expect.poll(async () => (await one.send(id, 'Après la panne')).ok, poll).toBe(true);
		// A backend outlives the postmaster for an instant, and may have stored it: the database comes back after.
		await expect.poll(async () => (await other.since(0)).ok, poll).toBe(true);
		const caught = await other.since(0);
		expect(caught.ok && caught.messages.map(({ id }) => id)).toEqual([kept, id]);
	});
});
