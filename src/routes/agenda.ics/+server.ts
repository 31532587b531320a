import { calendarResponse, filteredCalendar } from '$lib/agenda/feeds.server';
import { readFilters } from '$lib/agenda/filters';
import { getLocale } from '$lib/paraglide/runtime';

/** The whole agenda, or what the filters of the address leave of it (RFC 5545). */
export async function GET({ locals, url }) {
	const source = await locals.db((db) => filteredCalendar(db, readFilters(url), getLocale(), new Date()));
	return calendarResponse(source, 'agenda');
}
