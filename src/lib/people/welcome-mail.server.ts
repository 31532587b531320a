/** The job `mail-welcome`: somebody entered, and is told what may be done first (`domain.md` IN-03). */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';

export async function mailWelcome({ id }: { id: string }): Promise<void> {
	await asService(async (db) => {
		const { rows } = await sql<{ name: string; email: string; language: 'fr' | 'en'; network: string }>`
			select c.name, c.email, c.language, n.name as network from private.correspondent(${id}) c, network n`.execute(db);
		const [person] = rows;
		if (!person) return;
		const said = { ...person, origin: runtime().configuration.origin };
		await queueMail(db, {
			id: mailId(id, 'welcome', person.email),
			kind: 'welcome',
			to: person.email,
			subject: m.mail_welcome_subject(said, { locale: person.language }),
			text: m.mail_welcome_text(said, { locale: person.language })
		});
	});
}
