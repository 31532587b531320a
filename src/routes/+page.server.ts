import { getLocale } from '$lib/paraglide/runtime';
import { countryName } from '$lib/organisations/countries';
import * as organisations from '$lib/organisations/organisations.server';
import { latestOf } from '$lib/resources/listing.server';
import * as resources from '$lib/resources/resources.server';
import * as spaces from '$lib/spaces/spaces.server';

/** Three statements: a visitor sees the open spaces, a member what waits for them (their spaces come with the frame). */
export const load = async ({ locals, url }) => {
	const locale = getLocale();
	return locals.db(async (db) => {
		const { kinds, partners } = await organisations.whoIsHere(db, locale);
		return {
			latest: await latestOf(db, {}, 5, locale),
			kinds,
			partners: partners.map((partner) => ({ ...partner, country: countryName(partner.country, locale) })),
			openSpaces: locals.claims ? [] : await spaces.open(db, locale, 4),
			unfinished: locals.claims ? await resources.unfinished(db) : null,
			welcome: url.searchParams.get('fait') === 'bienvenue'
		};
	});
};
