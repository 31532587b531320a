/** Dates of the documents, as they were given, and dates at which the demonstration catalogued them. */
import { fractionOf } from './dataset.ts';

export interface PartialDate {
	date_text: string | null;
	date_precision: 'year' | 'month' | 'day' | 'interval' | null;
	/** A PostgreSQL daterange, its end excluded. */
	date_range: string | null;
}

type Precision = 'year' | 'month' | 'day';

/** Reads the EDTF of the files; unknown stays unknown. @throws when it is no date. */
export function partialDate(edtf: string | null): PartialDate {
	if (edtf === null) return { date_text: null, date_precision: null, date_range: null };
	const [first = '', last] = edtf.split('/');
	const from = period(first);
	const to = last === undefined ? from : period(last);
	return {
		date_text: edtf,
		date_precision: last === undefined ? from.precision : 'interval',
		date_range: `[${day(from.start)},${day(to.end)})`
	};
}

function period(text: string): { precision: Precision; start: Date; end: Date } {
	const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
	if (!found) throw new Error(`« ${text} » is no date of the demonstration.`);
	const [year, month, dayOfMonth] = [Number(found[1]), Number(found[2] ?? 1), Number(found[3] ?? 1)];
	const precision = found[3] ? 'day' : found[2] ? 'month' : 'year';
	const start = new Date(Date.UTC(year, month - 1, dayOfMonth));
	if (day(start) !== [found[1], found[2] ?? '01', found[3] ?? '01'].join('-'))
		throw new Error(`« ${text} » is not in the calendar.`);
	const after = { year: [year + 1, 0, 1], month: [year, month, 1], day: [year, month - 1, dayOfMonth + 1] } as const;
	return { precision, start, end: new Date(Date.UTC(...(after[precision] as [number, number, number]))) };
}

function day(instant: Date): string {
	return instant.toISOString().slice(0, 10);
}

const dayLength = 24 * 60 * 60 * 1000;

/**
 * When the record of this rank (0: the latest) was put in the catalogue: on working days of the last
 * five months, in working hours, always before `now`.
 */
export function cataloguedAt(rank: number, id: string, now: Date): Date {
	const wanted = new Date(now.getTime() - (1 + Math.round(rank * 1.75)) * dayLength);
	const weekend = { 6: 1, 0: 2 }[wanted.getUTCDay()] ?? 0;
	const midnight = Date.UTC(wanted.getUTCFullYear(), wanted.getUTCMonth(), wanted.getUTCDate() - weekend);
	return new Date(midnight + 7 * 60 * 60 * 1000 + Math.floor(fractionOf(`hour/${id}`) * 9 * 60) * 60 * 1000);
}

/** So many months of thirty days before `now`. */
export function monthsBefore(months: number, now: Date): string {
	return new Date(now.getTime() - months * 30 * dayLength).toISOString();
}

/** The beginning of a day, UTC, so many days before. */
export function daysBefore(count: number, now: Date): Date {
	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - count));
}
