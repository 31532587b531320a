/**
 * No door tells a stranger whether an account exists: the same status, the same words, the same headers, the
 * same time for an address that has an account and for one that has none (`model.md` § Sessions). Nor does
 * the mail that goes out, except to the holder of the address.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ownerUrl } from '../crash/invariants';
import { anInvitation } from '../support/invitations';
import { gapBetween, knock, told, unseen, type Answer, type Door } from '../support/knocking';
import { startPalabre, type PalabreProcess } from '../support/process';

let palabre: PalabreProcess;
let owner: postgres.Sql;
/** Somebody who may invite to the network. */
let inviter: { id: string };

const known = ['kayes', 'dakar', 'f3e', 'universite-evry', 'college-lurcat'].map((name) => `${name}@example.org`);
const unknown = known.map((email) => email.replace('@', '.absent@'));

beforeAll(async () => {
	palabre = await startPalabre({ demo: true, env: { TRUSTED_PROXY: '1' } });
	owner = postgres(await ownerUrl(palabre.dataDir), { max: 2, onnotice: () => {} });
	const [admin] = await owner<{ id: string }[]>`select id from people where network_role = 'admin' limit 1`;
	inviter = { id: admin?.id ?? '' };
});
afterAll(async () => {
	await owner?.end({ timeout: 5 });
	await palabre?.stop();
});

const ask = (door: Door, email: string) =>
	knock(palabre.origin, { ...door, fields: { email, ...door.fields }, given: [email] });

/** @returns what was answered, the same for both. */
async function expectAlike(
	one: (n: number) => Promise<Answer>,
	other: (n: number) => Promise<Answer>
): Promise<Answer | undefined> {
	const pairs: [Answer, Answer][] = [];
	// In turn, so that a busy moment of the machine weighs on both; and until a quiet one was met.
	for (const n of known.keys()) {
		pairs.push([await one(n), await other(n)]);
		if (n >= 2 && gapBetween(pairs) < unseen) break;
	}
	for (const [withAccount, without] of pairs) expect(told(without)).toEqual(told(withAccount));
	expect(gapBetween(pairs)).toBeLessThan(unseen);
	return pairs[0]?.[0];
}

const mailsTo = (email: string) =>
	owner<{ kind: string; subject: string; text: string }[]>`
		select kind, subject, body_text as text from private.mails where recipient = ${email} order by created_at`;
const kindsTo = async (email: string) => (await mailsTo(email)).map(({ kind }) => kind);

const wrong = 'ce n’est pas la bonne';
const link: Door = { path: '/connexion?/link' };
const code: Door = { path: '/connexion?/code', fields: { code: '000000' } };
const signUp: Door = { path: '/inscription' };

describe('signing in and up', () => {
	it.each<[string, Door, number]>([
		['the passphrase', { path: '/connexion?/password', fields: { password: wrong } }, 422],
		// What fails where it is compared would only fail for who has one.
		['a passphrase that no text may hold', { path: '/connexion?/password', fields: { password: '\0\ud800' } }, 422],
		[
			'a passphrase longer than is compared',
			{ path: '/connexion?/password', fields: { password: 'é'.repeat(200) } },
			422
		],
		['the link', link, 200],
		['the code', code, 422],
		[
			'the public API',
			{ path: '/auth/v1/token?grant_type=password', fields: { password: '\0\ud800' }, json: true },
			400
		],
		['the public API', { path: '/auth/v1/token?grant_type=password', fields: { password: wrong }, json: true }, 400]
	])('by %s tells nothing', async (_, door, status) => {
		const answer = await expectAlike(
			(n) => ask(door, known[n] ?? ''),
			(n) => ask(door, unknown[n] ?? '')
		);
		expect(answer?.status).toBe(status);
	});

	it('writes to the holder of an account only', async () => {
		expect(await kindsTo(known[0] ?? '')).toEqual(['sign-in']);
		expect(await kindsTo(unknown[0] ?? '')).toEqual([]);
	});

	it.each(['open', 'request', 'invitation'])('to a network of mode « %s » tells nothing', async (mode) => {
		await owner`update network set sign_up = ${mode}`;
		const addresses = unknown.map((email) => email.replace('absent', mode));
		const answer = await expectAlike(
			(n) => ask(signUp, known[n] ?? ''),
			(n) => ask(signUp, addresses[n] ?? '')
		);
		expect(answer?.status).toBe(200);
		// By invitation, a stranger is written nothing: the answer is the same.
		expect(await kindsTo(addresses[0] ?? '')).toEqual(mode === 'invitation' ? [] : ['sign-in']);
		await owner`update network set sign_up = 'open'`;
	});

	it('cannot be guessed from many places at once', async () => {
		const tries = await Promise.all(Array.from({ length: 12 }, () => ask(code, 'devinee@example.org')));
		const statuses = tries.map(({ status }) => status).sort();
		expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 429, 429]);
	});
});

