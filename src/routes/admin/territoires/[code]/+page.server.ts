import { fail, redirect } from '@sveltejs/kit';
import { correctionSchema } from '$lib/network/place';
import { protectionSchema } from '$lib/network/protection';
import * as territories from '$lib/network/territories.server';
import * as m from '$lib/paraglide/messages';
import { asAdministrator, asFacilitator } from '$lib/people/administrator.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm, textFields } from '$lib/platform/forms.server';

export const load = async ({ locals, params, url }) => ({
	...(await asFacilitator(locals.db, async (db, role) => ({
		territory: orNotFound(await territories.find(db, params.code)),
		mayCorrect: role === 'admin'
	}))),
	done: url.searchParams.get('fait')
});

export const actions = {
	protect: async ({ request, locals, params }) => {
		const data = await request.formData();
		const refused = await asFacilitator(locals.db, async (db) => {
			orNotFound(await territories.find(db, params.code));
			const form = readForm(data, protectionSchema);
			if (!form.values) return fail(422, { warning: m.ui_problem_field() });
			const { protection, was } = form.values;
			const isSaved = await territories.protect(db, params.code, protection, was);
			return isSaved ? null : fail(409, { warning: m.territory_conflict() });
		});
		if (refused) return refused;
		redirect(303, `/admin/territoires/${params.code}?fait=protection`);
	},
	correct: async ({ request, locals, params }) => {
		const data = await request.formData();
		const form = readForm(data, correctionSchema);
		const hindrance = await asAdministrator(locals.db, async (db) => {
			orNotFound(await territories.find(db, params.code));
			return form.values ? territories.correct(db, params.code, form.values) : null;
		});
		if (!form.values) return fail(422, form);
		// What they see now is what the other one wrote: their own words would hide it.
		if (hindrance === 'changed') return fail(409, { warning: m.territory_changed() });
		if (hindrance) return fail(422, { typed: textFields(data), problems: { name: m.territory_problem_known() } });
		redirect(303, `/admin/territoires/${params.code}?fait=correction`);
	}
};
