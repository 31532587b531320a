import { fail, redirect } from '@sveltejs/kit';
import { profileSchema } from '$lib/people/account';
import * as profile from '$lib/people/profile.server';
import { otherTimeZones, usualTimeZones } from '$lib/people/time-zones';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ locals, url }) => {
	const { details, ...me } = orNotFound(await locals.db(profile.mine));
	return {
		me: {
			...me,
			languages: details?.languages?.texts ?? [],
			languagesVisibility: details?.languages?.visibility,
			skills: details?.skills?.texts.join('\n'),
			skillsVisibility: details?.skills?.visibility
		},
		zones: { usual: [...usualTimeZones], others: otherTimeZones() },
		saved: url.searchParams.has('fait')
	};
};

export const actions = {
	default: async ({ request, locals }) => {
		const form = readForm(await request.formData(), profileSchema);
		if (!form.values) return fail(422, form);
		await locals.db((db) => profile.save(db, form.values));
		redirect(303, '/profil?fait=1');
	}
};
