/** The address of a title, which must not be that of a page. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pages as directoryPages } from '../../src/lib/organisations/organisation';
import { slugOf } from '../../src/lib/platform/slugs';
import { pages as cataloguePages } from '../../src/lib/resources/resource';

describe('the address of a title', () => {
	it.each([
		['L’eau à Béma : été 2026', 'l-eau-a-bema-ete-2026'],
		['Ɲɛgɛ ni ɔrɔ', 'nege-ni-oro'],
		['Œuvre « commune »', 'oeuvre-commune'],
		['???', 'sans-titre'],
		['e'.repeat(300), 'e'.repeat(72)]
	])('%s', (title, slug) => expect(slugOf(title)).toBe(slug));

	it('is not that of a page', () => {
		expect(slugOf('Nouvelle', cataloguePages)).toBe('nouvelle-2');
		expect(slugOf('Nouvelle année', cataloguePages)).toBe('nouvelle-annee');
	});
});

/** The addresses beside `[slug]`, in whatever group of routes. */
function pagesOf(section: string): string[] {
	const routes = new URL('../../src/routes/', import.meta.url);
	return ['(public)', '(membre)', '(compte)']
		.flatMap((group) => {
			try {
				return readdirSync(new URL(`${group}/${section}/`, routes), { withFileTypes: true });
			} catch {
				return [];
			}
		})
		.filter((entry) => entry.isDirectory() && !entry.name.startsWith('['))
		.map(({ name }) => name)
		.toSorted();
}

it.each([
	['annuaire', directoryPages],
	['ressources', cataloguePages],
	// `private.free_space_slug` keeps it free.
	['espaces', ['nouveau']]
])('the pages of /%s are those that no object takes the address of', (section, pages) => {
	expect(pagesOf(section)).toEqual([...pages]);
});
