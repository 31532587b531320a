/** A space of 10 000 members (budgets): a page of them costs what it costs in a small one. */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import * as members from '../../src/lib/spaces/members.server';
import { aSpace } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const count = 10_000;
const space = await aSpace(world, { members: [[world.pilote, 'animateur']] });
const everybody = { organisation: null, words: '', after: null };

beforeAll(async () => {
	await world.db.owner.begin(async (owner) => {
		// The facts of the journal are not what is read here.
		await owner`alter table space_members disable trigger user`;
		await owner`insert into people (id, name) select gen_random_uuid(), 'Personne ' || n from generate_series(1, ${count}) n`;
		await owner`insert into space_members (space_id, person_id, organisation_id, role, since)
			select ${space.id}, id, case when random() < 0.5 then ${world.organisations.kayes.id}::uuid end, 'membre', now() - random() * interval '1 year'
			from people where name like 'Personne %'`;
		await owner`alter table space_members enable trigger user`;
	});
	await world.db.owner`analyze`;
});

it.each([
	['everybody', everybody],
	['those of one body', { ...everybody, organisation: world.organisations.kayes.id }]
])('reads one page of %s through the index, in its order', async (_, wanted) => {
	const plan = await world.db.as(world.pilote, (db) =>
		members.pageQuery(db, space.id, wanted).explain('json', sql`analyze, timing off`)
	);
	const read = JSON.stringify(plan);
	expect(read).toMatch(/space_members_(since|seats)_key/);
	expect(read).not.toContain(
		'"Seq Scan","Parent Relationship":"Outer","Parallel Aware":false,"Async Capable":false,"Relation Name":"space_members"'
	);
	expect(read).not.toContain('"Node Type":"Sort"');
});

it('shows everybody once, page after page', async () => {
	const seen = new Set<string>();
	let after: string | null = null;
	for (let pages = 0; pages < 5; pages += 1) {
		const page: Awaited<ReturnType<typeof members.page>> = await world.db.as(world.pilote, (db) =>
			members.page(db, space.id, { ...everybody, after })
		);
		expect(page.members).toHaveLength(members.pageSize);
		for (const { id } of page.members) seen.add(id);
		after = page.next;
	}
	expect(seen.size).toBe(5 * members.pageSize);
});

it('counts by body, and finds somebody by their name', async () => {
	const { sittings } = await world.db.as(world.pilote, (db) => members.around(db, space.id, 'fr'));
	expect(sittings.reduce((sum, { people }) => sum + people, 0)).toBe(count + 1);
	const { members: found } = await world.db.as(world.pilote, (db) =>
		members.page(db, space.id, { ...everybody, words: 'personne 9999' })
	);
	expect(found.map(({ name }) => name)).toEqual(['Personne 9999']);
});
