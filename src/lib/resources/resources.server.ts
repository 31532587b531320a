/** Reading resources, under the viewer's rights. Writing is in `editing.server.ts`. */
import { sql, type Expression } from 'kysely';
import { jsonArrayFrom, jsonBuildObject, jsonObjectFrom } from 'kysely/helpers/postgres';
import { stateOfAddress } from '$lib/platform/addresses.server';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Family } from '$lib/platform/ui/spine';
import type { Sensitivity, Status, Visibility } from './resource';

const shown: Status[] = ['published', 'to-review', 'archived'];
const label = (table: string, locale: Locale) => sql<string>`${sql.ref(`${table}.label_${locale}`)}`;

/** One resource with all that its page says, in one statement; null when the viewer may not see it. */
export async function findBySlug(db: Database, slug: string, locale: Locale) {
	const found = await db
		.selectFrom('resources as r')
		.leftJoin('resource_kinds as k', 'k.code', 'r.kind_code')
		.leftJoin('licences as l', 'l.code', 'r.licence_code')
		.where('r.slug', '=', slug)
		.select([
			'r.id',
			'r.slug',
			'r.title',
			'r.summary',
			'r.description',
			'r.language',
			'r.conditions',
			'r.link',
			'r.extent',
			'r.keywords',
			'r.date_text as dateText',
			'r.date_precision as datePrecision',
			'r.note',
			'r.version',
			'r.kind_code as kindCode',
			'r.licence_code as licenceCode',
			'r.organisation_id as organisationId',
			'r.space_id as spaceId',
			'r.published_at as publishedAt',
			'r.updated_at as updatedAt',
			'r.source',
			'k.family',
			'l.url as licenceUrl'
		])
		.select((q) => [
			sql<Status>`r.status`.as('status'),
			sql<Visibility>`r.visibility`.as('visibility'),
			sql<Sensitivity[]>`r.sensitivity`.as('sensitivity'),
			label('k', locale).as('kind'),
			label('l', locale).as('licence'),
			sql<string>`${sql.ref(`l.meaning_${locale}`)}`.as('licenceMeaning'),
			sql<boolean>`private.writes_resource(r.id)`.as('mayWrite'),
			sql<boolean>`private.may_publish(r.organisation_id, r.space_id, r.visibility)`.as('mayPublish'),
			themesOf(q.ref('r.id'), db, locale).as('themes'),
			territoriesOf(q.ref('r.id'), db).as('territories'),
			contributorsOf(q.ref('r.id'), db).as('contributors'),
			filesOf(q.ref('r.id'), db).as('files'),
			jsonArrayFrom(
				q
					.selectFrom('resource_audiences as ra')
					.innerJoin('audiences as a', 'a.code', 'ra.audience_code')
					.select(['a.code'])
					.select(label('a', locale).as('label'))
					.whereRef('ra.resource_id', '=', 'r.id')
					.orderBy('a.position')
			).as('audiences'),
			jsonObjectFrom(
				q
					.selectFrom('organisations as o')
					.select(['o.id', 'o.slug', 'o.name', 'o.acronym'])
					.whereRef('o.id', '=', 'r.organisation_id')
			).as('organisation'),
			jsonObjectFrom(
				q.selectFrom('spaces as s').select(['s.id', 's.slug', 's.name']).whereRef('s.id', '=', 'r.space_id')
			).as('space')
		])
		.executeTakeFirst();
	return found ? { ...found, family: (found.family ?? 'report') as Family } : null;
}

export type Resource = NonNullable<Awaited<ReturnType<typeof findBySlug>>>;

function themesOf(resource: Expression<string>, db: Database, locale: Locale) {
	return jsonArrayFrom(
		db
			.selectFrom('resource_themes as rt')
			.innerJoin('themes as t', 't.code', 'rt.theme_code')
			.select(['t.code'])
			.select(label('t', locale).as('label'))
			.where('rt.resource_id', '=', resource)
			.orderBy('t.position')
	);
}

