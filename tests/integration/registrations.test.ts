/** Registering for an event: never more places than there are, a waiting list that moves up by itself, and who is told nothing. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as events from '../../src/lib/agenda/events.server';
import * as registrations from '../../src/lib/agenda/registrations.server';
import * as editing from '../../src/lib/agenda/editing.server';
import { eventSchema } from '../../src/lib/agenda/schema';
import { upcoming, upcomingOfViewer } from '../../src/lib/agenda/upcoming.server';
import { linkToken } from '../../src/lib/people/one-time.server';
import { asViewer, openPool } from '../../src/lib/platform/database.server';
import { together } from '../../src/lib/platform/together.server';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { anEvent } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, everybody, theWorld, type Person, type Who } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

const ahead = '2099-05-15T18:30';
type Options = Parameters<typeof anEvent>[1];
const open = (options: Options = {}) => anEvent(world, { registration: 'open', starts: ahead, ...options });
const attend = (who: Viewer, event: { id: string }, dates: string[], id = newId()) =>
	db.as(who, (own) => registrations.attend(own, event.id, id, dates));
const refusal = (hint: string) => expect.objectContaining({ code: 'PT409', hint });

/** Asked by a form, with the token that its mail would hold. */
async function asked(event: { id: string; occurrence: string }, email: string, dates = [event.occurrence]) {
	const [id, token] = [newId(), linkToken()];
	await registrations.ask(event.id, { id, email, name: 'Awa Diarra', dates, website: undefined }, 'fr');
	await owner`update private.registration_requests set token_hash = ${registrations.hashOfToken(token)} where id = ${id}`;
	return token;
}
const confirm = (token: string, who: Viewer = world.visitor) => db.as(who, (own) => registrations.confirm(own, token));
const opened = (token: string) => db.as(world.visitor, (own) => registrations.open(own, token));
const leave = (token: string) => db.as(world.visitor, (own) => registrations.change(own, token, null, []));
async function registered(
	event: { id: string; occurrence: string },
	email = `${newId()}@example.org`,
	dates?: string[]
) {
	const token = await asked(event, email, dates);
	expect(await confirm(token)).toBe(true);
	return token;
}
const stateOf = async (token: string) => (await opened(token))?.registration?.dates[0];
const figures = async (occurrence: string) =>
	(
		await owner`select held_count::int as held, waiting_count::int as waiting from event_occurrences where id = ${occurrence}`
	)[0];
async function anotherDate(event: string, starts: string): Promise<string> {
	const id = newId();
	await owner`insert into event_occurrences (id, event_id, starts_local, ends_local) values (${id}, ${event}, ${starts}::text::timestamp, ${starts}::text::timestamp)`;
	return id;
}

