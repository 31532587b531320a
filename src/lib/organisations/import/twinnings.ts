/** « Kayes (Mali, 1994-06-12, français) »: a twin town as a cell of a spreadsheet says it. */
import { languageCode, writtenLanguage } from '$lib/platform/languages';
import type { Locale } from '$lib/platform/numbers';
import { countryCode, countryName } from '../countries';
import { partialDateIn } from '../organisation';
import type { Twinning } from './import';

export function writtenTwinning({ town, country, on, language }: Twinning, locale: Locale): string {
	const details = [country && countryName(country, locale), on, language && writtenLanguage(language, locale)];
	const said = details.filter(Boolean).join(', ');
	return said ? `${town} (${said})` : town;
}

/** @returns what could not be read of it, in `unread`. */
export function readTwinning(text: string): Twinning & { unread?: string } {
	const [, town = text, details = ''] = /^(.*?)\s*\(([^()]*)\)$/.exec(text) ?? [];
	const twinning: Twinning & { unread?: string } = { town: town.trim(), country: null, on: null, language: null };
	for (const word of details.split(',').map((part) => part.trim())) {
		if (!word) continue;
		const [on, country, language] = [partialDateIn(word), countryCode(word), languageCode(word)];
		if (on) twinning.on = on;
		else if (country && !twinning.country) twinning.country = country;
		// A language of two names is said by both.
		else if (language && language === (twinning.language ?? language)) twinning.language = language;
		else twinning.unread ??= word;
	}
	return twinning;
}
