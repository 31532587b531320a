import { expect, it } from 'vitest';
import type { Search } from '../../src/lib/search/search';
import { find } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { anOrganisation, aResource, aSpace } from '../support/factories';
import { theWorld } from '../support/world';

/** The index is the same for all who read an object: it holds only names that they may all read. */
const world = await theWorld();
const search = (words: string): Search => ({
	words,
	filters: {},
	sort: 'recent',
	usual: 'recent',
	page: 1,
	after: null
});
const found = (viewer: Viewer, words: string) =>
	world.db.as(viewer, (db) => find(db, ['resource', 'organisation', 'space'], search(words)));

const hidden = await anOrganisation(world, {
	name: 'Association Clandestinotte',
	visibility: 'prive',
	referent: world.kayes
});
const reserved = await anOrganisation(world, { name: 'Association Discretoise', visibility: 'reseau' });
const open = await aResource(world, {
	title: 'Un bilan pour tous',
	contributors: [
		{ role: 'creator', organisation: hidden.id },
		{ role: 'publisher', organisation: reserved.id }
	]
});
const forMembers = await aResource(world, {
	title: 'Un bilan de réseau',
	visibility: 'reseau',
	organisation: reserved.id
});
await aSpace(world, { visibility: 'public', organisations: [hidden.id, reserved.id] });

it('finds nothing by a name that it may not read, and no facet tells it', async () => {
	for (const word of ['clandestinotte', 'discretoise']) expect((await found(world.visitor, word)).items).toEqual([]);
	const { facets } = await found(world.visitor, '');
	expect(JSON.stringify(facets)).not.toContain(hidden.id);
	expect(JSON.stringify(facets)).not.toContain(reserved.id);
});

it('finds, for members, what is theirs to find', async () => {
	const { items } = await found(world.nouvelle, 'discretoise');
	expect(items.map(({ id }) => id).sort()).toEqual([reserved.id, forMembers.id].sort());
	expect((await found(world.nouvelle, 'clandestinotte')).items).toEqual([]);
});

it('forgets a name at once when its organisation is hidden, and learns it when it is shown', async () => {
	await world.db.owner`update organisations set visibility = 'public' where id = ${hidden.id}`;
	expect((await found(world.visitor, 'clandestinotte')).items.map(({ id }) => id)).toContain(open.id);
	await world.db.owner`update organisations set visibility = 'prive' where id = ${hidden.id}`;
	expect((await found(world.visitor, 'clandestinotte')).items).toEqual([]);
});
