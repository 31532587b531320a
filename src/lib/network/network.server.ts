/** The network itself: what it says of itself, and how one joins it. One row, edited by its administrators. */
import type { Database } from '$lib/platform/database.server';
import type { SettingsValues } from './settings';

export async function isSignUpOpen(db: Database): Promise<boolean> {
	const row = await db.selectFrom('network').select('sign_up').executeTakeFirst();
	return row?.sign_up === 'open';
}

export async function settings(db: Database) {
	return db
		.selectFrom('network')
		.select([
			'name', 'tagline', 'introduction', 'publisher', 'publisher_address as publisherAddress',
			'publication_director as publicationDirector', 'host', 'host_address as hostAddress',
			'contact_email as contactEmail', 'contact_phone as contactPhone',
			'accessibility_status as accessibilityStatus', 'accessibility_audited_on as accessibilityAuditedOn',
			'sign_up as signUp', 'version'
		])
		.executeTakeFirstOrThrow();
}

export type Settings = Awaited<ReturnType<typeof settings>>;

/** @returns false when somebody else saved since the form was shown. */
export async function settle(db: Database, values: SettingsValues): Promise<boolean> {
	const done = await db
		.updateTable('network')
		.set({
			name: values.name,
			tagline: values.tagline ?? '',
			introduction: values.introduction ?? '',
			publisher: values.publisher ?? null,
			publisher_address: values.publisherAddress ?? null,
			publication_director: values.publicationDirector ?? null,
			host: values.host ?? null,
			host_address: values.hostAddress ?? null,
			contact_email: values.contactEmail ?? null,
			contact_phone: values.contactPhone ?? null,
			accessibility_status: values.accessibilityStatus,
			accessibility_audited_on: values.accessibilityAuditedOn ?? null,
			sign_up: values.signUp
		})
		.where('version', '=', values.version)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}
