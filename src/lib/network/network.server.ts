/** The network itself: what it says of itself, and how one joins it. One row, edited by its administrators. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { settingsNames, type SettingsValues } from './settings';

/** How one joins: freely, by a request that is answered, or by invitation only. */
export type SignUp = SettingsValues['signUp'];

export async function signUp(db: Database): Promise<SignUp> {
	const { mode } = await db
		.selectFrom('network')
		.select(sql<SignUp>`sign_up`.as('mode'))
		.executeTakeFirstOrThrow();
	return mode;
}

export async function settings(db: Database) {
	return db
		.selectFrom('network')
		.select([
			'name',
			'tagline',
			'introduction',
			'publisher',
			'publisher_address as publisherAddress',
			'publication_director as publicationDirector',
			'host',
			'host_address as hostAddress',
			'contact_email as contactEmail',
			'contact_phone as contactPhone',
			'accessibility_status as accessibilityStatus',
			'accessibility_audited_on as accessibilityAuditedOn',
			'sign_up as signUp',
			'version'
		])
		.executeTakeFirstOrThrow();
}

export type Settings = Awaited<ReturnType<typeof settings>>;

/** What somebody else changed since the form was shown, by the names of its fields. */
export interface Conflict {
	version: number;
	theirs: Record<string, string>;
}

/** @param was what the form showed; a conflict names only what has changed since. */
export async function settle(
	db: Database,
	values: SettingsValues,
	was: Partial<Settings> | null
): Promise<Conflict | null> {
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
	if (done.numUpdatedRows > 0n) return null;
	const now = await settings(db);
	const before: Record<string, unknown> = was ?? values;
	const changed = settingsNames.filter((name) => String(before[name] ?? '') !== String(now[name] ?? ''));
	return { version: now.version, theirs: Object.fromEntries(changed.map((name) => [name, String(now[name] ?? '')])) };
}

/** Each stops at 10 001. */
export interface Counts {
	people: number;
	organisations: number;
	spaces: number;
	resources: number;
	/** Waiting to be validated. */
	proposedOrganisations: number;
	/** Waiting for an answer, among those that the viewer sees. */
	invitations: number;
	/** For administrators only, like what follows. Waiting for a decision. */
	reports?: number;
	failedMails?: number;
	failingJobs?: number;
}

export async function counts(db: Database): Promise<Counts | null> {
	const { rows } = await sql<{ counts: Counts | null }>`select private.administration() as counts`.execute(db);
	return rows[0]?.counts ?? null;
}
