import { calendarResponse, personalCalendar } from '$lib/agenda/feeds.server';
import { readFilters } from '$lib/agenda/filters';
import { orNotFound } from '$lib/platform/errors.server';

/** Whoever holds the secret reads what its owner may read: no session is asked for, nor kept anywhere on the way. */
export async function GET({ params, url, setHeaders }) {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	return calendarResponse(orNotFound(await personalCalendar(params.token, readFilters(url), new Date())), 'agenda');
}
