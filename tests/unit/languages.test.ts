import { expect, test } from 'vitest';
import { languageName, languages } from '$lib/platform/languages';

test('a language of the list is named in the language of the page', () => {
	expect(languageName('bm', 'fr')).toBe('bambara');
	expect(languageName('snk', 'en')).toBe('Soninke');
});

test('another code is named by the platform, and a made-up one is shown as it is', () => {
	expect(languageName('it', 'fr')).toBe('italien');
	expect(languageName('not a code', 'fr')).toBe('not a code');
});

test('no code is listed twice', () => {
	expect(new Set(languages.map(({ code }) => code)).size).toBe(languages.length);
});
