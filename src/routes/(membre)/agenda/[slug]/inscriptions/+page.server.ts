import { fail, redirect } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { removalSchema, withdrawalSchema } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import * as registrations from '$lib/agenda/registrations.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

/** One date at a time: that of the address, else the next one. */
export const load = async ({ locals, params, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const now = new Date().toISOString();
	return locals.db(async (db) => {
		const event = orNotFound(await events.findBySlug(db, params.slug, getLocale()));
		orNotFound(event.keepsRegistrations || null);
		const wanted = url.searchParams.get('date');
		const dates = event.occurrences.filter(({ heldCount, open, id }) => heldCount > 0 || open || id === wanted);
		const date = dates.find(({ id }) => id === wanted) ?? dates.find(({ ends }) => ends > now) ?? dates.at(-1);
		const after = url.searchParams.get('apres');
		return {
			event: { slug: event.slug, title: event.title, capacity: event.capacity, mayInvite: event.mayInvite },
			dates,
			date: date ?? null,
			/** What is over keeps who came. */
			removable: date !== undefined && date.ends > now,
			done: url.searchParams.get('fait'),
			first: after === null,
			invited: await invitations.list(db, event.id, url.searchParams.get('invites'), 50),
			...(date ? await registrations.attendees(db, date.id, after, 50) : { lines: [], next: null })
		};
	});
};

export const actions = {
	remove: async ({ request, locals, params }) => {
		const form = readForm(await request.formData(), removalSchema);
		if (!form.values) return fail(422, form);
		const { registration, date, word } = form.values;
		orNotFound((await locals.db((db) => registrations.remove(db, registration, date, word))) || null);
		redirect(303, `/agenda/${params.slug}/inscriptions?date=${date}&fait=retire`);
	},
	withdraw: async ({ request, locals, params }) => {
		const form = readForm(await request.formData(), withdrawalSchema);
		if (!form.values) return fail(422, form);
		orNotFound((await locals.db((db) => invitations.withdraw(db, form.values.invitation))) || null);
		redirect(303, `/agenda/${params.slug}/inscriptions?fait=invitation#invitations`);
	}
};
