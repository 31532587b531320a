/** The names of states on screen. A map, not a computed key: what a page does not say is not sent to it. */
import * as m from '$lib/paraglide/messages';
import type { Sensitivity, Status, Visibility } from './resource';

export const visibilityNames: Record<Visibility, () => string> = {
	public: m.resource_visibility_public,
	reseau: m.resource_visibility_reseau,
	espace: m.resource_visibility_espace,
	organisation: m.resource_visibility_organisation,
	prive: m.resource_visibility_prive
};

export const statusNames: Record<Status, () => string> = {
	draft: m.resource_status_draft,
	proposed: m.resource_status_proposed,
	'to-correct': m.resource_status_to_correct,
	published: m.resource_status_published,
	'to-review': m.resource_status_to_review,
	archived: m.resource_status_archived,
	withdrawn: m.resource_status_withdrawn
};

export const sensitivityNames: Record<Sensitivity, () => string> = {
	place: m.resource_sensitivity_place,
	people: m.resource_sensitivity_people,
	funders: m.resource_sensitivity_funders,
	no_index: m.resource_sensitivity_no_index
};

/** Verbs of the journal, as its reader says them. */
export const verbNames: Record<string, () => string> = {
	proposed: m.resource_verb_proposed,
	'to-correct': m.resource_verb_to_correct,
	published: m.resource_verb_published,
	revised: m.resource_verb_revised,
	'to-review': m.resource_verb_to_review,
	archived: m.resource_verb_archived,
	withdrawn: m.resource_verb_withdrawn,
	draft: m.resource_verb_draft
};
