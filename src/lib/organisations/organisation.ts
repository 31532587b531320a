/**
 * An organisation is a body of the network: an association, a commune, a service of one, a partner
 * authority. It outlives its names and its people. Its exact place, when it is masked, never leaves
 * its own sheet, where only its people and the facilitators read it (`domain.md` §3.4).
 */

/** Pages of the directory: no sheet has their address. */
export const pages = ['carte', 'import', 'nouvelle', 'personnes', 'proches', 'rejoindre'] as const;

export const activities = ['actif', 'peu-actif', 'en-sommeil'] as const;
/** How alive a twinning is (`domain.md` IN-19). */
export type Activity = (typeof activities)[number];

export const visibilities = ['public', 'reseau', 'prive'] as const;
export type OrganisationVisibility = (typeof visibilities)[number];

export const sensitivities = ['place', 'people', 'funders', 'no_index'] as const;

export const roles = ['referent', 'contributeur'] as const;
export type Role = (typeof roles)[number];

/** As the table holds them (`tests/unit/organisation-form.test.ts` compares). */
export const limits = {
	name: { least: 2, most: 200 },
	acronym: { least: 2, most: 30 },
	summary: 300,
	description: 800,
	website: 500,
	legalForm: 80,
	offers: 600,
	needs: 600,
	contactFunction: 120,
	presidentFunction: 120,
	town: { least: 2, most: 120 },
	rows: 20
} as const;

export type OrganisationStatus = 'draft' | 'proposed' | 'published' | 'archived' | 'withdrawn';

/** Whether search engines may keep its sheet. */
export function isIndexable(organisation: {
	status: OrganisationStatus;
	visibility: string;
	sensitivity: readonly string[];
}): boolean {
	const { status, visibility, sensitivity } = organisation;
	return (
		visibility === 'public' && (status === 'published' || status === 'archived') && !sensitivity.includes('no_index')
	);
}

/** An interval in EDTF, open where nothing is known; null when both ends are unknown. */
export function knownSpan(from: string | null, to: string | null): string | null {
	return from || to ? `${from ?? '..'}/${to ?? '..'}` : null;
}

/** « www.agglo-evry.fr » of its address: what a link to another site says. */
export function siteName(website: string): string {
	return URL.canParse(website) ? new URL(website).hostname.replace(/^www\./, '') : website;
}

/** A SIREN as people write it, or the SIRET that begins with it. */
export function sirenIn(text: string): string {
	const digits = text.replace(/[\s.]/g, '');
	return /^\d{14}$/.test(digits) ? digits.slice(0, 9) : digits;
}

/** Nine digits whose last is Luhn's key (INSEE). */
export function isSiren(number: string): boolean {
	if (!/^\d{9}$/.test(number) || number === '000000000') return false;
	const sum = [...number].map(Number).reduce((total, digit, index) => {
		const weighed = index % 2 === 1 ? digit * 2 : digit;
		return total + Math.floor(weighed / 10) + (weighed % 10);
	}, 0);
	return sum % 10 === 0;
}

/** `1992-03-12` of « 12/03/1992 », `1992-03` of « 03/1992 », `1992`; null when it is no date. */
export function partialDateIn(text: string): string | null {
	const french = /^(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})$/.exec(text.trim());
	const two = (part: string) => part.padStart(2, '0');
	const iso = french
		? [french[3], two(french[2] ?? ''), ...(french[1] ? [two(french[1])] : [])].join('-')
		: text.trim();
	const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso);
	if (!parts) return null;
	const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? iso : null;
}

/** One a line, or between commas. */
export function namesIn(text: string | undefined, separator = /\n/): string[] {
	return [...new Set((text ?? '').split(separator).map((name) => name.trim()))].filter(Boolean);
}
