/** What an import says on screen. */
import * as m from '$lib/paraglide/messages';
import { languageName } from '$lib/platform/languages';
import type { Locale } from '$lib/platform/numbers';
import { countryNames } from '../countries';
import { columns, type Column, type Facts, type Outcome } from './import';
import { writtenTwinning } from './twinnings';

export const columnNames: Record<Column, () => string> = {
	name: m.directory_name,
	acronym: m.directory_acronym,
	kind: m.search_facet_kinds,
	territory: m.search_facet_territories,
	place: m.directory_place_code,
	rna: () => 'RNA',
	siren: () => 'SIREN',
	summary: m.resource_field_summary,
	website: m.organisation_website,
	description: m.organisation_field_description,
	offers: m.organisation_offers,
	needs: m.organisation_needs,
	themes: m.resource_themes,
	countries: m.organisation_countries,
	audiences: m.resource_audiences,
	languages: m.organisation_field_languages,
	networks: m.organisation_networks,
	twinnings: m.organisation_twinnings,
	names: m.organisation_names,
	address: m.resource_address
};

export const columnHelp: Record<Column, () => string> = {
	name: m.import_help_name,
	acronym: m.import_help_acronym,
	kind: m.import_help_kind,
	territory: m.import_help_territory,
	place: m.import_help_place,
	rna: m.import_help_rna,
	siren: m.import_help_siren,
	summary: m.import_help_summary,
	website: m.import_help_website,
	description: m.import_help_description,
	offers: m.import_help_text,
	needs: m.import_help_text,
	themes: m.import_help_themes,
	countries: m.import_help_countries,
	audiences: m.import_help_audiences,
	languages: m.import_help_languages,
	networks: m.import_help_networks,
	twinnings: m.import_help_twinnings,
	names: m.import_help_names,
	address: m.import_help_address
};

export const outcomeNames: Record<Outcome, (inputs: { count: number }) => string> = {
	new: m.import_new,
	changed: m.import_changed,
	similar: m.import_similar,
	rejected: m.import_rejected,
	identical: m.import_identical
};

const columnOf: Partial<Record<keyof Facts, Column>> = { kind_code: 'kind', territory_code: 'territory' };

/** « Type : Association » of what a line says; names of codes come with the page. */
export function described(
	facts: Partial<Facts>,
	names: Record<string, string>,
	locale: Locale
): { column: Column; text: string }[] {
	const text: Partial<Record<keyof Facts, string | undefined>> = {
		...(facts as Record<string, string>),
		kind_code: facts.kind_code && (names[`kind ${facts.kind_code}`] ?? facts.kind_code),
		territory_code: facts.territory_code ? (names[`place ${facts.territory_code}`] ?? facts.territory_code) : undefined,
		themes: facts.themes?.map((code) => names[`theme ${code}`] ?? code).join(', '),
		countries: facts.countries && countryNames(facts.countries, locale).join(', '),
		audiences: facts.audiences?.map((code) => names[`audience ${code}`] ?? code).join(', '),
		languages: facts.languages?.map((code) => languageName(code, locale)).join(', '),
		networks: facts.networks?.map((slug) => names[`network ${slug}`] ?? slug).join(', '),
		twinnings: facts.twinnings?.map((twinning) => writtenTwinning(twinning, locale)).join(', '),
		names: facts.names?.join(', ')
	};
	return (Object.keys(text) as (keyof Facts)[])
		.flatMap((key) => {
			const column = columnOf[key] ?? (key as Column);
			return columns.includes(column) && text[key] ? [{ column, text: text[key] }] : [];
		})
		.sort((a, b) => columns.indexOf(a.column) - columns.indexOf(b.column));
}
