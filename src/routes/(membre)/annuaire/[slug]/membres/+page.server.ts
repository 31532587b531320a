import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import * as joining from '$lib/organisations/joining.server';
import * as members from '$lib/organisations/members.server';
import { roles } from '$lib/organisations/organisation';
import * as organisations from '$lib/organisations/organisations.server';
import { answerSchema } from '$lib/organisations/schema';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

/** For its people, and those who facilitate the network: for others there is nothing here. */
async function seen(db: Database, slug: string) {
	const found = orNotFound(await organisations.findBySlug(db, slug, getLocale(), true));
	return orNotFound(found.role || found.manages ? found : null);
}

export const load = async ({ locals, params, url }) =>
	locals.db(async (db) => {
		const { id, slug, name, role, manages, waiting } = await seen(db, params.slug);
		return {
			organisation: { id, slug, name, role, manages },
			people: await members.list(db, id),
			requests: waiting ? await joining.waiting(db, id) : [],
			done: url.searchParams.get('fait')
		};
	});

const personSchema = z.object({ person: z.uuid() });
const roleSchema = z.object({ person: z.uuid(), role: z.enum(roles) });
const handOverSchema = z.object({ person: z.uuid(), then: z.enum(['stay', 'contribute', 'leave']) });

/** One act on the people of this organisation; the last referent is refused with a next step. */
async function act(
	{ locals, params }: { locals: App.Locals; params: { slug: string } },
	step: 'last' | 'leave-last',
	work: (db: Database, organisation: string) => Promise<void>
) {
	const done = locals.db(async (db) => work(db, (await seen(db, params.slug)).id));
	if (await orRefuse(members.refusedAsLast(done))) return fail(409, { step, problems: {}, typed: {} });
	return null;
}
const refusedForm = (problems: Record<string, string>, typed: Record<string, unknown>) =>
	fail(422, { step: null, problems, typed });

export const actions = {
	answer: async (event) => {
		const form = readForm(await event.request.formData(), answerSchema);
		if (!form.values) return refusedForm(form.problems, form.typed);
		await orRefuse(event.locals.db((db) => joining.answer(db, form.values)));
		redirect(303, `/annuaire/${event.params.slug}/membres?fait=${form.values.answer}`);
	},
	role: async (event) => {
		const { person, role } = orNotFound(readForm(await event.request.formData(), roleSchema).values);
		const refused = await act(event, 'last', (db, body) => members.setRole(db, body, person, role));
		if (refused) return refused;
		redirect(303, `/annuaire/${event.params.slug}/membres?fait=role`);
	},
	remove: async (event) => {
		const { person } = orNotFound(readForm(await event.request.formData(), personSchema).values);
		const refused = await act(event, 'last', (db, body) => members.remove(db, body, person));
		if (refused) return refused;
		redirect(303, `/annuaire/${event.params.slug}/membres?fait=retiree`);
	},
	handOver: async (event) => {
		const form = readForm(await event.request.formData(), handOverSchema);
		if (!form.values) return refusedForm(form.problems, form.typed);
		const { person, then } = form.values;
		const refused = await act(event, 'last', (db, body) => members.handOver(db, body, person, then));
		if (refused) return refused;
		redirect(303, `/annuaire/${event.params.slug}${then === 'leave' ? '?fait=partie' : '/membres?fait=relais'}`);
	},
	leave: async (event) => {
		const anyway = (await event.request.formData()).has('anyway');
		const refused = await act(event, 'leave-last', (db, body) => members.leave(db, body, anyway));
		if (refused) return refused;
		redirect(303, `/annuaire/${event.params.slug}?fait=partie`);
	}
};