describe('the link of an invitation', () => {
	type Fate = 'open' | 'expired' | 'revoked';
	/** To both, in the same state; each link is good for one device. */
	async function invited(fate: Fate) {
		const expiresAt = new Date(Date.now() + (fate === 'expired' ? -1 : 1) * 86_400_000);
		const to = async (email: string) => {
			const made = await anInvitation({ db: { owner } }, { by: inviter, email, expiresAt });
			if (fate === 'revoked') await owner`update invitations set revoked_at = now() where id = ${made.id}`;
			return made;
		};
		return Promise.all([Promise.all(known.map((email) => to(email))), Promise.all(unknown.map((email) => to(email)))]);
	}
	const at =
		(made: Awaited<ReturnType<typeof invited>>, side: 0 | 1, action: string, fields?: Door['fields']) =>
		async (n: number) => {
			const { token = '', email = '' } = made[side][n] ?? {};
			return knock(palabre.origin, {
				path: `/invitations/${token}${action}`,
				given: [token, email],
				...(fields ? { fields } : {})
			});
		};

	it('opens the same page whether the address has an account, in each of its states', async () => {
		for (const [fate, words] of [
			['open', 'Accepter l’invitation'],
			['expired', 'Cette invitation a expiré.'],
			['revoked', 'Cette invitation a été retirée.']
		] as const) {
			const made = await invited(fate);
			const page = await expectAlike(at(made, 0, ''), at(made, 1, ''));
			expect(page?.words).toContain(words);
			// Nobody sends a code for an invitation that is closed.
			const asked = await expectAlike(at(made, 0, '?/ask', {}), at(made, 1, '?/ask', {}));
			expect([fate, asked?.status]).toEqual([fate, fate === 'open' ? 200 : 303]);
			if (fate === 'open') await wrongCodes(made);
			await owner`delete from invitations`;
		}
	});

	async function wrongCodes(made: Awaited<ReturnType<typeof invited>>) {
		const refused = await expectAlike(
			at(made, 0, '?/code', { code: '000000' }),
			at(made, 1, '?/code', { code: '000000' })
		);
		expect(refused?.status).toBe(422);
		// The ordinary code, with the ordinary words, whoever reads them.
		const [one, other] = [await mailsTo(known[0] ?? ''), await mailsTo(unknown[0] ?? '')].map((mails) => mails.at(-1));
		const plain = (text = '') => text.replace(/\d{6}/g, '').replace(/jeton=\S+/, '');
		expect([other?.kind, plain(other?.text)]).toEqual([one?.kind, plain(one?.text)]);
		expect(one?.kind).toBe('sign-in');
	}

	it('that was never sent is that of nothing', async () => {
		const token = 'x'.repeat(43);
		for (const [action, fields] of [
			['', undefined],
			['?/ask', {}],
			['?/code', { code: '000000' }]
		] as const) {
			const answer = await knock(palabre.origin, {
				path: `/invitations/${token}${action}`,
				...(fields ? { fields } : {})
			});
			// No page, no code: whoever asks is led to the page, which is not there.
			expect([action, answer.status]).toEqual([action, action ? 303 : 404]);
		}
	});
});

