/** Inviting to an event, each mail in both languages through a real SMTP port: whom, what it says, and what an answer does. */
import { describe, expect, it } from 'vitest';
import * as editing from '../../src/lib/agenda/editing.server';
import { mailEventInvitation } from '../../src/lib/agenda/event-invitation-mail.server';
import type { Invitee } from '../../src/lib/agenda/invitation';
import { invitingSchema } from '../../src/lib/agenda/invitation-schema';
import * as invitations from '../../src/lib/agenda/invitations.server';
import { mailLeftPlace } from '../../src/lib/agenda/left-place-mail.server';
import { mailRegistration, tellRegistered } from '../../src/lib/agenda/registration-mail.server';
import * as registrations from '../../src/lib/agenda/registrations.server';
import { newId } from '../../src/lib/platform/ids';
import { anEvent, aSpace } from '../support/factories';
import { calendarOf, mailing, readersOf } from '../support/mails';
import type { Received } from '../support/smtp';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
const { arrived } = mailing(world, {
	'mail-event-invitation': mailEventInvitation,
	'mail-left-place': mailLeftPlace,
	'mail-registration': mailRegistration,
	'tell-registered': tellRegistered
});

type Options = Parameters<typeof anEvent>[1];
/** Held by the college, whose referent invites. */
const held = (options: Options = {}) =>
	anEvent(world, {
		...{ title: 'Café des jumelages', starts: '2099-05-15T18:30', place: 'Maison du monde' },
		...{ organisation: world.organisations.lurcat.id, ...options }
	});
const tokenIn = (mail: Received | undefined) => /\/agenda\/invitation\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
let counter = 0;
const address = () => `invitation${(counter += 1)}@example.org`;

async function invite(
	event: { id: string },
	invitees: Invitee[],
	{ by = world.proviseure, word, language = 'fr' }: { by?: Person; word?: string; language?: 'fr' | 'en' } = {}
) {
	const lines = await db.as(by, (own) => invitations.invite(own, event.id, invitees, { word, language }));
	return lines.map(({ outcome }) => outcome);
}
const answer = (token: string, given: 'yes' | 'maybe' | 'no', more: { name?: string; dates?: string[] } = {}) =>
	db.as(world.visitor, (own) => invitations.answer(own, token, given, more));
const open = (token: string) => db.as(world.visitor, (own) => invitations.open(own, token));
const listed = async (event: { id: string }) =>
	(await db.as(world.proviseure, (own) => invitations.list(own, event.id, null, 50))).lines;
const figures = async ({ occurrence }: { occurrence: string }) =>
	(await owner`select held_count as held, waiting_count as waiting from event_occurrences where id = ${occurrence}`)[0];

