import * as campaigns from '$lib/agenda/campaigns.server';
import { readFilters } from '$lib/agenda/filters';
import { campaignLinkedData } from '$lib/agenda/linked-data';
import * as listing from '$lib/agenda/listing.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { jsonLd } from '$lib/platform/json-ld';
import { renderMarkdown } from '$lib/platform/markdown.server';
import { runtime } from '$lib/platform/runtime.server';

/** Two statements: the edition, and its programme: what is to come until it is over, all of it after or on demand. */
export const load = async ({ locals, params, url }) => {
	const now = new Date();
	const { origin } = runtime().configuration;
	return locals.db(async (db) => {
		const campaign = orNotFound(await campaigns.findBySlug(db, params.slug));
		const whole = url.searchParams.has('tout') || campaign.endsOn < listing.today(now);
		const from = whole ? '1000-01-01' : listing.today(now);
		const filters = { ...readFilters(url), campaign: params.slug, from };
		const programme = await listing.page(db, filters, getLocale(), now);
		const canonical = `${origin}/temps-forts/${campaign.slug}`;
		return {
			campaign,
			filters,
			whole,
			today: listing.today(now),
			canonical,
			linkedData: jsonLd(campaignLinkedData(campaign, programme.lines, canonical, origin)),
			descriptionHtml: campaign.description ? renderMarkdown(campaign.description, { headingFrom: 3 }) : null,
			...programme,
			done: url.searchParams.has('fait')
		};
	});
};
