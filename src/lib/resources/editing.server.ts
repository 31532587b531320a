/**
 * Writing resources: what a form says becomes rows, in one transaction. Who may do what is decided
 * by the database; the same form sent twice makes one resource.
 */
import { error } from '@sveltejs/kit';
import { sql } from 'kysely';
import { giveReason, writtenIfOther, type Database } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import { slugOf } from '$lib/platform/slugs';
import { namesIn, pages, readPartialDate, type Intent, type Status } from './resource';
import type { ResourceValues } from './schema';

const statusOf: Record<Exclude<Intent, 'save'>, Status> = { draft: 'draft', propose: 'proposed', publish: 'published' };

/** @param files ids of the files to attach, in order: the viewer brought them. @returns its address. */
export async function create(db: Database, values: ResourceValues, files: string[]): Promise<string> {
	const slug = await freeSlug(db, values.title, values.id);
	const status = statusOf[values.intent === 'save' ? 'draft' : values.intent];
	const made = await db
		.insertInto('resources')
		.values({ id: values.id, slug, status, ...columns(values) })
		// Neither RETURNING nor the column of the conflict: both read the row, which its author may not read yet.
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (made.numInsertedOrUpdatedRows) {
		await writeParts(db, values);
		await attach(db, values.id, files);
	}
	const row = await db.selectFrom('resources').select('slug').where('id', '=', values.id).executeTakeFirst();
	// Its id is that of somebody else's resource, or its address was just taken.
	if (!row) error(409, 'conflict');
	return made.numInsertedOrUpdatedRows ? row.slug : ((await sentAgain(db, values, files)) ?? row.slug);
}

/**
 * The answer was lost, and its author may have gone on writing before they sent the form again: their last words
 * hold, unless somebody changed it since. @returns its address, when something was written.
 */
async function sentAgain(db: Database, values: ResourceValues, files: string[]): Promise<string | undefined> {
	if ((await valuesOf(db, values.id))?.version !== 1) return undefined;
	const revised = await writtenIfOther(
		db,
		() => said(db, values.id),
		() => revise(db, { ...values, version: 1 }, files, null)
	);
	return revised && 'slug' in revised ? revised.slug : undefined;
}

/** All that its form wrote. Without script a file is sent again with it, under another id. */
async function said(db: Database, id: string) {
	const { rows } = await sql`select status, array(
			select f.sha256 from resource_files rf join files f on f.id = rf.file_id where rf.resource_id = r.id order by rf.position
		) as contents from resources r where id = ${id}`.execute(db);
	return { ...(await valuesOf(db, id)), version: null, files: null, ...(rows[0] as object) };
}

export interface Conflict {
	/** The version to send next, once what changed was seen. */
	version: number;
	/** Fields that somebody else changed meanwhile, with what they say now. */
	theirs: Record<string, string>;
}

/** @returns its address, or what somebody else changed since the form was shown. */
export async function revise(
	db: Database,
	values: ResourceValues,
	files: string[],
	was: ResourceValues | null
): Promise<{ slug: string } | { conflict: Conflict } | null> {
	const current = await db
		.selectFrom('resources')
		.select(['slug', 'version', 'published_at as publishedAt'])
		.where('id', '=', values.id)
		.where(sql<boolean>`private.writes_resource(id)`)
		.executeTakeFirst();
	if (!current) return null;
	if (values.version !== current.version) {
		const now = await valuesOf(db, values.id);
		return { conflict: { version: current.version, theirs: differences(values, now, was) } };
	}
	const slug = current.publishedAt ? current.slug : await freeSlug(db, values.title, values.id);
	const status = values.intent === 'save' ? {} : { status: statusOf[values.intent] };
	const updated = await db
		.updateTable('resources')
		.set({ slug, ...status, ...columns(values) })
		.where('id', '=', values.id)
		.where('version', '=', values.version)
		.executeTakeFirst();
	// Between the two statements: rare, and the next try shows it.
	if (!updated.numUpdatedRows) return { conflict: { version: current.version, theirs: {} } };
	await writeParts(db, values);
	await attach(db, values.id, files);
	return { slug };
}

