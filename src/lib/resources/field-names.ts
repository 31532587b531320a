/** The names of the fields of a resource, as its form writes them. */
import * as m from '$lib/paraglide/messages';

export const fieldNames: Record<string, () => string> = {
	title: m.resource_field_title,
	kind: m.resource_field_kind,
	summary: m.resource_field_summary,
	theme: m.resource_field_theme,
	themes: m.resource_field_themes,
	licence: m.resource_licence,
	description: m.resource_field_description,
	language: m.resource_language,
	link: m.resource_field_link,
	extent: m.resource_extent,
	conditions: m.resource_conditions,
	keywords: m.resource_keywords,
	date: m.resource_date,
	creators: m.resource_creators,
	publisher: m.resource_publisher,
	territories: m.resource_territories,
	audiences: m.resource_audiences,
	visibility: m.resource_field_visibility,
	sensitivity: m.resource_field_sensitivity
};
