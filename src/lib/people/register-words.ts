/** What the fields of the register, and the rules of retention, are called on screen. */
import * as m from '$lib/paraglide/messages';
import type { RegisterField, RegisterText } from './register';

export const registerNames: Record<RegisterField, () => string> = {
	name: m.register_name,
	purpose: m.register_purpose,
	legalBasis: m.perso_basis,
	people: m.register_people,
	data: m.register_data,
	recipients: m.perso_who,
	retention: m.perso_how_long
};

/** The name of a text of an entry, which says so when it is the English one. */
export function registerTextName(text: RegisterText): string {
	const english = text.endsWith('En');
	const name = registerNames[(english ? text.slice(0, -2) : text) as RegisterField]();
	return english ? m.register_in_english({ field: name }) : name;
}

export const ruleNames: Record<string, () => string> = {
	sessions: m.retention_sessions,
	'address-changes': m.retention_address_changes,
	exports: m.retention_exports,
	'mail-contents': m.retention_mail_contents,
	mails: m.retention_mails,
	reporters: m.retention_reporters,
	introductions: m.retention_introductions,
	'unwelcomed-accounts': m.retention_unwelcomed,
	invitations: m.retention_invitations,
	registrations: m.retention_registrations,
	'event-invitations': m.retention_event_invitations,
	notifications: m.retention_notifications,
	'retention-runs': m.retention_runs
};
