/** The mails of registrations, each kind in both languages, through a real SMTP port: what they say, to whom, and what calendars take from them. */
import { describe, expect, it } from 'vitest';
import { mailLeftPlace } from '../../src/lib/agenda/left-place-mail.server';
import {
	mailRegistration,
	mailRegistrationRequest,
	remindRegistered,
	tellRegistered
} from '../../src/lib/agenda/registration-mail.server';
import * as registrations from '../../src/lib/agenda/registrations.server';
import { newId } from '../../src/lib/platform/ids';
import { anEvent } from '../support/factories';
import { calendarOf, mailing, readersOf as to } from '../support/mails';
import type { Received } from '../support/smtp';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
const { arrived } = mailing(world, {
	'mail-registration-request': mailRegistrationRequest,
	'mail-registration': mailRegistration,
	'mail-left-place': mailLeftPlace,
	'tell-registered': tellRegistered
});

const tokenIn = (mail: Received | undefined) => /\/inscriptions\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';

async function ask(
	event: { id: string; occurrence: string },
	email: string,
	language: 'fr' | 'en',
	name = 'Awa Diarra'
) {
	const values = { id: newId(), email, name, dates: [event.occurrence], website: undefined };
	await registrations.ask(event.id, values, language);
	const [mail] = await arrived();
	return mail;
}
async function register(event: { id: string; occurrence: string }, email: string, language: 'fr' | 'en' = 'fr') {
	const token = tokenIn(await ask(event, email, language));
	await db.as(world.visitor, (own) => registrations.confirm(own, token));
	return { token, mail: (await arrived()).at(-1) };
}
const leave = (token: string) => db.as(world.visitor, (own) => registrations.change(own, token, null, []));

