/** The mail to who leaves a date, or declines: what they said, and the cancellation that their calendar takes. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailHtml } from '$lib/platform/mail-html';
import { queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
import { calendarMail, isOver, pathToEvent, shortened, whenWords } from './event-mail.server';
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
			coalesce(c.language, t.language) as language, n.name as network, t.occurrences
		from taken t join events e on e.id = t.event_id and e.status = 'published' cross join network n
		left join lateral private.correspondent(t.person_id) c on true
		where coalesce(c.email, t.email) is not null
			and case when t.person_id is null then e.visibility = 'public' else private.person_reads_event(t.person_id, e.id) end`.execute(
		db
	);
	return rows[0];
}

function written({ occurrences, name, email, language, network }: LeftPlace, event: CalendarEvent) {
	const now = new Date();
	const locale = { locale: language };
	const dates = event.occurrences.filter(
		(when) => (!occurrences || occurrences.includes(when.id)) && !isOver(when, event, now)
	);
	if (!dates.length) return null;
	const subject = shortened(m.mail_registration_left_subject({ title: event.title }, locale));
	const text = [
		name ? m.mail_hello_name({ name }, locale) : m.mail_hello({}, locale),
		m.mail_registration_left_lead({}, locale),
		event.title,
		...(occurrences ? [dates.map((when) => `- ${whenWords(when, event, language)}`).join('\n')] : []),
		`${m.mail_registration_left_again({}, locale)}\n${pathToEvent(event)}`,
		network
	].join('\n\n');
	const whole = occurrences === null && event.recurrence !== null;
	const calendar = calendarMail(event, {
		...{ cancels: true, answer: 'DECLINED', to: email, at: now },
		occurrences: whole ? null : dates.map(({ id }) => id)
	});
	return { subject, text, html: mailHtml(subject, text, language), calendar };
}
