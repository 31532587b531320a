import { fail, redirect } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { removalSchema, withdrawalSchema } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import * as registrations from '$lib/agenda/registrations.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

/** Where one is in both lists. */
function placeIn({ searchParams }: URL) {
	const of = (name: string) => searchParams.get(name) ?? '';
	return { date: of('date'), apres: of('apres'), invites: of('invites') };
}

/** One date at a time: that of the address, else the next one. */
export const load = async ({ locals, params, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const now = new Date().toISOString();
	return locals.db(async (db) => {
		const event = orNotFound(await events.findBySlug(db, params.slug, getLocale()));
		orNotFound(event.keepsRegistrations || null);
		const { date: wanted, apres, invites } = placeIn(url);
		const dates = event.occurrences.filter(({ heldCount, open, id }) => heldCount > 0 || open || id === wanted);
		const date = dates.find(({ id }) => id === wanted) ?? dates.find(({ ends }) => ends > now) ?? dates.at(-1);
		return {
			event: { slug: event.slug, title: event.title, capacity: event.capacity, mayInvite: event.mayInvite },
			dates,
			date: date ?? null,
			/** What is over keeps who came. */
			removable: date !== undefined && date.ends > now,
			done: url.searchParams.get('fait'),
			place: { date: date?.id ?? '', apres, invites },
			invited: await invitations.list(db, event.id, invites || null, 50),
			...(date ? await registrations.attendees(db, date.id, apres || null, 50) : { lines: [], next: null })
		};
	});
};

export const actions = {
	remove: async ({ request, locals, url }) => {
		const form = readForm(await request.formData(), removalSchema);
		if (!form.values) return fail(422, form);
		const { registration, date, word } = form.values;
		orNotFound((await locals.db((db) => registrations.remove(db, registration, date, word))) || null);
		redirect(303, `?${new URLSearchParams({ ...placeIn(url), fait: 'retire' })}`);
	},
	withdraw: async ({ request, locals, url }) => {
		const form = readForm(await request.formData(), withdrawalSchema);
		if (!form.values) return fail(422, form);
		orNotFound((await locals.db((db) => invitations.withdraw(db, form.values.invitation))) || null);
		redirect(303, `?${new URLSearchParams({ ...placeIn(url), fait: 'invitation' })}#invitations`);
	}
};
