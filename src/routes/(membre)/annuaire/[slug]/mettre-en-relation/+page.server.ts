import { error, fail, redirect } from '@sveltejs/kit';
import * as introducing from '$lib/organisations/introducing.server';
import * as joining from '$lib/organisations/joining.server';
import * as organisations from '$lib/organisations/organisations.server';
import { introductionSchema } from '$lib/organisations/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { attempt } from '$lib/platform/limits.server';

async function introducible(db: Database, slug: string) {
	const { id, name, status } = orNotFound(await organisations.findBySlug(db, slug, getLocale()));
	orNotFound(status === 'published' || null);
	return { id, slug, name };
}

export const load = async ({ locals, params, url }) => {
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
	return locals.db(async (db) => {
		const organisation = await introducible(db, params.slug);
		const found = words ? await joining.find(db, words, getLocale()) : [];
		return { id: newId(), organisation, words, found: found.filter(({ id }) => id !== organisation.id) };
	});
};

export const actions = {
	default: async ({ request, locals, params }) => {
		if (!locals.claims) error(403, 'refused');
		const form = readForm(await request.formData(), introductionSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const again = (sentence: string) => fail(429, { typed: { ...values }, problems: { form: sentence } });
		const minutes = await attempt('contact', locals.claims.sub);
		if (minutes) return again(m.signin_too_many({ minutes }));
		const done = locals.db(async (db) => introducing.introduce(db, (await introducible(db, params.slug)).id, values));
		if ('rule' in (await orRefuse(ruleMet(done, 'too-many')))) return again(m.introduce_too_many());
		redirect(303, `/annuaire/${params.slug}?fait=relation`);
	}
};
