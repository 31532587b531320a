import { error, fail, redirect } from '@sveltejs/kit';
import * as editing from '$lib/agenda/editing.server';
import * as events from '$lib/agenda/events.server';
import { doneBy, readEvent } from '$lib/agenda/form.server';
import { choices } from '$lib/agenda/listing.server';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import * as people from '$lib/people/people.server';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { textFields } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const event = orNotFound(await events.findBySlug(db, params.slug, getLocale()));
		const values = orNotFound(await editing.valuesOf(db, event.id));
		return {
			values,
			status: event.status,
			title: event.title,
			slug: event.slug,
			choices: await choices(db, getLocale(), [values.territory ?? []].flat().map(String)),
			// Who edits what others publish keeps their organisation and space among the choices.
			organisation: event.organisation,
			space: event.space,
			organisations: await people.myOrganisations(db)
		};
	});

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const sent = await readEvent(data, locals.db);
		if (!sent.values) return fail(422, { ...sent, conflict: null });
		const kept = await orRefuse(
			ruleMet(
				locals.db((db) => editing.revise(db, sent.values, sent.was)),
				'registered-date'
			)
		);
		if ('rule' in kept) {
			const problems = { date1: m.registration_problem_kept_date() };
			return fail(409, { typed: textFields(data), problems, named: await locals.db(sent.named), conflict: null });
		}
		const done = orNotFound(kept.done);
		if ('conflict' in done) {
			const typed = { ...textFields(data), version: String(done.conflict.version) };
			return fail(409, { typed, problems: {}, named: await locals.db(sent.named), conflict: done.conflict });
		}
		redirect(303, `/agenda/${done.slug}?fait=${doneBy[sent.values.intent]}`);
	}
};
