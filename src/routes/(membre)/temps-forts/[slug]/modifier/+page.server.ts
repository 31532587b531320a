import { error, fail, redirect } from '@sveltejs/kit';
import * as campaigns from '$lib/agenda/campaigns.server';
import { choices } from '$lib/agenda/listing.server';
import { campaignSchema } from '$lib/agenda/schema';
import { readFormWithPlaces } from '$lib/network/places.server';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const campaign = orNotFound(await campaigns.findBySlug(db, params.slug));
		if (!campaign.mayWrite) error(403, 'refused');
		const codes = campaign.territories.map(({ code }) => code);
		return { campaign, choices: await choices(db, getLocale(), codes) };
	});

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = await readFormWithPlaces(locals.db, await request.formData(), campaignSchema, 'territories[]');
		if (!form.values) return fail(422, form);
		const slug = await orRefuse(locals.db((db) => campaigns.revise(db, form.values)));
		// The form shows what it is now: the other one's change is read before another is made.
		if (slug === null)
			return fail(409, { typed: null, problems: { form: m.campaign_conflict() }, named: await locals.db(form.named) });
		redirect(303, `/temps-forts/${slug}?fait=1`);
	}
};
