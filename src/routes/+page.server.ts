import { upcoming } from '$lib/agenda/upcoming.server';
import { getLocale } from '$lib/paraglide/runtime';
import { countryName } from '$lib/organisations/countries';
import * as organisations from '$lib/organisations/organisations.server';
import { together } from '$lib/platform/together.server';
import { latestOf } from '$lib/resources/listing.server';
import * as resources from '$lib/resources/resources.server';
import * as spaces from '$lib/spaces/spaces.server';

/** Three statements: a visitor sees the open spaces, a member what waits for them (their spaces come with the frame); and what is next. */
export const load = async ({ locals, url }) => {
	const locale = getLocale();
	const next = upcoming(locale, new Date(), 3);
	return locals.db(async (db) => {
		const { kinds, partners } = await organisations.whoIsHere(db, locale);
		return {
			latest: await latestOf(db, {}, 5, locale),
			kinds,
			partners: partners.map((partner) => ({ ...partner, country: countryName(partner.country, locale) })),
			...(locals.claims
				? { openSpaces: [], ...(await together(db, { unfinished: resources.unfinished(db), upcoming: next })) }
				: { unfinished: null, ...(await together(db, { openSpaces: spaces.open(db, locale, 4), upcoming: next })) }),
			welcome: url.searchParams.get('fait') === 'bienvenue'
		};
	});
};
