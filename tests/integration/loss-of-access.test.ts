/**
 * A right that ends, by every way into a real process: pages, files and their ranges, lists, the public API with
 * an access token that is still valid. Each way is tried before, or its silence afterwards would tell nothing.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ownerUrl } from '../crash/invariants';
import { pdf } from '../support/files';
import { signIn } from '../support/live';
import { startPalabre, type PalabreProcess } from '../support/process';

let palabre: PalabreProcess;
let owner: postgres.Sql;
let publishableKey: string;
const people: Record<string, string> = {};
const cast = {
	administration: 'animation-reseau',
	referent: 'jumelage-bondoufle',
	facilitator: 'maison-du-monde',
	documentalist: 'cresi',
	partner: 'kayes'
};
type Name = keyof typeof cast;
interface Session {
	cookie: string;
	/** Good for ten minutes, whatever happens to its session. */
	token: string;
	refresh: string;
}
const sessions = {} as Record<Name, Session>;

/** In every name, title and purpose that only some may read. */
const secret = 'Baobab4821';
const committee = 'comite-de-jumelage-de-bondoufle';
let space: { id: string; slug: string };
/** For the space, and for the organisation: each with a file. */
let [spaceRecord, bodyRecord] = [
	{ id: '', slug: '', file: '' },
	{ id: '', slug: '', file: '' }
];

async function open(email: string): Promise<Session> {
	const cookie = await signIn(palabre.origin, email);
	const pieces = [...cookie.matchAll(/palabre-session(?:\.\d+)?=([^;]+)/g)].map(([, piece]) => piece);
	const { access_token, refresh_token } = JSON.parse(
		Buffer.from(pieces.join('').replace(/^base64-/, ''), 'base64url').toString('utf8')
	) as { access_token: string; refresh_token: string };
	return { cookie, token: access_token, refresh: refresh_token };
}

beforeAll(async () => {
	palabre = await startPalabre({ demo: true });
	owner = postgres(await ownerUrl(palabre.dataDir), { max: 2, onnotice: () => {} });
	({ publishableKey } = JSON.parse(readFileSync(path.join(palabre.dataDir, 'secrets.json'), 'utf8')) as {
		publishableKey: string;
	});
	for (const [name, account] of Object.entries(cast)) {
		sessions[name as Name] = await open(`${account}@example.org`);
		const [row] = await owner<{ id: string }[]>`
			select p.id from people p join auth.users u on u.id = p.account_id where u.email = ${`${account}@example.org`}`;
		people[name] = row?.id ?? '';
	}
	const id = newId();
	space = { id, slug: `espace-${id}` };
	await owner.begin(async (sql) => {
		await sql`insert into spaces ${sql({ ...space, name: `Comité ${secret}`, purpose: `Pour ${secret}.`, kind_code: 'comite-technique', visibility: 'espace' })}`;
		for (const [name, role] of [
			['referent', 'animateur'],
			['documentalist', 'membre'],
			['partner', 'membre']
		] as const)
			await sql`insert into space_members ${sql({ space_id: id, person_id: people[name] ?? '', role })}`;
		await sql`insert into organisation_members (organisation_id, person_id, role)
			select id, ${people['partner'] ?? ''}, 'referent' from organisations where slug = ${committee}`;
	});
	// Of another body: whoever answers for an organisation reads what it publishes.
	spaceRecord = await publish('documentalist', { visibility: 'espace', space: id });
	bodyRecord = await publish('referent', { visibility: 'organisation' });
});
afterAll(async () => {
	await owner?.end({ timeout: 5 });
	await palabre?.stop();
});

async function publish(who: Name, more: Record<string, string>) {
	const [body] = await owner<{ id: string }[]>`
		select o.id from organisations o join organisation_members m on m.organisation_id = o.id
		where m.person_id = ${people[who] ?? ''}`;
	const form = new FormData();
	const id = newId();
	const values = {
		id,
		organisation: body?.id ?? '',
		title: `Puisatiers ${secret}`,
		kind: 'livret',
		summary: 'Ce que nous avons appris.',
		theme: 'jumelages',
		licence: 'cc-by',
		intent: 'publish',
		...more
	};
	for (const [name, value] of Object.entries(values)) form.set(name, value);
	form.set('upload', new File([new Uint8Array(await pdf(secret))], `${secret}.pdf`, { type: 'application/pdf' }));
	expect((await post(who, '/ressources/nouvelle', form)).status).toBe(303);
	const [row] = await owner<{ slug: string; file: string }[]>`
		select r.slug, f.file_id as file from resources r join resource_files f on f.resource_id = r.id where r.id = ${id}`;
	return { id, slug: row?.slug ?? '', file: row?.file ?? '' };
}

