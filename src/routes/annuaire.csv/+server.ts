import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { pageOfAll, type ListedOrganisation } from '$lib/organisations/organisations.server';
import { csvResponse } from '$lib/platform/csv.server';
import { runtime } from '$lib/platform/runtime.server';

/** The directory as the viewer may read it, on the axes that regional networks compare (`domain.md` IN-01). */
export function GET({ locals }) {
	const locale = getLocale();
	const { origin } = runtime().configuration;
	const header = [
		m.directory_name(), m.directory_acronym(), m.search_facet_kinds(), m.search_facet_territories(), m.directory_department(), m.directory_country(),
		m.resource_field_summary(), m.resource_themes(), m.directory_goals(), m.organisation_countries(), m.organisation_website(), m.resource_address()
	];
	async function* lines() {
		for (let after: string | null = null; ; ) {
			const page: ListedOrganisation[] = await locals.db((db) => pageOfAll(db, locale, 500, after));
			yield* page.map((o) => [
				o.name, o.acronym, o.kind, o.territory, o.department, o.country, o.summary, o.themes, o.goals, o.countries, o.website, `${origin}/annuaire/${o.slug}`
			]);
			if (page.length < 500) return;
			after = page.at(-1)?.id ?? null;
		}
	}
	return csvResponse('annuaire.csv', header, lines());
}
