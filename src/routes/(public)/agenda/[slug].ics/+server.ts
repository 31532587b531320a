import { calendarResponse, eventCalendar } from '$lib/agenda/feeds.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';

export async function GET({ locals, params }) {
	const source = await locals.db((db) => eventCalendar(db, params.slug, getLocale()));
	return calendarResponse(orNotFound(source), params.slug);
}
