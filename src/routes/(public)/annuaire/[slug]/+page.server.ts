import { redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { countryName, countryNames } from '$lib/organisations/countries';
import * as editing from '$lib/organisations/editing.server';
import { linkedData } from '$lib/organisations/linked-data';
import { isIndexable } from '$lib/organisations/organisation';
import * as organisations from '$lib/organisations/organisations.server';
import { answerAddress } from '$lib/platform/addresses.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { jsonLd } from '$lib/platform/json-ld';
import { renderMarkdown } from '$lib/platform/markdown.server';
import { runtime } from '$lib/platform/runtime.server';
import { latestOf } from '$lib/resources/listing.server';

export const load = async ({ locals, params, url }) => {
	const locale = getLocale();
	const { organisation, resources, address } = await locals.db(async (db) => {
		const organisation = await organisations.findBySlug(db, params.slug, locale, locals.claims !== null);
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
		description: organisation.description ? renderMarkdown(organisation.description, { headingFrom: 3 }) : null,
		done: url.searchParams.get('fait'),
		live: { room: `organisation:${organisation.id}` as const, version: organisation.version },
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

export const actions = {
	confirm: async ({ locals, params }) => {
		orNotFound((await orRefuse(locals.db((db) => editing.confirm(db, params.slug)))) || null);
		redirect(303, `/annuaire/${params.slug}?fait=confirmee`);
	}
};
