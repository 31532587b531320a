import { readFilters, type Filters } from '$lib/agenda/filters';
import * as listing from '$lib/agenda/listing.server';
import { attendanceNames, entryNames, situationNames } from '$lib/agenda/words';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { csvResponse } from '$lib/platform/csv.server';
import { runtime } from '$lib/platform/runtime.server';

/** All that the viewer may read of the filters of the address, a line per date; from the first one when no dates are given. */
export function GET({ locals, url }) {
	const locale = getLocale();
	const { origin } = runtime().configuration;
	const wanted = readFilters(url);
	const filters = wanted.from || wanted.to || wanted.month ? wanted : { ...wanted, from: '1000-01-01' };
	const header = [
		m.resource_field_title(),
		m.agenda_field_kind(),
		m.agenda_csv_starts(),
		m.agenda_csv_ends(),
		m.agenda_csv_precision(),
		m.agenda_csv_zone(),
		m.agenda_field_place(),
		m.agenda_field_territory(),
		m.agenda_field_attendance(),
		m.agenda_field_entry(),
		m.agenda_situation(),
		m.resource_language(),
		m.resource_address()
	];
	const line = (o: listing.Line) => [
		o.title,
		o.kind,
		o.starts.replace('T', ' '),
		o.ends.replace('T', ' '),
		o.precision,
		o.timeZone,
		o.place,
		o.territory,
		attendanceNames[o.attendance](),
		o.entry === 'free' || o.entry === 'paid' ? entryNames[o.entry]() : '',
		situationNames[o.situation](),
		o.language,
		`${origin}/agenda/${o.slug}`
	];
	async function* lines() {
		for (let after: Filters['after'] = null; ;) {
			const page = await locals.db((db) => listing.page(db, { ...filters, after }, locale, new Date(), 500));
			yield* page.lines.map(line);
			if (!page.next) return;
			after = page.next;
		}
	}
	return csvResponse('agenda.csv', header, lines());
}
