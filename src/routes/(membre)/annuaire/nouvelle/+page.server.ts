import { fail, redirect } from '@sveltejs/kit';
import { readFormWithPlaces } from '$lib/network/places.server';
import { proposedProtection } from '$lib/network/proposed-protection.server';
import { choices, missingPlace } from '$lib/organisations/choices.server';
import * as editing from '$lib/organisations/editing.server';
import * as joining from '$lib/organisations/joining.server';
import { proposalSchema } from '$lib/organisations/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { isDatabaseError, orNotFound, orRefuse, refused } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => ({
	id: newId(),
	name: (url.searchParams.get('nom') ?? '').slice(0, 200),
	choices: await locals.db((db) => choices(db, getLocale()))
});

export const actions = {
	default: async ({ request, locals }) => {
		const data = await request.formData();
		const form = await readFormWithPlaces(locals.db, data, proposalSchema, 'territory');
		if (!form.values) return fail(422, { ...form, similar: [] });
		const { values } = form;
		const named = () => locals.db(form.named);
		const asked = data.getAll('asked[]').map(String);
		const misplaced = await locals.db((db) => missingPlace(db, values));
		if (misplaced)
			return fail(422, { typed: { ...values, asked }, problems: misplaced, similar: [], named: await named() });
		const { territory, sensitivity } = values;
		const territories = territory ? [territory] : [];
		const proposed = await locals.db((db) => proposedProtection(db, { territories, sensitivity, asked }));
		if (proposed)
			return fail(422, {
				typed: { ...values, ...proposed.typed },
				problems: proposed.problems,
				similar: [],
				named: await named()
			});
		const similar = values.different ? [] : await locals.db((db) => joining.similar(db, values, getLocale()));
		if (similar.length) return fail(409, { typed: { ...values, asked }, problems: {}, similar, named: await named() });
		const kept = locals.db((db) => editing.propose(db, values));
		if (await kept.then(() => false, isFull))
			return fail(429, {
				typed: { ...values, asked },
				problems: { form: m.propose_too_many() },
				similar,
				named: await named()
			});
		redirect(303, `/annuaire/${orNotFound(await orRefuse(kept))}?fait=proposee`);
	}
};

const isFull = (thrown: unknown) =>
	isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint === 'waiting';
