/** The names of what a search is narrowed by. */
import * as m from '$lib/paraglide/messages';
import type { Locale } from '$lib/platform/numbers';
import type { Facet, ObjectKind } from './search';

/** What a line among others says that it is; a resource says its own kind. */
export const objectNames: Record<Exclude<ObjectKind, 'resource'>, () => string> = {
	organisation: m.search_an_organisation,
	space: m.search_a_space,
	thread: m.search_a_thread,
	document: m.search_a_document,
	event: m.search_an_event,
	campaign: m.campaign_title
};

/** The pages of each kind: what comes before the address that the index keeps. */
export const objectPaths: Record<Exclude<ObjectKind, 'resource'>, string> = {
	organisation: '/annuaire',
	space: '/espaces',
	thread: '/espaces',
	document: '/espaces',
	event: '/agenda',
	campaign: '/temps-forts'
};

export const facetTitles: Record<Facet, () => string> = {
	kinds: m.search_facet_kinds,
	themes: m.search_facet_themes,
	goals: m.search_facet_goals,
	countries: m.search_facet_countries,
	seats: m.search_facet_seats,
	regions: m.search_facet_regions,
	departments: m.search_facet_departments,
	intercommunalities: m.search_facet_intercommunalities,
	communes: m.search_facet_communes,
	territories: m.search_facet_territories,
	organisations: m.search_facet_organisations,
	languages: m.search_facet_languages,
	years: m.search_facet_years
};

const goalNames: Record<string, (typeof m)['goal_1']> = {
	1: m.goal_1,
	2: m.goal_2,
	3: m.goal_3,
	4: m.goal_4,
	5: m.goal_5,
	6: m.goal_6,
	7: m.goal_7,
	8: m.goal_8,
	9: m.goal_9,
	10: m.goal_10,
	11: m.goal_11,
	12: m.goal_12,
	13: m.goal_13,
	14: m.goal_14,
	15: m.goal_15,
	16: m.goal_16,
	17: m.goal_17
};

/** « 6. Eau propre et assainissement »; undefined when there is no such goal. */
export function goalName(goal: string, locale: Locale): string | undefined {
	const name = goalNames[goal]?.({}, { locale });
	return name && `${goal}. ${name}`;
}
