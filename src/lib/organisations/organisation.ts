/**
 * An organisation is a body of the network: an association, a commune, a service of one, a partner
 * authority. It outlives its names and its people. Its exact place, when it is masked, never leaves
 * its own sheet, where only its people and the facilitators read it (`domain.md` §3.4).
 */

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
