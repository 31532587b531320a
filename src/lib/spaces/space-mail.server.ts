/**
 * The mails about a space, written by a job that a trigger queued in the transaction of the fact. None
 * says more than its reader may see: who asks is told to who decides, and only to them.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { SpaceRole } from './space';
import { spaceRoleNames } from './words';

type Locale = 'fr' | 'en';
type About = 'asked' | 'accepted' | 'refused' | 'removed' | 'unattended' | 'charter';

interface Payload {
	/** Of a request when somebody asks or was answered, else of the space. */
	id: string;
	about: About;
	/** Who was removed. */
	person?: string;
}
interface Reader {
	email: string;
	language: Locale;
}
interface Facts {
	spaceId: string;
	space: string;
	slug: string;
	network: string;
	personId: string | null;
	person: string;
	organisation: string | null;
	message: string | null;
	role: SpaceRole | null;
	reason: string | null;
	state: string | null;
}

export async function mailSpace({ id, about, person }: Payload): Promise<void> {
	await asService(async (db) => {
		const byRequest = about === 'asked' || about === 'accepted' || about === 'refused';
		const facts = await (byRequest ? requestOf(db, id) : spaceOf(db, id, person ?? null));
		// Taken back before anybody was told.
		if (!facts || (about === 'asked' && facts.state !== 'pending')) return;
		for (const reader of await readersOf(db, about, facts)) {
			const day = byRequest ? '' : new Date().toISOString().slice(0, 10);
			await queueMail(db, {
				id: mailId(id, about, reader.email, person ?? '', day),
				kind: `space-${about}`,
				to: reader.email,
				...wordsFor(about, facts, reader)
			});
		}
	});
}

async function requestOf(db: Database, id: string): Promise<Facts | undefined> {
	const { rows } = await sql<Facts>`
		select s.id as "spaceId", s.name as space, s.slug, n.name as network, p.id as "personId", p.name as person,
			o.name as organisation, r.message, r.role, r.reason, r.state
		from space_requests r join spaces s on s.id = r.space_id join people p on p.id = r.person_id
		left join organisations o on o.id = r.organisation_id, network n where r.id = ${id}`.execute(db);
	return rows[0];
}

async function spaceOf(db: Database, id: string, person: string | null): Promise<Facts | undefined> {
	const { rows } = await sql<Facts>`
		select s.id as "spaceId", s.name as space, s.slug, n.name as network, ${person}::uuid as "personId", '' as person,
			null as organisation, null as message, null as role, null as reason, null as state
		from spaces s, network n where s.id = ${id}`.execute(db);
	return rows[0];
}

async function readersOf(db: Database, about: About, facts: Facts): Promise<Reader[]> {
	const person = sql<Reader>`select email, language from private.organisation_requester(${facts.personId})`;
	const network = sql<Reader>`select email, language from private.organisation_facilitators()`;
	const readers = {
		asked: sql<Reader>`select email, language from private.space_facilitators(${facts.spaceId})`,
		accepted: person,
		refused: person,
		removed: person,
		unattended: network,
		charter: sql<Reader>`select email, language from private.space_signatories(${facts.spaceId})`
	}[about];
	return (await readers.execute(db)).rows;
}

function wordsFor(about: About, facts: Facts, { language }: Reader): { subject: string; text: string } {
	const locale = { locale: language };
	const page = `${runtime().configuration.origin}/espaces/${facts.slug}`;
	const said = {
		...facts,
		organisation: facts.organisation ?? m.mail_space_alone({}, locale),
		message: facts.message ?? m.mail_space_no_message({}, locale),
		reason: facts.reason ?? '',
		role: facts.role ? spaceRoleNames[facts.role]({}, locale) : '',
		link: about === 'asked' ? `${page}/membres` : about === 'charter' ? `${page}/charte` : page
	};
	const [subject, text] = {
		asked: [m.mail_space_asked_subject, m.mail_space_asked_text] as const,
		accepted: [m.mail_space_accepted_subject, m.mail_space_accepted_text] as const,
		refused: [m.mail_space_refused_subject, m.mail_space_refused_text] as const,
		removed: [m.mail_space_removed_subject, m.mail_space_removed_text] as const,
		unattended: [m.mail_space_unattended_subject, m.mail_space_unattended_text] as const,
		charter: [m.mail_space_charter_subject, m.mail_space_charter_text] as const
	}[about];
	// A subject is at most 200 characters, a name alone 160.
	return { subject: subject(said, locale).slice(0, 200), text: text(said, locale) };
}
