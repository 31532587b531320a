import { fail, redirect } from '@sveltejs/kit';
import * as levels from '$lib/notifications/levels.server';
import { settingsSchema } from '$lib/notifications/schema';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ locals, url }) => ({
	settings: await locals.db(levels.mine),
	saved: url.searchParams.has('fait')
});

export const actions = {
	default: async ({ request, locals }) => {
		const form = readForm(await request.formData(), settingsSchema);
		if (!form.values) return fail(422, form);
		await locals.db((db) => levels.save(db, form.values));
		redirect(303, '/notifications/reglages?fait=1');
	}
};
