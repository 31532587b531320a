import * as campaigns from '$lib/agenda/campaigns.server';
import { readFilters } from '$lib/agenda/filters';
import * as listing from '$lib/agenda/listing.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { renderMarkdown } from '$lib/platform/markdown.server';
import { runtime } from '$lib/platform/runtime.server';

/** Two statements: the edition, and its programme from the first event to the last. */
export const load = async ({ locals, params, url }) => {
	const read = readFilters(url);
	const filters = { ...read, campaign: params.slug, from: read.from ?? '1000-01-01' };
	return locals.db(async (db) => {
		const campaign = orNotFound(await campaigns.findBySlug(db, params.slug));
		return {
			campaign,
			filters,
			canonical: `${runtime().configuration.origin}/temps-forts/${campaign.slug}`,
			descriptionHtml: campaign.description ? renderMarkdown(campaign.description, { headingFrom: 3 }) : null,
			...(await listing.page(db, filters, getLocale(), new Date())),
			done: url.searchParams.has('fait')
		};
	});
};
