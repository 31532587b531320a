import { fail, redirect } from '@sveltejs/kit';
import * as joining from '$lib/organisations/joining.server';
import { answerSchema } from '$lib/organisations/schema';
import * as validating from '$lib/organisations/validating.server';
import { getLocale } from '$lib/paraglide/runtime';
import { asFacilitator } from '$lib/people/administrator.server';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

const nothing = { lines: [], next: null };

export const load = async ({ locals, url }) => {
	const list = url.searchParams.get('liste') ?? '';
	const given = url.searchParams.get('apres') ?? '';
	const after = isId(given) ? given : null;
	const sheets = {
		'': validating.toValidate,
		'sans-referent': validating.withoutReferent,
		jumelages: validating.asleepTwinnings
	}[list];
	return asFacilitator(locals.db, async (db) => ({
		list,
		after,
		sheets: sheets ? await sheets(db, getLocale(), after) : nothing,
		requests: list === 'demandes' ? await validating.orphanRequests(db, getLocale(), after) : nothing,
		done: url.searchParams.get('fait')
	}));
};

export const actions = {
	answer: async ({ request, locals }) => {
		const form = readForm(await request.formData(), answerSchema);
		if (!form.values) return fail(422, form);
		await asFacilitator(locals.db, (db) => orRefuse(joining.answer(db, form.values)));
		redirect(303, `/admin/organisations?liste=demandes&fait=${form.values.answer}`);
	}
};
