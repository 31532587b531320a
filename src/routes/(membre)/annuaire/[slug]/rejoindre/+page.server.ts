import { fail, redirect } from '@sveltejs/kit';
import * as joining from '$lib/organisations/joining.server';
import * as organisations from '$lib/organisations/organisations.server';
import { requestSchema } from '$lib/organisations/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { isDatabaseError, orNotFound, orRefuse, refused } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import type { Database } from '$lib/platform/database.server';

async function joinable(db: Database, slug: string) {
	const found = orNotFound(await organisations.findBySlug(db, slug, getLocale(), true));
	orNotFound(found.status === 'published' || null);
	return { id: found.id, slug: found.slug, name: found.name, role: found.role, asked: found.asked };
}

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const organisation = await joinable(db, params.slug);
		const { id, role, asked } = organisation;
		return { id: newId(), organisation, refusal: role || asked ? null : await joining.refusal(db, id) };
	});

export const actions = {
	ask: async ({ request, locals, params }) => {
		const form = readForm(await request.formData(), requestSchema);
		if (!form.values) return fail(422, form);
		const { id, message } = form.values;
		const sent = locals.db(async (db) =>
			joining.ask(db, { id, organisation: (await joinable(db, params.slug)).id, message })
		);
		const tooMany = await sent.then(() => false, isTooMany);
		if (tooMany) return fail(429, { typed: { ...form.values }, problems: { form: m.join_too_many() } });
		await orRefuse(sent);
		redirect(303, `/annuaire/${params.slug}?fait=demande`);
	},
	takeBack: async ({ locals, params }) => {
		await locals.db(async (db) => joining.takeBack(db, (await joinable(db, params.slug)).id));
		redirect(303, `/annuaire/${params.slug}?fait=demande-reprise`);
	}
};

const isTooMany = (thrown: unknown) =>
	isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint === 'too-many';
