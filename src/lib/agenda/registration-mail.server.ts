/**
 * The mails of registrations: one to confirm an address, then those to who is registered. Written by jobs that
 * triggers queued; each has a link of its own, whose token is kept nowhere else. What its reader may no longer
 * read is not written to them.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { linkToken } from '$lib/people/one-time.server';
import { asService, type Database } from '$lib/platform/database.server';
import { mailHtml } from '$lib/platform/mail-html';
import { queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import {
	calendarDates,
	calendarMail,
	isOver,
	listedDates,
	pathToEvent,
	placeLines,
	shortened,
	whenWords
} from './event-mail.server';
import { calendarEvents } from './feeds.server';
import type { CalendarEvent, CalendarOccurrence } from './ics';
import type { RegisteredDate } from './registration';
import { hashOfToken } from './registrations.server';
import { instantOf } from './when';

type About = 'registered' | 'moved-up' | 'changed' | 'reminder';

interface Addressed {
	event: string;
	email: string;
	language: Locale;
	network: string;
}

const linkOf = (token: string) => `${runtime().configuration.origin}/inscriptions/${token}`;

/** The job `mail-registration-request`: run twice, it writes one mail. It says no name: anybody may have typed it. */
export async function mailRegistrationRequest({ id }: { id: string }): Promise<void> {
	const token = linkToken();
	await asService(async (db) => {
		const { rows } = await sql<Addressed & { title: string }>`
			with mailed as (
				update private.registration_requests set token_hash = ${hashOfToken(token)}
				where id = ${id} and token_hash is null and confirmed_at is null returning event_id, email, language
			)
			select e.id as event, e.title, r.email, r.language, n.name as network
			from mailed r join events e on e.id = r.event_id cross join network n
			where e.status = 'published' and e.visibility = 'public'`.execute(db);
		const [asked] = rows;
		if (!asked) return;
		const { email, language, ...facts } = asked;
		const locale = { locale: language };
		const subject = shortened(m.mail_registration_confirm_subject(facts, locale));
		const text = m.mail_registration_confirm_text({ ...facts, link: linkOf(token) }, locale);
		await queueMail(db, {
			kind: 'registration-confirm',
			to: email,
			subject,
			text,
			html: mailHtml(subject, text, language)
		});
	});
}

interface Notice extends Addressed {
	about: About;
	name: string;
	status: 'published' | 'withdrawn';
	/** The event may still be told to its reader. */
	readable: boolean;
	dates: RegisteredDate[];
}

/** The job `mail-registration`. */
export async function mailRegistration({ id }: { id: string }): Promise<void> {
	const token = linkToken();
	await asService(async (db) => {
		const notice = await claim(db, id, token);
		if (!notice?.readable) return;
		const [event] = await calendarEvents(db, sql`e.id = ${notice.event}`, notice.language);
		const mail = event && written(notice, event, linkOf(token));
		if (mail) await queueMail(db, { kind: `registration-${notice.about}`, to: notice.email, ...mail });
	});
}

async function claim(db: Database, id: string, token: string): Promise<Notice | undefined> {
	const { rows } = await sql<Notice>`
		with mailed as (
			update private.registration_notices set token_hash = ${hashOfToken(token)}
			where id = ${id} and token_hash is null returning registration_id, about
		)
		select r.event_id as event, mailed.about, r.name, e.status, coalesce(c.email, r.email) as email,
			coalesce(c.language, r.language) as language, n.name as network,
			case when r.person_id is null then e.visibility = 'public' and e.status in ('published', 'withdrawn')
				else private.person_reads_event(r.person_id, e.id) end as readable,
			(select jsonb_agg(jsonb_build_object('occurrence', d.occurrence_id, 'state', d.state))
				from registration_dates d where d.registration_id = r.id) as dates
		from mailed join registrations r on r.id = mailed.registration_id join events e on e.id = r.event_id
		cross join network n left join lateral private.correspondent(r.person_id) c on true
		where coalesce(c.email, r.email) is not null`.execute(db);
	return rows[0];
}

interface MailedDate extends CalendarOccurrence {
	state: RegisteredDate['state'];
}

