/**
 * The mails of invitations to an event: the invitation, then what changes of the event. Each has a link of its own to
 * answer, whose token is kept nowhere else, and one to receive no more of them.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { linkToken } from '$lib/people/one-time.server';
import { asService, type Database } from '$lib/platform/database.server';
import { mailHtml } from '$lib/platform/mail-html';
import { queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import { calendarMail, isOver, listedDates, pathToEvent, placeLines, shortened, whenWords } from './event-mail.server';
import { calendarEvents } from './feeds.server';
import type { CalendarEvent, CalendarOccurrence, Sending } from './ics';
import type { Answer } from './invitation';
import { hashOfToken } from './invitations.server';

/** Dates in the words of a mail, and in its calendar when no rule holds them together: a mail stays small. */
const most = { listed: 10, inCalendar: 5 } as const;

interface Notice {
	about: 'invited' | 'changed';
	event: string;
	status: 'published' | 'withdrawn';
	email: string;
	language: Locale;
	network: string;
	/** Of somebody of the network. */
	name: string | null;
	/** Null where people are masked, or they show themself to nobody. */
	inviter: string | null;
	word: string | null;
	answer: Answer | null;
}

/** The job `mail-event-invitation`: run twice, it writes one mail. */
export async function mailEventInvitation({ id }: { id: string }): Promise<void> {
	const token = linkToken();
	await asService(async (db) => {
		const notice = await claim(db, id, token);
		if (!notice) return;
		const [event] = await calendarEvents(db, sql`e.id = ${notice.event}`, notice.language);
		const mail = event && written(notice, event, token);
		if (mail) await queueMail(db, { kind: `event-invitation-${notice.about}`, to: notice.email, ...mail });
	});
}

/** Nothing for who may no longer read the event, or wants no more of these mails. */
async function claim(db: Database, id: string, token: string): Promise<Notice | undefined> {
	const { rows } = await sql<Notice>`
		with mailed as (
			update private.event_invitation_notices set token_hash = ${hashOfToken(token)}
			where id = ${id} and token_hash is null returning invitation_id, about
		)
		select mailed.about, i.event_id as event, e.status, coalesce(c.email, i.email) as email, coalesce(c.language, i.language) as language,
			n.name as network, c.name, i.word, i.answer,
			case when p.visibility <> 'prive' and not private.masks(e.sensitivity, 'people') then p.name end as inviter
		from mailed join event_invitations i on i.id = mailed.invitation_id join events e on e.id = i.event_id
		cross join network n left join people p on p.id = i.invited_by left join lateral private.correspondent(i.person_id) c on true
		where coalesce(c.email, i.email) is not null and not private.refuses_mail(coalesce(c.email, i.email))
			and (mailed.about = 'changed' or e.status = 'published' and e.situation <> 'cancelled')
			and case when i.person_id is null then e.visibility = 'public' and e.status in ('published', 'withdrawn')
				else private.person_reads_event(i.person_id, e.id) end`.execute(db);
	return rows[0];
}

const partstat: Record<Answer, Sending['answer']> = { yes: 'ACCEPTED', maybe: 'TENTATIVE', no: 'DECLINED' };

/** @returns nothing when it is over. */
function written(notice: Notice, told: CalendarEvent, token: string) {
	const { language, answer, email } = notice;
	const now = new Date();
	const locale = { locale: language };
	// Withdrawn, it takes place for nobody; why is not for everybody.
	const event: CalendarEvent =
		notice.status === 'withdrawn' ? { ...told, situation: 'cancelled', situationReason: null } : told;
	const dates = event.occurrences.filter((when) => !isOver(when, event, now));
	if (!dates.length) return null;
	const cancels = event.situation === 'cancelled' || dates.every(({ cancelledBecause }) => cancelledBecause !== null);
	const { subject, lead } = wordsOf(notice, event, dates, cancels);
	const { origin } = runtime().configuration;
	const link = `${origin}/agenda/invitation/${token}`;
	const stop = `${origin}/notifications/arret/rendez-vous/${token}`;
	const text = [
		notice.name ? m.mail_hello_name({ name: notice.name }, locale) : m.mail_hello({}, locale),
		lead,
		...(notice.about === 'invited' && notice.word
			? [m.mail_invitation_word({ word: notice.word }, locale).trim()]
			: []),
		[event.title, ...placeLines(event, false, language)].join('\n'),
		dateLines(dates, event, language),
		...(cancels ? [] : [`${m.mail_event_invitation_answer({}, locale)}\n${link}`]),
		...(notice.status === 'published' ? [pathToEvent(event)] : []),
		`${notice.network}\n${m.mail_event_invitation_why({}, locale)}\n${stop}`
	].join('\n\n');
	const sending = { cancels, answer: answer ? partstat[answer] : ('NEEDS-ACTION' as const), to: email, at: now };
	const inCalendar = event.recurrence ? null : dates.slice(0, most.inCalendar).map(({ id }) => id);
	return {
		subject,
		text,
		html: mailHtml(subject, text, language),
		calendar: calendarMail(event, { ...sending, occurrences: inCalendar }),
		unsubscribe: stop
	};
}

function wordsOf(notice: Notice, event: CalendarEvent, dates: readonly CalendarOccurrence[], cancels: boolean) {
	const locale = { locale: notice.language };
	const { title } = event;
	if (notice.about === 'invited')
		return {
			subject: shortened(m.mail_event_invitation_subject({ title }, locale)),
			lead: notice.inviter
				? m.agenda_invited_by({ inviter: notice.inviter }, locale)
				: m.mail_event_invitation_lead_masked({}, locale)
		};
	const subject = cancels
		? m.mail_registration_cancelled_subject
		: event.situation === 'postponed'
			? m.mail_registration_postponed_subject
			: m.mail_registration_changed_subject;
	const lead = cancels ? m.mail_registration_cancelled_lead : m.mail_registration_changed_lead;
	const reason = event.situationReason ?? dates.find((date) => date.cancelledBecause)?.cancelledBecause ?? '';
	return {
		subject: shortened(subject({ title }, locale)),
		lead: [lead({}, locale), reason].filter(Boolean).join(' ')
	};
}

function dateLines(dates: readonly CalendarOccurrence[], event: CalendarEvent, language: Locale): string {
	const options = { locale: language };
	const line = (date: CalendarOccurrence) => {
		const when = whenWords(date, event, language);
		return date.cancelledBecause === null
			? when
			: m.mail_registration_date({ when, state: m.agenda_situation_cancelled({}, options) }, options);
	};
	return listedDates(dates, line, language, most.listed);
}
