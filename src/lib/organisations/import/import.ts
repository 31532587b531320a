/**
 * An import is a spreadsheet of organisations (`domain.md` IN-05): read first without changing anything,
 * shown line by line, then applied exactly as it was shown. What an empty cell leaves alone it never erases.
 */

export const limits = { lines: 2000, bytes: 2_000_000 } as const;

/** Each with the name that it has in our model file; the directory's own spreadsheet is read too. */
export const columns = [
	'name',
	'acronym',
	'kind',
	'territory',
	'place',
	'rna',
	'siren',
	'summary',
	'website',
	'description',
	'offers',
	'needs',
	'themes',
	'countries',
	'audiences',
	'languages',
	'networks',
	'twinnings',
	'names',
	'address'
] as const;
export type Column = (typeof columns)[number];

export const outcomes = ['new', 'changed', 'similar', 'rejected', 'identical'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Problem {
	column: Column;
	/** A key of `messages/`. */
	problem: string;
	/** What was typed, when the sentence names it. */
	value?: string;
}

export interface Twinning {
	town: string;
	/** ISO 3166-1 */
	country: string | null;
	/** `1994`, `1994-06` or `1994-06-12` */
	on: string | null;
	/** BCP 47 */
	language: string | null;
}

/** What an import writes of an organisation. */
export interface Facts {
	name: string;
	acronym: string | null;
	kind_code: string;
	territory_code: string | null;
	rna: string | null;
	siren: string | null;
	summary: string | null;
	website: string | null;
	description: string | null;
	offers: string | null;
	needs: string | null;
	themes: string[];
	countries: string[];
	audiences: string[];
	languages: string[];
	/** By the address of their sheets. */
	networks: string[];
	twinnings: Twinning[];
	/** Former and other names. */
	names: string[];
}

/** As the database tells those who validate. */
export interface KnownFacts extends Facts {
	/** Where everybody may see that it is. */
	shown_territory: string | null;
	slug: string;
	status: string;
}

export interface PlannedLine {
	line: number;
	outcome: Outcome;
	name: string;
	organisation_id: string | null;
	values: Partial<Facts> & { slug?: string };
	was: KnownFacts | null;
	problems: Problem[];
	alike: { slug: string; name: string; place: string | null }[];
}
