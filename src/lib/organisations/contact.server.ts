/**
 * A message to an organisation, instead of an address: it goes to the address that the organisation
 * chose, else to its referents, else to those who facilitate the network. No address is shown to its
 * author, and nothing is kept but the mail that waits to leave.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { ContactValues } from './schema';

interface Reader {
	email: string;
	language: 'fr' | 'en';
	/** Somebody of the organisation; else those who facilitate the network. */
	inside: boolean;
}

/** @param to what its author sees of it. Posted twice, it is sent once. */
export async function write(to: { id: string; slug: string; name: string }, values: ContactValues): Promise<void> {
	await asService(async (db) => {
		const { name: network } = await db.selectFrom('network').select('name').executeTakeFirstOrThrow();
		for (const { email, language, inside } of await readersOf(db, to.id)) {
			const locale = { locale: language };
			const facts = {
				organisation: to.name,
				name: values.name,
				email: values.email,
				message: values.message,
				link: `${runtime().configuration.origin}/annuaire/${to.slug}`,
				network
			};
			const text = m.mail_contact_text(facts, locale);
			await queueMail(db, {
				id: mailId(values.id, 'contact', email),
				kind: 'organisation-contact',
				to: email,
				replyTo: values.email,
				subject: m.mail_contact_subject(facts, locale).slice(0, 200),
				text: inside ? text : `${m.mail_contact_orphan({}, locale)}\n\n${text}`
			});
		}
	});
}

/** Those who read what is written to an organisation. For the system's own mails: addresses are shown to nobody. */
export async function readersOf(db: Database, organisation: string): Promise<Reader[]> {
	const { rows } = await sql<Reader>`
		select email, 'fr' as language, true as inside from organisation_contacts where organisation_id = ${organisation}
		union all
		select email, language, referent from private.organisation_correspondents(${organisation})
		where not exists (select from organisation_contacts where organisation_id = ${organisation})`.execute(db);
	return rows;
}