/** @returns nothing when what it would tell is over, or no longer so. */
function written(notice: Notice, told: CalendarEvent, link: string) {
	const now = new Date();
	// Withdrawn, it takes place for nobody; why is not for everybody.
	const event: CalendarEvent =
		notice.status === 'withdrawn' ? { ...told, situation: 'cancelled', situationReason: null } : told;
	const cancelled = ({ cancelledBecause }: MailedDate) => cancelledBecause !== null || event.situation === 'cancelled';
	let dates: MailedDate[] = event.occurrences.flatMap((when) => {
		const mine = (notice.dates ?? []).find(({ occurrence }) => occurrence === when.id);
		return mine && !isOver(when, event, now) ? [{ ...when, state: mine.state }] : [];
	});
	if (notice.about === 'reminder') {
		if (event.situation === 'postponed') return null;
		dates = dates.filter((date) => date.state === 'held' && !cancelled(date) && isNear(date, event, now));
	}
	if (!dates.length) return null;
	const locale = { locale: notice.language };
	const { subject, lead } = wordsOf(notice, event, dates, dates.every(cancelled));
	const kept = notice.about === 'reminder' ? [] : dates.filter(({ state }) => state === 'held');
	const { occurrences, others } = calendarDates(event, kept, notice.language);
	const text = [
		m.mail_hello_name({ name: notice.name }, locale),
		lead,
		[
			event.title,
			...placeLines(
				event,
				dates.some(({ state }) => state === 'held'),
				notice.language
			)
		].join('\n'),
		listedDates(dates, (date) => dateLine(date, event, cancelled(date), notice.language), notice.language),
		...others,
		`${m.mail_registration_change({}, locale)}\n${link}`,
		...(notice.status === 'published' ? [pathToEvent(event)] : []),
		`${notice.network}\n${m.mail_registration_why({}, locale)}`
	].join('\n\n');
	return {
		subject,
		text,
		html: mailHtml(subject, text, notice.language),
		...calendarFor(notice, event, occurrences, dates.every(cancelled))
	};
}

const isNear = ({ starts }: MailedDate, { timeZone }: CalendarEvent, now: Date) =>
	instantOf(starts, timeZone).getTime() - now.getTime() < 36 * 3_600_000;

function wordsOf(notice: Notice, event: CalendarEvent, dates: MailedDate[], allCancelled: boolean) {
	const locale = { locale: notice.language };
	const { title } = event;
	const reason = event.situationReason ?? dates.find((date) => date.cancelledBecause)?.cancelledBecause ?? '';
	const waits = dates.every(({ state }) => state === 'waiting');
	const [subject, lead] = {
		registered: waits
			? ([m.mail_registration_waiting_subject, m.mail_registration_waiting_lead] as const)
			: ([m.mail_registration_registered_subject, m.mail_registration_registered_lead] as const),
		'moved-up': [m.mail_registration_moved_up_subject, m.mail_registration_moved_up_lead] as const,
		changed: allCancelled
			? ([m.mail_registration_cancelled_subject, m.mail_registration_cancelled_lead] as const)
			: event.situation === 'postponed'
				? ([m.mail_registration_postponed_subject, m.mail_registration_postponed_lead] as const)
				: ([m.mail_registration_changed_subject, m.mail_registration_changed_lead] as const),
		reminder: [m.mail_registration_reminder_subject, m.mail_registration_reminder_lead] as const
	}[notice.about];
	return {
		subject: shortened(subject({ title }, locale)),
		lead: [lead({}, locale), notice.about === 'changed' ? reason : ''].filter(Boolean).join(' ')
	};
}

function dateLine(date: MailedDate, event: CalendarEvent, cancelled: boolean, language: Locale): string {
	const locale = { locale: language };
	const state = cancelled
		? m.agenda_situation_cancelled({}, locale)
		: date.state === 'held'
			? m.registration_state_held({}, locale)
			: m.registration_state_waiting({}, locale);
	return m.mail_registration_date({ when: whenWords(date, event, language), state }, locale);
}

function calendarFor({ email }: Notice, event: CalendarEvent, occurrences: string[], cancels: boolean) {
	if (!occurrences.length) return {};
	return { calendar: calendarMail(event, { cancels, answer: 'ACCEPTED', to: email, at: new Date(), occurrences }) };
}

/** The job `tell-registered`, five minutes after the last change of an event. */
export async function tellRegistered({ id }: { id: string }): Promise<void> {
	await untilNone((db) => sql<{ done: number }>`select private.tell_registered(${id}) as done`.execute(db));
	await untilNone((db) => sql<{ done: number }>`select private.tell_invited(${id}) as done`.execute(db));
}

/** The job `remind-registered`, each quarter of an hour. */
export async function remindRegistered(): Promise<void> {
	await untilNone((db) => sql<{ done: number }>`select private.remind_registered() as done`.execute(db));
}

/** Some hundreds at a time, each in its own transaction. */
async function untilNone(work: (db: Database) => Promise<{ rows: { done: number }[] }>): Promise<void> {
	for (;;) {
		const { rows } = await asService(work);
		if (!rows[0]?.done) return;
	}
}
