import { error, fail, redirect } from '@sveltejs/kit';
import { joinRefusalSchema } from '$lib/people/account';
import { asFacilitator } from '$lib/people/administrator.server';
import * as requests from '$lib/people/sign-up-requests.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => {
	const before = url.searchParams.get('avant') ?? '';
	const waiting = url.searchParams.get('etat') !== 'clos';
	return {
		...(await asFacilitator(locals.db, (db) => requests.list(db, waiting, isId(before) ? before : null))),
		waiting,
		first: !isId(before),
		done: url.searchParams.has('fait')
	};
};

export const actions = {
	accept: async ({ request, locals }) => {
		const id = String((await request.formData()).get('id'));
		await asFacilitator(locals.db, async (db) => {
			if (!(await requests.answer(db, orNotFound(isId(id) ? id : null), { status: 'accepted' })))
				error(409, 'conflict');
		});
		redirect(303, '/admin/inscriptions?fait=1');
	},
	refuse: async ({ request, locals }) => {
		const data = await request.formData();
		const refused = await asFacilitator(locals.db, async (db) => {
			const form = readForm(data, joinRefusalSchema);
			if (!form.values) return fail(422, form);
			const { id, answer } = form.values;
			if (!(await requests.answer(db, id, { status: 'refused', answer }))) error(409, 'conflict');
			return null;
		});
		if (refused) return refused;
		redirect(303, '/admin/inscriptions?fait=1');
	}
};