/** Blurred places are for those who may not see the exact ones. */
function territoriesOf(resource: Expression<string>, db: Database) {
	return jsonArrayFrom(
		db
			.selectFrom('resource_territories as rt')
			.innerJoin('territories as t', 't.code', 'rt.territory_code')
			.select(['t.code', 't.name', 't.country', 'rt.blurred'])
			.where('rt.resource_id', '=', resource)
			.where(({ eb, not, exists, selectFrom }) =>
				eb.or([
					eb('rt.blurred', '=', false),
					not(
						exists(
							selectFrom('resource_territories as exact')
								.select('exact.territory_code')
								.whereRef('exact.resource_id', '=', 'rt.resource_id')
								.where('exact.blurred', '=', false)
						)
					)
				])
			)
			.orderBy('t.name')
	);
}

function contributorsOf(resource: Expression<string>, db: Database) {
	return jsonArrayFrom(
		db
			.selectFrom('resource_contributors as c')
			.leftJoin('organisations as o', 'o.id', 'c.organisation_id')
			.select(['c.id', 'c.role', 'c.position', 'c.is_person as isPerson', 'o.slug'])
			.select(sql<string>`coalesce(c.name, o.name)`.as('name'))
			.where('c.resource_id', '=', resource)
			// The organisation may be hidden from the viewer: then its name is too.
			.where(sql<boolean>`coalesce(c.name, o.name) is not null`)
			.orderBy('c.position')
	);
}

function filesOf(resource: Expression<string>, db: Database) {
	return jsonArrayFrom(
		db
			.selectFrom('resource_files as rf')
			.innerJoin('files as f', 'f.id', 'rf.file_id')
			.select([
				'f.id',
				'f.name',
				'f.media_type as mediaType',
				'f.pages',
				'f.width',
				'f.height',
				'f.reading',
				'f.text_size as textSize',
				'rf.label',
				'rf.alternative'
			])
			.select((q) => [
				sql<number>`f.size::int`.as('size'),
				jsonArrayFrom(
					q
						.selectFrom('file_variants as v')
						.select(['v.width', 'v.format'])
						.select(sql<number>`v.size::int`.as('size'))
						.whereRef('v.file_id', '=', 'f.id')
						.orderBy('v.width')
				).as('variants')
			])
			.where('rf.resource_id', '=', resource)
			.orderBy('rf.position')
	);
}

/** What becomes of an address that the viewer cannot read. */
export const addressState = (db: Database, slug: string) => stateOfAddress(db, 'resource_address', slug);

/** Others about the same themes, those of the same territories first. */
export async function related(db: Database, id: string, locale: Locale) {
	return db
		.selectFrom('resource_themes as mine')
		.innerJoin('resource_themes as theirs', 'theirs.theme_code', 'mine.theme_code')
		.innerJoin('resources as r', 'r.id', 'theirs.resource_id')
		.leftJoin('resource_kinds as k', 'k.code', 'r.kind_code')
		.where('mine.resource_id', '=', id)
		.where('r.id', '<>', id)
		.where('r.status', 'in', shown)
		.select(['r.id', 'r.slug', 'r.title', 'r.date_text as dateText', 'r.date_precision as datePrecision'])
		.select([sql<Family>`coalesce(k.family, 'report')`.as('family'), label('k', locale).as('kind')])
		.select(
			sql<number>`count(*) + 2 * (select count(*) from resource_territories a join resource_territories b using (territory_code)
				where a.resource_id = ${id} and b.resource_id = r.id and not a.blurred and not b.blurred)`.as('closeness')
		)
		.groupBy(['r.id', 'k.family', 'k.label_fr', 'k.label_en'])
		.orderBy('closeness', 'desc')
		.orderBy('r.published_at', 'desc')
		.limit(4)
		.execute();
}

