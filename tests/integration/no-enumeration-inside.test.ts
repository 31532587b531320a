/**
 * Nor does a door inside tell a member whether somebody has an account, or whether a closed space exists.
 * Whoever may invite to a body is told who is already in it, since they see its members; nobody else is.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ownerUrl } from '../crash/invariants';
import { gapBetween, knock, told, unseen, type Answer, type Door } from '../support/knocking';
import { signIn } from '../support/live';
import { startPalabre, type PalabreProcess } from '../support/process';

let palabre: PalabreProcess;
let owner: postgres.Sql;
const cookies: Record<string, string> = {};
const cast = {
	administration: 'animation-reseau@example.org',
	/** Answers for a twinning committee; facilitates no space. */
	referent: 'jumelage-bondoufle@example.org',
	/** Belongs to a school, which has no referent. */
	contributor: 'college-lurcat@example.org',
	/** Facilitates a space of the network. */
	facilitator: 'f3e@example.org',
	partner: 'kayes@example.org'
};
type Name = keyof typeof cast;

beforeAll(async () => {
	palabre = await startPalabre({ demo: true });
	owner = postgres(await ownerUrl(palabre.dataDir), { max: 2, onnotice: () => {} });
	for (const [name, email] of Object.entries(cast)) cookies[name] = await signIn(palabre.origin, email);
});
afterAll(async () => {
	await owner?.end({ timeout: 5 });
	await palabre?.stop();
});

const as = (who: Name, door: Door) => knock(palabre.origin, { ...door, cookie: cookies[who] ?? '' });
const mailsTo = (email: string) =>
	owner<{ kind: string; text: string }[]>`
		select kind, body_text as text from private.mails where recipient = ${email} order by created_at`;

describe('inviting', () => {
	const committee = '/annuaire/comite-de-jumelage-de-bondoufle/invitations';
	/** Of people of the network who are not in the committee, and of nobody. */
	const known = ['dakar', 'essonne-sahel', 'cresi', 'maison-du-monde', 'ville-evry'].map(
		(name) => `${name}@example.org`
	);
	const unknown = known.map((email) => email.replace('@', '.absent@'));
	const invite = (who: Name, path: string, email: string) =>
		as(who, { path: `${path}?/one`, fields: { id: newId(), email, language: 'fr' }, given: [email] });

	it('one by one answers the same, as fast, and writes the same', async () => {
		const pairs: [Answer, Answer][] = [];
		for (const n of known.keys()) {
			pairs.push([
				await invite('referent', committee, known[n] ?? ''),
				await invite('referent', committee, unknown[n] ?? '')
			]);
		}
		for (const [one, other] of pairs) expect(told(other)).toEqual(told(one));
		expect(gapBetween(pairs)).toBeLessThan(unseen);
		expect([pairs[0]?.[0].status, pairs[0]?.[0].headers]).toEqual([303, expect.stringContaining('fait=invitee')]);

		const page = await as('referent', { path: committee });
		const line = (email: string) =>
			new RegExp(`<li[^>]*>(?:(?!</li>)[^])*${email.replaceAll('.', '\\.')}[^]*?</li>`)
				.exec(page.words)?.[0]
				.replaceAll(email, '<given>')
				.replace(/<time[^]*?<\/time>/g, '');
		expect(line(unknown[0] ?? '')).toBeTruthy();
		expect(line(unknown[0] ?? '')).toEqual(line(known[0] ?? ''));

		await expect.poll(async () => (await mailsTo(unknown[0] ?? '')).length, { timeout: 20_000 }).toBe(1);
		const [one, other] = await Promise.all([mailsTo(known[0] ?? ''), mailsTo(unknown[0] ?? '')]);
		const plain = (text = '') => text.replace(/invitations\/\S+/, '');
		expect(other.map(({ kind, text }) => [kind, plain(text)])).toEqual(
			one.map(({ kind, text }) => [kind, plain(text)])
		);
	});

	const report = ({ words }: Answer) =>
		Object.fromEntries(
			[...words.matchAll(/<tr><td[^>]*>(\d+)<\/td>\s*<td[^>]*>[^<]*<\/td>\s*<td[^>]*>([^<]*)<\/td>/g)].map(
				([, line, outcome = '']) => [line, outcome.split(/\s:/)[0]]
			)
		);
	const inviteMany = (who: Name, path: string, lines: string[]) =>
		as(who, { path: `${path}?/many`, fields: { language: 'fr', lines: ['adresse', ...lines].join('\n') } });

	it('by a list tells of who is in the body, to who sees its members, and of nobody else', async () => {
		const list = ['universite-evry@example.org', 'universite-evry.absent@example.org', cast.referent];
		expect(report(await inviteMany('referent', committee, list))).toEqual({
			2: 'Invitation envoyée',
			3: 'Invitation envoyée',
			4: 'Déjà là'
		});
		expect(report(await inviteMany('referent', committee, [...list, known[0] ?? '', unknown[0] ?? '']))).toEqual({
			2: 'Déjà invitée',
			3: 'Déjà invitée',
			4: 'Déjà là',
			5: 'Déjà invitée',
			6: 'Déjà invitée'
		});
		// In a space: who takes part in it, and no more.
		const stranger = 'personne@example.org';
		const space = '/espaces/gt1-strategie';
		const [reached] = await owner<{ slug: string }[]>`
			select s.slug from spaces s join space_members m on m.space_id = s.id and m.role = 'animateur'
			join people p on p.id = m.person_id join auth.users u on u.id = p.account_id and u.email = ${cast.facilitator}`;
		const outcomes = report(
			await inviteMany('facilitator', `/espaces/${reached?.slug ?? space}/invitations`, [
				cast.facilitator,
				'college-lurcat@example.org',
				stranger
			])
		);
		expect(outcomes).toEqual({ 2: 'Déjà là', 3: 'Invitation envoyée', 4: 'Invitation envoyée' });
	});

	it('to the network alone is told only to administrators, who see addresses', async () => {
		expect(
			report(await inviteMany('administration', '/admin/invitations', [cast.partner, 'libre@example.org']))
		).toEqual({
			2: 'Déjà là',
			3: 'Invitation envoyée'
		});
		cookies['animateur'] = await signIn(palabre.origin, 'maison-du-monde@example.org');
		const facilitates = 'animateur' as Name;
		expect(report(await inviteMany(facilitates, '/admin/invitations', [cast.partner, 'libre2@example.org']))).toEqual({
			2: 'Invitation envoyée',
			3: 'Invitation envoyée'
		});
	});

	it('writes to one address three times a week at most, whoever it is', async () => {
		for (const email of ['memoire-documentation@example.org', 'memoire.absente@example.org']) {
			const answers: Answer[] = [];
			for (let n = 0; n < 4; n += 1) {
				answers.push(await invite('referent', committee, email));
				await owner`update invitations set revoked_at = now() where email = ${email} and revoked_at is null`;
			}
			expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 422]);
		}
	});

	it('is for nobody else: the same absence whatever the address', async () => {
		for (const path of [
			committee,
			'/admin/invitations',
			'/espaces/plate-forme-des-acteurs-du-territoire/invitations'
		]) {
			const [one, other] = [
				await invite('contributor', path, cast.partner),
				await invite('contributor', path, 'absent@example.org')
			];
			expect([path, one.status]).toEqual([path, 404]);
			expect(told(other)).toEqual(told(one));
			expect((await inviteMany('contributor', path, [cast.partner])).status).toBe(404);
		}
	});
});

