import { expect, it } from 'vitest';
import * as editing from '../../src/lib/resources/editing.server';
import { history } from '../../src/lib/resources/resources.server';
import type { Viewer } from '../support/database';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** A reason to correct may name what has to go: it is between those who make the resource. */
const world = await theWorld();
const resource = await aResource(world, {
	status: 'proposed',
	organisation: world.organisations.lurcat.id,
	author: world.lurcat
});
await world.db.as(world.cresi, (db) =>
	editing.decide(db, resource.id, 'to-correct', 'Le visage de l’élève Awa est visible')
);
await world.db.as(world.cresi, (db) => editing.decide(db, resource.id, 'published', undefined));
const told = (viewer: Viewer) =>
	world.db
		.as(viewer, (db) => history(db, resource.id))
		.then((facts) => facts.map(({ verb, reason }) => [verb, reason]));

it('is told to its makers', async () => {
	const all = [
		['published', null],
		['to-correct', 'Le visage de l’élève Awa est visible'],
		['proposed', null]
	];
	expect(await told(world.lurcat)).toEqual(all);
	expect(await told(world.cresi)).toEqual(all);
});

it('is not told to other members, who see that it was published', async () => {
	expect(await told(world.kayes)).toEqual([['published', null]]);
});

it('is not told to visitors, nor to an account that proved nothing', async () => {
	expect(await told(world.visitor)).toEqual([]);
	expect(await told(world.unverified)).toEqual([]);
});
