import { error, fail, redirect } from '@sveltejs/kit';
import * as editing from '$lib/agenda/editing.server';
import * as events from '$lib/agenda/events.server';
import { occurrenceSchema } from '$lib/agenda/schema';
import { isAhead } from '$lib/agenda/when';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

async function written(db: Database, slug: string) {
	const event = orNotFound(await events.findBySlug(db, slug, getLocale()));
	if (!event.mayWrite) error(403, 'refused');
	return event;
}

/** The next sixty dates. */
export const load = async ({ locals, params, url }) => {
	const event = await locals.db((db) => written(db, params.slug));
	return {
		event: { slug: event.slug, title: event.title },
		dates: event.occurrences.filter((date) => isAhead(date, event.timeZone)).slice(0, 60),
		done: url.searchParams.get('fait')
	};
};

export const actions = {
	default: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), occurrenceSchema);
		if (!form.values) return fail(422, form);
		const { id, change } = form.values;
		const changed = await orRefuse(
			locals.db(async (db) => editing.changeOccurrence(db, (await written(db, params.slug)).id, id, change))
		);
		if (!changed) return fail(409, { typed: { id }, problems: { date1: m.agenda_problem_move() } });
		redirect(303, `/agenda/${params.slug}/dates?fait=1`);
	}
};
