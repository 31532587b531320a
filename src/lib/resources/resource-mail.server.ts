/** The mails about a resource, written by a job that a trigger queued in the transaction of the fact. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';

type About = 'proposed' | 'to-correct' | 'published' | 'revised' | 'withdrawn';

interface Payload {
	id: string;
	about: About;
	version: number;
	/** The person who did it. */
	actor: string;
	reason: string | null;
}
interface Reader {
	email: string;
	language: 'fr' | 'en';
}

export async function mailResource({ id, about, version, actor, reason }: Payload): Promise<void> {
	await asService(async (db) => {
		const facts = await factsOf(db, id);
		if (!facts) return;
		const { rows } = await sql<Reader>`
			select email, language from private.resource_correspondents(${id}, ${about}, ${actor})`.execute(db);
		for (const reader of rows) {
			await queueMail(db, {
				id: mailId(id, about, String(version), reader.email),
				kind: `resource-${about}`,
				to: reader.email,
				...wordsFor(about, { ...facts, reason }, reader)
			});
		}
	});
}

type Facts = NonNullable<Awaited<ReturnType<typeof factsOf>>>;

function factsOf(db: Database, id: string) {
	return db
		.selectFrom('resources')
		.innerJoin('network', (join) => join.onTrue())
		.select(['resources.slug', 'resources.title', 'network.name as network'])
		.where('resources.id', '=', id)
		.executeTakeFirst();
}

function wordsFor(about: About, { slug, title, network, reason }: Facts & { reason: string | null }, reader: Reader) {
	const locale = { locale: reader.language };
	const said = {
		title,
		network,
		link: `${runtime().configuration.origin}/ressources/${slug}${about === 'to-correct' ? '/modifier' : ''}`,
		reason: reason ? m.mail_resource_reason({ reason }, locale) : ''
	};
	const [subject, text] = {
		proposed: [m.mail_resource_proposed_subject, m.mail_resource_proposed_text] as const,
		'to-correct': [m.mail_resource_to_correct_subject, m.mail_resource_to_correct_text] as const,
		published: [m.mail_resource_published_subject, m.mail_resource_published_text] as const,
		revised: [m.mail_resource_revised_subject, m.mail_resource_revised_text] as const,
		withdrawn: [m.mail_resource_withdrawn_subject, m.mail_resource_withdrawn_text] as const
	}[about];
	// A subject is at most 200 characters, a title too.
	return { subject: subject(said, locale).slice(0, 200), text: text(said, locale) };
}
