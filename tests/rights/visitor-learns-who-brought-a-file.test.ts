import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/**
 * Whoever reads an object reads its columns. A column that names a person would go round the masking
 * of people, so who made what is in `private.authorships`; these are the columns that name somebody.
 */
const world = await theWorld();

it('is told by no column of what visitors read', async () => {
	const naming = await world.db.owner<{ place: string }[]>`
		select distinct c.conrelid::regclass || '.' || a.attname as place
		from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
		where c.contype = 'f' and c.confrelid = 'people'::regclass and c.connamespace = 'public'::regnamespace
			and has_column_privilege('anon', c.conrelid, a.attnum, 'select') order by 1`;
	// Each with policies of its own: the journal, who belongs where, what people show of themselves.
	expect(naming.map(({ place }) => place)).toEqual([
		'activity.actor_id',
		'organisation_members.person_id',
		'person_details.person_id',
		'resource_readers.person_id',
		'space_members.person_id'
	]);
});

it('is not told by the file of a resource that masks its people', async () => {
	const resource = await aResource(world, {
		author: world.kayes,
		sensitivity: ['people'],
		files: [{ broughtBy: world.kayes }]
	});
	const file = await world.db.as(world.nouvelle, (db) =>
		db.selectFrom('files').selectAll().where('id', 'in', resource.files).executeTakeFirst()
	);
	expect(JSON.stringify(file)).toContain('bilan.pdf');
	expect(JSON.stringify(file)).not.toContain(world.kayes.id);
});
