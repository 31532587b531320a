import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { countryName, countryNames } from '$lib/organisations/countries';
import { writtenTwinning } from '$lib/organisations/import/twinnings';
import { listed } from '$lib/organisations/organisations.server';
import { csvResponse } from '$lib/platform/csv.server';
import { writtenLanguage } from '$lib/platform/languages';
import { runtime } from '$lib/platform/runtime.server';
import { readSearch } from '$lib/search/search';
import { idsFound } from '$lib/search/search.server';

const size = 500;

/** What the same address of the directory finds, all of it, on the axes that regional networks compare (`domain.md` IN-01). */
export async function GET({ locals, url }) {
	const locale = getLocale();
	const search = readSearch(url, 'title');
	const { origin } = runtime().configuration;
	const header = [
		m.directory_name(),
		m.directory_acronym(),
		m.organisation_names(),
		m.search_facet_kinds(),
		m.directory_rrma(),
		m.search_facet_territories(),
		m.directory_place_code(),
		m.directory_department(),
		m.directory_region(),
		m.directory_country(),
		m.resource_field_summary(),
		m.resource_themes(),
		m.directory_goals(),
		m.organisation_countries(),
		m.resource_audiences(),
		m.organisation_field_languages(),
		m.organisation_networks(),
		m.organisation_twinnings(),
		m.organisation_website(),
		'RNA',
		'SIREN',
		m.organisation_field_description(),
		m.organisation_offers(),
		m.organisation_needs(),
		m.resource_address()
	];
	async function* lines() {
		for (let after: string | null = null; ;) {
			const { ids, page } = await locals.db(async (db) => {
				const found: string[] = await idsFound(db, ['organisation'], search, after, size);
				return { ids: found, page: await listed(db, found, locale) };
			});
			yield* page.map((o) => [
				o.name,
				o.acronym,
				o.otherNames,
				o.kind,
				o.commonType,
				o.territory,
				o.placeCode,
				o.department,
				o.region,
				o.country && countryName(o.country, locale),
				o.summary,
				o.themes,
				o.goals,
				countryNames(o.countries, locale).join(', '),
				o.audiences,
				o.languages.map((code) => writtenLanguage(code, locale)).join(' | '),
				o.networks,
				o.twinnings.map((twinning) => writtenTwinning(twinning, locale)).join(' | '),
				o.website,
				o.rna,
				o.siren,
				o.description,
				o.offers,
				o.needs,
				`${origin}/annuaire/${o.slug}`
			]);
			if (ids.length < size) return;
			after = ids.at(-1) ?? null;
		}
	}
	const response = await csvResponse('annuaire.csv', header, lines());
	// It also names those that ask search engines to leave them out.
	response.headers.set('x-robots-tag', 'noindex');
	return response;
}
