/**
 * Numbers as they are read: narrow no-break spaces and a decimal comma in French, weights in decimal
 * units (1 Ko = 1 000 octets), and how long a weight takes on the line that the product is made for.
 */
import * as m from '$lib/paraglide/messages';

export type Locale = 'fr' | 'en';

/** The 2G and 3G line of the weight promise (`docs/benchmarks.md`), in bits per second. */
const SLOW_LINE = 400_000;

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format is fifty times dearer than using it, and a list uses it on each line. */
function format(locale: Locale, digits: number): Intl.NumberFormat {
	const key = locale + digits;
	let known = formats.get(key);
	if (!known) {
		known = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: digits });
		formats.set(key, known);
	}
	return known;
}

/** « 1 800 », « 12,5 »; `digits` is the most that is kept after the decimal sign. */
export function number(value: number, locale: Locale, digits = 2): string {
	// Old ICU groups with U+00A0, or with a plain space: the server and every browser must write the same.
	return format(locale, digits).format(value).replace(/\s/g, '\u202f');
}

/** « 850 octets », « 46 Ko », « 1,2 Mo », « 12 Mo », « 3,4 Go ». */
export function fileSize(bytes: number, locale: Locale): string {
	if (bytes < 1000) return m.size_bytes({ count: bytes, value: number(bytes, locale) }, { locale });
	const units = [m.size_kb, m.size_mb, m.size_gb];
	let value = bytes / 1000;
	let unit = 0;
	// 999 600 bytes would be rounded to « 1 000 Ko ».
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	const digits = unit > 0 && value < 9.95 ? 1 : 0;
	return units[unit]!({ value: number(value, locale, digits) }, { locale });
}

/**
 * « 5 s », « 40 s », « 3 min », « 1 h 20 »: rounded up, to 5 seconds below a minute, to 10 minutes
 * above an hour, because it is a promise.
 */
export function downloadTime(bytes: number, locale: Locale, bitsPerSecond = SLOW_LINE): string {
	const seconds = (bytes * 8) / bitsPerSecond;
	if (seconds <= 55) return m.size_seconds({ value: String(Math.max(5, Math.ceil(seconds / 5) * 5)) }, { locale });
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 60) return m.size_minutes({ value: String(minutes) }, { locale });
	const tens = Math.ceil(minutes / 10) * 10;
	const hours = String(Math.floor(tens / 60));
	const rest = tens % 60;
	if (rest === 0) return m.size_hours({ hours }, { locale });
	return m.size_hours_minutes({ hours, minutes: String(rest) }, { locale });
}
