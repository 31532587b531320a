/**
 * A resource is a record of the catalogue: it describes a document, an exhibition, a film, with or
 * without files. An organisation publishes it, so nothing is orphaned when a person leaves. What is
 * masked (`sensitivity`) is masked in every output, and a published address never changes.
 */

/** Pages of the catalogue: no record has their address. */
export const pages = ['miennes', 'nouvelle'] as const;

export const statuses = ['draft', 'proposed', 'to-correct', 'published', 'to-review', 'archived', 'withdrawn'] as const;
export type Status = (typeof statuses)[number];

export const visibilities = ['public', 'reseau', 'espace', 'organisation', 'prive'] as const;
export type Visibility = (typeof visibilities)[number];

export const sensitivities = ['place', 'people', 'funders', 'no_index'] as const;
export type Sensitivity = (typeof sensitivities)[number];

export const limits = {
	title: { least: 3, most: 200 },
	summary: { least: 3, most: 300 },
	description: { most: 20_000 },
	conditions: { most: 600 },
	extent: { most: 120 },
	link: { most: 1000 },
	keywords: { most: 20, longest: 60 },
	names: { most: 20, shortest: 2, longest: 200 },
	note: { most: 1000 }
} as const;

/** Names of makers and publishers, one a line. */
export function namesIn(text: string | undefined): string[] {
	return (text ?? '')
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
}

/** As people count them, and as PostgreSQL does: an emoji is one. */
export const lengthOf = (text: string) => [...text].length;

/** What its maker wants done with it when the form is sent. */
export const intents = ['draft', 'propose', 'publish', 'save'] as const;
export type Intent = (typeof intents)[number];

export interface PartialDate {
	/** EDTF (ISO 8601-2): `2010`, `2010-10`, `2010-10-05`, `2007/2009`. */
	text: string;
	precision: 'year' | 'month' | 'day' | 'interval';
	/** ISO dates: the first day covered, and the first day after. */
	from: string;
	until: string;
}

/** A date as people give it; null when it is not one. An interval goes from its first day to its last. */
export function readPartialDate(given: string): PartialDate | null {
	const text = given.trim().replace(/\s*(\/|–|—|\bà\b)\s*/g, '/');
	const [start, end, ...more] = text.split('/');
	if (more.length || start === undefined) return null;
	const first = readOneDate(start);
	if (!first) return null;
	if (end === undefined) return { text: start, ...first };
	const last = readOneDate(end);
	if (!last || last.until <= first.from) return null;
	return { text: `${start}/${end}`, precision: 'interval', from: first.from, until: last.until };
}

function readOneDate(text: string): Omit<PartialDate, 'text'> | null {
	const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
	if (!parts) return null;
	const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
	const from = new Date(Date.UTC(year, month - 1, day));
	// PostgreSQL reads no year of five digits: the day after 9999-12-31 is one.
	const real = year >= 1000 && year < 9999 && from.getUTCMonth() === month - 1 && from.getUTCDate() === day;
	if (!real) return null;
	const until = parts[3]
		? Date.UTC(year, month - 1, day + 1)
		: parts[2]
			? Date.UTC(year, month, 1)
			: Date.UTC(year + 1, 0, 1);
	const precision = parts[3] ? 'day' : parts[2] ? 'month' : 'year';
	return { precision, from: isoDay(from.getTime()), until: isoDay(until) };
}

const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);
