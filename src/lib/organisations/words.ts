/** The names of states and fields on screen. */
import * as m from '$lib/paraglide/messages';
import { languageName } from '$lib/platform/languages';
import type { Locale } from '$lib/platform/numbers';
import { countryName } from './countries';
import type { Activity, OrganisationStatus, OrganisationVisibility, Role } from './organisation';
import type { Written } from './written';

/** The states of a sheet that is not simply published. */
export const statusSentences: Partial<Record<OrganisationStatus, () => string>> = {
	draft: m.organisation_status_draft,
	proposed: m.organisation_status_proposed,
	archived: m.organisation_status_archived,
	withdrawn: m.organisation_status_withdrawn
};

export const activityNames: Record<Activity, () => string> = {
	actif: m.organisation_activity_actif,
	'peu-actif': m.organisation_activity_peu_actif,
	'en-sommeil': m.organisation_activity_en_sommeil
};

export const visibilityNames: Record<OrganisationVisibility, () => string> = {
	public: m.resource_visibility_public,
	reseau: m.resource_visibility_reseau,
	prive: m.organisation_visibility_prive
};

export const sensitivityNames = {
	place: m.organisation_sensitivity_place,
	people: m.organisation_sensitivity_people,
	funders: m.resource_sensitivity_funders,
	no_index: m.resource_sensitivity_no_index
};

export const roleNames: Record<Role, () => string> = {
	referent: m.organisation_role_referent,
	contributeur: m.organisation_role_contributeur
};

/** Verbs of the journal, as its reader says them. */
export const verbNames: Record<string, () => string> = {
	proposed: m.organisation_verb_proposed,
	published: m.organisation_verb_published,
	revised: m.organisation_verb_revised,
	confirmed: m.organisation_verb_confirmed,
	archived: m.organisation_verb_archived,
	withdrawn: m.organisation_verb_withdrawn,
	draft: m.organisation_verb_draft,
	'person-joined': m.organisation_verb_person_joined,
	'person-left': m.organisation_verb_person_left,
	'person-removed': m.organisation_verb_person_removed,
	'role-changed': m.organisation_verb_role_changed,
	'without-referent': m.organisation_verb_without_referent,
	introduced: m.introduce_verb
};

/** The fields of a sheet, as its form names them. */
export const fieldNames: Record<keyof Written, () => string> = {
	name: m.organisation_field_name,
	acronym: m.directory_acronym,
	kind: m.organisation_field_kind,
	territory: m.organisation_field_territory,
	summary: m.organisation_field_summary,
	description: m.organisation_field_description,
	website: m.organisation_website,
	rna: m.organisation_field_rna,
	siren: m.organisation_field_siren,
	legalForm: m.organisation_field_legal_form,
	languages: m.organisation_field_languages,
	themes: m.resource_themes,
	audiences: m.resource_audiences,
	countries: m.organisation_countries,
	offers: m.organisation_field_offers,
	needs: m.organisation_field_needs,
	contactFunction: m.organisation_field_contact,
	contactEmail: m.organisation_field_contact_email,
	presidentFunction: m.organisation_field_president,
	activity: m.organisation_field_activity,
	parent: m.organisation_parent,
	networks: m.organisation_networks,
	names: m.organisation_names,
	successions: m.organisation_succeeds,
	twinnings: m.organisation_twinnings,
	visibility: m.organisation_field_visibility,
	sensitivity: m.resource_field_sensitivity
};

/** What a field says, with the words of its codes. */
export function readableField(
	field: keyof Written,
	text: string,
	terms: readonly { value: string; label: string }[],
	locale: Locale
): string {
	const known: Record<string, () => string> = { ...activityNames, ...visibilityNames, ...sensitivityNames };
	const word = (code: string) => {
		if (field === 'countries') return countryName(code, locale);
		if (field === 'languages') return languageName(code, locale);
		if (['activity', 'visibility', 'sensitivity'].includes(field)) return known[code]?.() ?? code;
		if (['kind', 'territory', 'themes', 'audiences'].includes(field))
			return terms.find(({ value }) => value === code)?.label ?? code;
		return code;
	};
	return text.split(', ').map(word).join(', ');
}
