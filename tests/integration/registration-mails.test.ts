/** The mails of registrations, each kind in both languages, through a real SMTP port: what they say, to whom, and what calendars take from them. */
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	mailRegistration,
	mailRegistrationRequest,
	remindRegistered,
	tellRegistered
} from '../../src/lib/agenda/registration-mail.server';
import * as registrations from '../../src/lib/agenda/registrations.server';
import { newId } from '../../src/lib/platform/ids';
import { sendMail } from '../../src/lib/platform/mail.server';
import { anEvent } from '../support/factories';
import { mailServer, type MailServer, type Received } from '../support/smtp';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
let server: MailServer;
let supabase: TestSupabase;
beforeAll(async () => {
	server = await mailServer();
	supabase = await testSupabase(db, { SMTP_URL: server.url, MAIL_FROM: 'Palabre <bonjour@example.org>' });
});
afterAll(async () => {
	await supabase.close();
	server.close();
});

const jobs: Record<string, (payload: never) => Promise<void>> = {
	'mail-registration-request': mailRegistrationRequest,
	'mail-registration': mailRegistration,
	'tell-registered': tellRegistered,
	'send-mail': sendMail
};

/** Runs what waits, whenever it is due, until nothing is left. @returns the mails that arrived. */
async function arrived(): Promise<Received[]> {
	const before = server.received.length;
	for (;;) {
		const waiting = await owner<{ task: string; payload: never }[]>`
			delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
			where t.id = j.task_id and t.identifier = any(${Object.keys(jobs)}) returning t.identifier as task, j.payload`;
		if (!waiting.length) break;
		for (const { task, payload } of waiting) await jobs[task]?.(payload);
	}
	return server.received.slice(before);
}

const to = (mail: Received | undefined) =>
	[mail?.to].flat().flatMap((field) => field?.value.map(({ address }) => address) ?? []);
const tokenIn = (mail: Received | undefined) => /\/inscriptions\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
/** The calendar of a mail, as a mail program reads it. */
function calendarOf(mail: Received | undefined) {
	const part = mail?.attachments.find(({ contentType }) => /ics|calendar/.test(contentType));
	if (!part) return null;
	const component = new ICAL.Component(ICAL.parse(part.content.toString('utf8')) as never);
	const events = component.getAllSubcomponents('vevent');
	const [event] = events;
	return {
		method: component.getFirstPropertyValue('method'),
		count: events.length,
		uid: event?.getFirstPropertyValue('uid'),
		sequence: event?.getFirstPropertyValue('sequence'),
		status: event?.getFirstPropertyValue('status'),
		starts: String(event?.getFirstPropertyValue('dtstart')),
		attendee: event?.getFirstPropertyValue('attendee'),
		organizer: event?.getFirstPropertyValue('organizer')
	};
}

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
			later: 'Reporté'
		},
		en: {
			hello: 'Hello',
			moved: 'A place is free',
			wait: 'Waiting list',
			off: 'Cancelled',
			remind: 'Reminder',
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
		const [moved] = await arrived();
		expect(to(moved)).toEqual([address('deux')]);
		expect(moved?.subject).toContain(words.moved);
		expect(calendarOf(moved)).toMatchObject({ method: 'REQUEST' });
		for (const mail of [asked, held, second.mail, moved]) {
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