const post = (who: Name, address: string, body: FormData | URLSearchParams) =>
	fetch(palabre.origin + address, {
		method: 'POST',
		body,
		headers: { origin: palabre.origin, cookie: sessions[who].cookie, accept: 'text/html' },
		redirect: 'manual'
	});
const act = async (who: Name, address: string, fields: Record<string, string>) =>
	expect((await post(who, address, new URLSearchParams(fields))).status).toBe(303);

interface Way {
	address: string;
	/** Through the public API, with the access token alone. */
	token?: boolean;
	/** A piece of a file. */
	range?: boolean;
}
const page = (address: string): Way => ({ address });
const rest = (query: string): Way => ({ address: `/rest/v1/${query}`, token: true });
const bytes = (address: string, token = false): Way => ({ address, token, range: true });

/** @returns what shows of what is kept: rows, bytes, or the word that only some may read. */
async function shows({ cookie, token }: Session, way: Way): Promise<boolean> {
	const answer = await fetch(palabre.origin + way.address, {
		headers: {
			accept: way.token ? '*/*' : 'text/html',
			...(way.token ? { apikey: publishableKey, authorization: `Bearer ${token}` } : { cookie }),
			...(way.range ? { range: 'bytes=0-9' } : {})
		},
		redirect: 'manual'
	});
	const body = await answer.text();
	if (way.range) return answer.ok && body.includes('%PDF');
	if (way.token) return answer.ok && (JSON.parse(body) as unknown[]).length > 0;
	return answer.ok && body.includes(secret);
}
const shown = async (session: Session, ways: readonly Way[]) =>
	Object.fromEntries(await Promise.all(ways.map(async (way) => [way.address, await shows(session, way)] as const)));
const each = (ways: readonly Way[], expected: boolean) =>
	Object.fromEntries(ways.map(({ address }) => [address, expected]));

const waysToRecord = ({ id, slug, file }: typeof spaceRecord): Way[] => [
	page(`/ressources/${slug}`),
	bytes(`/ressources/${slug}/fichiers/${file}/${secret}.pdf`),
	bytes(`/storage/v1/object/files/${file}/original`, true),
	rest(`resources?id=eq.${id}&select=title`),
	rest(`resource_files?resource_id=eq.${id}&select=file_id`),
	rest(`files?id=eq.${file}&select=name`),
	rest(`resource_themes?resource_id=eq.${id}&select=theme_code`),
	rest(`activity?object_id=eq.${id}&select=verb`)
];
/** Where anything that one may read is said. */
const lists = ['/ressources.csv', '/ressources?q=puisatiers', '/recherche?q=puisatiers'].map(page);

describe('a member who is removed from a space', () => {
	it('reads nothing more of it, by any way, from that moment', async () => {
		const ways = [
			...['', '/membres', '/journal', '/ressources'].map((tab) => page(`/espaces/${space.slug}${tab}`)),
			page('/espaces'),
			page('/tableau-de-bord'),
			...waysToRecord(spaceRecord),
			rest(`spaces?id=eq.${space.id}&select=name`),
			rest(`space_members?space_id=eq.${space.id}&select=role`)
		];
		expect(await shown(sessions.partner, ways)).toEqual(each(ways, true));
		await act('referent', `/espaces/${space.slug}/membres?/remove`, { person: people['partner'] ?? '' });
		expect(await shown(sessions.partner, ways)).toEqual(each(ways, false));
		expect((await shown(sessions.referent, ways))[`/espaces/${space.slug}`]).toBe(true);
	});

	it('writes nothing more in it', async () => {
		for (const action of ['remove', 'role', 'handOver', 'leave', 'seat']) {
			const answer = await post(
				'partner',
				`/espaces/${space.slug}/membres?/${action}`,
				new URLSearchParams({ person: people['referent'] ?? '', role: 'membre' })
			);
			expect([action, answer.status]).toEqual([action, 404]);
		}
		const written = await fetch(`${palabre.origin}/rest/v1/resources?id=eq.${spaceRecord.id}`, {
			method: 'PATCH',
			headers: {
				apikey: publishableKey,
				authorization: `Bearer ${sessions.partner.token}`,
				'content-type': 'application/json',
				prefer: 'return=representation'
			},
			body: JSON.stringify({ title: 'À moi' })
		});
		expect([written.status, await written.json()]).toEqual([200, []]);
	});
});

