/** The register of processing (GDPR art. 30): read by everybody, kept by the administrators. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { registerTexts, type RegisterField, type RegisterText, type RegisterValues } from './register';

export interface Entry extends Record<RegisterField, string>, Record<`${RegisterField}En`, string | null> {
	id: string;
	version: number;
	updatedAt: Date;
}

export async function entries(db: Database): Promise<Entry[]> {
	return db
		.selectFrom('processing_register')
		.select([
			'id',
			'name',
			'purpose',
			'legal_basis as legalBasis',
			'people',
			'data',
			'recipients',
			'retention',
			'name_en as nameEn',
			'purpose_en as purposeEn',
			'legal_basis_en as legalBasisEn',
			'people_en as peopleEn',
			'data_en as dataEn',
			'recipients_en as recipientsEn',
			'retention_en as retentionEn',
			'version',
			'updated_at as updatedAt'
		])
		.orderBy('position')
		.orderBy('id')
		.execute();
}

const columns = ({ name, purpose, legalBasis, people, data, recipients, retention, ...english }: RegisterValues) => ({
	name,
	purpose,
	legal_basis: legalBasis,
	people,
	data,
	recipients,
	retention,
	name_en: english.nameEn ?? null,
	purpose_en: english.purposeEn ?? null,
	legal_basis_en: english.legalBasisEn ?? null,
	people_en: english.peopleEn ?? null,
	data_en: english.dataEn ?? null,
	recipients_en: english.recipientsEn ?? null,
	retention_en: english.retentionEn ?? null
});

/** @returns what somebody else saved meanwhile, when the version is no longer the one that was shown. */
export async function save(
	db: Database,
	values: RegisterValues
): Promise<{ version: number; theirs: Partial<Record<RegisterText, string>> } | null> {
	if (values.version === undefined) {
		await db
			.insertInto('processing_register')
			.values({
				id: values.id,
				position: sql<number>`(select coalesce(max(position), 0) + 1 from processing_register)`,
				...columns(values)
			})
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		return null;
	}
	const { numUpdatedRows } = await db
		.updateTable('processing_register')
		.set(columns(values))
		.where('id', '=', values.id)
		.where('version', '=', values.version)
		.executeTakeFirst();
	if (numUpdatedRows > 0n) return null;
	const now = (await entries(db)).find(({ id }) => id === values.id);
	// Taken out by somebody else: saving it again adds it.
	if (!now) return { version: 0, theirs: {} };
	const changed = registerTexts.filter((field) => (now[field] ?? '') !== (values[field] ?? ''));
	return { version: now.version, theirs: Object.fromEntries(changed.map((field) => [field, now[field] ?? ''])) };
}

export async function remove(db: Database, id: string): Promise<void> {
	await db.deleteFrom('processing_register').where('id', '=', id).execute();
}

export interface Run {
	id: string;
	startedAt: Date;
	removed: Record<string, number>;
}

/** What the last nights removed. */
export async function lastRuns(db: Database): Promise<Run[]> {
	return db
		.selectFrom('retention_runs')
		.select(['id', 'started_at as startedAt', sql<Record<string, number>>`removed`.as('removed')])
		.orderBy('started_at', 'desc')
		.limit(7)
		.execute();
}