describe.each(['fr', 'en'] as const)('in %s', (language) => {
	const words = {
		fr: {
			hello: 'Bonjour',
			moved: 'Une place s’est libérée',
			wait: 'Liste d’attente',
			off: 'Annulé',
			remind: 'Rappel',
			left: 'Vous ne venez pas',
			later: 'Reporté'
		},
		en: {
			hello: 'Hello',
			moved: 'A place is free',
			wait: 'Waiting list',
			off: 'Cancelled',
			remind: 'Reminder',
			left: 'You are not coming',
			later: 'Postponed'
		}
	}[language];
	const address = (who: string) => `${who}.${language}@example.org`;
	const open = (options: Parameters<typeof anEvent>[1] = {}) =>
		anEvent(world, {
			title: 'Café des jumelages',
			registration: 'open',
			starts: '2099-05-15T18:30',
			place: 'Maison du monde',
			...options
		});

	it('a registration: asked, confirmed, waiting, moved up; small, in text and in HTML', async () => {
		const event = await open({ capacity: 1 });
		const asked = await ask(event, address('une'), language, 'Achetez ici');
		expect(to(asked)).toEqual([address('une')]);
		// What anybody may type is not mailed to somebody who asked for nothing.
		expect(`${asked?.subject} ${asked?.text}`).not.toContain('Achetez');
		expect(calendarOf(asked)).toBeNull();
		const first = tokenIn(asked);
		await db.as(world.visitor, (own) => registrations.confirm(own, first));
		const [held] = await arrived();
		expect(calendarOf(held)).toMatchObject({
			...{ method: 'REQUEST', count: 1, status: 'CONFIRMED', sequence: 1, starts: '2099-05-15T18:30:00' },
			...{ attendee: `mailto:${address('une')}`, organizer: 'mailto:bonjour@example.org' }
		});
		expect(String(calendarOf(held)?.uid)).toContain(event.id);
		expect(held?.text).toContain('Maison du monde');
		const second = await register(event, address('deux'), language);
		expect(second.mail?.subject).toContain(words.wait);
		expect(calendarOf(second.mail)).toBeNull();
		await leave(first);
		const mails = await arrived();
		const [left, moved] = ['une', 'deux'].map((who) => mails.find((mail) => to(mail).includes(address(who))));
		expect(mails).toHaveLength(2);
		expect(left?.subject).toContain(words.left);
		// For them alone: it has no status, and comes after what they were sent about the same version.
		expect(calendarOf(left)).toMatchObject({
			...{ method: 'CANCEL', count: 1, uid: calendarOf(held)?.uid, sequence: 1, status: null },
			...{ attendee: `mailto:${address('une')}`, answer: 'DECLINED' }
		});
		expect(String(calendarOf(left)?.stamp) >= String(calendarOf(held)?.stamp)).toBe(true);
		expect(moved?.subject).toContain(words.moved);
		expect(calendarOf(moved)).toMatchObject({ method: 'REQUEST' });
		for (const mail of [asked, held, second.mail, moved, left]) {
			expect(mail?.text?.startsWith(words.hello)).toBe(true);
			expect(mail?.html).toContain(`lang="${language}"`);
			expect(`${mail?.text}${mail?.html}`).not.toMatch(/undefined|<img/);
			expect(mail?.size).toBeLessThan(25_000);
			expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
		}
		// The link of any of these mails is theirs, and leaves by itself nothing that opens it again.
		expect((await db.as(world.visitor, (own) => registrations.open(own, tokenIn(moved))))?.state).toBe('registered');
		const kept = await owner`select 1 from private.registration_notices where token_hash = ${tokenIn(moved)}`;
		expect(kept).toEqual([]);
	});

	it('a change of hour, then a cancellation, to those whom it concerns; once for several changes', async () => {
		const event = await open();
		await register(event, address('change'), language);
		await owner`update events set title = 'Café des jumelages et des amis' where id = ${event.id}`;
		expect(await arrived()).toEqual([]);
		await owner`update event_occurrences set starts_local = '2099-05-15T19:30', ends_local = '2099-05-15T21:00' where id = ${event.occurrence}`;
		await owner`update event_places set name = 'Salle des fêtes' where event_id = ${event.id}`;
		await owner`update events set summary = 'Changé.' where id = ${event.id}`;
		await owner`update events set summary = 'Changé encore.' where id = ${event.id}`;
		const changed = await arrived();
		expect(changed.map(to)).toEqual([[address('change')]]);
		expect(changed[0]?.text).toContain('Salle des fêtes');
		const before = calendarOf(changed[0]);
		expect(before).toMatchObject({ method: 'REQUEST', starts: '2099-05-15T19:30:00' });
		await owner`update events set situation = 'cancelled', situation_reason = 'La salle est fermée.' where id = ${event.id}`;
		const [cancelled] = await arrived();
		expect(cancelled?.subject).toContain(words.off);
		expect(cancelled?.text).toContain('La salle est fermée.');
		expect(calendarOf(cancelled)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', uid: before?.uid });
		expect(Number(calendarOf(cancelled)?.sequence)).toBeGreaterThan(Number(before?.sequence));
	});

	it('one date of several, postponed, withdrawn', async () => {
		const event = await open();
		const second = newId();
		await owner`insert into event_occurrences (id, event_id, starts_local, ends_local) values (${second}, ${event.id}, '2099-06-15T18:30', '2099-06-15T18:30')`;
		const one = await register(event, address('mai'), language);
		const both = await register({ ...event, occurrence: second }, address('juin'), language);
		expect(String(calendarOf(one.mail)?.uid)).toContain(event.occurrence);
		await owner`update event_occurrences set cancelled_because = 'Jour férié.' where id = ${second}`;
		const cancelled = await arrived();
		expect(cancelled.map(to)).toEqual([[address('juin')]]);
		expect(cancelled[0]?.text).toContain('Jour férié.');
		expect(calendarOf(cancelled[0])).toMatchObject({ method: 'CANCEL', uid: calendarOf(both.mail)?.uid });
		await owner`update events set situation = 'postponed', situation_reason = 'Grève.' where id = ${event.id}`;
		expect(
			(await arrived()).map(({ subject }) => subject).filter((subject) => subject?.includes(words.later))
		).toHaveLength(1);
		await owner`update events set status = 'withdrawn' where id = ${event.id}`;
		const withdrawn = await arrived();
		expect(withdrawn.flatMap(to).sort()).toEqual([address('juin'), address('mai')]);
		expect(withdrawn.map(({ text }) => text).join()).not.toContain('Grève.');
	});

	it('one date left of two; nothing to who leaves the waiting list, or what was cancelled', async () => {
		const event = await open({ capacity: 1 });
		const second = newId();
		await owner`insert into event_occurrences (id, event_id, starts_local, ends_local) values (${second}, ${event.id}, '2099-06-15T18:30', '2099-06-15T18:30')`;
		const { token } = await register(event, address('deux-dates'), language);
		await db.as(world.visitor, (own) => registrations.change(own, token, null, [event.occurrence, second]));
		await arrived();
		await db.as(world.visitor, (own) => registrations.change(own, token, null, [event.occurrence]));
		const [left, ...others] = await arrived();
		expect(others).toEqual([]);
		expect(calendarOf(left)).toMatchObject({ method: 'CANCEL', count: 1, starts: '2099-06-15T18:30:00' });
		const waits = await register(event, address('attend-encore'), language);
		await leave(waits.token);
		expect(await arrived()).toEqual([]);
		await owner`update events set situation = 'cancelled', situation_reason = 'Grève.' where id = ${event.id}`;
		await arrived();
		await leave(token);
		expect(await arrived()).toEqual([]);
	});

	it('a reminder a day before, once; none for what is cancelled, none to who waits', async () => {
		const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
		const events = [
			await open({ starts: soon(20), timeZone: 'UTC', capacity: 1 }),
			await open({ starts: soon(20), timeZone: 'UTC', title: 'Annulé demain' }),
			await open({ starts: soon(40), timeZone: 'UTC', title: 'Après-demain' })
		];
		for (const [n, event] of events.entries()) await register(event, address(`rappel${n}`), language);
		const [near, off] = events;
		if (near) await register(near, address('attend'), language);
		await owner`update registration_dates set asked_at = now() - interval '3 days'`;
		await owner`update events set situation = 'cancelled', situation_reason = 'Grève.' where id = ${off?.id ?? ''}`;
		await arrived();
		await remindRegistered();
		await remindRegistered();
		const reminded = await arrived();
		expect(reminded.map(to)).toEqual([[address('rappel0')]]);
		expect(reminded[0]?.subject).toContain(words.remind);
		// Written a moment before it was cancelled, it is dropped.
		await owner`update registration_dates set reminded_at = null where occurrence_id = ${near?.occurrence ?? ''}`;
		await remindRegistered();
		await owner`update events set situation = 'cancelled', situation_reason = 'Grève.' where id = ${near?.id ?? ''}`;
		const last = await arrived();
		expect(last.map(({ subject }) => subject).filter((subject) => subject?.includes(words.remind))).toEqual([]);
	});
});

it('sixty dates are one small mail: the calendar has the next ones, and says where the others are', async () => {
	const event = await anEvent(world, { starts: '2099-05-15T18:30', registration: 'open', place: 'Maison du monde' });
	await owner`insert into event_occurrences (id, event_id, starts_local, ends_local)
		select gen_random_uuid(), ${event.id}, d, d + interval '2 hours' from generate_series('2099-06-01 10:00'::timestamp, '2099-07-29 10:00', '1 day') d`;
	const all = await owner<{ id: string }[]>`select id from event_occurrences where event_id = ${event.id}`;
	const come = (dates: string[]) => db.as(world.kayes, (own) => registrations.attend(own, event.id, newId(), dates));
	await come(all.map(({ id }) => id));
	const [registered] = await arrived();
	await come([]);
	const [left] = await arrived();
	for (const mail of [registered, left]) {
		expect(mail?.size).toBeLessThan(25_000);
		expect(mail?.text?.match(/^- /gm)).toHaveLength(31);
		expect(mail?.text).toContain(`/agenda/${event.slug}.ics`);
		expect(calendarOf(mail)).toMatchObject({ count: 8, starts: '2099-05-15T18:30:00' });
	}
});

it('who no longer reads the event is written nothing more', async () => {
	const inSpace = await anEvent(world, {
		...{ registration: 'open', starts: '2099-05-15T18:30', visibility: 'espace', space: world.spaces.comite.id },
		author: world.pilote
	});
	await db.as(world.agente, (own) => registrations.attend(own, inSpace.id, newId(), [inSpace.occurrence]));
	expect((await arrived()).map(to)).toEqual([[world.agente.claims.email]]);
	const open = await anEvent(world, { registration: 'open', starts: '2099-05-15T18:30' });
	await register(open, 'bientot@example.org');
	const asked = tokenIn(await ask(open, 'pas-encore@example.org', 'fr'));
	expect(asked).not.toBe('');
	await owner`delete from space_members where person_id = ${world.agente.id} and space_id = ${world.spaces.comite.id}`;
	await owner`update events set visibility = 'reseau' where id = ${open.id}`;
	for (const { id } of [inSpace, open]) await owner`update events set situation = 'moved-online' where id = ${id}`;
	expect(await arrived()).toEqual([]);
	expect(await ask(open, 'encore@example.org', 'fr')).toBeUndefined();
});
