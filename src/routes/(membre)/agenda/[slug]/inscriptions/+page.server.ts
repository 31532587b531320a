import * as events from '$lib/agenda/events.server';
import * as invitations from '$lib/agenda/invitations.server';
import * as registrations from '$lib/agenda/registrations.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';

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
			first: after === null,
			invited: await invitations.list(db, event.id, url.searchParams.get('invites'), 50),
			...(date ? await registrations.attendees(db, date.id, after, 50) : { lines: [], next: null })
		};
	});
};