export async function decide(db: Database, id: string, decision: Status, reason: string | undefined): Promise<void> {
	if (reason) await giveReason(db, reason);
	await db.updateTable('resources').set({ status: decision }).where('id', '=', id).executeTakeFirst();
}

/** A draft goes for good, with its files. */
export async function discard(db: Database, id: string): Promise<boolean> {
	const gone = await db.deleteFrom('resources').where('id', '=', id).executeTakeFirst();
	return gone.numDeletedRows > 0;
}

async function freeSlug(db: Database, title: string, id: string): Promise<string> {
	const { rows } = await sql<{
		slug: string;
	}>`select private.free_resource_slug(${slugOf(title, pages)}, ${id}) as slug`.execute(db);
	return rows[0]?.slug ?? id;
}

function columns(values: ResourceValues) {
	const date = values.date ? readPartialDate(values.date) : null;
	return {
		title: values.title,
		kind_code: values.kind ?? null,
		summary: values.summary ?? null,
		description: values.description ?? null,
		language: values.language,
		licence_code: values.licence ?? null,
		conditions: values.conditions ?? null,
		link: values.link ?? null,
		extent: values.extent ?? null,
		keywords: values.keywords ?? [],
		date_text: date?.text ?? null,
		date_precision: date?.precision ?? null,
		date_range: date ? `[${date.from},${date.until})` : null,
		organisation_id: values.organisation ?? null,
		space_id: values.space ?? null,
		visibility: values.visibility,
		sensitivity: values.sensitivity
	};
}

/** Lists are written as a whole: what is no longer there goes, what is new comes. */
async function writeParts(db: Database, values: ResourceValues): Promise<void> {
	const themes = [...new Set([values.theme, ...values.themes].filter((code) => code !== undefined))];
	await replaceCodes(db, 'resource_themes', 'theme_code', values.id, themes);
	await replaceCodes(db, 'resource_audiences', 'audience_code', values.id, values.audiences);
	await db
		.deleteFrom('resource_territories')
		.where('resource_id', '=', values.id)
		.where('blurred', '=', false)
		.execute();
	if (values.territories.length) {
		await db
			.insertInto('resource_territories')
			.values(values.territories.map((code) => ({ resource_id: values.id, territory_code: code })))
			.execute();
	}
	await writeContributors(db, values);
}

async function replaceCodes(
	db: Database,
	table: 'resource_themes' | 'resource_audiences',
	column: 'theme_code' | 'audience_code',
	resource: string,
	codes: string[]
): Promise<void> {
	await sql`delete from ${sql.table(table)} where resource_id = ${resource}`.execute(db);
	if (!codes.length) return;
	await sql`insert into ${sql.table(table)} (resource_id, ${sql.ref(column)})
		select ${resource}, unnest(${codes}::text[])`.execute(db);
}

/** A line that names an organisation of the network is that organisation; another is a person or a body outside. */
async function writeContributors(db: Database, values: ResourceValues): Promise<void> {
	const lines = (role: string, text: string | undefined) => namesIn(text).map((name) => ({ role, name }));
	const named = [...lines('creator', values.creators), ...lines('publisher', values.publisher)];
	// Funders are written by the catalogue's documentalists; this form does not know them.
	await db
		.deleteFrom('resource_contributors')
		.where('resource_id', '=', values.id)
		.where('role', '<>', 'funder')
		.execute();
	if (!named.length) return;
	const names = named.map((line) => line.name);
	const { rows } = await sql<{ id: string; name: string }>`
		select distinct on (n.name) o.id, n.name from unnest(${names}::text[]) as n (name)
		join organisations o on private.fold(o.name) = private.fold(n.name) or private.fold(o.acronym) = private.fold(n.name)
		order by n.name, o.id`.execute(db);
	const known = new Map(rows.map((row) => [row.name, row.id]));
	await db
		.insertInto('resource_contributors')
		.values(
			named.map(({ role, name }, position) => {
				const organisation = known.get(name);
				return {
					id: newId(),
					resource_id: values.id,
					role,
					position,
					...(organisation ? { organisation_id: organisation } : { name, is_person: role === 'creator' })
				};
			})
		)
		.execute();
}

