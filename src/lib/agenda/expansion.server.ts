/**
 * The occurrences of a rule. Local times throughout: the rule is read as if the clocks of its place never
 * changed, and each start then has its own instant. Bounded in steps and in results whatever the rule is.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import { runtime } from '$lib/platform/runtime.server';
import { local } from './events.server';
import { expansionWindow } from './recurrence';
import { localOf, type When } from './when';

const most = { steps: 4000, occurrences: 930, milliseconds: 1000 } as const;

const compact = (local: string) => `${local.replaceAll(/[-:]/g, '').slice(0, 13)}00`;

/**
 * @param first the first time, which always takes place.
 * @param excluded local starts that do not take place.
 * @returns those between two days, in the order of time, and the first one.
 */
export function expand(
	first: When,
	rule: string,
	excluded: readonly string[],
	window: { from: string; until: string }
): When[] {
	const length = Date.parse(`${first.ends}Z`) - Date.parse(`${first.starts}Z`);
	const out = new Set(excluded);
	const found: When[] = out.has(first.starts) ? [] : [first];
	const started = performance.now();
	const recurrence = new RRuleTemporal({
		rruleString: `DTSTART:${compact(first.starts)}Z\nRRULE:${rule.replace(/(UNTIL=\d{8})$/, '$1T235959Z')}`,
		maxIterations: most.steps
	});
	try {
		recurrence.all((at) => {
			const starts = at.toPlainDateTime().toString().slice(0, 16);
			if (starts.slice(0, 10) > window.until || found.length >= most.occurrences) return false;
			if (starts.slice(0, 10) >= window.from && starts !== first.starts && !out.has(starts)) {
				const ends = new Date(Date.parse(`${starts}Z`) + length).toISOString().slice(0, 16);
				found.push({ starts, ends, precision: first.precision });
			}
			return performance.now() - started < most.milliseconds;
		});
	} catch {
		// The rule gives nothing more within so many steps, or leaves the calendar: what was found is what there is.
	}
	return found;
}

/**
 * Makes the rows of an event be its dates. Those that are still wanted keep their id, and what was decided
 * about one of them (moved, cancelled) stays. An event that takes place once goes on doing so: its row moves,
 * with those who registered for it.
 * @param keepBefore rows before this day are history: they stay, as does what is over and had people.
 */
export async function writeOccurrences(
	db: Database,
	event: string,
	dates: readonly When[],
	keepBefore: string | null
): Promise<void> {
	const wanted = JSON.stringify(dates.map((when) => ({ ...when, id: newId() })));
	const rows = sql`jsonb_to_recordset(${wanted}::jsonb) as w (id uuid, starts timestamp, ends timestamp, precision text)`;
	const sameAs = sql`w.starts = coalesce(o.original_local, o.starts_local)`;
	if (dates.length === 1)
		await sql`update event_occurrences o set starts_local = w.starts, ends_local = w.ends, precision = w.precision, original_local = null
			from ${rows} where o.event_id = ${event} and not ${sameAs}
				and not exists (select from event_occurrences x where x.event_id = ${event} and x.id <> o.id)`.execute(db);
	await sql`delete from event_occurrences o where o.event_id = ${event} and not (o.ends_at <= now() and o.held_count > 0)
		and (${keepBefore}::text is null or o.starts_local >= ${keepBefore}::text::timestamp)
		and not exists (select from ${rows} where ${sameAs})`.execute(db);
	await sql`update event_occurrences o set ends_local = w.ends, precision = w.precision from ${rows}
		where o.event_id = ${event} and o.original_local is null and w.starts = o.starts_local
			and (w.ends, w.precision) is distinct from (o.ends_local, o.precision)`.execute(db);
	await sql`insert into event_occurrences (id, event_id, starts_local, ends_local, precision)
		select w.id, ${event}, w.starts, w.ends, w.precision from ${rows}
		where not exists (select from event_occurrences o where o.event_id = ${event} and (${sameAs} or o.starts_local = w.starts))`.execute(
		db
	);
}

interface Recurring {
	id: string;
	recurrence: string;
	excluded: string[];
	starts: string;
	ends: string;
	precision: When['precision'];
}

/** The job `expand-events`, each night: what comes back goes on coming, a day further. */
export async function expandEvents(): Promise<void> {
	const today = localOf(new Date(), 'UTC').slice(0, 10);
	for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
		const events = await asService(async (db) => (await recurringAfter(db, after)).rows);
		for (const event of events) {
			const window = expansionWindow(today, event.starts.slice(0, 10));
			try {
				const dates = expand(event, event.recurrence, event.excluded, window);
				await asService((db) => writeOccurrences(db, event.id, dates, window.from));
			} catch (error) {
				runtime().log.error({ event: event.id, error: String(error) }, 'An event could not be expanded');
			}
		}
		const last = events.at(-1);
		if (!last) return;
		after = last.id;
	}
}

function recurringAfter(db: Database, after: string) {
	return sql<Recurring>`
		select e.id, e.recurrence, (select coalesce(jsonb_agg(to_char(x, 'YYYY-MM-DD"T"HH24:MI')), '[]') from unnest(e.excluded) x) as excluded,
			${local('e.recurrence_starts')} as starts, ${local('e.recurrence_ends')} as ends, e.recurrence_precision as precision
		from events e where e.recurrence is not null and e.status = 'published' and e.id > ${after}::uuid
		order by e.id limit 100`.execute(db);
}
