/**
 * Writing events: what a form says becomes rows, in one transaction. Who may do what is decided by the
 * database; the same form sent twice makes one event.
 */
import { error } from '@sveltejs/kit';
import { sql } from 'kysely';
import { giveReason, writtenIfOther, type Database } from '$lib/platform/database.server';
import { slugOf } from '$lib/platform/slugs';
import { namesIn } from '$lib/resources/resource';
import { pages, type Intent, type Situation, type Status } from './event';
import { local } from './events.server';
import type { EventValues } from './schema';
import { expand, writeOccurrences } from './expansion.server';
import { expansionWindow, typedRule } from './recurrence';
import { localOf, typedOf, type When } from './when';

const statusOf: Record<Exclude<Intent, 'save'>, Status> = { draft: 'draft', propose: 'proposed', publish: 'published' };

/** @returns its address. */
export async function create(db: Database, values: EventValues): Promise<string> {
	const slug = await freeSlug(db, values.title, values.id);
	const status = statusOf[values.intent === 'save' ? 'draft' : values.intent];
	const made = await db
		.insertInto('events')
		.values({ id: values.id, slug, status, ...columns(values) })
		// Neither RETURNING nor the column of the conflict: both read the row, which its author may not read yet.
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) await writeParts(db, values);
	const row = await db.selectFrom('events').select('slug').where('id', '=', values.id).executeTakeFirst();
	// Its id is that of somebody else's event, or its address was just taken.
	if (!row) error(409, 'conflict');
	return made.numInsertedOrUpdatedRows ? row.slug : ((await sentAgain(db, values)) ?? row.slug);
}

/**
 * The answer was lost, and its author may have gone on writing before they sent the form again: their last words
 * hold, unless somebody changed it since. @returns its address, when something was written.
 */
async function sentAgain(db: Database, values: EventValues): Promise<string | undefined> {
	if ((await valuesOf(db, values.id))?.['version'] !== 1) return undefined;
	const status = () => db.selectFrom('events').select('status').where('id', '=', values.id).executeTakeFirst();
	const revised = await writtenIfOther(
		db,
		async () => ({ ...(await valuesOf(db, values.id)), version: null, ...(await status()) }),
		() => revise(db, { ...values, version: 1 }, null)
	);
	return revised && 'slug' in revised ? revised.slug : undefined;
}

export interface Conflict {
	/** The version to send next, once what changed was seen. */
	version: number;
	/** Fields that somebody else changed meanwhile, with what they say now. */
	theirs: Record<string, string>;
}

/** @param was what the form showed first. @returns its address, or what somebody else changed since then. */
export async function revise(
	db: Database,
	values: EventValues,
	was: EditedValues | null
): Promise<{ slug: string } | { conflict: Conflict } | null> {
	const current = await db
		.selectFrom('events')
		.select(['slug', 'version', 'published_at as publishedAt'])
		.where('id', '=', values.id)
		.where(sql<boolean>`private.writes_event(id)`)
		.forUpdate()
		.executeTakeFirst();
	if (!current) return null;
	if (values.version !== current.version) {
		const now = await valuesOf(db, values.id);
		return { conflict: { version: current.version, theirs: differences(now, was) } };
	}
	const slug = current.publishedAt ? current.slug : await freeSlug(db, values.title, values.id);
	const status = values.intent === 'save' ? {} : { status: statusOf[values.intent] };
	await db
		.updateTable('events')
		.set({ slug, ...status, ...columns(values) })
		.where('id', '=', values.id)
		.execute();
	await writeParts(db, values);
	return { slug };
}

export async function decide(db: Database, id: string, decision: Status, reason: string | undefined): Promise<void> {
	if (reason) await giveReason(db, reason);
	await db.updateTable('events').set({ status: decision }).where('id', '=', id).execute();
}

/** @returns false when the viewer may not change it. */
export async function announce(
	db: Database,
	id: string,
	situation: Situation,
	explanation: string | undefined
): Promise<boolean> {
	const changed = await db
		.updateTable('events')
		.set({ situation, situation_reason: explanation ?? null })
		.where('id', '=', id)
		.executeTakeFirst();
	return changed.numUpdatedRows > 0;
}

export type OccurrenceChange =
	{ act: 'cancel'; because: string } | { act: 'restore' } | ({ act: 'move' } & Pick<When, 'starts' | 'ends'>);

