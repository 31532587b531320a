/** Countries by their ISO 3166-1 code, as the reader's language names them. */
import type { Locale } from '$lib/platform/numbers';

const names = new Map<Locale, Intl.DisplayNames>();

/** « Sénégal » for `SN`; the code itself when it names no country. */
export function countryName(code: string, locale: Locale): string {
	let display = names.get(locale);
	if (!display) names.set(locale, (display = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })));
	return /^[A-Z]{2}$/.test(code) ? (display.of(code) ?? code) : code;
}

/** In the order of the alphabet, which the codes do not follow. */
export function countryNames(codes: readonly string[], locale: Locale): string[] {
	return codes.map((code) => countryName(code, locale)).sort((a, b) => a.localeCompare(b, locale));
}

/** Codes that name no country: unions, pseudo-locales, what is reserved beside a country. */
const noCountries = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
/** A country that took another name is named once: `ZR` is `CD` today. */
const isCurrent = (code: string) => new Intl.Locale(`und-${code}`).region === code;

/** All countries, in the order of the alphabet. */
export function allCountries(locale: Locale): { value: string; label: string }[] {
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	return letters
		.flatMap((first) => letters.map((second) => first + second))
		.filter((code) => !noCountries.has(code) && isCurrent(code) && countryName(code, locale) !== code)
		.map((value) => ({ value, label: countryName(value, locale) }))
		.sort((a, b) => a.label.localeCompare(b.label, locale));
}

const plain = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[’']/g, '’')
		.toLowerCase()
		.trim();
const byName = new Map<string, string>();

/** `SN` of « Sénégal », « senegal », « Senegal » or « sn »; null when no country is called so. */
export function countryCode(name: string): string | null {
	if (!byName.size) {
		for (const { value, label } of [...allCountries('en'), ...allCountries('fr')]) {
			byName.set(plain(value), value).set(plain(label), value);
		}
	}
	return byName.get(plain(name)) ?? null;
}