describe('writing to an organisation', () => {
	interface Body {
		slug: string;
		name: string;
	}
	const bodies = (referent: boolean) => owner<Body[]>`
		select o.slug, o.name from organisations o
		where o.status = 'published' and o.visibility = 'public' and o.sensitivity = '{}'
			and not exists (select from organisation_contacts c where c.organisation_id = o.id)
			and ${referent} = exists (select from organisation_members m where m.organisation_id = o.id and m.role = 'referent')
		order by o.slug limit 8`;
	const write = ({ slug, name }: Body, email: string, more: Partial<Door> = {}, fields: Door['fields'] = {}) =>
		knock(palabre.origin, {
			path: `/annuaire/${slug}/contact`,
			fields: { id: newId(), name: 'Une lectrice', email, message: 'Comment vous aider ?', website: '', ...fields },
			given: [slug, name, email],
			...more
		});

	it('answers the same whether it has people, and whether who writes has an account', async () => {
		const [held, orphan] = [await bodies(true), await bodies(false)];
		const sent = await expectAlike(
			(n) => write(held[n] as Body, `lectrice${n}@example.org`),
			(n) => write(orphan[n] as Body, known[n] ?? '')
		);
		expect(sent?.status).toBe(303);
		const trapped = await write(held[5] as Body, 'machine@example.org', {}, { website: 'https://example.org' });
		expect(told(trapped)).toEqual(sent && told(sent));
		const refused = await Promise.all([
			write(held[0] as Body, 'sans-arobase'),
			write(orphan[0] as Body, 'sans-arobase')
		]);
		expect(refused.map(({ status }) => status)).toEqual([422, 422]);
	});

	it('reaches those who answer for it, or those who facilitate the network, and never who wrote', async () => {
		const written = await owner<{ recipient: string; reply_to: string; facilitates: boolean }[]>`
			select m.recipient, m.reply_to, p.network_role in ('admin', 'animateur') as facilitates from private.mails m
			join auth.users u on u.email = m.recipient join people p on p.account_id = u.id
			where m.kind = 'organisation-contact'`;
		const toOrphans = written.filter(({ reply_to }) => known.includes(reply_to));
		expect(toOrphans.length).toBeGreaterThan(2);
		expect(toOrphans.every(({ facilitates }) => facilitates)).toBe(true);
		expect(written.filter(({ recipient, reply_to }) => recipient === reply_to)).toEqual([]);
		expect(written.some(({ reply_to }) => reply_to === 'machine@example.org')).toBe(false);
		expect(await kindsTo('lectrice0@example.org')).toEqual([]);
	});

	it('is limited, for who writes, for their device, and for who is written to', async () => {
		const [held, orphan] = [(await bodies(true))[6] as Body, (await bodies(false))[6] as Body];
		for (const body of [held, orphan]) {
			const device = body === held ? '192.0.2.1' : '192.0.2.2';
			const writer = `insistante.${body.slug}@example.org`;
			const sixTimes = async (send: (n: number) => Promise<Answer>) =>
				(await Promise.all(Array.from({ length: 6 }, (_, n) => send(n)))).map(({ status }) => status).sort();
			const once = [303, 303, 303, 303, 303, 429];
			expect(await sixTimes((n) => write(body, `appareil${n}.${body.slug}@example.org`, { device }))).toEqual(once);
			expect(await sixTimes(() => write(body, writer))).toEqual(once);
			// Ten were sent: the day allows twenty more, from wherever they come.
			const more = await Promise.all(
				Array.from({ length: 21 }, (_, n) => write(body, `lecteur${n}.${body.slug}@example.org`))
			);
			expect(more.filter(({ status }) => status === 429)).toHaveLength(1);
		}
		const [one, other] = [await write(held, 'encore@example.org'), await write(orphan, 'encore@example.org')];
		expect(one.status).toBe(429);
		expect(told(other)).toEqual(told(one));
	});
});

describe('registering for an event', () => {
	const title = 'comite-preparatoire-des-assises-intercommunales';
	async function date(): Promise<{ event: string; occurrence: string }> {
		const [found] = await owner<{ event: string; occurrence: string }[]>`
			select e.id as event, o.id as occurrence from events e join event_occurrences o on o.event_id = e.id where e.slug = ${title}`;
		return found ?? { event: '', occurrence: '' };
	}
	const register = async (email: string, more: Partial<Door> = {}, fields: Door['fields'] = {}) =>
		knock(palabre.origin, {
			path: `/agenda/${title}/inscription?/ask`,
			fields: {
				id: newId(),
				name: 'Une lectrice',
				email,
				'dates[]': (await date()).occurrence,
				website: '',
				...fields
			},
			given: [email],
			...more
		});

	it('answers and writes the same whether the address is registered, has an account, or is nobody’s', async () => {
		const { event, occurrence } = await date();
		const registered = unknown.map((email) => email.replace('absent', 'inscrite'));
		for (const email of registered) {
			const id = newId();
			await owner`insert into registrations ${owner({ id, event_id: event, email, name: 'Une inscrite' })}`;
			await owner`insert into registration_dates ${owner({ registration_id: id, occurrence_id: occurrence })}`;
		}
		const strangers = unknown.map((email) => email.replace('absent', 'passante'));
		const sent = await expectAlike(
			(n) => register(registered[n] ?? ''),
			(n) => register(strangers[n] ?? '')
		);
		expect(sent?.status).toBe(303);
		await expectAlike(
			(n) => register(known[n] ?? ''),
			(n) => register(strangers[n] ?? '')
		);
		const trapped = await register('machine@example.org', {}, { website: 'https://example.org' });
		expect(told(trapped)).toEqual(sent && told(sent));
		const asked = async (email: string) =>
			(await owner`select from private.registration_requests where email = ${email}`).length > 0;
		expect(await asked(registered[0] ?? '')).toBe(true);
		expect(await asked('machine@example.org')).toBe(false);
	});

	it('is limited, for an address and for a device', async () => {
		const statuses = async (send: (n: number) => Promise<Answer>, times: number) =>
			(await Promise.all(Array.from({ length: times }, (_, n) => send(n)))).map(({ status }) => status).sort();
		expect(await statuses(() => register('insistante@example.org'), 6)).toEqual([303, 303, 303, 303, 303, 429]);
		const device = '192.0.2.77';
		const many = await statuses((n) => register(`appareil${n}@example.org`, { device }), 31);
		expect(many.filter((status) => status === 429)).toHaveLength(1);
	});
});