describe.each(['fr', 'en'] as const)('in %s', (language) => {
	const words = {
		fr: { hello: 'Bonjour', invites: 'vous invite', changed: 'Changement', cancelled: 'Annulé' },
		en: { hello: 'Hello', invites: 'invites you', changed: 'Change', cancelled: 'Cancelled' }
	}[language];

	it('an invitation, a change, a cancellation: each with its calendar and its links', async () => {
		const event = await held();
		const email = address();
		const word = `Venez nombreux. ${'é'.repeat(580)}`;
		expect(await invite(event, [{ email }], { word, language })).toEqual(['invited']);
		const [invited, ...others] = await arrived();
		expect(others).toEqual([]);
		expect(invited?.text).toContain(`${world.proviseure.name} ${words.invites}`);
		for (const part of [word, 'Maison du monde', `/agenda/${event.slug}`]) expect(invited?.text).toContain(part);
		expect(calendarOf(invited)).toMatchObject({
			...{ method: 'REQUEST', count: 1, sequence: 1, answer: 'NEEDS-ACTION', attendee: `mailto:${email}` },
			organizer: 'mailto:bonjour@example.org'
		});
		expect(String(calendarOf(invited)?.uid)).toContain(event.id);
		const stop = `http://palabre.test/notifications/arret/rendez-vous/${tokenIn(invited)}`;
		expect(invited?.headers.get('list')).toMatchObject({ unsubscribe: { url: stop } });

		await answer(tokenIn(invited), 'maybe');
		await owner`update event_occurrences set starts_local = '2099-05-15T19:30', ends_local = '2099-05-15T21:00' where id = ${event.occurrence}`;
		await owner`update events set summary = 'Changé.' where id = ${event.id}`;
		const [changed] = await arrived();
		expect(changed?.subject).toContain(words.changed);
		expect(calendarOf(changed)).toMatchObject({
			...{ method: 'REQUEST', starts: '2099-05-15T19:30:00', answer: 'TENTATIVE', uid: calendarOf(invited)?.uid }
		});
		await owner`update events set situation = 'cancelled', situation_reason = 'La salle est fermée.' where id = ${event.id}`;
		const [cancelled] = await arrived();
		expect(cancelled?.subject).toContain(words.cancelled);
		expect(cancelled?.text).toContain('La salle est fermée.');
		expect(calendarOf(cancelled)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
		for (const mail of [invited, changed, cancelled]) {
			expect(readersOf(mail)).toEqual([email]);
			expect(mail?.text?.startsWith(words.hello)).toBe(true);
			expect(mail?.html).toContain(`lang="${language}"`);
			expect(`${mail?.text}${mail?.html}`).not.toMatch(/undefined|null|<img/);
			expect(mail?.size).toBeLessThan(25_000);
		}
		// The last link works, as the first one does; of neither is the token kept.
		expect(await open(tokenIn(changed))).toMatchObject({ answer: 'maybe', named: false, slug: event.slug });
		expect(await owner`select 1 from private.event_invitation_notices where token_hash = ${tokenIn(invited)}`).toEqual(
			[]
		);
	});

	it('one that comes back is asked as a whole; many dates stay small', async () => {
		const event = await held();
		await owner`update events set recurrence = 'FREQ=WEEKLY', recurrence_starts = '2099-05-15T18:30', recurrence_ends = '2099-05-15T20:00', recurrence_precision = 'hour' where id = ${event.id}`;
		const several = await held();
		await owner`insert into event_occurrences (id, event_id, starts_local, ends_local)
			select gen_random_uuid(), ${several.id}, d, d + interval '2 hours' from generate_series('2099-06-01 10:00'::timestamp, '2099-07-15', '1 day') d`;
		const email = address();
		for (const which of [event, several]) await invite(which, [{ email }], { language, word: 'é'.repeat(600) });
		const [weekly, daily] = await arrived();
		expect(calendarOf(weekly)).toMatchObject({ method: 'REQUEST', rule: expect.anything() });
		expect(calendarOf(daily)).toMatchObject({ method: 'PUBLISH', count: 5 });
		for (const mail of [weekly, daily]) expect(mail?.size).toBeLessThan(25_000);
		await answer(tokenIn(weekly), 'no');
		const [declined] = await arrived();
		expect(calendarOf(declined)).toMatchObject({
			...{ method: 'CANCEL', count: 1, uid: calendarOf(weekly)?.uid, answer: 'DECLINED', status: null }
		});
		// Declined once, taken out once; and told of no change.
		await answer(tokenIn(weekly), 'no');
		await owner`update event_places set name = 'Salle des fêtes' where event_id = ${event.id}`;
		await owner`update events set summary = 'Changé.' where id = ${event.id}`;
		expect(await arrived()).toEqual([]);
	});
});

describe('an answer', () => {
	it('registers, never for more places than there are; the waiting list moves up', async () => {
		const event = await held({ registration: 'open', capacity: 1 });
		const [first, second] = [address(), address()];
		await invite(event, [{ email: first }, { email: second }]);
		const mails = await arrived();
		const token = (email: string) => tokenIn(mails.find((mail) => readersOf(mail).includes(email)));
		const dates = [event.occurrence];
		expect(await answer(token(first), 'yes', { name: 'Awa Diarra', dates })).toBe(true);
		expect(await answer(token(second), 'yes', { name: 'Bakary Sissoko', dates })).toBe(true);
		// Pressed twice, it is one place.
		expect(await answer(token(first), 'yes', { name: 'Awa Diarra', dates })).toBe(true);
		expect(await figures(event)).toEqual({ held: 1, waiting: 1 });
		expect(await open(token(second))).toMatchObject({ answer: 'yes', registration: { dates: [{ rank: 1 }] } });
		await arrived();
		await answer(token(first), 'no');
		expect(await figures(event)).toEqual({ held: 1, waiting: 0 });
		// One mail to who leaves, one to who is moved up.
		const told = await arrived();
		expect(told.flatMap(readersOf).sort()).toEqual([first, second].sort());
		expect(told.map((mail) => calendarOf(mail)?.method).sort()).toEqual(['CANCEL', 'REQUEST']);
		expect(await open(token(first))).toMatchObject({ answer: 'no', registration: null });
		expect(Object.fromEntries((await listed(event)).map((line) => [line.email, line.answer]))).toEqual({
			[first]: 'no',
			[second]: 'yes'
		});
	});

	it('needs a name, an open date, and an event that one may read', async () => {
		const event = await held({ registration: 'open' });
		const other = await held({ registration: 'open' });
		await invite(event, [{ email: address() }]);
		const token = tokenIn((await arrived())[0]);
		const closed = expect.objectContaining({ code: 'PT409', hint: 'registration-closed' });
		for (const dates of [[], [other.occurrence], [newId()]])
			await expect(answer(token, 'yes', { name: 'Awa Diarra', dates })).rejects.toEqual(closed);
		await owner`update events set registration = 'closed' where id = ${event.id}`;
		await expect(answer(token, 'yes', { name: 'Awa Diarra', dates: [event.occurrence] })).rejects.toEqual(closed);
		expect(await answer(token, 'maybe')).toBe(true);
		await owner`update events set visibility = 'reseau' where id = ${event.id}`;
		expect(await answer(token, 'no')).toBe(false);
		expect(await open(token)).toMatchObject({ readable: false });
		expect(await answer('personne', 'no')).toBe(false);
		expect(await open('personne')).toBeNull();
	});

	it('is given by registering and by leaving, on the page of the event too', async () => {
		const event = await held({ registration: 'open' });
		await invite(event, [{ person: world.kayes.id }]);
		const token = tokenIn((await arrived())[0]);
		await db.as(world.kayes, (own) => registrations.attend(own, event.id, newId(), [event.occurrence]));
		expect(await listed(event)).toMatchObject([{ name: world.kayes.name, email: null, answer: 'yes' }]);
		await db.as(world.kayes, (own) => invitations.answerOwn(own, event.id, 'maybe'));
		expect(await figures(event)).toEqual({ held: 0, waiting: 0 });
		expect(await open(token)).toMatchObject({ answer: 'maybe', named: true });
		await arrived();
		// Theirs only.
		for (const who of [world.nouvelle, world.proviseure])
			expect(await db.as(who, (own) => invitations.answerOwn(own, event.id, 'no'))).toBe(false);
		expect(await listed(event)).toMatchObject([{ answer: 'maybe' }]);
	});

	it('by an address that has an account is one place of that person, and tells nobody so', async () => {
		const event = await held({ registration: 'open' });
		const email = world.nouvelle.claims.email ?? '';
		const stranger = address();
		expect(await invite(event, [{ email }, { email: stranger }])).toEqual(['invited', 'invited']);
		const mails = await arrived();
		expect(mails.flatMap(readersOf).sort()).toEqual([email, stranger].sort());
		// The same words to both, but for their own link.
		const [one, two] = mails.map((mail) => mail.text?.replaceAll(tokenIn(mail), ''));
		expect(one).toBe(two);
		const token = tokenIn(mails.find((mail) => readersOf(mail).includes(email)));
		await db.as(world.nouvelle, (own) => registrations.attend(own, event.id, newId(), [event.occurrence]));
		// They registered by themselves: what was asked of the address stays without answer.
		expect((await listed(event)).find((line) => line.email === email)?.answer).toBeNull();
		await answer(token, 'yes', { name: 'Un autre nom', dates: [event.occurrence] });
		expect(await figures(event)).toEqual({ held: 1, waiting: 0 });
		await arrived();
	});
});

describe('inviting', () => {
	it('goes to the members of the space, once each; never to who does not read the event', async () => {
		const space = await aSpace(world, {
			members: [
				[world.pilote, 'animateur'],
				[world.kayes, 'membre'],
				[world.agente, 'membre']
			]
		});
		const event = await anEvent(world, {
			...{ visibility: 'espace', space: space.id, starts: '2099-05-15T18:30', title: 'À huis clos' }
		});
		const members = await db.as(world.pilote, (own) => invitations.membersToInvite(own, event.id));
		expect(members.map(({ person }) => person).sort()).toEqual([world.agente.id, world.kayes.id].sort());
		expect(await invite(event, members, { by: world.pilote })).toEqual(['invited', 'invited']);
		expect(await invite(event, members, { by: world.pilote })).toEqual(['waiting', 'waiting']);
		expect(await invite(event, [{ person: world.nouvelle.id }, { email: address() }], { by: world.pilote })).toEqual([
			'unable',
			'unable'
		]);
		expect((await arrived()).flatMap(readersOf).sort()).toEqual(
			[world.agente.claims.email, world.kayes.claims.email].sort()
		);
		// Who left the space in the meantime is written nothing more.
		await owner`delete from space_members where person_id = ${world.agente.id} and space_id = ${space.id}`;
		await owner`update events set situation = 'moved-online' where id = ${event.id}`;
		expect((await arrived()).flatMap(readersOf)).toEqual([world.kayes.claims.email]);
	});

	it('is bounded, by day and by person, and so are the changes that are told', async () => {
		const [email, { id: known }] = [address(), await aPerson(db, { name: 'Bakary Sissoko' })];
		const outcomes: string[] = [];
		for (let n = 0; n < 6; n += 1) outcomes.push(...(await invite(await held(), [{ email }, { person: known }])));
		expect(outcomes.filter((outcome) => outcome === 'invited')).toHaveLength(10);
		expect(outcomes.slice(-2)).toEqual(['limit', 'limit']);
		const event = await held();
		const many = Array.from({ length: 260 }, () => ({ email: address() }));
		const told = await invite(event, many);
		expect(told.filter((outcome) => outcome === 'invited').length).toBeLessThanOrEqual(250);
		expect(told.at(-1)).toBe('limit');
		await owner`delete from event_invitations`;
		await owner`delete from graphile_worker._private_jobs`;
		await invite(event, [{ email: address() }]);
		await arrived();
		for (let n = 0; n < 5; n += 1) {
			await owner`update event_places set name = ${`Salle ${n}`} where event_id = ${event.id}`;
			await owner`update events set summary = ${`Changé ${n}`} where id = ${event.id}`;
			const jobs = await owner`delete from graphile_worker._private_jobs returning payload`;
			expect(jobs.length).toBeGreaterThan(0);
			await tellRegistered({ id: event.id });
		}
		const [count] =
			await owner`select count(*)::int as n from private.event_invitation_notices where about = 'changed'`;
		expect(count).toEqual({ n: 3 });
		// What is left to tell waits for tomorrow.
		const [waits] = await owner<{ hours: number }[]>`
			select round(extract(epoch from j.run_at - now()) / 3600)::int as hours from graphile_worker._private_jobs j
			join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'tell-registered'`;
		expect(waits?.hours).toBe(24);
		await owner`delete from graphile_worker._private_jobs`;
	});

	it('respects who wants no more of it, with or without an account', async () => {
		const event = await held();
		const email = address();
		const member = await aPerson(db, { name: 'Chloé Martin' });
		await invite(event, [{ email }, { person: member.id }]);
		const mails = await arrived();
		for (const mail of mails) await invitations.refuse(tokenIn(mail));
		await invitations.refuse('personne');
		expect((await listed(event)).map((line) => line.email)).toEqual([null]);
		expect(await open(tokenIn(mails.find((mail) => readersOf(mail).includes(email))))).toBeNull();
		const next = await held();
		expect(await invite(next, [{ email }, { email: email.toUpperCase().toLowerCase() }])).toEqual([
			'refused',
			'refused'
		]);
		expect(await invite(next, [{ person: member.id }])).toEqual(['invited']);
		await owner`update event_places set name = 'Ailleurs' where event_id = ${event.id}`;
		await owner`update events set summary = 'Changé.' where id = ${event.id}`;
		expect(await arrived()).toEqual([]);
		const kept = await owner<{ row: string }[]>`select r::text as row from private.mail_refusals r`;
		expect(kept.length).toBeGreaterThan(1);
		expect(kept.map(({ row }) => row).join()).not.toContain('@');
	});

	it('stops where the event does: withdrawn before the mail left, nothing leaves', async () => {
		const event = await held();
		await invite(event, [{ email: address() }]);
		await owner`update events set situation = 'cancelled', situation_reason = 'Grève.' where id = ${event.id}`;
		await owner`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'tell-registered'`;
		expect(await arrived()).toEqual([]);
	});

	it('names who invites, in the mail and where one answers, but where people are masked or show themselves to nobody', async () => {
		const invited = async (event: { id: string }) => {
			await invite(event, [{ email: address() }]);
			const [mail] = await arrived();
			const inviter = async () => (await open(tokenIn(mail)))?.inviter;
			return { mail: `${mail?.subject}${mail?.text}`, inviter };
		};
		const plain = await invited(await held());
		expect(plain.mail).toContain(world.proviseure.name);
		expect(await plain.inviter()).toBe(world.proviseure.name);
		const masked = await invited(await held({ sensitivity: ['people'] }));
		expect(masked.mail).not.toContain(world.proviseure.name);
		expect(await masked.inviter()).toBeNull();
		const [before] = await owner`select visibility from people where id = ${world.proviseure.id}`;
		await owner`update people set visibility = 'prive' where id = ${world.proviseure.id}`;
		expect(await plain.inviter()).toBeNull();
		await owner`update people set visibility = ${String(before?.['visibility'])} where id = ${world.proviseure.id}`;
	});

	it('is written once in the journal of the event, without names', async () => {
		const event = await held();
		await invite(event, [{ email: address() }, { email: address() }]);
		const told = await db.as(world.proviseure, (own) =>
			own
				.selectFrom('activity')
				.select(['verb', 'reason'])
				.where('object_id', '=', event.id)
				.where('verb', '=', 'invited')
				.execute()
		);
		expect(told).toEqual([{ verb: 'invited', reason: null }]);
		await owner`delete from graphile_worker._private_jobs`;
	});
});

describe('who holds the event', () => {
	it('takes an invitation back: its link says nothing more, a calendar is told once, limits hold', async () => {
		const event = await held();
		const [email, other] = [address(), address()];
		await invite(event, [{ email }, { email: other }]);
		const token = tokenIn((await arrived()).find((mail) => readersOf(mail).includes(email)));
		const lines = await listed(event);
		const take = (id: string) => db.as(world.proviseure, (own) => invitations.withdraw(own, id));
		for (const { id } of lines) expect(await take(id)).toBe(true);
		expect(await take(lines[0]?.id ?? '')).toBe(false);
		const told = await arrived();
		expect(told.flatMap(readersOf).sort()).toEqual([email, other].sort());
		for (const mail of told) {
			expect(mail.subject).toContain('Invitation retirée');
			expect(calendarOf(mail)).toMatchObject({ method: 'CANCEL', count: 1 });
		}
		expect(await open(token)).toBeNull();
		expect(await answer(token, 'yes')).toBe(false);
		expect(await listed(event)).toEqual([]);
		const kept = await owner<{ row: string }[]>`select w::text as row from private.withdrawn_event_invitations w`;
		expect(kept.map(({ row }) => row).join()).not.toContain('@');
		// Invited and taken back, again and again, it is five mails in a week all the same.
		const outcomes: string[] = [];
		for (let n = 0; n < 6; n += 1) {
			outcomes.push(...(await invite(event, [{ email }])));
			for (const { id } of await listed(event)) await take(id);
		}
		expect(outcomes).toEqual([...Array.from({ length: 4 }, () => 'invited'), 'limit', 'limit']);
		// Taken back before its mail left: nothing leaves, not even that.
		expect(await arrived()).toEqual([]);
	});

	it('takes an invitation back, and leaves the place of who registered', async () => {
		const event = await held({ registration: 'open' });
		await invite(event, [{ person: world.kayes.id }]);
		await db.as(world.kayes, (own) => registrations.attend(own, event.id, newId(), [event.occurrence]));
		await arrived();
		const [line] = await listed(event);
		await db.as(world.proviseure, (own) => invitations.withdraw(own, line?.id ?? ''));
		expect(await figures(event)).toEqual({ held: 1, waiting: 0 });
		expect(await arrived()).toEqual([]);
	});

	it('takes somebody off a date: they are told with a word, and the next one has the place', async () => {
		const event = await held({ registration: 'open', capacity: 1 });
		await invite(event, [{ person: world.kayes.id }]);
		const come = (who: Person) => db.as(who, (own) => registrations.attend(own, event.id, newId(), [event.occurrence]));
		for (const who of [world.kayes, world.agente]) await come(who);
		await arrived();
		const lines = async () =>
			(await db.as(world.proviseure, (own) => registrations.attendees(own, event.occurrence, null, 50))).lines;
		const take = (id: string | undefined, word?: string) =>
			db.as(world.proviseure, (own) => registrations.remove(own, id ?? '', event.occurrence, word));
		const [first, second] = await lines();
		expect(await take(first?.registration, 'À une autre fois.')).toBe(true);
		expect(await take(first?.registration)).toBe(false);
		expect(await figures(event)).toEqual({ held: 1, waiting: 0 });
		// It was not they who said that they do not come.
		expect(await listed(event)).toMatchObject([{ name: world.kayes.name, answer: null }]);
		const told = await arrived();
		const mailTo = (who: Person) => told.find((mail) => readersOf(mail).includes(who.claims.email ?? ''));
		expect(mailTo(world.kayes)?.text).toContain('À une autre fois.');
		expect(calendarOf(mailTo(world.kayes))).toMatchObject({ method: 'CANCEL' });
		expect(mailTo(world.agente)?.subject).toContain('Une place s’est libérée');
		// Who waits is told too.
		await come(world.kayes);
		await arrived();
		const waits = (await lines()).find(({ registration }) => registration !== second?.registration);
		expect(waits?.state).toBe('waiting');
		await take(waits?.registration);
		expect((await arrived()).flatMap(readersOf)).toEqual([world.kayes.claims.email]);
		// What is over keeps who came.
		await owner`update event_occurrences set starts_local = now() - interval '1 day', ends_local = now() - interval '1 day' where id = ${event.occurrence}`;
		expect(await take(second?.registration)).toBe(false);
		expect(await lines()).toHaveLength(1);
	});
});

it('« maybe » after « yes » gives the place back, and stays in the calendar', async () => {
	const event = await held({ registration: 'open' });
	const email = address();
	await invite(event, [{ email }]);
	const token = tokenIn((await arrived())[0]);
	await answer(token, 'yes', { name: 'Awa Diarra', dates: [event.occurrence] });
	await arrived();
	await answer(token, 'maybe');
	expect(await figures(event)).toEqual({ held: 0, waiting: 0 });
	const [told, ...others] = await arrived();
	expect(others).toEqual([]);
	expect(told?.subject).toContain('Peut-être');
	expect(calendarOf(told)).toMatchObject({ method: 'REQUEST', answer: 'TENTATIVE' });
});

it('a form takes addresses as they are pasted, each once', () => {
	const read = (addresses: string) => invitingSchema.safeParse({ addresses });
	expect(read('Une@Example.org, deux@example.org;\nune@example.org').data?.addresses).toEqual([
		'une@example.org',
		'deux@example.org'
	]);
	for (const wrong of ['une@', 'Awa Diarra', Array.from({ length: 51 }, (_, n) => `a${n}@example.org`).join(' ')])
		expect(read(wrong).success).toBe(false);
	expect(invitingSchema.safeParse({}).success).toBe(false);
	expect(invitingSchema.safeParse({ members: '1' }).success).toBe(true);
});

describe('forgetting', () => {
	it('takes invitations three months after, refusals after three years, and those of an account that closes', async () => {
		const [past, ahead] = [await held(), await held()];
		const gone = await aPerson(db, { name: 'Qui part' });
		await invite(past, [{ email: address() }]);
		await invite(ahead, [{ email: address() }, { person: gone.id }, { email: gone.claims.email ?? '' }]);
		await arrived();
		await owner`update event_occurrences set starts_local = now() - interval '4 months', ends_local = now() - interval '4 months' where id = ${past.occurrence}`;
		await owner`update private.mail_refusals set refused_at = now() - interval '4 years'`;
		await owner`update private.withdrawn_event_invitations set invited_at = now() - interval '8 days'`;
		await db.asService((service) =>
			service.selectNoFrom((of) => of.fn('private.retain_event_invitations', []).as('n')).execute()
		);
		expect(await listed(past)).toEqual([]);
		expect(await owner`select 1 from private.mail_refusals`).toEqual([]);
		expect(await owner`select 1 from private.withdrawn_event_invitations`).toEqual([]);
		expect(await listed(ahead)).toHaveLength(3);
		await owner`update people set account_id = null where id = ${gone.id}`;
		expect(await listed(ahead)).toHaveLength(1);
	});

	it('gives people their own in the copy of their data, and of those whom they invited the dates only', async () => {
		const event = await held();
		const email = address();
		await invite(event, [{ email }, { person: world.kayes.id }], { word: 'Le mot de l’une.' });
		const dataOf = async ({ id }: Person) =>
			(await owner<{ data: { tables: Record<string, unknown> } }[]>`select private.person_data(${id}) as data`)[0]?.data
				.tables ?? {};
		expect((await dataOf(world.kayes))['public.event_invitations.person_id']).toContainEqual(
			expect.objectContaining({ event_id: event.id, word: 'Le mot de l’une.' })
		);
		const inviters = JSON.stringify((await dataOf(world.proviseure))['public.event_invitations.invited_by']);
		expect(inviters).toContain('invited_at');
		expect(inviters).not.toContain(email);
		await owner`delete from graphile_worker._private_jobs`;
	});
});

it('an address changes nothing of a series that goes on by itself', async () => {
	const event = await held();
	await owner`update events set recurrence = 'FREQ=WEEKLY', recurrence_starts = '2099-05-15T18:30', recurrence_ends = '2099-05-15T20:00', recurrence_precision = 'hour' where id = ${event.id}`;
	await invite(event, [{ email: address() }]);
	await arrived();
	await owner`insert into event_occurrences (id, event_id, starts_local, ends_local) values (${newId()}, ${event.id}, '2099-05-22T18:30', '2099-05-22T20:00')`;
	await tellRegistered({ id: event.id });
	expect(await arrived()).toEqual([]);
	await db.as(world.proviseure, (own) =>
		editing.changeOccurrence(own, event.id, event.occurrence, { act: 'cancel', because: 'Jour férié.' })
	);
	const [told] = await arrived();
	expect(told?.text).toMatch(/15 mai 2099.* : Annulé/);
});