/** One time only: it does not take place, takes place at another time, or as it was planned. @returns whether it was there to change. */
export async function changeOccurrence(
	db: Database,
	event: string,
	id: string,
	change: OccurrenceChange
): Promise<boolean> {
	const set = {
		cancel: sql`cancelled_because = ${'because' in change ? change.because : null}`,
		restore: sql`cancelled_because = null, starts_local = coalesce(original_local, starts_local),
			ends_local = coalesce(original_local, starts_local) + (ends_local - starts_local), original_local = null`,
		move: sql`cancelled_because = null, original_local = nullif(coalesce(original_local, starts_local), ${'starts' in change ? change.starts : null}::text::timestamp),
			starts_local = ${'starts' in change ? change.starts : null}::text::timestamp, ends_local = ${'ends' in change ? change.ends : null}::text::timestamp, precision = 'hour'`
	}[change.act];
	const done = await sql`update event_occurrences set ${set} where id = ${id} and event_id = ${event}
		and not exists (select from event_occurrences x where x.event_id = ${event} and x.id <> ${id}
			and x.starts_local = ${'starts' in change ? change.starts : null}::text::timestamp)`.execute(db);
	return Number(done.numAffectedRows ?? 0) > 0;
}

/** A draft goes for good. */
export async function discard(db: Database, id: string): Promise<boolean> {
	const gone = await db.deleteFrom('events').where('id', '=', id).executeTakeFirst();
	return gone.numDeletedRows > 0;
}

async function freeSlug(db: Database, title: string, id: string): Promise<string> {
	const { rows } = await sql<{
		slug: string;
	}>`select private.free_event_slug(${slugOf(title, pages)}, ${id}) as slug`.execute(db);
	return rows[0]?.slug ?? id;
}

function columns(values: EventValues) {
	return {
		title: values.title,
		kind_code: values.kind ?? null,
		summary: values.summary ?? null,
		description: values.description ?? null,
		language: values.language,
		...recurrence(values),
		time_zone: values.timeZone,
		attendance: values.attendance,
		entry: values.entry ?? null,
		price: values.price ?? null,
		registration: values.registration,
		capacity: values.registration === 'none' ? null : (values.capacity ?? null),
		organisation_id: values.organisation ?? null,
		space_id: values.space ?? null,
		campaign_id: values.campaign ?? null,
		visibility: values.visibility,
		sensitivity: values.sensitivity
	};
}

function recurrence({ rule, dates: [first], excluded }: EventValues) {
	const recurs = rule && first;
	return {
		recurrence: recurs ? rule : null,
		recurrence_starts: recurs ? sql<Date>`${first.starts}::text::timestamp` : null,
		recurrence_ends: recurs ? sql<Date>`${first.ends}::text::timestamp` : null,
		recurrence_precision: recurs ? first.precision : null,
		excluded: sql<Date[]>`array(select x::timestamp from unnest(${excluded}::text[]) x)`
	};
}

/** Lists are written as a whole: what is no longer there goes, what is new comes. */
async function writeParts(db: Database, values: EventValues): Promise<void> {
	await writeDates(db, values);
	await writePlace(db, values);
	await replaceCodes(db, 'event_themes', 'theme_code', values.id, values.themes);
	await replaceCodes(db, 'event_audiences', 'audience_code', values.id, values.audiences);
	const named = await organisationsNamed(db, namesIn(values.organisers));
	await replaceCodes(
		db,
		'event_organisers',
		'organisation_id',
		values.id,
		named.flatMap(({ id }) => (id && id !== values.organisation ? [id] : []))
	);
}

/** Typed one by one, or given by a rule. */
async function writeDates(db: Database, { id, dates, rule, excluded }: EventValues): Promise<void> {
	const [first] = dates;
	if (!first || !rule) return writeOccurrences(db, id, dates, null);
	const window = expansionWindow(localOf(new Date(), 'UTC').slice(0, 10), first.starts.slice(0, 10));
	await writeOccurrences(db, id, expand(first, rule, excluded, window), window.from);
}

async function writePlace(db: Database, values: EventValues): Promise<void> {
	await db.deleteFrom('event_places').where('event_id', '=', values.id).execute();
	const said = [values.placeName, values.address, values.territory, values.access, values.onlineLink];
	if (!said.some(Boolean) && !values.accessibility.length) return;
	await db
		.insertInto('event_places')
		.values({
			event_id: values.id,
			name: values.placeName ?? null,
			address: values.address ?? null,
			territory_code: values.territory ?? null,
			access: values.access ?? null,
			accessibility: values.accessibility,
			online_link: values.onlineLink ?? null
		})
		.execute();
}

async function replaceCodes(
	db: Database,
	table: 'event_themes' | 'event_audiences' | 'event_organisers',
	column: 'theme_code' | 'audience_code' | 'organisation_id',
	event: string,
	codes: string[]
): Promise<void> {
	await sql`delete from ${sql.table(table)} where event_id = ${event}`.execute(db);
	if (!codes.length) return;
	const position = table === 'event_organisers';
	const type = position ? sql`uuid[]` : sql`text[]`;
	await sql`insert into ${sql.table(table)} (event_id, ${sql.ref(column)}${position ? sql`, position` : sql``})
		select ${event}, code${position ? sql`, n` : sql``} from unnest(${codes}::${type}) with ordinality as given (code, n)`.execute(
		db
	);
}

