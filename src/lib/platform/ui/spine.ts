/**
 * The spine of a resource: a strip of cloth whose pattern says the family. Families group the kinds
 * of the catalogue's vocabulary; the kind is always written too, a pattern alone says nothing.
 */
export type Family = 'report' | 'tool' | 'exhibition' | 'film';

const dyes: Record<Family, string> = {
	/** Indigo chevrons */
	report: '',
	/** Green crosses */
	tool: ' c2',
	/** Ochre lozenges: what can be lent */
	exhibition: ' c3',
	/** Laterite lines: film, sound */
	film: ' c4'
};

/** Classes for the list item or the header that carries the spine. */
export function spine(family: Family): string {
	return 'spine' + dyes[family];
}
