import { describe, expect, it } from 'vitest';
import { countryName, countryNames } from '../../src/lib/organisations/countries';
import { isIndexable, knownSpan, siteName } from '../../src/lib/organisations/organisation';
import { addressOf, readSearch, toggled } from '../../src/lib/search/search';

describe('an organisation', () => {
	it('had a name for as long as is known', () => {
		expect(knownSpan('1992', '1996')).toBe('1992/1996');
		expect(knownSpan(null, '2015')).toBe('../2015');
		expect(knownSpan('2015-06', null)).toBe('2015-06/..');
		expect(knownSpan(null, null)).toBeNull();
	});

	it('is for search engines when it is published for all and does not ask to be left out', () => {
		const sheet = { status: 'published', visibility: 'public', sensitivity: ['place'] } as const;
		expect(isIndexable(sheet)).toBe(true);
		expect(isIndexable({ ...sheet, sensitivity: ['no_index'] })).toBe(false);
		expect(isIndexable({ ...sheet, visibility: 'reseau' })).toBe(false);
		expect(isIndexable({ ...sheet, status: 'proposed' })).toBe(false);
	});

	it('has a site with a name', () => {
		expect(siteName('http://www.agglo-evry.fr/cooperation?x=1')).toBe('agglo-evry.fr');
	});
});

describe('countries', () => {
	it('are named in the reader’s language, in its alphabet', () => {
		expect(countryName('SN', 'fr')).toBe('Sénégal');
		expect(countryNames(['ML', 'DE', 'MR'], 'fr')).toEqual(['Allemagne', 'Mali', 'Mauritanie']);
		expect(countryNames(['ML', 'DE', 'MR'], 'en')).toEqual(['Germany', 'Mali', 'Mauritania']);
	});

	it('keep their code when it names nothing', () => {
		expect(countryName('QQ', 'fr')).toBe('QQ');
		expect(countryName('mali', 'fr')).toBe('mali');
	});
});

describe('the address of a search in the directory', () => {
	const read = (path: string) => readSearch(new URL(path, 'https://reseau.example'), 'title');

	it('leaves the alphabet out and says any other order', () => {
		expect(addressOf('/annuaire', read('/annuaire'))).toBe('/annuaire');
		expect(addressOf('/annuaire', { ...read('/annuaire'), sort: 'recent' })).toBe('/annuaire?tri=recent');
		expect(read('/annuaire?tri=recent').sort).toBe('recent');
		expect(addressOf('/annuaire', { ...read('/annuaire?q=eau'), sort: 'title' })).toBe('/annuaire?q=eau&tri=titre');
	});

	it('comes back to the first page when a filter changes', () => {
		expect(addressOf('/annuaire', toggled(read('/annuaire?type=commune&page=3'), 'themes', 'sante'))).toBe(
			'/annuaire?type=commune&theme=sante'
		);
	});
});
