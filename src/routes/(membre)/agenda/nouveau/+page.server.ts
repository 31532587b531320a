import { error, fail, redirect } from '@sveltejs/kit';
import * as editing from '$lib/agenda/editing.server';
import { doneBy, readEvent } from '$lib/agenda/form.server';
import { choices } from '$lib/agenda/listing.server';
import { getLocale } from '$lib/paraglide/runtime';
import * as people from '$lib/people/people.server';
import { orRefuse } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		id: newId(),
		/** « Proposer un rendez-vous ici ». */
		space: url.searchParams.get('espace'),
		campaign: url.searchParams.get('temps-fort'),
		choices: await choices(db, getLocale()),
		organisations: await people.myOrganisations(db),
		me: await people.me(db)
	}));

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const sent = await readEvent(await request.formData(), locals.db);
		if (!sent.values) return fail(422, sent);
		const slug = await orRefuse(locals.db((db) => editing.create(db, sent.values)));
		redirect(303, `/agenda/${slug}?fait=${doneBy[sent.values.intent]}`);
	}
};
