/**
 * The mails about an organisation, written by a job that a trigger queued in the transaction of the
 * fact. None says more than its reader may see: who asks is told to who decides, and only to them.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';

type Locale = 'fr' | 'en';
type Role = 'referent' | 'contributeur';
type About = 'asked' | 'accepted' | 'refused' | 'validated' | 'not-validated' | 'without-referent' | 'to-confirm';

interface Payload {
	/** Of a request when somebody asks or was answered, else of the organisation. */
	id: string;
	about: About;
	reason?: string | null;
}
interface Reader {
	email: string;
	language: Locale;
	referent?: boolean;
}
interface Facts {
	organisationId: string;
	organisation: string;
	slug: string;
	network: string;
	person: string;
	personId: string | null;
	message: string | null;
	role: Role | null;
	reason: string | null;
}

export async function mailOrganisation({ id, about, reason }: Payload): Promise<void> {
	await asService(async (db) => {
		const found = about === 'asked' || about === 'accepted' || about === 'refused' ? requestOf : organisationOf;
		const facts = await found(db, id);
		if (!facts) return;
		for (const reader of await readersOf(db, about, facts)) {
			const words = wordsFor(about, { ...facts, reason: facts.reason ?? reason ?? null }, reader);
			await queueMail(db, {
				// A reminder comes back every year.
				id: mailId(id, about, reader.email, about === 'to-confirm' ? String(new Date().getFullYear()) : ''),
				kind: `organisation-${about}`,
				to: reader.email,
				...words
			});
		}
	});
}

async function requestOf(db: Database, id: string): Promise<Facts | undefined> {
	const { rows } = await sql<Facts>`
		select o.id as "organisationId", o.name as organisation, o.slug, n.name as network, p.name as person,
			p.id as "personId", r.message, r.role, r.reason
		from organisation_requests r join organisations o on o.id = r.organisation_id
		join people p on p.id = r.person_id, network n where r.id = ${id}`.execute(db);
	return rows[0];
}

async function organisationOf(db: Database, id: string): Promise<Facts | undefined> {
	const { rows } = await sql<Facts>`
		select o.id as "organisationId", o.name as organisation, o.slug, n.name as network, '' as person,
			null as "personId", null as message, null as role, null as reason
		from organisations o, network n where o.id = ${id}`.execute(db);
	return rows[0];
}

async function readersOf(db: Database, about: About, facts: Facts): Promise<Reader[]> {
	const body = facts.organisationId;
	const readers = {
		asked: sql<Reader>`select email, language, referent from private.organisation_correspondents(${body})`,
		accepted: sql<Reader>`select email, language from private.organisation_requester(${facts.personId})`,
		refused: sql<Reader>`select email, language from private.organisation_requester(${facts.personId})`,
		validated: sql<Reader>`select r.email, r.language from private.organisation_proposers(${body}) p, private.organisation_requester(p) r`,
		'not-validated': sql<Reader>`select r.email, r.language from private.organisation_proposers(${body}) p, private.organisation_requester(p) r`,
		'without-referent': sql<Reader>`select email, language from private.organisation_facilitators()`,
		'to-confirm': sql<Reader>`select email, language from private.organisation_correspondents(${body}) where referent`
	}[about];
	return (await readers.execute(db)).rows;
}

function linkFor(about: About, { slug }: Facts, { referent }: Reader): string {
	const people = `/annuaire/${slug}/membres`;
	const path = {
		asked: referent ? people : '/admin/organisations?liste=demandes',
		accepted: `/annuaire/${slug}`,
		refused: `/annuaire/${slug}`,
		validated: `/annuaire/${slug}/modifier`,
		'not-validated': '/annuaire/rejoindre',
		'without-referent': people,
		'to-confirm': `/annuaire/${slug}/modifier`
	}[about];
	return runtime().configuration.origin + path;
}

const roleSentences = {
	referent: m.organisation_role_referent_text,
	contributeur: m.organisation_role_contributeur_text
};

function wordsFor(about: About, facts: Facts, reader: Reader): { subject: string; text: string } {
	const locale = { locale: reader.language };
	const said = {
		...facts,
		message: facts.message ?? m.mail_organisation_no_message({}, locale),
		reason: facts.reason ?? '',
		role: facts.role ? roleSentences[facts.role]({}, locale) : '',
		link: linkFor(about, facts, reader)
	};
	const [subject, text] = {
		asked: [m.mail_organisation_asked_subject, m.mail_organisation_asked_text] as const,
		accepted: [m.mail_organisation_accepted_subject, m.mail_organisation_accepted_text] as const,
		refused: [m.mail_organisation_refused_subject, m.mail_organisation_refused_text] as const,
		validated: [m.mail_organisation_validated_subject, m.mail_organisation_validated_text] as const,
		'not-validated': [m.mail_organisation_not_validated_subject, m.mail_organisation_not_validated_text] as const,
		'without-referent': [
			m.mail_organisation_without_referent_subject,
			m.mail_organisation_without_referent_text
		] as const,
		'to-confirm': [m.mail_organisation_to_confirm_subject, m.mail_organisation_to_confirm_text] as const
	}[about];
	// A subject is at most 200 characters, a name too.
	return { subject: subject(said, locale).slice(0, 200), text: text(said, locale) };
}

/** The daily job `remind-organisations`: sheets that nobody confirmed for a year. */
export async function remindOrganisations(): Promise<void> {
	await asService((db) => sql`select private.remind_organisations()`.execute(db));
}
