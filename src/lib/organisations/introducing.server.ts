/**
 * « Mettre en relation » (`domain.md` IN-03): a member presents two organisations to each other, by their
 * own name. Each learns that the other is there and how to write to it; neither learns an address but that
 * of who introduces them, which they give.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import { readersOf } from './contact.server';
import type { IntroductionValues } from './schema';

/** The same form sent twice introduces once. */
export async function introduce(db: Database, first: string, values: IntroductionValues): Promise<void> {
	await db
		.insertInto('introductions')
		.values({ id: values.id, first_id: first, second_id: values.other, message: values.message })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

interface Facts {
	message: string;
	name: string;
	email: string;
	network: string;
	bodies: { id: string; slug: string; name: string }[];
}

/** The job `mail-introduction`: one message to those who answer for either. */
export async function mailIntroduction({ id }: { id: string }): Promise<void> {
	await asService(async (db) => {
		const { rows } = await sql<Facts>`
			select i.message, c.name, c.email, n.name as network,
				(select jsonb_agg(jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name) order by o.id <> i.first_id)
					from organisations o where o.id in (i.first_id, i.second_id)) as bodies
			from introductions i, private.correspondent(i.author_id) c, network n where i.id = ${id}`.execute(db);
		const [facts] = rows;
		const [first, second] = facts?.bodies ?? [];
		if (!facts || !first || !second) return;
		const { origin } = runtime().configuration;
		for (const [body, other] of [
			[first, second],
			[second, first]
		] as const) {
			for (const { email, language } of await readersOf(db, body.id)) {
				const said = { ...facts, first: first.name, second: second.name, link: `${origin}/annuaire/${other.slug}` };
				await queueMail(db, {
					// Who answers for both reads it once.
					id: mailId(id, 'introduction', email),
					kind: 'introduction',
					to: email,
					replyTo: facts.email,
					subject: m.mail_introduction_subject(said, { locale: language }).slice(0, 200),
					text: m.mail_introduction_text(said, { locale: language })
				});
			}
		}
	});
}
