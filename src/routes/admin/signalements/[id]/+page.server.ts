import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as reports from '$lib/moderation/reports.server';
import { decisionSchema } from '$lib/moderation/schema';
import { asAdministrator } from '$lib/people/administrator.server';
import { isDatabaseError, orNotFound, refused } from '$lib/platform/errors.server';
import { readForm, say, textFields } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

const idOf = ({ params }: { params: RequestEvent['params'] }) =>
	orNotFound(params['id'] && isId(params['id']) ? params['id'] : null);

/** Nobody but its makers reads it: it can only be withdrawn. */
const isNarrowest = (thrown: unknown) =>
	isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint === 'narrowest';

export const load = async ({ locals, params, url }) => ({
	report: await asAdministrator(locals.db, async (db) => orNotFound(await reports.find(db, idOf({ params })))),
	answered: url.searchParams.has('fait')
});

export const actions = {
	examine: async ({ locals, params }) => {
		const id = idOf({ params });
		await asAdministrator(locals.db, (db) => reports.examine(db, id));
		redirect(303, `/admin/signalements/${id}`);
	},
	decide: async ({ request, locals, params }) => {
		const id = idOf({ params });
		const data = await request.formData();
		const answered = await asAdministrator(locals.db, async (db) => {
			const form = readForm(data, decisionSchema);
			if (!form.values) return fail(422, form);
			if (!(await reports.decide(db, id, form.values))) error(409, 'conflict');
			return null;
		}).catch((thrown: unknown) => {
			if (!isNarrowest(thrown)) throw thrown;
			return fail(422, { typed: textFields(data), problems: { decision: say('report_problem_narrowest') } });
		});
		if (answered) return answered;
		redirect(303, `/admin/signalements/${id}?fait=1`);
	},
	lift: async ({ locals, params }) => {
		const id = idOf({ params });
		await asAdministrator(locals.db, (db) => reports.lift(db, id));
		redirect(303, `/admin/signalements/${id}`);
	}
};