describe('places', () => {
	it('are a hundred when five hundred people confirm at once, on each of two dates', async () => {
		const event = await open({ capacity: 100 });
		const second = await anotherDate(event.id, '2099-05-16T18:30');
		const tokens = await Promise.all(
			Array.from({ length: 500 }, (_, n) =>
				asked(event, `personne${n}@example.org`, n % 2 ? [event.occurrence, second] : [second, event.occurrence])
			)
		);
		const pool = openPool(db.appUrl, 40);
		try {
			const answers = await Promise.all(
				tokens.map((token) => asViewer(null, (own) => registrations.confirm(own, token), pool))
			);
			expect(answers.every(Boolean)).toBe(true);
		} finally {
			await pool.destroy();
		}
		for (const date of [event.occurrence, second]) {
			const rows = await owner<{ state: string; count: number }[]>`
				select state, count(*)::int as count from registration_dates where occurrence_id = ${date} group by state order by state`;
			expect(rows.map(({ state, count }) => [state, count])).toEqual([
				['held', 100],
				['waiting', 400]
			]);
			expect(await figures(date)).toEqual({ held: 100, waiting: 400 });
		}
		const [order] = await owner<{ wrong: number }[]>`
			select count(*)::int as wrong from registration_dates w where w.occurrence_id = ${event.occurrence} and w.state = 'waiting'
				and w.asked_at < (select max(h.asked_at) from registration_dates h where h.occurrence_id = ${event.occurrence} and h.state = 'held')`;
		expect(order?.wrong).toBe(0);
	});

	it('go to whoever has waited longest, in the transaction in which somebody leaves', async () => {
		const event = await open({ capacity: 1 });
		const [first, second, third] = [await registered(event), await registered(event), await registered(event)];
		expect(await stateOf(first)).toMatchObject({ state: 'held', rank: null });
		expect(await stateOf(third)).toMatchObject({ state: 'waiting', rank: 2 });
		await leave(first);
		expect(await stateOf(second)).toMatchObject({ state: 'held' });
		expect(await stateOf(third)).toMatchObject({ state: 'waiting', rank: 1 });
		expect(await opened(first)).toMatchObject({ state: 'ended', registration: null });
		const notices = await owner<{ about: string }[]>`
			select n.about from private.registration_notices n join registrations r on r.id = n.registration_id
			where r.event_id = ${event.id} order by n.created_at, n.about`;
		expect(notices.map(({ about }) => about)).toEqual(['registered', 'registered', 'moved-up']);
	});

	it('follow the number of places, and whether organisers say that it is full', async () => {
		const event = await open({ capacity: 1 });
		const tokens = [await registered(event), await registered(event), await registered(event)];
		await owner`update events set capacity = 2 where id = ${event.id}`;
		expect(await figures(event.occurrence)).toEqual({ held: 2, waiting: 1 });
		await owner`update events set situation = 'full' where id = ${event.id}`;
		await leave(tokens[0] ?? '');
		expect(await figures(event.occurrence)).toEqual({ held: 1, waiting: 1 });
		await owner`update events set situation = 'scheduled', capacity = null where id = ${event.id}`;
		expect(await figures(event.occurrence)).toEqual({ held: 2, waiting: 0 });
	});

	it('are not given for what is over, cancelled, closed, unknown or of another event', async () => {
		const over = await open({ starts: '2020-05-15T18:30' });
		const closed = await open({ registration: 'closed' });
		const none = await open({ registration: 'none' });
		const off = await open({ situation: 'cancelled' });
		const vague = await open({ starts: '2099-05-01T00:00', ends: '2099-06-01T00:00', precision: 'month' });
		for (const event of [over, closed, none, off, vague])
			await expect(attend(world.nouvelle, event, [event.occurrence])).rejects.toEqual(refusal('registration-closed'));
		await expect(attend(world.nouvelle, await open(), [over.occurrence])).rejects.toEqual(
			refusal('registration-closed')
		);
		await expect(attend(world.nouvelle, await open(), [newId()])).rejects.toMatchObject({ code: 'PT409' });
	});
});

