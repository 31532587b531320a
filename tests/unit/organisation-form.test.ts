import { expect, test } from 'vitest';
import { countryCode } from '../../src/lib/organisations/countries';
import { isSiren, partialDateIn, sirenIn } from '../../src/lib/organisations/organisation';

test('a SIREN has nine digits and Luhn’s key; a SIRET begins with it', () => {
	expect(sirenIn('404 833 048 00022')).toBe('404833048');
	expect(['404833048', '732829320'].map(isSiren)).toEqual([true, true]);
	expect(['123456789', '000000000', '40483304', '4048330480', 'x04833048'].map(isSiren)).toEqual(Array(5).fill(false));
});

test('a date is written as one knows it', () => {
	expect(['1992', '03/1992', '3/1992', '12/03/1992', '1992-03-12', ' 1992-03 '].map(partialDateIn)).toEqual([
		...['1992', '1992-03', '1992-03', '1992-03-12', '1992-03-12', '1992-03']
	]);
	expect(['31/02/1992', '13/1992', 'vers 1992', '92'].map(partialDateIn)).toEqual([null, null, null, null]);
});

test('a country is named in French, in English or by its code', () => {
	expect(['Sénégal', 'senegal', 'Senegal', 'sn', 'Allemagne', 'Germany', 'Nulle part'].map(countryCode)).toEqual([
		...['SN', 'SN', 'SN', 'SN', 'DE', 'DE'],
		null
	]);
});
