import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as charters from '../../src/lib/spaces/charters.server';
import * as membership from '../../src/lib/spaces/membership.server';
import { aResource, aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** `domain.md` CO-10: an organisation that did not sign sees the charter and the door, nothing else. */
const world = await theWorld();
const space = await aSpace(world, {
	members: [
		[world.pilote, 'animateur'],
		[world.kayes, 'membre'],
		[world.elue, 'decideur']
	]
});
await world.db.as(world.kayes, (db) => membership.sitFor(db, space.id, world.organisations.kayes.id));
await aResource(world, { visibility: 'espace', space: space.id, author: world.pilote });
const text = 'On se réunit quatre fois par an, le secrétariat tourne.';
const publish = async (body: string | undefined, grace = 0) => {
	const id = newId();
	await world.db.as(world.pilote, (db) => charters.publish(db, space.id, { id, body, grace }));
	return id;
};
const reads = (who: Person) =>
	world.db.as(who, async (db) => ({
		space: (await db.selectFrom('spaces').select('id').where('id', '=', space.id).execute()).length,
		resources: (await db.selectFrom('resources').select('id').where('space_id', '=', space.id).execute()).length,
		charter: (await charters.latest(db, space.id))?.body ?? null
	}));
const taking = { space: 1, resources: 1 };
const kept = { space: 0, resources: 0 };
const accept = (who: Person, charter: string, organisation: string | null) =>
	world.db.as(who, (db) => charters.accept(db, newId(), charter, organisation));

it('is kept out until its referent accepts; facilitators never are', async () => {
	expect(await reads(world.kayes)).toEqual({ ...taking, charter: null });
	const first = await publish(text);
	expect(await reads(world.pilote)).toEqual({ ...taking, charter: text });
	for (const who of [world.kayes, world.elue]) expect(await reads(who)).toEqual({ ...kept, charter: text });
	expect(await reads(world.nouvelle)).toEqual({ ...kept, charter: null });
	await expect(accept(world.elue, first, world.organisations.kayes.id)).rejects.toMatchObject({ code: '42501' });
	await expect(accept(world.nouvelle, first, null)).rejects.toMatchObject({ code: '42501' });
	await accept(world.kayes, first, world.organisations.kayes.id);
	expect(await reads(world.kayes)).toMatchObject(taking);
	expect(await reads(world.elue)).toMatchObject(kept);
	await accept(world.elue, first, null);
	expect(await reads(world.elue)).toMatchObject(taking);
});

it('keeps its place during the grace of a new version, then is asked again', async () => {
	const second = await publish(`${text} Nouvelle règle.`, 15);
	expect(await reads(world.kayes)).toMatchObject(taking);
	await world.db
		.owner`update space_charters set published_at = now() - interval '16 days', required_from = now() - interval '1 day' where id = ${second}`;
	expect(await reads(world.kayes)).toMatchObject(kept);
	await accept(world.kayes, second, world.organisations.kayes.id);
	expect(await reads(world.kayes)).toMatchObject(taking);
	const third = await publish(`${text} Encore une.`, 7);
	await expect(accept(world.elue, second, null)).rejects.toMatchObject({ code: 'PT409', hint: 'charter-replaced' });
	await accept(world.elue, third, null);
	expect(await reads(world.elue)).toMatchObject(taking);
});

it('takes part again when the charter is withdrawn', async () => {
	await world.db.owner`update space_charters set required_from = published_at where space_id = ${space.id}`;
	expect(await reads(world.kayes)).toMatchObject(kept);
	await publish(undefined);
	expect(await reads(world.kayes)).toMatchObject(taking);
});
