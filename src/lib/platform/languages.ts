/**
 * The languages in which the network writes, speaks and publishes, by BCP 47 code: the two of the
 * interface first, then those of the two shores. Contents carry a code; these are the words for it.
 */
import type { Locale } from './numbers';

export interface Language {
	code: string;
	/** Its name in itself, as its speakers write it. */
	own: string;
	fr: string;
	en: string;
}

export const languages: readonly Language[] = [
	{ code: 'fr', own: 'français', fr: 'français', en: 'French' },
	{ code: 'en', own: 'English', fr: 'anglais', en: 'English' },
	{ code: 'bm', own: 'bamanankan', fr: 'bambara', en: 'Bambara' },
	{ code: 'snk', own: 'sooninkanxanne', fr: 'soninké', en: 'Soninke' },
	{ code: 'ff', own: 'pulaar', fr: 'pulaar, peul', en: 'Pulaar, Fula' },
	{ code: 'wo', own: 'wolof', fr: 'wolof', en: 'Wolof' },
	{ code: 'kao', own: 'xaasongaxango', fr: 'khassonké', en: 'Xaasongaxango' },
	{ code: 'mey', own: 'حسانية', fr: 'hassaniya', en: 'Hassaniya' },
	{ code: 'ar', own: 'العربية', fr: 'arabe', en: 'Arabic' },
	{ code: 'ses', own: 'koyraboro senni', fr: 'songhaï', en: 'Songhay' },
	{ code: 'taq', own: 'tamasheq', fr: 'tamasheq', en: 'Tamasheq' },
	{ code: 'srr', own: 'seereer', fr: 'sérère', en: 'Serer' },
	{ code: 'es', own: 'español', fr: 'espagnol', en: 'Spanish' },
	{ code: 'pt', own: 'português', fr: 'portugais', en: 'Portuguese' },
	{ code: 'de', own: 'Deutsch', fr: 'allemand', en: 'German' }
];

/** For a select or a list of boxes. */
export const languageOptions = (locale: Locale) =>
	languages.map((language) => ({ value: language.code, label: language[locale] }));

const names = new Map<string, Intl.DisplayNames>();

/** « bambara » for `bm`; for a code outside the list, the platform's own word, else the code itself. */
export function languageName(code: string, locale: Locale): string {
	const known = languages.find((language) => language.code === code);
	if (known) return known[locale];
	let display = names.get(locale);
	if (!display) names.set(locale, (display = new Intl.DisplayNames([locale], { type: 'language' })));
	try {
		return display.of(code) ?? code;
	} catch {
		// Harvested records sometimes carry words or made-up codes: show what they say.
		return code;
	}
}

const plain = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.trim();
const byName = new Map<string, string>();

/** `ff` of « pulaar, peul », « Peul », « Fula » or « ff »; null when no language is called so. */
export function languageCode(name: string): string | null {
	if (!byName.size)
		for (const { code, own, fr, en } of languages)
			for (const called of [code, own, fr, en, ...fr.split(','), ...en.split(',')]) byName.set(plain(called), code);
	const known = byName.get(plain(name));
	if (known) return known;
	const code = name.trim();
	return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) && languageName(code, 'en') !== code ? code : null;
}

/** The name of a language where it leads back to its code, else the code: what is written in a file is read again. */
export function writtenLanguage(code: string, locale: Locale): string {
	const name = languageName(code, locale);
	return languageCode(name) === code ? name : code;
}
