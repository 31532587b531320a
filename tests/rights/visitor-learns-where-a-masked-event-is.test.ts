import { expect, it } from 'vitest';
import type { Viewer } from '../support/database';
import { anEvent } from '../support/factories';
import { theWorld } from '../support/world';

/** `domain.md` §3.4: the event says its region, and its place is another row. */
const world = await theWorld();
const { owner } = world.db;
const { id } = await anEvent(world, {
	place: 'Maison des jeunes',
	territory: 'bema',
	sensitivity: ['place'],
	organisation: world.organisations.kayes.id
});
const place = (viewer: Viewer) =>
	world.db.as(viewer, async (db) => {
		const event = await db.selectFrom('events').select('territory_code').where('id', '=', id).executeTakeFirst();
		const exact = await db.selectFrom('event_places').select('name').where('event_id', '=', id).executeTakeFirst();
		return [event?.territory_code, exact?.name];
	});

it('is the region for those who do not make it', async () => {
	expect(await place(world.visitor)).toEqual(['region-de-kayes', undefined]);
	expect(await place(world.nouvelle)).toEqual(['region-de-kayes', undefined]);
	expect(await place(world.kayes)).toEqual(['region-de-kayes', 'Maison des jeunes']);
});

it('is blurred again when it moves, and comes back when it is masked no longer', async () => {
	await owner`update event_places set territory_code = 'cercle-de-diema' where event_id = ${id}`;
	expect(await place(world.visitor)).toEqual(['region-de-kayes', undefined]);
	await owner`update events set sensitivity = '{}' where id = ${id}`;
	expect(await place(world.visitor)).toEqual(['cercle-de-diema', 'Maison des jeunes']);
});
