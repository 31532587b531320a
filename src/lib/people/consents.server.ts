/** What somebody agreed to when they entered, with the text that they saw. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import { noticeText } from './data-notice';

export interface Consent {
	kind: 'rules' | 'data-notice';
	language: 'fr' | 'en';
	body: string;
	givenAt: Date;
	withdrawnAt: Date | null;
}

/** The rules that the welcome shows, and the notice that it links to, as they read today. */
export async function agree(db: Database, language: 'fr' | 'en', publisher: string): Promise<void> {
	const texts = { rules: m.welcome_rules({}, { locale: language }), 'data-notice': noticeText(publisher, language) };
	for (const [kind, body] of Object.entries(texts))
		await sql`select private.record_consent(${kind}, ${language}, ${body})`.execute(db);
}

export async function mine(db: Database): Promise<Consent[]> {
	const { rows } = await sql<Consent>`
		select t.kind, t.language, t.body, c.given_at as "givenAt", c.withdrawn_at as "withdrawnAt"
		from consents c join consent_texts t on t.hash = c.text_hash
		where c.person_id = private.viewer() order by c.given_at desc, t.kind desc`.execute(db);
	return rows;
}

/** The rules are no longer agreed to: at once, the viewer is shown to nobody. The notice is no agreement. */
export async function withdraw(db: Database): Promise<void> {
	await sql`select private.withdraw_agreement()`.execute(db);
}