describe('a referent', () => {
	const sheet = `/annuaire/${committee}`;
	const answers = async (who: Name, addresses: string[]) =>
		Object.fromEntries(
			await Promise.all(
				addresses.map(async (address) => {
					const { status } = await fetch(palabre.origin + address, {
						headers: { cookie: sessions[who].cookie, accept: 'text/html' },
						redirect: 'manual'
					});
					return [address, status] as const;
				})
			)
		);
	const all = (addresses: string[], status: number) =>
		Object.fromEntries(addresses.map((address) => [address, status]));
	const kept = ['modifier', 'invitations', 'logo'].map((name) => `${sheet}/${name}`);
	const inside = [`${sheet}/membres`, `${sheet}/historique`];

	it('who becomes a contributor no longer answers for the organisation, and still belongs to it', async () => {
		expect(await answers('partner', [...kept, ...inside])).toEqual(all([...kept, ...inside], 200));
		await act('referent', `${sheet}/membres?/role`, { person: people['partner'] ?? '', role: 'contributeur' });
		expect(await answers('partner', [`${sheet}/invitations`])).toEqual(all([`${sheet}/invitations`], 404));
		expect(await answers('partner', [`${sheet}/membres`])).toEqual(all([`${sheet}/membres`], 200));
	});

	it('who is removed reads nothing more of what is for the organisation', async () => {
		const [body] = await owner<{ id: string }[]>`select id from organisations where slug = ${committee}`;
		const ways = [
			...waysToRecord(bodyRecord),
			...lists,
			rest(`organisation_members?organisation_id=eq.${body?.id}&select=role`)
		];
		expect(await shown(sessions.partner, ways)).toEqual(each(ways, true));
		await act('referent', `${sheet}/membres?/remove`, { person: people['partner'] ?? '' });
		expect(await shown(sessions.partner, ways)).toEqual(each(ways, false));
		expect(await answers('partner', [...kept, ...inside])).toEqual(all([...kept, ...inside], 404));
	});
});

describe('a role in the network that is taken', () => {
	const take = (who: Name, was: string) =>
		act('administration', `/admin/personnes/${people[who]}?/role`, { role: 'membre', was });

	it('closes the administration to who facilitated it', async () => {
		await owner`insert into invitations ${owner({ id: newId(), email: 'attendue@example.org', inviter_id: people['administration'] ?? '' })}`;
		const pages = ['/admin', '/admin/personnes', '/admin/organisations', '/admin/invitations', '/admin/inscriptions'];
		const statuses = async () =>
			Promise.all(
				pages.map(async (address) => {
					const { status } = await fetch(palabre.origin + address, {
						headers: { cookie: sessions.facilitator.cookie, accept: 'text/html' }
					});
					return status;
				})
			);
		const way = rest('invitations?email=eq.attendue@example.org&select=email');
		expect(await statuses()).toEqual(pages.map(() => 200));
		expect(await shows(sessions.facilitator, way)).toBe(true);
		await take('facilitator', 'animateur');
		expect(await statuses()).toEqual(pages.map(() => 404));
		expect(await shows(sessions.facilitator, way)).toBe(false);
	});

	it('closes the records of others to who kept the catalogue', async () => {
		const [public_] = await owner<{ slug: string }[]>`
			select r.slug from resources r where r.status = 'published' and r.visibility = 'public'
				and r.organisation_id not in (select organisation_id from organisation_members where person_id = ${people['documentalist'] ?? ''})
			limit 1`;
		const editing = async () => {
			const answer = await fetch(`${palabre.origin}/ressources/${public_?.slug}/modifier`, {
				headers: { cookie: sessions.documentalist.cookie, accept: 'text/html' }
			});
			return answer.status;
		};
		expect(await editing()).toBe(200);
		await take('documentalist', 'documentaliste');
		expect(await editing()).toBe(404);
	});
});

describe('a session that is closed from elsewhere', () => {
	it('reads what a visitor reads, and its token no more', async () => {
		const lost = await open('jumelage-bondoufle@example.org');
		const ways = [
			page(`/espaces/${space.slug}/membres`),
			page('/tableau-de-bord'),
			...waysToRecord(spaceRecord),
			...lists
		];
		expect(await shown(lost, ways)).toEqual(each(ways, true));
		const { session_id } = JSON.parse(Buffer.from(lost.token.split('.')[1] ?? '', 'base64url').toString()) as {
			session_id: string;
		};
		await act('referent', '/compte?/close', { session: session_id });
		expect(await shown(lost, ways)).toEqual(each(ways, false));
		const renewed = await fetch(`${palabre.origin}/auth/v1/token?grant_type=refresh_token`, {
			method: 'POST',
			headers: { apikey: publishableKey, 'content-type': 'application/json' },
			body: JSON.stringify({ refresh_token: lost.refresh })
		});
		expect(renewed.status).toBe(400);
		// The one that closed it goes on.
		expect(await shows(sessions.referent, page(`/espaces/${space.slug}`))).toBe(true);
	});
});
