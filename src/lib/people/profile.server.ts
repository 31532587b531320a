/** What a person says of themselves, and to whom; and what the viewer may read of somebody else. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Circle, ProfileValues } from './account';

export interface Detail {
	texts: string[];
	visibility: Circle;
}
export type Details = Partial<Record<'languages' | 'skills', Detail>>;

const detailsOf = (person: 'p.id') => sql<Details | null>`(
	select jsonb_object_agg(d.field, jsonb_build_object('texts', d.texts, 'visibility', d.visibility))
	from person_details d where d.person_id = ${sql.ref(person)})`;

/** One's own, as the form shows it. */
export async function mine(db: Database) {
	return db
		.selectFrom('people as p')
		.select([
			'p.id',
			'p.name',
			'p.function',
			'p.bio',
			'p.time_zone as timeZone',
			'p.takes_messages as takesMessages',
			sql<Circle>`visibility`.as('visibility')
		])
		.select(detailsOf('p.id').as('details'))
		.where('p.id', '=', sql<string>`private.viewer()`)
		.executeTakeFirst();
}

/** Somebody's, as far as the viewer reads them: absent, they are nobody for the viewer. */
export async function find(db: Database, id: string) {
	return db
		.selectFrom('people as p')
		.select(['p.id', 'p.name', 'p.function', 'p.bio', 'p.time_zone as timeZone'])
		.select(sql<boolean>`p.account_id is not null`.as('isHere'))
		.select('p.takes_messages as takesMessages')
		.select(detailsOf('p.id').as('details'))
		.select(
			sql<{ slug: string; name: string }[] | null>`(
				select jsonb_agg(jsonb_build_object('slug', o.slug, 'name', o.name) order by private.fold(o.name))
				from organisation_members m join organisations o on o.id = m.organisation_id where m.person_id = p.id)`.as(
				'organisations'
			)
		)
		.where('p.id', '=', id)
		.executeTakeFirst();
}

/** What is emptied is taken back. */
export async function save(db: Database, values: ProfileValues): Promise<void> {
	await db
		.updateTable('people')
		.set({
			name: values.name,
			function: values.function ?? null,
			bio: values.bio ?? null,
			time_zone: values.timeZone,
			visibility: values.visibility,
			takes_messages: values.takesMessages
		})
		.where('id', '=', sql<string>`private.viewer()`)
		.execute();
	await saveDetail(db, 'languages', { texts: values.languages, visibility: values.languagesVisibility });
	await saveDetail(db, 'skills', { texts: values.skills, visibility: values.skillsVisibility });
}

async function saveDetail(db: Database, field: 'languages' | 'skills', { texts, visibility }: Detail): Promise<void> {
	if (!texts.length) {
		await db
			.deleteFrom('person_details')
			.where('person_id', '=', sql<string>`private.viewer()`)
			.where('field', '=', field)
			.execute();
		return;
	}
	await db
		.insertInto('person_details')
		.values({ person_id: sql<string>`private.viewer()`, field, texts, visibility })
		.onConflict((conflict) => conflict.columns(['person_id', 'field']).doUpdateSet({ texts, visibility }))
		.execute();
}
