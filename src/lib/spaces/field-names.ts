/** What the fields of a space are called, in its form and where a conflict names them. */
import * as m from '$lib/paraglide/messages';
import type { Choices } from './editing.server';
import type { comparedFields } from './schema';
import { levelNames, spaceVisibilityNames } from './words';

export const fieldNames: Record<(typeof comparedFields)[number], () => string> = {
	name: m.space_field_name,
	kind: m.space_field_kind,
	visibility: m.space_field_visibility,
	purpose: m.space_field_purpose,
	level: m.space_field_level,
	mandate: m.space_field_mandate,
	rhythm: m.space_field_rhythm,
	quorum: m.space_field_quorum,
	decisionMode: m.space_field_decision,
	parent: m.space_field_parent,
	themes: m.space_field_themes,
	territories: m.space_field_territories
};

const states: Partial<Record<string, Partial<Record<string, () => string>>>> = {
	visibility: spaceVisibilityNames,
	level: levelNames
};

/** A stored value as the form shows it; codes of vocabularies by their names. */
export function readable(field: string, value: string, choices: Choices): string {
	const state = states[field]?.[value];
	if (state) return state();
	const terms = {
		kind: choices.kinds,
		themes: choices.themes,
		territories: choices.territories,
		parent: choices.parents
	}[field];
	if (!terms) return value;
	const labels = new Map(terms.map((term) => [term.value, term.label]));
	return value
		.split(', ')
		.map((code) => labels.get(code) ?? code)
		.join(', ');
}
