/** Opening a space and saying what it is: who may is decided by the database. The same form sent twice opens one. */
import { error } from '@sveltejs/kit';
import { sql } from 'kysely';
import { offeredPlaces } from '$lib/network/places.server';
import { writtenIfOther, type Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import { slugOf } from '$lib/platform/slugs';
import { comparedFields, type SpaceValues } from './schema';

export interface Term {
	value: string;
	label: string;
}

export interface Choices {
	kinds: Term[];
	colleges: Term[];
	themes: Term[];
	territories: Term[];
	/** Spaces in which the viewer takes part: another one may be placed within them. */
	parents: Term[];
	mayOpen: boolean;
}

/** All that the form offers, in one statement. @param places that it names already. */
export async function choices(db: Database, locale: Locale, places: readonly string[] = []): Promise<Choices> {
	const label = sql.ref(`label_${locale}`);
	const terms = (table: string) => sql`(
		select coalesce(jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position), '[]')
		from ${sql.table(table)} where valid_to is null or valid_to > now())`;
	const { rows } = await sql<{ choices: Choices }>`
		select jsonb_build_object(
			'kinds', ${terms('space_kinds')}, 'colleges', ${terms('colleges')}, 'themes', ${terms('themes')},
			'territories', ${offeredPlaces(places)},
			'parents', (select coalesce(jsonb_agg(jsonb_build_object('value', id, 'label', name) order by private.fold(name)), '[]')
				from spaces where id in (select private.viewer_writing_spaces())),
			'mayOpen', private.viewer_opens_spaces()
		) as choices`.execute(db);
	return rows[0]?.choices as Choices;
}

export interface Body {
	id: string;
	name: string;
	kind: string;
	place: string | null;
	college: string;
}

/** Bodies of the directory to gather: those named, and those found by words. In one statement. */
export async function bodies(
	db: Database,
	{ ids, words }: { ids: readonly string[]; words: string },
	locale: Locale
): Promise<{ chosen: Body[]; found: Body[] }> {
	const found = words
		? sql`array(select (item ->> 'id')::uuid from jsonb_array_elements(
			private.search(${words}, '{"objects": ["organisation"]}', 'relevance', 1) -> 'items') item)`
		: sql`'{}'::uuid[]`;
	const { rows } = await sql<Body & { chosen: boolean }>`
		with wanted as materialized (select ${ids}::uuid[] as chosen, ${found} as found)
		select o.id, o.name, ${sql.ref(`k.label_${locale}`)} as kind, t.name as place,
			coalesce(u.college_code, 'autres') as college, o.id = any (w.chosen) as chosen
		from wanted w
		join organisations o on o.id = any (w.chosen || w.found)
		join organisation_kinds k on k.code = o.kind_code
		left join usual_colleges u on u.kind_code = o.kind_code
		left join territories t on t.code = o.territory_code
		order by k.position, private.fold(o.name)`.execute(db);
	return { chosen: rows.filter(({ chosen }) => chosen), found: rows.filter(({ chosen }) => !chosen) };
}

/** @returns its address. */
export async function create(db: Database, values: SpaceValues): Promise<string> {
	const { rows } = await sql<{ slug: string }>`select private.free_space_slug(${slugOf(values.name)}) as slug`.execute(
		db
	);
	const made = await db
		.insertInto('spaces')
		.values({ id: values.id, slug: rows[0]?.slug ?? values.id, ...columns(values) })
		// Neither RETURNING nor the column of the conflict: both read the row, before its founder is a member.
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) await writeParts(db, values);
	const row = await db.selectFrom('spaces').select('slug').where('id', '=', values.id).executeTakeFirst();
	// Its id is that of somebody else's space.
	if (!row) error(409, 'conflict');
	if (!made.numInsertedOrUpdatedRows) await sentAgain(db, values);
	return row.slug;
}

/** The answer was lost, and who opens it went on writing: their last words hold, unless somebody changed it since. */
async function sentAgain(db: Database, values: SpaceValues): Promise<void> {
	const stored = () => valuesOf(db, { id: values.id });
	if ((await stored())?.version !== 1) return;
	await writtenIfOther(
		db,
		async () => ({ ...(await stored()), version: null }),
		() => revise(db, { ...values, version: 1 }, null)
	);
}

export type Shown = Partial<Record<(typeof comparedFields)[number], string | string[]>>;

export interface Conflict {
	/** The version to send next, once what changed was seen. */
	version: number;
	/** Fields that somebody else changed meanwhile, with what they say now. */
	theirs: Record<string, string>;
}

