import { describe, expect, test } from 'vitest';
import { downloadTime, fileSize, number } from '$lib/platform/numbers';

describe('a number', () => {
	test('groups by narrow no-break spaces and takes a comma, in French', () => {
		expect(number(1800, 'fr')).toBe('1\u202f800');
		expect(number(1234567.891, 'fr')).toBe('1\u202f234\u202f567,89');
	});

	test('is written the English way in English', () => {
		expect(number(1800.5, 'en')).toBe('1,800.5');
	});
});

describe('a weight', () => {
	test.each([
		[0, '0 octet'],
		[1, '1 octet'],
		[850, '850 octets'],
		[46_200, '46 Ko'],
		[999_400, '999 Ko'],
		[999_600, '1 Mo'],
		[1_230_000, '1,2 Mo'],
		[9_960_000, '10 Mo'],
		[20_000_000, '20 Mo'],
		[3_400_000_000, '3,4 Go']
	])('%d bytes are « %s »', (bytes, words) => expect(fileSize(bytes, 'fr').replace('\u00a0', ' ')).toBe(words));

	test('is never cut from its unit', () => {
		expect(fileSize(1_230_000, 'fr')).toBe('1,2\u00a0Mo');
		expect(fileSize(1_230_000, 'en')).toBe('1.2\u00a0MB');
	});
});

describe('the duration of a download at 400 kbit/s', () => {
	test.each([
		[10_000, '5 s'],
		[500_000, '10 s'],
		[2_700_000, '55 s'],
		[2_900_000, '1 min'],
		[20_000_000, '7 min'],
		[180_000_000, '1 h'],
		[200_000_000, '1 h 10']
	])('%d bytes take « %s »', (bytes, words) => expect(downloadTime(bytes, 'fr').replaceAll('\u00a0', ' ')).toBe(words));

	test('is said in English too', () => {
		expect(downloadTime(200_000_000, 'en').replaceAll('\u00a0', ' ')).toBe('1 h 10 min');
	});
});