it('asking for another’s address says nothing to who asks, and tells its holder', async () => {
	const [taken, free] = [cast.partner, 'libre.adresse@example.org'];
	const ask = async (email: string) => {
		const id = newId();
		const answer = await as('contributor', { path: '/compte/adresse?/ask', fields: { id, email }, given: [email] });
		const confirm = { path: '/compte/adresse?/confirm', fields: { id, email, code: '000000' }, given: [email] };
		return { answer, wrong: await as('contributor', confirm) };
	};
	const [one, other] = [await ask(taken), await ask(free)];
	expect(one.answer.status).toBe(200);
	expect(told(other.answer)).toEqual(told(one.answer));
	expect(one.wrong.status).toBe(422);
	expect(told(other.wrong)).toEqual(told(one.wrong));
	for (const { milliseconds } of [one.answer, other.answer, one.wrong, other.wrong])
		expect(milliseconds).toBeGreaterThan(790);
	expect((await mailsTo(taken)).map(({ kind }) => kind)).toContain('address-taken');
	expect((await mailsTo(taken)).map(({ kind }) => kind)).not.toContain('address-code');
	expect((await mailsTo(free)).map(({ kind }) => kind)).toEqual(['address-code']);
});

describe('asking to join', () => {
	it('an organisation answers the same whether somebody answers for it', async () => {
		const body = (referent: boolean) => owner<{ slug: string; name: string }[]>`
			select o.slug, o.name from organisations o
			where o.status = 'published' and o.visibility = 'public' and o.sensitivity = '{}' and o.kind_code = 'association'
				and ${referent} = exists (select from organisation_members m where m.organisation_id = o.id and m.role = 'referent')
			order by o.slug limit 1`;
		const ask = async ([found]: { slug: string; name: string }[]) => {
			const { slug = '', name = '' } = found ?? {};
			return as('contributor', {
				path: `/annuaire/${slug}/rejoindre?/ask`,
				fields: { id: newId(), message: 'Je viens aider.' },
				given: [slug, name]
			});
		};
		const [held, orphan] = [await ask(await body(true)), await ask(await body(false))];
		expect(held.status).toBe(303);
		expect(told(orphan)).toEqual(told(held));
	});

	it('a space that one may not know of answers as one that does not exist', async () => {
		const [hidden] = await owner<{ slug: string }[]>`
			select s.slug from spaces s where s.visibility = 'espace'
				and not exists (select from space_members m join people p on p.id = m.person_id
					join auth.users u on u.id = p.account_id and u.email = ${cast.contributor} where m.space_id = s.id)
				and not exists (select from space_organisations so join organisation_members om on om.organisation_id = so.organisation_id
					join people p on p.id = om.person_id join auth.users u on u.id = p.account_id and u.email = ${cast.contributor}
					where so.space_id = s.id)
			limit 1`;
		const slug = hidden?.slug ?? '';
		expect(slug).not.toBe('');
		const doors = (path: string): Door[] => [
			...['', '/membres', '/charte', '/journal', '/ressources', '/modifier', '/invitations'].map((page) => ({
				path: `/espaces/${path}${page}`
			})),
			...['ask', 'withdraw', 'join', 'takeOver', 'archive'].map((action) => ({
				path: `/espaces/${path}?/${action}`,
				fields: { id: newId() }
			}))
		];
		for (const [n, door] of doors(slug).entries()) {
			const [one, other] = [
				await as('contributor', { ...door, given: [slug] }),
				await as('contributor', { ...(doors('rien-de-tel')[n] as Door), given: ['rien-de-tel'] })
			];
			expect([door.path, one.status]).toEqual([door.path, 404]);
			expect({ door: door.path, ...told(other) }).toEqual({ door: door.path, ...told(one) });
		}
	});
});