/** What a line of a list says beside title and extract. @param ids a list, or a query of them. */
export function cards(db: Database, ids: string[] | Expression<string>, locale: Locale) {
	return db
		.selectFrom('resources as r')
		.leftJoin('resource_kinds as k', 'k.code', 'r.kind_code')
		.leftJoin('organisations as o', 'o.id', 'r.organisation_id')
		.where('r.id', 'in', ids)
		.select([
			'r.id',
			'r.date_text as dateText',
			'r.date_precision as datePrecision',
			'r.language',
			'o.name as organisation'
		])
		.select((q) => [
			sql<Visibility>`r.visibility`.as('visibility'),
			sql<Family>`coalesce(k.family, 'report')`.as('family'),
			label('k', locale).as('kind'),
			jsonArrayFrom(
				q
					.selectFrom('resource_files as rf')
					.innerJoin('files as f', 'f.id', 'rf.file_id')
					.select(['f.media_type as mediaType', 'f.pages', 'f.text_size as textSize'])
					.select(sql<number>`f.size::int`.as('size'))
					.whereRef('rf.resource_id', '=', 'r.id')
					.orderBy('rf.position')
			).as('files')
		]);
}

export type Card = Awaited<ReturnType<ReturnType<typeof cards>['execute']>>[number];

/** Mine: what I wrote or may still change, the latest touched first. */
export async function mine(db: Database) {
	return db
		.selectFrom('resources as r')
		.select(['r.id', 'r.slug', 'r.title', 'r.updated_at as updatedAt'])
		.select([
			sql<Status>`r.status`.as('status'),
			sql<Visibility>`r.visibility`.as('visibility'),
			lastReason.as('reason')
		])
		.where('r.id', 'in', sql<string>`(select private.viewer_authored('resource'))`)
		.orderBy('r.updated_at', 'desc')
		.limit(100)
		.execute();
}

/** Proposals that the viewer may publish or send back, the oldest first. */
export async function waiting(db: Database) {
	return db
		.selectFrom('resources as r')
		.leftJoin('organisations as o', 'o.id', 'r.organisation_id')
		.select(['r.id', 'r.slug', 'r.title', 'r.updated_at as updatedAt', 'o.name as organisation'])
		.select(sql<Status>`r.status`.as('status'))
		.where('r.status', '=', 'proposed')
		.where(sql<boolean>`private.may_publish(r.organisation_id, r.space_id, r.visibility)`)
		.orderBy('r.updated_at')
		.limit(100)
		.execute();
}

/** What waits for the viewer: proposals to read again, and the latest of what they began. Asked for together with other things. */
export function unfinished(db: Database) {
	const begun = db
		.selectFrom('resources as r')
		.select(['r.id', 'r.slug', 'r.title'])
		.select(sql<Status>`r.status`.as('status'))
		.where('r.id', 'in', sql<string>`(select private.viewer_authored('resource'))`)
		.where('r.status', 'in', ['draft', 'to-correct'])
		.orderBy('r.updated_at', 'desc')
		.limit(5);
	const proposed = db
		.selectFrom('resources as r')
		.select(sql<number>`count(*)::int`.as('count'))
		.where('r.status', '=', 'proposed')
		.where(sql<boolean>`private.may_publish(r.organisation_id, r.space_id, r.visibility)`);
	return jsonBuildObject({ waiting: sql<number>`(${proposed})`, begun: jsonArrayFrom(begun) });
}

const lastReason = sql<string | null>`(
	select a.reason from activity a where a.object_kind = 'resource' and a.object_id = r.id order by a.id desc limit 1
)`;

/** The journal of one resource, the latest first. */
export async function history(db: Database, id: string) {
	return db
		.selectFrom('activity as a')
		.leftJoin('people as p', 'p.id', 'a.actor_id')
		.select(['a.id', 'a.happened_at as at', 'a.verb', 'a.reason'])
		.select(
			sql<{
				id: string;
				name: string;
			} | null>`case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end`.as('actor')
		)
		.where('a.object_kind', '=', 'resource')
		.where('a.object_id', '=', id)
		.orderBy('a.id', 'desc')
		.limit(30)
		.execute();
}

/** What it said before each change since its publication; for those who may change it. */
export async function versions(db: Database, id: string) {
	return db
		.selectFrom('resource_versions as v')
		.select(['v.version', 'v.replaced_at as replacedAt'])
		.select([
			sql<string>`v.content ->> 'title'`.as('title'),
			sql<string | null>`v.content ->> 'summary'`.as('summary'),
			sql<string | null>`v.content ->> 'description'`.as('description')
		])
		.where('v.resource_id', '=', id)
		.orderBy('v.version', 'desc')
		.limit(50)
		.execute();
}
