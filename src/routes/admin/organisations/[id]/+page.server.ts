import { fail, redirect } from '@sveltejs/kit';
import { readFormWithPlaces } from '$lib/network/places.server';
import { choices, missingPlace } from '$lib/organisations/choices.server';
import * as editing from '$lib/organisations/editing.server';
import * as joining from '$lib/organisations/joining.server';
import { reasonSchema, validationSchema } from '$lib/organisations/schema';
import * as validating from '$lib/organisations/validating.server';
import { getLocale } from '$lib/paraglide/runtime';
import { asFacilitator } from '$lib/people/administrator.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, params }) =>
	asFacilitator(locals.db, async (db) => {
		const sheet = orNotFound(isId(params.id) ? await validating.examine(db, params.id) : null);
		return {
			sheet,
			similar: sheet.published ? [] : await joining.similar(db, sheet, getLocale()),
			choices: await choices(db, getLocale(), [sheet.territory ?? []].flat())
		};
	});

const decided = (status: string, list = '') => redirect(303, `/admin/organisations?fait=${status}${list}`);

export const actions = {
	validate: async ({ request, locals, params }) => {
		const data = await request.formData();
		const form = await readFormWithPlaces(
			(work) => asFacilitator(locals.db, work),
			data,
			validationSchema,
			'territory'
		);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const misplaced = await asFacilitator(locals.db, (db) => missingPlace(db, values));
		if (misplaced) {
			const named = await asFacilitator(locals.db, form.named);
			return fail(422, { typed: { ...values }, problems: misplaced, named });
		}
		const done = await asFacilitator(locals.db, (db) => orRefuse(editing.validate(db, orId(params.id), values)));
		orNotFound(done || null);
		decided('published');
	},
	withdraw: async ({ request, locals, params }) => {
		const form = readForm(await request.formData(), reasonSchema);
		if (!form.values) return fail(422, form);
		const { reason } = form.values;
		const done = await asFacilitator(locals.db, (db) =>
			orRefuse(editing.decide(db, orId(params.id), 'withdrawn', reason))
		);
		orNotFound(done || null);
		decided('withdrawn');
	},
	archive: async ({ locals, params }) => {
		orNotFound(
			(await asFacilitator(locals.db, (db) => orRefuse(editing.decide(db, orId(params.id), 'archived')))) || null
		);
		decided('archived');
	},
	publish: async ({ locals, params }) => {
		orNotFound(
			(await asFacilitator(locals.db, (db) => orRefuse(editing.decide(db, orId(params.id), 'published')))) || null
		);
		decided('published');
	}
};

const orId = (given: string) => orNotFound(isId(given) ? given : null);