async function attach(db: Database, resource: string, files: string[]): Promise<void> {
	await sql`delete from resource_files where resource_id = ${resource} and not file_id = any (${files}::uuid[])`.execute(
		db
	);
	if (!files.length) return;
	// Two statements, because adding asks who brought the file, and keeping does not.
	const wanted = sql`unnest(${files}::uuid[]) with ordinality as wanted (file_id, position)`;
	await sql`update resource_files rf set position = wanted.position from ${wanted}
		where rf.resource_id = ${resource} and rf.file_id = wanted.file_id`.execute(db);
	await sql`insert into resource_files (resource_id, file_id, position)
		select ${resource}, wanted.file_id, wanted.position from ${wanted}
		where not exists (select from resource_files rf where rf.resource_id = ${resource} and rf.file_id = wanted.file_id)`.execute(
		db
	);
}

/** What the form would show now: to fill it, and to compare when two people write. */
export async function valuesOf(
	db: Database,
	id: string
): Promise<(Omit<ResourceValues, 'intent'> & { files: string[] }) | null> {
	const { rows } = await sql<{ values: Omit<ResourceValues, 'intent'> & { files: string[]; keywords: string[] } }>`
		select jsonb_strip_nulls(jsonb_build_object(
			'id', r.id, 'version', r.version, 'title', r.title, 'kind', r.kind_code, 'summary', r.summary,
			'licence', r.licence_code, 'description', r.description, 'language', r.language, 'link', r.link,
			'extent', r.extent, 'conditions', r.conditions, 'keywords', r.keywords, 'date', r.date_text,
			'organisation', r.organisation_id, 'space', r.space_id, 'visibility', r.visibility, 'sensitivity', r.sensitivity,
			'themes', coalesce((select jsonb_agg(t.theme_code order by th.position) from resource_themes t join themes th on th.code = t.theme_code where t.resource_id = r.id), '[]'),
			'territories', coalesce((select jsonb_agg(t.territory_code order by t.territory_code) from resource_territories t where t.resource_id = r.id and not t.blurred), '[]'),
			'audiences', coalesce((select jsonb_agg(a.audience_code order by a.audience_code) from resource_audiences a where a.resource_id = r.id), '[]'),
			'creators', (select string_agg(coalesce(c.name, o.name), E'\n' order by c.position) from resource_contributors c left join organisations o on o.id = c.organisation_id where c.resource_id = r.id and c.role = 'creator'),
			'publisher', (select string_agg(coalesce(c.name, o.name), E'\n' order by c.position) from resource_contributors c left join organisations o on o.id = c.organisation_id where c.resource_id = r.id and c.role = 'publisher'),
			'files', coalesce((select jsonb_agg(f.file_id order by f.position) from resource_files f where f.resource_id = r.id), '[]')
		)) as values
		from resources r where r.id = ${id} and private.writes_resource(r.id)`.execute(db);
	const values = rows[0]?.values;
	if (!values) return null;
	const [theme, ...themes] = values.themes;
	return { ...values, ...(theme ? { theme } : {}), themes };
}

const compared = [
	'title',
	'kind',
	'summary',
	'theme',
	'licence',
	'themes',
	'territories',
	'audiences',
	'description',
	'language',
	'link',
	'extent',
	'conditions',
	'keywords',
	'date',
	'creators',
	'publisher',
	'visibility',
	'sensitivity'
] as const;

/** Fields that are not what they were when the form was shown, nor what is being sent. */
function differences(
	sent: ResourceValues,
	now: Omit<ResourceValues, 'intent'> | null,
	was: ResourceValues | null
): Record<string, string> {
	const theirs: Record<string, string> = {};
	for (const field of compared) {
		const [a, b, c] = [sent[field], now?.[field], was?.[field]].map((value) =>
			Array.isArray(value) ? value.join(', ') : (value ?? '')
		);
		if (a !== b && (was === null || b !== c)) theirs[field] = b ?? '';
	}
	return theirs;
}
