import { error, fail, redirect } from '@sveltejs/kit';
import { asFacilitator } from '$lib/people/administrator.server';
import * as imports from '$lib/organisations/import/imports.server';
import { orRefuse } from '$lib/platform/errors.server';
import { say } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals }) =>
	asFacilitator(locals.db, async (db) => ({ id: newId(), imports: await imports.mine(db) }));

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('upload', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const [id, file] = [String(data.get('id') ?? ''), data.get('file')];
		if (!isId(id) || !(file instanceof File) || file.size === 0)
			return fail(422, { problems: { file: say('import_problem_none') } });
		const refused = await orRefuse(asFacilitator(locals.db, (db) => imports.prepare(db, id, file)));
		if (refused) {
			const line = refused.line ? ` (${refused.line})` : '';
			return fail(422, { problems: { file: say(refused.problem) + line } });
		}
		redirect(303, `/annuaire/import/${id}`);
	}
};
