import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { countryName, countryNames } from '$lib/organisations/countries';
import { pageOfAll, type ListedOrganisation } from '$lib/organisations/organisations.server';
import { csvResponse } from '$lib/platform/csv.server';
import { runtime } from '$lib/platform/runtime.server';

const size = 500;

/** The directory as the viewer may read it, on the axes that regional networks compare (`domain.md` IN-01). */
export function GET({ locals }) {
	const locale = getLocale();
	const { origin } = runtime().configuration;
	const header = [
		m.directory_name(),
		m.directory_acronym(),
		m.organisation_names(),
		m.search_facet_kinds(),
		m.search_facet_territories(),
		m.directory_department(),
		m.directory_region(),
		m.directory_country(),
		m.resource_field_summary(),
		m.resource_themes(),
		m.directory_goals(),
		m.organisation_countries(),
		m.organisation_website(),
		m.resource_address()
	];
	async function* lines() {
		for (let after: string | null = null; ;) {
			const page: ListedOrganisation[] = await locals.db((db) => pageOfAll(db, locale, size, after));
			yield* page.map((o) => [
				o.name,
				o.acronym,
				o.otherNames,
				o.kind,
				o.territory,
				o.department,
				o.region,
				o.country && countryName(o.country, locale),
				o.summary,
				o.themes,
				o.goals,
				countryNames(o.countries, locale).join(', '),
				o.website,
				`${origin}/annuaire/${o.slug}`
			]);
			if (page.length < size) return;
			after = page.at(-1)?.id ?? null;
		}
	}
	const response = csvResponse('annuaire.csv', header, lines());
	// It also names those that ask search engines to leave them out.
	response.headers.set('x-robots-tag', 'noindex');
	return response;
}
