import { error, fail, redirect } from '@sveltejs/kit';
import { readFormWithPlaces } from '$lib/network/places.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orRefuse } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as editing from '$lib/spaces/editing.server';
import { typedSpace } from '$lib/spaces/form.server';
import { spaceSchema } from '$lib/spaces/schema';

export const load = async ({ locals }) => ({
	id: newId(),
	choices: await locals.db((db) => editing.choices(db, getLocale()))
});

export const actions = {
	search: async ({ request, locals }) => {
		const data = await request.formData();
		return locals.db((db) => typedSpace(db, data, { searching: true, locale: getLocale() }));
	},
	save: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const { values, problems, named } = await readFormWithPlaces(locals.db, data, spaceSchema, 'territories[]');
		if (!values) {
			const typed = await locals.db((db) => typedSpace(db, data, { searching: false, locale: getLocale() }));
			return fail(422, { ...typed, problems, named });
		}
		const slug = await orRefuse(locals.db((db) => editing.create(db, values)));
		redirect(303, `/espaces/${slug}?fait=opened`);
	}
};
