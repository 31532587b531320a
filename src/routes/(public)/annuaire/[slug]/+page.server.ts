import { getLocale } from '$lib/paraglide/runtime';
import * as organisations from '$lib/organisations/organisations.server';
import { linkedData } from '$lib/organisations/linked-data';
import { orNotFound } from '$lib/platform/errors.server';
import { jsonLd } from '$lib/platform/json-ld';
import { runtime } from '$lib/platform/runtime.server';
import { latestOf } from '$lib/resources/listing.server';

export const load = async ({ locals, params }) => {
	const locale = getLocale();
	const { organisation, resources } = await locals.db(async (db) => {
		const organisation = orNotFound(await organisations.findBySlug(db, params.slug, locale));
		return { organisation, resources: await latestOf(db, { organisation: organisation.id }, 10, locale) };
	});
	const canonical = `${runtime().configuration.origin}/annuaire/${organisation.slug}`;
	const countries = new Intl.DisplayNames(locale, { type: 'region' });
	return {
		organisation,
		resources,
		canonical,
		countries: organisation.countries.map(({ country }) => countries.of(country) ?? country).sort((a, b) => a.localeCompare(b, locale)),
		linkedData: organisation.visibility === 'public' ? jsonLd(linkedData(organisation, canonical)) : null
	};
};