/** @param was what the form showed; a conflict names only what has changed since. Null: not theirs to change. */
export async function revise(
	db: Database,
	values: SpaceValues,
	was: Shown | null
): Promise<{ slug: string } | { conflict: Conflict } | null> {
	const done = await db
		.updateTable('spaces')
		.set(columns(values))
		.where('id', '=', values.id)
		.where('version', '=', values.version ?? 0)
		.executeTakeFirst();
	const now = await valuesOf(db, { id: values.id });
	if (!now) return null;
	if (!done.numUpdatedRows) return { conflict: { version: now.version, theirs: differences(values, now, was) } };
	await writeParts(db, values);
	return { slug: now.slug };
}

function columns(values: SpaceValues) {
	return {
		name: values.name,
		kind_code: values.kind,
		visibility: values.visibility,
		purpose: values.purpose,
		level: values.level ?? null,
		mandate: values.mandate ?? null,
		rhythm: values.rhythm ?? null,
		quorum: values.quorum ?? null,
		decision_mode: values.decisionMode ?? null,
		parent_id: values.parent ?? null
	};
}

/** Themes and places are written as a whole; bodies are added, or change college: they leave by an act of their own. */
async function writeParts(db: Database, values: SpaceValues): Promise<void> {
	for (const [table, column, codes] of [
		['space_themes', 'theme_code', values.themes],
		['space_territories', 'territory_code', values.territories]
	] as const) {
		await sql`delete from ${sql.table(table)} where space_id = ${values.id} and not ${sql.ref(column)} = any (${codes}::text[])`.execute(
			db
		);
		await sql`insert into ${sql.table(table)} (space_id, ${sql.ref(column)})
			select ${values.id}, code from unnest(${codes}::text[]) code on conflict do nothing`.execute(db);
	}
	const said = new Map(values.colleges.map(({ organisation, college }) => [organisation, college]));
	const gathered = values.bodies.map((id) => said.get(id) ?? null);
	// Nobody reads more of a body that was just hidden from them: it stays as it was.
	await sql`
		insert into space_organisations (space_id, organisation_id, college_code)
		select ${values.id}, o.id, coalesce(wanted.college, u.college_code, 'autres')
		from unnest(${values.bodies}::uuid[], ${gathered}::text[]) as wanted (id, college)
		join organisations o on o.id = wanted.id left join usual_colleges u on u.kind_code = o.kind_code
		on conflict do nothing`.execute(db);
	await sql`
		update space_organisations so set college_code = wanted.college
		from unnest(${values.bodies}::uuid[], ${gathered}::text[]) as wanted (id, college)
		where so.space_id = ${values.id} and so.organisation_id = wanted.id and so.college_code <> wanted.college`.execute(db);
}

type Stored = Shown & { id: string; slug: string; version: number; bodies: { id: string; college: string }[] };

/** What the form shows now; null for who may not change it. */
export async function valuesOf(db: Database, which: { id: string } | { slug: string }): Promise<Stored | null> {
	const [column, value] = 'id' in which ? ['s.id', which.id] : ['s.slug', which.slug];
	const { rows } = await sql<{ values: Stored }>`
		select jsonb_strip_nulls(jsonb_build_object(
			'id', s.id, 'slug', s.slug, 'version', s.version, 'name', s.name, 'kind', s.kind_code, 'visibility', s.visibility,
			'purpose', s.purpose, 'level', s.level, 'mandate', s.mandate, 'rhythm', s.rhythm, 'quorum', s.quorum,
			'decisionMode', s.decision_mode, 'parent', s.parent_id,
			'themes', array(select t.theme_code from space_themes t where t.space_id = s.id order by 1),
			'territories', array(select t.territory_code from space_territories t where t.space_id = s.id order by 1),
			'bodies', coalesce((select jsonb_agg(jsonb_build_object('id', o.organisation_id, 'college', o.college_code) order by o.organisation_id)
				from space_organisations o where o.space_id = s.id), '[]')
		)) as values
		from spaces s where ${sql.ref(column)} = ${value} and s.id in (select private.viewer_facilitated_spaces())`.execute(db);
	return rows[0]?.values ?? null;
}

const written = (value: unknown) => (Array.isArray(value) ? value.toSorted().join(', ') : String(value ?? ''));

/** Fields that are not what they were when the form was shown, nor what is being sent. */
function differences(sent: SpaceValues, now: Shown, was: Shown | null): Record<string, string> {
	const theirs: Record<string, string> = {};
	for (const field of comparedFields) {
		const current = written(now[field]);
		if (written(sent[field]) !== current && (!was || written(was[field]) !== current)) theirs[field] = current;
	}
	return theirs;
}

/** Read only, or again as it was. @returns false for who may not. */
export async function setArchived(db: Database, slug: string, archived: boolean): Promise<boolean> {
	const done = await db
		.updateTable('spaces')
		.set({ archived_at: archived ? sql`now()` : null })
		.where('slug', '=', slug)
		.where('archived_at', archived ? 'is' : 'is not', null)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}