/** The organisations that lines name, by name or acronym; null where there is none that the viewer sees. */
export async function organisationsNamed(
	db: Database,
	names: string[]
): Promise<{ name: string; id: string | null }[]> {
	if (!names.length) return [];
	const { rows } = await sql<{ name: string; id: string | null }>`
		select n.name, (
			select o.id from organisations o
			where o.status = 'published' and (private.fold(o.name) = private.fold(n.name) or private.fold(o.acronym) = private.fold(n.name))
			order by private.fold(o.name) <> private.fold(n.name), o.id limit 1
		) as id from unnest(${names}::text[]) with ordinality as n (name, position) order by n.position`.execute(db);
	return [...new Map(rows.map((row) => [row.id ?? row.name, row])).values()];
}

/** What the form shows, as it would be typed. */
export type EditedValues = Record<string, string | string[] | number>;

/** What the form would show now: to fill it, and to compare when two people write. */
export async function valuesOf(db: Database, id: string): Promise<EditedValues | null> {
	const { rows } = await sql<{ values: EditedValues; dates: When[]; rule: Rule | null }>`
		select jsonb_strip_nulls(jsonb_build_object(
			'id', e.id, 'version', e.version, 'title', e.title, 'kind', e.kind_code, 'summary', e.summary,
			'description', e.description, 'language', e.language, 'timeZone', e.time_zone, 'attendance', e.attendance,
			'placeName', p.name, 'address', p.address, 'territory', p.territory_code, 'access', p.access,
			'accessibility', coalesce(p.accessibility, '{}'), 'onlineLink', p.online_link, 'entry', e.entry, 'price', e.price,
			'registration', e.registration, 'capacity', e.capacity,
			'organisation', e.organisation_id, 'space', e.space_id, 'campaign', e.campaign_id, 'visibility', e.visibility, 'sensitivity', e.sensitivity,
			'organisers', (select string_agg(o.name, E'\n' order by eo.position) from event_organisers eo join organisations o on o.id = eo.organisation_id where eo.event_id = e.id),
			'themes', coalesce((select jsonb_agg(t.theme_code order by t.theme_code) from event_themes t where t.event_id = e.id), '[]'),
			'audiences', coalesce((select jsonb_agg(a.audience_code order by a.audience_code) from event_audiences a where a.event_id = e.id), '[]')
		)) as values,
		coalesce((select jsonb_agg(jsonb_build_object('starts', ${local('o.starts_local')}, 'ends', ${local('o.ends_local')}, 'precision', o.precision) order by o.starts_local)
			from event_occurrences o where o.event_id = e.id), '[]') as dates,
		case when e.recurrence is not null then jsonb_build_object('rule', e.recurrence, 'starts', ${local('e.recurrence_starts')},
			'ends', ${local('e.recurrence_ends')}, 'precision', e.recurrence_precision,
			'excluded', (select string_agg(to_char(x, 'YYYY-MM-DD'), E'\n' order by x) from unnest(e.excluded) x)) end as rule
		from events e left join event_places p on p.event_id = e.id
		where e.id = ${id} and private.writes_event(e.id)`.execute(db);
	const row = rows[0];
	if (!row) return null;
	return { ...row.values, ...(row.rule ? typedRecurrence(row.rule) : typedDates(row.dates)) };
}

interface Rule extends When {
	rule: string;
	excluded: string | null;
}

function typedRecurrence(rule: Rule): Record<string, string> {
	const typed = typedRule(rule.rule, rule.starts.slice(0, 10));
	return {
		...typedDates([rule]),
		...(typed ? { repeat: typed.repeat } : { rule: rule.rule }),
		...(typed?.until ? { repeatUntil: typed.until } : {}),
		...(typed?.count ? { repeatCount: String(typed.count) } : {}),
		...(rule.excluded ? { except: rule.excluded } : {})
	};
}

function typedDates(dates: readonly When[]): Record<string, string> {
	return Object.fromEntries(
		dates.flatMap((when, index) => {
			const { about, ...typed } = typedOf(when);
			return about
				? [['about', about]]
				: Object.entries(typed).map(([name, text]) => [`${name}${index + 1}`, text ?? '']);
		})
	);
}

/** Fields that are not what they were when the form was shown, with what they say now. */
function differences(now: EditedValues | null, was: EditedValues | null): Record<string, string> {
	const written = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));
	const names = new Set([...Object.keys(now ?? {}), ...Object.keys(was ?? {})]);
	for (const name of ['id', 'version', 'organisation', 'space', 'campaign']) names.delete(name);
	return Object.fromEntries(
		[...names]
			.filter((name) => was && written(now?.[name]) !== written(was[name]))
			.map((name) => [name, written(now?.[name])])
	);
}
