/** Lists of resources that leave the pages: feed, spreadsheet, site map. As a visitor unless the viewer signs in. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import { cards } from './resources.server';

/** Public ones only, whoever asks: a feed reader has no session, and an address of it may be shared. */
export async function latest(db: Database, size: number) {
	const items = await db
		.selectFrom('resources as r')
		.leftJoin('organisations as o', 'o.id', 'r.organisation_id')
		.select([
			'r.id',
			'r.slug',
			'r.title',
			'r.summary',
			'r.updated_at as updatedAt',
			'r.published_at as publishedAt',
			'o.name as organisation'
		])
		.select((q) => q.selectFrom('network').select('name').as('network'))
		.where('r.visibility', '=', 'public')
		.where('r.status', 'in', ['published', 'to-review'])
		.where(sql<boolean>`not private.masks(r.sensitivity, 'no_index')`)
		.orderBy('r.published_at', 'desc')
		.orderBy('r.id', 'desc')
		.limit(size)
		.execute();
	return { network: items[0]?.network ?? 'Palabre', items };
}

export interface ListedResource {
	slug: string;
	title: string;
	kind: string | null;
	summary: string | null;
	date: string | null;
	language: string;
	licence: string | null;
	organisation: string | null;
	creators: string | null;
	publishers: string | null;
	funders: string | null;
	themes: string | null;
	territories: string | null;
	link: string | null;
	publishedAt: string;
	cursorAt: string;
	id: string;
}

/**
 * One page of the whole list, for the spreadsheet; `after` is the last line of the page before. Its instant is
 * sent as text: as a `timestamptz` the driver would cut it to milliseconds, and lines of the same one be lost.
 */
export async function pageOfAll(
	db: Database,
	locale: Locale,
	size: number,
	after: { at: string; id: string } | null
): Promise<ListedResource[]> {
	const label = (table: string) => sql.ref(`${table}.label_${locale}`);
	const contributors = (role: string) => sql`(
		select string_agg(coalesce(c.name, x.name), ', ' order by c.position) from resource_contributors c
		left join organisations x on x.id = c.organisation_id where c.resource_id = r.id and c.role = ${role})`;
	const { rows } = await sql<ListedResource>`
		select r.slug, r.title, ${label('k')} as kind, r.summary, r.date_text as date, r.language, ${label('l')} as licence,
			o.name as organisation, ${contributors('creator')} as creators, ${contributors('publisher')} as publishers,
			${contributors('funder')} as funders,
			(select string_agg(${label('t')}, ', ' order by t.position) from resource_themes rt join themes t on t.code = rt.theme_code where rt.resource_id = r.id) as themes,
			(select string_agg(t.name, ', ' order by t.name) from resource_territories rt join territories t on t.code = rt.territory_code
				where rt.resource_id = r.id and (not rt.blurred or not exists (
					select from resource_territories exact where exact.resource_id = r.id and not exact.blurred))) as territories,
			r.link, to_char(r.published_at, 'YYYY-MM-DD') as "publishedAt", r.published_at::text as "cursorAt", r.id
		from resources r
		left join resource_kinds k on k.code = r.kind_code
		left join licences l on l.code = r.licence_code
		left join organisations o on o.id = r.organisation_id
		where r.status in ('published', 'to-review', 'archived')
			and (${after?.at ?? null}::text is null or (r.published_at, r.id) < (${after?.at ?? null}::text::timestamptz, ${after?.id ?? null}::uuid))
		order by r.published_at desc, r.id desc
		limit ${size}`.execute(db);
	return rows;
}

/** Addresses for search engines. */
export async function mapped(db: Database, size: number) {
	return db
		.selectFrom('resources')
		.select(['slug', 'updated_at as updatedAt'])
		.where('visibility', '=', 'public')
		.where('status', 'in', ['published', 'to-review', 'archived'])
		.where(sql<boolean>`not private.masks(sensitivity, 'no_index')`)
		.orderBy('published_at', 'desc')
		.limit(size)
		.execute();
}

/** The latest of an organisation, of a space, or of all, after the last one of the page before: those that the viewer may read. */
export async function latestOf(
	db: Database,
	of: { organisation?: string; space?: string; before?: string | null },
	size: number,
	locale: Locale
) {
	let ids = db.selectFrom('resources').select('id').where('status', 'in', ['published', 'to-review', 'archived']);
	if (of.organisation) ids = ids.where('organisation_id', '=', of.organisation);
	if (of.space) ids = ids.where('space_id', '=', of.space);
	if (of.before && isId(of.before))
		ids = ids.where(
			sql<boolean>`(published_at, id) < (select b.published_at, b.id from resources b where b.id = ${of.before})`
		);
	ids = ids.orderBy('published_at', 'desc').orderBy('id', 'desc').limit(size);
	return cards(db, sql<string>`(${ids})`, locale)
		.select(['r.slug', 'r.title', 'r.summary'])
		.orderBy('r.published_at', 'desc')
		.orderBy('r.id', 'desc')
		.execute();
}
