import { fail, redirect } from '@sveltejs/kit';
import { asAdministrator } from '$lib/people/administrator.server';
import { registerSchema } from '$lib/people/register';
import * as register from '$lib/people/register.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => ({
	...(await asAdministrator(locals.db, async (db) => ({
		entries: await register.entries(db),
		runs: await register.lastRuns(db)
	}))),
	id: newId(),
	done: url.searchParams.has('fait')
});

export const actions = {
	save: async ({ request, locals }) => {
		const data = await request.formData();
		const refused = await asAdministrator(locals.db, async (db) => {
			const form = readForm(data, registerSchema);
			if (!form.values) return fail(422, { ...form, conflict: null });
			const conflict = await orRefuse(register.save(db, form.values));
			if (!conflict) return null;
			const { version: _, ...typed } = form.values;
			const version = conflict.version ? { version: String(conflict.version) } : {};
			return fail(409, { typed: { ...typed, ...version }, problems: {}, conflict });
		});
		if (refused) return refused;
		redirect(303, '/admin/registre?fait=1');
	},
	remove: async ({ request, locals }) => {
		const id = String((await request.formData()).get('id'));
		await asAdministrator(locals.db, (db) => register.remove(db, orNotFound(isId(id) ? id : null)));
		redirect(303, '/admin/registre?fait=1');
	}
};
