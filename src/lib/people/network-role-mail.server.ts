/** Somebody's role in the network changed: they are told, and by which words of the administration. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService } from '$lib/platform/database.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { NetworkRole } from './stewardship';
import { networkRoleNames, networkRoleSentences } from './words';

interface Payload {
	id: string;
	role: NetworkRole;
	/** Of the mail: the job may run twice. */
	mail: string;
}

export async function mailNetworkRole({ id, role, mail }: Payload): Promise<void> {
	await asService(async (db) => {
		const { rows } = await sql<{ name: string; email: string; language: 'fr' | 'en'; network: string }>`
			select c.name, c.email, c.language, n.name as network
			from private.correspondent(${id}) c cross join network n`.execute(db);
		const person = rows[0];
		if (!person) return;
		const { name, network, email, language: locale } = person;
		await queueMail(db, {
			id: mail,
			kind: 'network-role',
			to: email,
			subject: m.mail_network_role_subject({ network }, { locale }),
			text: m.mail_network_role_text(
				{
					name,
					network,
					role: networkRoleNames[role]({}, { locale }),
					means: networkRoleSentences[role]({}, { locale }),
					origin: runtime().configuration.origin
				},
				{ locale }
			)
		});
	});
}
