/** What the fields of the settings are called, in the form and where a conflict names them. */
import * as m from '$lib/paraglide/messages';
import type { settingsNames } from './settings';

export const fieldNames: Record<(typeof settingsNames)[number], () => string> = {
	name: m.admin_network_name,
	tagline: m.admin_tagline,
	introduction: m.admin_introduction,
	signUp: m.admin_sign_up,
	publisher: m.admin_publisher,
	publisherAddress: m.admin_publisher_address,
	publicationDirector: m.admin_director,
	host: m.admin_host,
	hostAddress: m.admin_host_address,
	contactEmail: m.admin_email,
	contactPhone: m.admin_phone,
	accessibilityStatus: m.admin_accessibility,
	accessibilityAuditedOn: m.admin_audited
};

const values: Partial<Record<string, Record<string, () => string>>> = {
	signUp: {
		open: m.admin_sign_up_open,
		request: m.admin_sign_up_request,
		invitation: m.admin_sign_up_invitation
	},
	accessibilityStatus: {
		non: m.admin_accessibility_non,
		partielle: m.admin_accessibility_partielle,
		totale: m.admin_accessibility_totale
	}
};

/** A stored value as the form shows it. */
export function readable(name: string, value: string): string {
	return values[name]?.[value]?.() ?? (value || m.admin_emptied());
}
