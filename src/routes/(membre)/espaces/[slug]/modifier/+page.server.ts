import { error, fail, redirect } from '@sveltejs/kit';
import { readFormWithPlaces } from '$lib/network/places.server';
import { getLocale } from '$lib/paraglide/runtime';
import * as m from '$lib/paraglide/messages';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { allow } from '$lib/platform/limits.server';
import * as editing from '$lib/spaces/editing.server';
import { typedSpace, whatWasShown } from '$lib/spaces/form.server';
import { spaceSchema } from '$lib/spaces/schema';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const values = orNotFound(await editing.valuesOf(db, { slug: params.slug }));
		const kept = values.bodies.map(({ id }) => id);
		return {
			values,
			kept,
			choices: await editing.choices(db, getLocale(), [values.territories ?? []].flat()),
			bodies: (await editing.bodies(db, { ids: kept, words: '' }, getLocale())).chosen
		};
	});

export const actions = {
	search: async ({ request, locals }) => {
		const data = await request.formData();
		return {
			...(await locals.db((db) => typedSpace(db, data, { searching: true, locale: getLocale() }))),
			conflict: null
		};
	},
	save: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const form = await readFormWithPlaces(locals.db, data, spaceSchema, 'territories[]');
		const typed = () => locals.db((db) => typedSpace(db, data, { searching: false, locale: getLocale() }));
		if (!form.values)
			return fail(422, { ...(await typed()), problems: form.problems, named: form.named, conflict: null });
		const { values } = form;
		const named = () => locals.db(form.named);
		const met = await orRefuse(
			ruleMet(
				locals.db((db) => editing.revise(db, values, whatWasShown(data))),
				'moderated'
			)
		);
		if ('rule' in met)
			return fail(409, {
				...(await typed()),
				problems: { visibility: m.report_held() },
				named: await named(),
				conflict: null
			});
		const done = orNotFound(met.done);
		if ('conflict' in done) {
			const sent = await typed();
			sent.typed['version'] = String(done.conflict.version);
			return fail(409, { ...sent, problems: {}, named: await named(), conflict: done.conflict });
		}
		redirect(303, `/espaces/${done.slug}?fait=saved`);
	}
};
