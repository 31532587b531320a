import { expect, it } from 'vitest';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { theWorld } from '../support/world';

/** `domain.md` §3.4: the column is read by everybody, so it holds the region, and the exact place is aside. */
const world = await theWorld();
const { owner } = world.db;
const { id } = await anOrganisation(world, { territory: 'bema', sensitivity: ['place'], referent: world.kayes });
const place = (viewer: Viewer) =>
	world.db.as(viewer, async (db) => {
		const column = await db
			.selectFrom('organisations')
			.select('territory_code')
			.where('id', '=', id)
			.executeTakeFirst();
		const exact =
			viewer.claims &&
			(await db
				.selectFrom('organisation_places')
				.select('territory_code')
				.where('organisation_id', '=', id)
				.executeTakeFirst());
		return [column?.territory_code, exact?.territory_code];
	});

it('is the region for those who are not of it', async () => {
	expect(await place(world.visitor)).toEqual(['region-de-kayes', undefined]);
	expect(await place(world.nouvelle)).toEqual(['region-de-kayes', undefined]);
	expect(await place(world.kayes)).toEqual(['region-de-kayes', 'bema']);
});

it('stays what it was when the sheet is saved with what was shown', async () => {
	await owner`update organisations set territory_code = 'region-de-kayes', sensitivity = '{place,people}' where id = ${id}`;
	expect(await place(world.kayes)).toEqual(['region-de-kayes', 'bema']);
});

it('is blurred again when it moves, and comes back when it is masked no longer', async () => {
	await owner`update organisations set territory_code = 'cercle-de-diema' where id = ${id}`;
	expect(await place(world.kayes)).toEqual(['region-de-kayes', 'cercle-de-diema']);
	await owner`update organisations set sensitivity = '{}' where id = ${id}`;
	expect(await place(world.visitor)).toEqual(['cercle-de-diema', undefined]);
});
