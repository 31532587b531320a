/**
 * Dates of which only a part is known, as catalogues write them (EDTF, ISO 8601-2): « 2024 », « juin
 * 2024 », « 2019 à 2021 », « vers 1990 ». What was given is kept and shown, never rounded to a day
 * that nobody knows.
 */
import * as m from '$lib/paraglide/messages';
import { daySpan, monthName, shortDay } from './dates';
import type { Locale } from './numbers';

/** The finest part that may be shown; `day` and `interval` show all that the text says. */
export type Precision = 'year' | 'month' | 'day' | 'interval';

interface Known {
	year: number;
	month?: number;
	day?: number;
	/** `201X`, `19XX` */
	unspecified?: 'decade' | 'century';
	/** `~` approximate, `?` uncertain, `%` both */
	doubt?: string;
}

/** Seasons are months 21 to 24 in EDTF level 1. */
const seasons = [m.date_spring, m.date_summer, m.date_autumn, m.date_winter];

/** `2024`, `2024-06`, `2024-06-15`, `201X`, `19XX`, with a qualifier, or an interval `a/b`, `a/..`, `../b`. */
export function partialDate(edtf: string, locale: Locale, precision: Precision = 'interval'): string {
	const text = edtf.trim();
	const [left = '', right] = text.split('/');
	const from = read(left, precision);
	if (right === undefined) return from ? one(from, locale) : text;
	const to = read(right, precision);
	const open = (side: string) => side === '..' || side === '';
	if (from && open(right)) return since(from, locale);
	if (to && open(left)) return until(to, locale);
	return from && to ? span(from, to, locale) : text;
}

function read(text: string, precision: Precision): Known | null {
	const found = /^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?([?~%])?$/.exec(text);
	if (!found) return null;
	const [, digits = '', month, day, doubt] = found;
	const known: Known = { year: Number(digits.replaceAll('X', '0')) };
	if (digits.endsWith('XX')) known.unspecified = 'century';
	else if (digits.endsWith('X')) known.unspecified = 'decade';
	if (month && precision !== 'year') known.month = Number(month);
	if (day && precision !== 'year' && precision !== 'month') known.day = Number(day);
	if (doubt) known.doubt = doubt;
	const isMonth = known.month === undefined || (known.month >= 1 && known.month <= 12);
	const isSeason = known.day === undefined && known.month !== undefined && known.month >= 21 && known.month <= 24;
	const isDay = known.day === undefined || !Number.isNaN(Date.parse(iso(known)));
	return (isMonth || isSeason) && isDay ? known : null;
}

function iso({ year, month = 1, day = 1 }: Known): string {
	return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function one(known: Known, locale: Locale): string {
	const text = certain(known, locale);
	if (known.doubt === '?') return m.date_uncertain({ date: text }, { locale });
	return known.doubt ? m.date_about({ date: text }, { locale }) : text;
}

function certain(known: Known, locale: Locale): string {
	if (known.unspecified === 'decade') return m.date_decade({ year: known.year }, { locale });
	if (known.unspecified === 'century') return century(known.year / 100 + 1, locale);
	if (known.day !== undefined) return shortDay(iso(known), { locale });
	return known.month === undefined ? String(known.year) : `${monthOrSeason(known.month, locale)} ${known.year}`;
}

function monthOrSeason(month: number, locale: Locale): string {
	return month > 20 ? seasons[month - 21]!({}, { locale }) : monthName(month, locale);
}

function century(ordinal: number, locale: Locale): string {
	if (locale === 'en') {
		const ending = { one: 'st', two: 'nd', few: 'rd' } as Record<string, string>;
		const kind = new Intl.PluralRules('en', { type: 'ordinal' }).select(ordinal);
		return m.date_century({ ordinal: ordinal + (ending[kind] ?? 'th') }, { locale });
	}
	const units = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][ordinal % 10]!;
	const roman = 'X'.repeat(Math.floor(ordinal / 10)) + units;
	return m.date_century({ ordinal: roman + (ordinal === 1 ? 'er' : 'e') }, { locale });
}

function since(from: Known, locale: Locale): string {
	const date = one(from, locale);
	return (from.day === undefined ? m.date_since : m.date_since_day)({ date }, { locale });
}

function until(to: Known, locale: Locale): string {
	const date = one(to, locale);
	return (to.day === undefined ? m.date_until : m.date_until_day)({ date }, { locale });
}

function span(from: Known, to: Known, locale: Locale): string {
	const plain = !from.doubt && !to.doubt && !from.unspecified && !to.unspecified;
	if (plain && from.day !== undefined && to.day !== undefined) return daySpan(iso(from), iso(to), { locale });
	// « mars à mai 2016 »: the year is said once.
	const sameYear = plain && from.year === to.year && from.day === undefined && to.day === undefined;
	const start = sameYear && from.month && to.month ? monthOrSeason(from.month, locale) : one(from, locale);
	return m.date_years({ from: start, to: one(to, locale) }, { locale });
}
