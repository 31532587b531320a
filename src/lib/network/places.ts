/** Places as forms offer them: the nearest and the broadest in a list, any other by its name. */

export interface PlaceTerm {
	value: string;
	label: string;
}

/** A list longer than this is no longer read, and weighs on each form: a département has 200 communes. */
export const placesOffered = 60;

/** The choices of a form, with the places that the form just sent named beside them. */
export function withPlaces<Choices extends { territories: PlaceTerm[] }>(
	choices: Choices,
	named: readonly PlaceTerm[] = []
): Choices {
	const known = new Set(choices.territories.map(({ value }) => value));
	return { ...choices, territories: [...choices.territories, ...named.filter(({ value }) => !known.has(value))] };
}
