/** What the fields of the register, and the rules of retention, are called on screen. */
import * as m from '$lib/paraglide/messages';
import type { RegisterField } from './register';

export const registerNames: Record<RegisterField, () => string> = {
	name: m.register_name,
	purpose: m.register_purpose,
	legalBasis: m.perso_basis,
	people: m.register_people,
	data: m.register_data,
	recipients: m.perso_who,
	retention: m.perso_how_long
};

export const ruleNames: Record<string, () => string> = {
	sessions: m.retention_sessions,
	'address-changes': m.retention_address_changes,
	exports: m.retention_exports,
	'mail-contents': m.retention_mail_contents,
	mails: m.retention_mails,
	reporters: m.retention_reporters,
	'unwelcomed-accounts': m.retention_unwelcomed,
	invitations: m.retention_invitations,
	'retention-runs': m.retention_runs
};
