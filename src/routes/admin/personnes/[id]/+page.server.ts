import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { asAdministrator, asFacilitator } from '$lib/people/administrator.server';
import * as people from '$lib/people/people.server';
import { roleSchema } from '$lib/people/stewardship';
import * as stewardship from '$lib/people/stewardship.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

const idOf = ({ params }: { params: RequestEvent['params'] }) =>
	orNotFound(params['id'] && isId(params['id']) ? params['id'] : null);

export const load = async ({ locals, params, url }) => ({
	person: await asFacilitator(locals.db, async (db) => orNotFound(await stewardship.find(db, idOf({ params })))),
	done: url.searchParams.get('fait')
});

const refusals = { changed: m.admin_people_role_changed_meanwhile, last: m.admin_people_role_last };

export const actions = {
	role: async ({ request, locals, params }) => {
		const id = idOf({ params });
		const form = readForm(await request.formData(), roleSchema);
		const { outcome, oneself } = await asAdministrator(locals.db, async (db) => ({
			oneself: (await people.me(db))?.id === id,
			outcome: form.values ? await stewardship.setNetworkRole(db, id, form.values.role, form.values.was) : null
		}));
		if (!form.values || !outcome) return fail(422, { problem: form.problems?.['role'] ?? m.ui_problem_field() });
		if (outcome === 'absent') orNotFound(null);
		if (outcome === 'changed' || outcome === 'last') return fail(409, { problem: refusals[outcome]() });
		// Who steps down leaves this page too.
		redirect(303, oneself ? '/' : `/admin/personnes/${id}?fait=role`);
	},
	sessions: async ({ locals, params }) => {
		const id = idOf({ params });
		await asAdministrator(locals.db, (db) => stewardship.closeSessions(db, id));
		redirect(303, `/admin/personnes/${id}?fait=sessions`);
	}
};
