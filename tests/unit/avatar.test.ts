import { expect, test } from 'vitest';
import { dye, initials } from '$lib/platform/ui/avatar';

test.each([
	['Comité de jumelage d’Évry', 'CJ'],
	['CRESI', 'CR'],
	['L’École des Épinettes', 'ÉÉ'],
	['Conseil départemental de l’Essonne', 'CD'],
	['ŋaari', 'ŊA'],
	['à la', ''],
	['', '']
])('%j is shown as %j', (name, letters) => expect(initials(name)).toBe(letters));

test('a colour is the same everywhere and for good', () => {
	expect(dye('0190a8c2-7b10-7c3e-9a11-2f3b4c5d6e7f')).toBe(dye('0190a8c2-7b10-7c3e-9a11-2f3b4c5d6e7f'));
	const drawn = new Set(Array.from({ length: 50 }, (_, index) => dye(`organisation-${index}`)));
	expect(drawn.size).toBe(5);
});
