/** The mail to who leaves a date, declines, or is taken off a list: why, and what their calendar makes of it. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailHtml } from '$lib/platform/mail-html';
import { queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
import {
	calendarDates,
	calendarMail,
	isOver,
	listedDates,
	pathToEvent,
	shortened,
	whenWords
} from './event-mail.server';
import { calendarEvents } from './feeds.server';
import type { CalendarEvent } from './ics';

interface LeftPlace {
	event: string;
	name: string | null;
	email: string;
	language: Locale;
	network: string;
	/** Null: the whole event, to which they were invited. */
	occurrences: string[] | null;
	/** `left` and `maybe`: they said so; `removed`, `uninvited`: who holds the event did. */
	why: 'left' | 'maybe' | 'removed' | 'uninvited';
	/** Of who took them off. */
	word: string | null;
}

/** The job `mail-left-place`: run twice, it writes one mail. What its reader may no longer read is not written. */
export async function mailLeftPlace({ id }: { id: string }): Promise<void> {
	await asService(async (db) => {
		const left = await take(db, id);
		if (!left) return;
		const [event] = await calendarEvents(db, sql`e.id = ${left.event}`, left.language);
		const mail = event && written(left, event);
		if (mail) await queueMail(db, { kind: 'registration-left', to: left.email, ...mail });
	});
}

async function take(db: Database, id: string): Promise<LeftPlace | undefined> {
	const { rows } = await sql<LeftPlace>`
		with taken as (delete from private.left_places where id = ${id} returning *)
		select t.event_id as event, coalesce(t.name, c.name) as name, coalesce(c.email, t.email) as email,
			coalesce(c.language, t.language) as language, n.name as network, t.occurrences, t.why, t.word
		from taken t join events e on e.id = t.event_id and e.status = 'published' cross join network n
		left join lateral private.correspondent(t.person_id) c on true
		where coalesce(c.email, t.email) is not null
			and (t.why <> 'uninvited' or not private.refuses_mail(coalesce(c.email, t.email)))
			and case when t.person_id is null then e.visibility = 'public' else private.person_reads_event(t.person_id, e.id) end`.execute(
		db
	);
	return rows[0];
}

const words = {
	left: { subject: m.mail_registration_left_subject, lead: m.mail_registration_left_lead },
	maybe: { subject: m.mail_registration_maybe_subject, lead: m.mail_registration_maybe_lead },
	removed: { subject: m.mail_registration_removed_subject, lead: m.mail_registration_removed_lead },
	uninvited: { subject: m.mail_registration_uninvited_subject, lead: m.mail_registration_uninvited_lead }
} as const;

/** @returns nothing when it is over. */
function written({ occurrences, name, email, language, network, why, word }: LeftPlace, event: CalendarEvent) {
	const now = new Date();
	const locale = { locale: language };
	const dates = event.occurrences.filter(
		(when) => (!occurrences || occurrences.includes(when.id)) && !isOver(when, event, now)
	);
	if (!dates.length) return null;
	const whole = occurrences === null && event.recurrence !== null;
	const inCalendar = calendarDates(event, dates, language);
	const subject = shortened(words[why].subject({ title: event.title }, locale));
	const text = [
		name ? m.mail_hello_name({ name }, locale) : m.mail_hello({}, locale),
		words[why].lead({}, locale),
		...(word ? [m.mail_invitation_word({ word }, locale).trim()] : []),
		event.title,
		...(occurrences ? [listedDates(dates, (when) => whenWords(when, event, language), language)] : []),
		...(whole ? [] : inCalendar.others),
		why === 'left' ? `${m.mail_registration_left_again({}, locale)}\n${pathToEvent(event)}` : pathToEvent(event),
		network
	].join('\n\n');
	const calendar = calendarMail(event, {
		...{ cancels: why !== 'maybe', answer: why === 'maybe' ? 'TENTATIVE' : 'DECLINED', to: email, at: now },
		occurrences: whole ? null : inCalendar.occurrences
	});
	return { subject, text, html: mailHtml(subject, text, language), calendar };
}
