import { describe, expect, test } from 'vitest';
import { addressOf, ariaCurrent, safeReturn } from '$lib/platform/navigation';

const origin = 'https://reseau.example.org';

describe('where a form sends back to', () => {
	test.each([
		['/ressources?q=eau&page=2', '/ressources?q=eau&page=2'],
		['/aide#publier', '/aide#publier'],
		['/', '/']
	])('%s is a page of this site', (value, path) => expect(safeReturn(value, origin)).toBe(path));

	test.each([
		'https://elsewhere.example',
		'//elsewhere.example',
		'/\\elsewhere.example',
		'/\t/elsewhere.example',
		'/.//elsewhere.example',
		'javascript:alert(1)',
		'ressources',
		'',
		null,
		undefined
	])('%j goes home instead', (value) => expect(safeReturn(value, origin)).toBe('/'));

	test('is the page, not the action that was refused', () => {
		expect(addressOf(new URL('/connexion?/signin', origin))).toBe('/connexion');
		expect(addressOf(new URL('/ressources?q=eau', origin))).toBe('/ressources?q=eau');
	});
});

test('the menu tells the section from the pages below it', () => {
	expect(ariaCurrent('/ressources', '/ressources')).toBe('page');
	expect(ariaCurrent('/ressources/nouvelle', '/ressources')).toBe('true');
	expect(ariaCurrent('/ressources-libres', '/ressources')).toBeUndefined();
	expect(ariaCurrent('/annuaire', '/')).toBeUndefined();
});
