/**
 * The mails of a report, written by a job that a trigger queued in the transaction of the fact: the
 * acknowledgement, the decision with its reasons, and the end of a measure, to who reported and to who
 * published.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { dayAndTime } from '$lib/platform/dates';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { Decision, Ground } from './report';
import { groundNames } from './words';

type Locale = 'fr' | 'en';
interface Payload {
	id: string;
	about: 'received' | Decision | 'lifted';
}

export async function mailReport({ id, about }: Payload): Promise<void> {
	await asService(async (db) => {
		const report = await db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst();
		if (!report) return;
		const network = await db
			.selectFrom('network')
			.select(['name', 'contact_email as contact'])
			.executeTakeFirstOrThrow();
		const facts = (locale: Locale) => ({
			network: network.name,
			address: report.address,
			ground: groundNames[report.ground as Ground]({}, { locale }),
			date: dayAndTime(report.created_at, { locale }),
			answer: report.answer ?? '',
			contact: network.contact ?? runtime().configuration.origin
		});
		const send = (to: string, kind: string, words: { subject: string; text: string }) =>
			queueMail(db, { id: mailId(id, about, to), kind, to, ...words });

		if (report.reporter_email) {
			const locale = report.language as Locale;
			await send(
				report.reporter_email,
				reporterKinds[about] ?? 'report-decided',
				toldToReporter(about, facts(locale), locale)
			);
		}
		if (about === 'received') {
			const link = `${runtime().configuration.origin}/admin/signalements/${id}`;
			if (network.contact) await send(network.contact, 'report-waiting', waiting({ ...facts('fr'), link }));
			return;
		}
		if (about === 'kept') return;
		for (const { email, language } of await makersOf(db, report.object_kind, report.object_id)) {
			await send(email, 'content-moderated', toldToMakers(about, facts(language), language));
		}
	});
}

async function makersOf(db: Database, kind: string, object: string) {
	const { rows } = await sql<{
		email: string;
		language: Locale;
	}>`select email, language from private.makers_of(${kind}, ${object})`.execute(db);
	return rows;
}

type Facts = { network: string; address: string; ground: string; date: string; answer: string; contact: string };

const reporterKinds: Partial<Record<Payload['about'], string>> = {
	received: 'report-received',
	lifted: 'report-lifted'
};

function toldToReporter(about: Payload['about'], facts: Facts, locale: Locale) {
	if (about === 'received') return acknowledgement(facts, locale);
	return about === 'lifted' ? lifted(facts, locale) : decided(about, facts, locale);
}

function acknowledgement(facts: Facts, locale: Locale) {
	return {
		subject: m.mail_report_received_subject(facts, { locale }),
		text: m.mail_report_received_text(facts, { locale })
	};
}

function decided(decision: Decision, facts: Facts, locale: Locale) {
	const outcome = {
		kept: m.mail_report_kept,
		restricted: m.mail_report_restricted,
		withdrawn: m.mail_report_withdrawn
	}[decision]({}, { locale });
	return {
		subject: m.mail_report_decided_subject(facts, { locale }),
		text: m.mail_report_decided_text({ ...facts, outcome }, { locale })
	};
}

/** To who reported: the measure that was taken for them ends. */
function lifted(facts: Facts, locale: Locale) {
	return {
		subject: m.mail_report_lifted_subject(facts, { locale }),
		text: m.mail_report_lifted_text(facts, { locale })
	};
}

function toldToMakers(decision: 'restricted' | 'withdrawn' | 'lifted', facts: Facts, locale: Locale) {
	if (decision === 'lifted') {
		const what = m.report_lift_hint({}, { locale });
		return {
			subject: m.mail_moderated_lifted_subject(facts, { locale }),
			text: m.mail_moderated_lifted_text({ ...facts, what }, { locale })
		};
	}
	const outcome = { restricted: m.mail_report_restricted, withdrawn: m.mail_report_withdrawn }[decision](
		{},
		{ locale }
	);
	return {
		subject: m.mail_moderated_subject(facts, { locale }),
		text: m.mail_moderated_text({ ...facts, outcome }, { locale })
	};
}

/** To those who run the network: in its first language. */
function waiting(facts: Facts & { link: string }) {
	return {
		subject: m.mail_report_waiting_subject(facts, { locale: 'fr' }),
		text: m.mail_report_waiting_text(facts, { locale: 'fr' })
	};
}
