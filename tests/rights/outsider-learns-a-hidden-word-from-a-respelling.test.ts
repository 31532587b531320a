import { expect, it } from 'vitest';
import type { Search } from '../../src/lib/search/search';
import { find } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

/** « Essayez avec cette orthographe » must not say a word of what one cannot read, nor that it exists. */
const world = await theWorld();
const search = (words: string): Search => ({
	words,
	filters: {},
	sort: 'relevance',
	usual: 'recent',
	page: 1,
	after: null
});
const respelt = async (viewer: Viewer, words: string) =>
	(await world.db.as(viewer, (db) => find(db, ['resource'], search(words)))).respelt;

await aResource(world, { title: 'L’assainissement à Béma' });
await aResource(world, {
	title: 'Le barrage de Gnouloukoto',
	visibility: 'organisation',
	organisation: world.organisations.kayes.id
});
await aResource(world, {
	title: 'Une note sur l’assainissemant',
	visibility: 'organisation',
	organisation: world.organisations.kayes.id
});

it('offers the word to those who read it', async () => {
	expect(await respelt(world.kayes, 'gnouloukota')).toBe('gnouloukoto');
});

it('offers nothing to the others, even beside words that they find', async () => {
	expect(await respelt(world.visitor, 'gnouloukota')).toBeNull();
	expect(await respelt(world.visitor, 'assainissement OR gnouloukota')).toBeNull();
	expect(await respelt(world.nouvelle, 'assainissement gnouloukota')).toBeNull();
});

it('does not tell a hidden word from one that nobody wrote', async () => {
	expect(await respelt(world.visitor, 'assainissemant')).toBe('assainissement');
	expect(await respelt(world.visitor, 'assainissemint')).toBe('assainissement');
});
