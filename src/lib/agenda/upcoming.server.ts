/** The next dates, for pages that show other things too: a value to ask for together with theirs. */
import { sql, type RawBuilder } from 'kysely';
import type { Locale } from '$lib/platform/numbers';
import { columns, sources, today, type Line } from './listing.server';
import type { RegisteredDate } from './registration';

export interface UpcomingLine extends Line {
	/** Whether the viewer registered for it; absent on a page that does not say. */
	mine?: RegisteredDate['state'] | null;
}

const takesPlace = (now: Date) => sql`o.starts_local >= ${today(now)}::text::timestamp and o.ends_at >= ${now}
	and o.precision in ('day', 'hour') and o.cancelled_because is null
	and e.status = 'published' and e.situation not in ('cancelled', 'postponed')`;

const listed = (rows: RawBuilder<unknown>) => sql<UpcomingLine[]>`coalesce((
	select jsonb_agg(to_jsonb(x) - 'starts_local' order by x.starts_local, x.id) from (${rows}) x), '[]')`;

const readerZone = sql`(select r.time_zone from people r where r.id = (select private.viewer())) as "readerZone"`;

/** Of all that the viewer may read. */
export const upcoming = (locale: Locale, now: Date, size: number) =>
	listed(sql`select ${columns(locale)}, ${readerZone} from ${sources} where ${takesPlace(now)}
		order by o.starts_local, o.id limit ${size}`);

/** Those for which the viewer registered, and those of their spaces and organisations. For who is signed in. */
export const upcomingOfViewer = (locale: Locale, now: Date, size: number) =>
	listed(sql`select ${columns(locale)}, ${readerZone}, (
			select d.state from registration_dates d join registrations r on r.id = d.registration_id
			where d.occurrence_id = o.id and r.person_id = (select private.viewer())
		) as mine
		from ${sources} where o.event_id = any (array(
			select s.id from events s where s.space_id in (select private.viewer_spaces())
			union select m.id from events m where m.organisation_id in (select private.viewer_organisations())
			union select x.event_id from event_organisers x where x.organisation_id in (select private.viewer_organisations())
			union select r.event_id from registrations r where r.person_id = (select private.viewer())
		)) and ${takesPlace(now)}
		order by o.starts_local, o.id limit ${size}`);
