import { error, fail, redirect } from '@sveltejs/kit';
import * as campaigns from '$lib/agenda/campaigns.server';
import { choices } from '$lib/agenda/listing.server';
import { campaignSchema } from '$lib/agenda/schema';
import { readFormWithPlaces } from '$lib/network/places.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orRefuse } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, parent }) => {
	const { viewer } = await parent();
	if (!['admin', 'animateur'].includes(viewer.networkRole)) error(403, 'refused');
	return { id: newId(), choices: await locals.db((db) => choices(db, getLocale())) };
};

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = await readFormWithPlaces(locals.db, await request.formData(), campaignSchema, 'territories[]');
		if (!form.values) return fail(422, form);
		const slug = await orRefuse(locals.db((db) => campaigns.create(db, form.values)));
		redirect(303, `/temps-forts/${slug}?fait=1`);
	}
};
