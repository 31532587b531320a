import { fail, redirect } from '@sveltejs/kit';
import { protectionSchema } from '$lib/network/protection';
import * as territories from '$lib/network/territories.server';
import { asFacilitator } from '$lib/people/administrator.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ locals, params, url }) => ({
	territory: await asFacilitator(locals.db, async (db) => orNotFound(await territories.find(db, params.code))),
	saved: url.searchParams.has('fait')
});

export const actions = {
	default: async ({ request, locals, params }) => {
		const data = await request.formData();
		const refused = await asFacilitator(locals.db, async (db) => {
			orNotFound(await territories.find(db, params.code));
			const form = readForm(data, protectionSchema);
			if (!form.values) return fail(422, { conflict: false });
			const { protection, was } = form.values;
			return (await territories.protect(db, params.code, protection, was)) ? null : fail(409, { conflict: true });
		});
		if (refused) return refused;
		redirect(303, `/admin/territoires/${params.code}?fait=1`);
	}
};