describe('a member', () => {
	it('comes in one click, twice is once, changes dates, and leaves', async () => {
		const event = await open({ capacity: 5 });
		const second = await anotherDate(event.id, '2099-05-16T18:30');
		const id = newId();
		for (const _ of [1, 2]) expect(await attend(world.nouvelle, event, [event.occurrence], id)).toBe(true);
		expect(await figures(event.occurrence)).toEqual({ held: 1, waiting: 0 });
		const mine = async () =>
			(await db.as(world.nouvelle, (own) => events.findBySlug(own, event.slug, 'fr')))?.mine?.dates.map(
				({ occurrence }) => occurrence
			);
		expect(await mine()).toEqual([event.occurrence]);
		await attend(world.nouvelle, event, [second]);
		expect(await mine()).toEqual([second]);
		await attend(world.nouvelle, event, []);
		expect(await mine()).toBeUndefined();
		expect(await figures(second)).toEqual({ held: 0, waiting: 0 });
	});

	it('registers only for what they read, and under nobody else’s id', async () => {
		const closed = await open({ visibility: 'espace', space: world.spaces.comite.id });
		expect(await attend(world.nouvelle, closed, [closed.occurrence])).toBe(false);
		expect(await attend(world.elue, closed, [closed.occurrence])).toBe(true);
		const event = await open();
		const id = newId();
		await attend(world.bondoufle, event, [event.occurrence], id);
		expect(await attend(world.nouvelle, event, [event.occurrence], id)).toBe(false);
		expect(
			(await owner`select person_id from registrations where event_id = ${event.id}`).map((row) => row['person_id'])
		).toEqual([world.bondoufle.id]);
		await expect(attend(world.unverified, event, [event.occurrence])).rejects.toMatchObject({ code: '42501' });
		await expect(attend(world.visitor, event, [event.occurrence])).rejects.toMatchObject({ code: '42501' });
	});

	it.each(everybody.filter((who) => who !== 'visitor' && who !== 'unverified'))(
		'%s may register for what row-level security shows them',
		async (who: Who) => {
			const { organisations, spaces } = world;
			for (const visibility of ['public', 'reseau', 'espace', 'organisation'] as const)
				await anEvent(world, {
					...{ visibility, organisation: organisations.lurcat.id, space: spaces.comite.id },
					author: visibility === 'espace' ? world.nouvelle : world.lurcat
				});
			const person = world[who] as Person;
			const theirs = await owner<{ id: string }[]>`
				select id from events e where e.status = 'published' and private.person_reads_event(${person.id}, e.id)`;
			const mine = await db.as(person, (own) =>
				own.selectFrom('events').select('id').where('status', '=', 'published').execute()
			);
			expect(theirs.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
		}
	);
});

describe('somebody without an account', () => {
	it('holds nothing before they confirm, and once when they confirm twice', async () => {
		const event = await open({ capacity: 1 });
		const token = await asked(event, 'inconnue@example.org');
		expect(await figures(event.occurrence)).toEqual({ held: 0, waiting: 0 });
		expect(await opened(token)).toMatchObject({ state: 'asked', asked: [event.occurrence], slug: event.slug });
		for (const _ of [1, 2]) expect(await confirm(token)).toBe(true);
		expect(await figures(event.occurrence)).toEqual({ held: 1, waiting: 0 });
		const again = await asked(event, 'inconnue@example.org');
		expect(await confirm(again)).toBe(true);
		expect(await figures(event.occurrence)).toEqual({ held: 1, waiting: 0 });
		const kept = await owner`select email, name from private.registration_requests where event_id = ${event.id}`;
		expect(kept.map((row) => [row['email'], row['name']])).toEqual([
			[null, null],
			[null, null]
		]);
	});

	it('is the person whose account has that address, now or later', async () => {
		const event = await open();
		const token = await registered(event, world.nouvelle.claims.email?.toUpperCase().toLowerCase());
		const rows = await owner`select person_id, email from registrations where event_id = ${event.id}`;
		expect(rows[0]).toMatchObject({ person_id: world.nouvelle.id, email: null });
		await attend(world.nouvelle, event, [event.occurrence]);
		expect(await figures(event.occurrence)).toEqual({ held: 1, waiting: 0 });
		expect(await stateOf(token)).toMatchObject({ state: 'held' });
	});

	it('changes their name and dates by the link, and nobody does so without it', async () => {
		const event = await open();
		const second = await anotherDate(event.id, '2099-05-16T18:30');
		const token = await registered(event);
		const change = (link: string, name: string | null, dates: string[]) =>
			db.as(world.visitor, (own) => registrations.change(own, link, name, dates));
		expect(await change(token, 'Awa D.', [second])).toBe(true);
		expect((await opened(token))?.registration).toMatchObject({ name: 'Awa D.', dates: [{ occurrence: second }] });
		const other = await asked(event, 'autre@example.org');
		for (const none of [linkToken(), other]) expect(await change(none, null, [])).toBe(false);
		for (const none of [linkToken(), '']) {
			expect(await opened(none)).toBeNull();
			expect(await confirm(none)).toBe(false);
		}
	});

	it('confirms within two days, and only what is still open to all', async () => {
		const event = await open();
		const late = await asked(event, 'tard@example.org');
		await owner`update private.registration_requests set asked_at = now() - interval '49 hours' where event_id = ${event.id}`;
		expect(await opened(late)).toBeNull();
		expect(await confirm(late)).toBe(false);
		const token = await asked(event, 'fermee@example.org');
		await owner`update events set visibility = 'reseau' where id = ${event.id}`;
		await expect(confirm(token)).rejects.toEqual(refusal('registration-closed'));
		await owner`update events set visibility = 'public', registration = 'closed' where id = ${event.id}`;
		await expect(confirm(token)).rejects.toEqual(refusal('registration-closed'));
		expect(await figures(event.occurrence)).toEqual({ held: 0, waiting: 0 });
	});
});

describe('the organisers', () => {
	it('read the list by date, who comes first; others read nothing, by any way', async () => {
		const event = await open({ capacity: 2, organisation: world.organisations.lurcat.id });
		for (const n of [1, 2, 3]) await registered(event, `liste${n}@example.org`);
		await attend(world.nouvelle, event, [event.occurrence]);
		const list = (who: Viewer, after: string | null = null, size = 3) =>
			db.as(who, (own) => registrations.attendees(own, event.occurrence, after, size));
		const first = await list(world.lurcat);
		expect(first.lines.map(({ email, state }) => [email, state])).toEqual([
			['liste1@example.org', 'held'],
			['liste2@example.org', 'held'],
			['liste3@example.org', 'waiting']
		]);
		const rest = await list(world.lurcat, first.next);
		// Nobody is shown the address of a member.
		expect(rest.lines.map(({ name, email }) => [name, email])).toEqual([[world.nouvelle.name, null]]);
		expect(rest.next).toBeNull();
		for (const who of [world.admin, world.cresi, world.animatrice, world.bondoufle])
			expect((await list(who)).lines).toEqual([]);
		expect((await list(world.nouvelle)).lines.map(({ name }) => name)).toEqual([world.nouvelle.name]);
		await expect(list(world.visitor)).rejects.toMatchObject({ code: '42501' });
		for (const who of [world.nouvelle, world.visitor]) {
			const answer = await supabase.ask(who, `/rest/v1/registrations?event_id=eq.${event.id}&select=name,email`);
			const rows = answer.ok ? ((await answer.json()) as object[]) : [];
			expect(rows).toEqual(who === world.nouvelle ? [{ name: world.nouvelle.name, email: null }] : []);
		}
		for (const table of ['registrations', 'registration_dates'] as const)
			for (const who of [world.lurcat, world.nouvelle])
				await expect(db.as(who, (own) => sql`delete from ${sql.table(table)}`.execute(own))).rejects.toMatchObject({
					code: '42501'
				});
	});

	it('move a date with those who registered, and do not make it vanish', async () => {
		const said = (more: Record<string, string>) =>
			eventSchema.parse({
				...{ id, title: 'Café du lundi', kind: 'rencontre', summary: 'On se parle.', intent: 'publish' },
				...{
					organisation: world.organisations.bondoufle.id,
					date1: '2099-05-15',
					start1: '18:30',
					registration: 'open'
				},
				...more
			});
		const id = newId();
		const slug = await db.as(world.bondoufle, (own) => editing.create(own, said({})));
		const read = async () => {
			const event = await db.as(world.visitor, (own) => events.findBySlug(own, slug, 'fr'));
			if (!event) throw new Error('It is there.');
			return event;
		};
		const [date] = (await read()).occurrences;
		const token = await registered({ id, occurrence: date?.id ?? '' });
		const revise = async (more: Record<string, string>) =>
			db.as(world.bondoufle, async (own) =>
				editing.revise(own, said({ intent: 'save', version: String((await read()).version), ...more }), null)
			);
		await revise({ date1: '2099-06-20' });
		expect((await read()).occurrences).toMatchObject([{ id: date?.id, starts: '2099-06-20T18:30', heldCount: 1 }]);
		await revise({ date1: '2099-06-20', date2: '2099-06-21', start2: '18:30' });
		await expect(revise({ date1: '2099-06-21' })).rejects.toEqual(refusal('registered-date'));
		await leave(token);
		await revise({ date1: '2099-06-21' });
		expect((await read()).occurrences.map(({ starts }) => starts)).toEqual(['2099-06-21T18:30']);
	});
});

describe('personal data', () => {
	it('goes three months after, while its figures stay; what nobody confirmed goes after two days', async () => {
		const [recent, old] = [await open(), await open()];
		for (const event of [recent, old]) await registered(event);
		await owner`update event_occurrences set starts_local = (now() - interval '2 months')::timestamp, ends_local = (now() - interval '2 months')::timestamp where id = ${recent.occurrence}`;
		await owner`update event_occurrences set starts_local = (now() - interval '4 months')::timestamp, ends_local = (now() - interval '4 months')::timestamp where id = ${old.occurrence}`;
		const coming = await open();
		await asked(coming, 'jamais@example.org');
		await owner`update private.registration_requests set asked_at = now() - interval '3 days' where event_id = ${coming.id}`;
		await db.asService((own) => sql`select private.retain_registrations()`.execute(own));
		const left = await owner<
			{ event_id: string }[]
		>`select event_id from registrations where event_id in ${owner([recent.id, old.id])}`;
		expect(left.map(({ event_id }) => event_id)).toEqual([recent.id]);
		expect(await figures(old.occurrence)).toEqual({ held: 1, waiting: 0 });
		expect(await owner`select id from private.registration_requests where event_id = ${coming.id}`).toEqual([]);
		for (const who of [world.admin, world.visitor])
			await expect(db.as(who, (own) => sql`select private.retain_registrations()`.execute(own))).rejects.toMatchObject({
				code: '42501'
			});
	});

	it('goes with the account, which gives its place back; and is in the copy of one’s data', async () => {
		const event = await open({ capacity: 1 });
		const person = await aPerson(db, { name: 'Awa Diarra' });
		await attend(person, event, [event.occurrence]);
		const waiting = await registered(event);
		const [copy] = await owner<
			{ data: { tables: Record<string, object[]> } }[]
		>`select private.person_data(${person.id}) as data`;
		expect(copy?.data.tables['public.registrations.person_id']).toMatchObject([
			{ event_id: event.id, name: 'Awa Diarra' }
		]);
		await owner`update people set account_id = null where id = ${person.id}`;
		expect(await stateOf(waiting)).toMatchObject({ state: 'held' });
		expect(await owner`select id from registrations where person_id = ${person.id}`).toEqual([]);
	});
});

describe('what is next', () => {
	it('is, for a member, what they registered for and what their spaces and organisations do', async () => {
		const soon = '2098-03-01T18:30';
		const person = await aPerson(db);
		const own = await open({ title: 'Inscrite', starts: '2098-03-03T18:30', capacity: 1 });
		await attend(person, own, [own.occurrence]);
		await owner`insert into space_members ${owner({ space_id: world.spaces.comite.id, person_id: person.id, role: 'membre' })}`;
		await anEvent(world, { title: 'Espace', starts: soon, visibility: 'espace', space: world.spaces.comite.id });
		await anEvent(world, { title: 'Ailleurs', starts: soon });
		await anEvent(world, { title: 'Annulé', starts: soon, situation: 'cancelled', space: world.spaces.comite.id });
		const next = (who: Viewer, whose: typeof upcoming) =>
			db.as(who, async (viewers) => {
				const { lines } = await together(viewers, { lines: whose('fr', new Date('2098-02-28T10:00Z'), 10) });
				return lines.filter(({ starts }) => starts < '2098-04').map(({ title, mine }) => [title, mine]);
			});
		expect(await next(person, upcomingOfViewer)).toEqual([
			['Espace', null],
			['Inscrite', 'held']
		]);
		expect((await next(world.visitor, upcoming)).map(([title]) => title).sort()).toEqual(['Ailleurs', 'Inscrite']);
	});
});
