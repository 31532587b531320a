import { getLocale } from '$lib/paraglide/runtime';
import { countryName, countryNames } from '$lib/organisations/countries';
import { linkedData } from '$lib/organisations/linked-data';
import { isIndexable } from '$lib/organisations/organisation';
import * as organisations from '$lib/organisations/organisations.server';
import { answerAddress } from '$lib/platform/addresses.server';
import { jsonLd } from '$lib/platform/json-ld';
import { runtime } from '$lib/platform/runtime.server';
import { latestOf } from '$lib/resources/listing.server';

export const load = async ({ locals, params }) => {
	const locale = getLocale();
	const { organisation, resources, address } = await locals.db(async (db) => {
		const organisation = await organisations.findBySlug(db, params.slug, locale);
		if (!organisation)
			return { organisation, resources: [], address: await organisations.addressState(db, params.slug) };
		return {
			organisation,
			resources: await latestOf(db, { organisation: organisation.id }, 10, locale),
			address: null
		};
	});
	if (!organisation) answerAddress(address, '/annuaire');
	const canonical = `${runtime().configuration.origin}/annuaire/${organisation.slug}`;
	const indexable = isIndexable(organisation);
	return {
		organisation,
		// Its name is the title of the page: no need to say it again on each line.
		resources: resources.map((resource) => ({ ...resource, organisation: null })),
		canonical,
		indexable,
		country:
			organisation.territory && organisation.territory.kind !== 'pays'
				? countryName(organisation.territory.country, locale)
				: null,
		countries: countryNames(organisation.countries, locale),
		linkedData: indexable ? jsonLd(linkedData(organisation, canonical)) : null
	};
};
