/** Temps forts: editions that gather events. Everybody reads them; who facilitates the network keeps them. */
import { error } from '@sveltejs/kit';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Database } from '$lib/platform/database.server';
import { nthSlug, slugOf } from '$lib/platform/slugs';
import type { CampaignValues } from './schema';

/** Of what the viewer may read. */
export interface Figures {
	events: number;
	places: number;
	organisations: number;
}

export async function findBySlug(db: Database, slug: string) {
	return (
		(await db
			.selectFrom('campaigns as c')
			.select(['c.id', 'c.slug', 'c.name', 'c.year', 'c.summary', 'c.description', 'c.version'])
			.select((q) => [
				sql<string>`c.starts_on::text`.as('startsOn'),
				sql<string>`c.ends_on::text`.as('endsOn'),
				sql<boolean>`private.viewer_plays('admin', 'animateur')`.as('mayWrite'),
				sql<Figures>`(
					select jsonb_build_object('events', count(*), 'places', count(distinct e.territory_code), 'organisations', (
						select count(*) from (
							select e.organisation_id from events e where e.campaign_id = c.id and e.status = 'published' and e.organisation_id is not null
							union select x.organisation_id from event_organisers x join events e on e.id = x.event_id
							where e.campaign_id = c.id and e.status = 'published'
						) bodies
					)) from events e where e.campaign_id = c.id and e.status = 'published'
				)`.as('figures'),
				jsonArrayFrom(
					q
						.selectFrom('campaign_territories as ct')
						.innerJoin('territories as t', 't.code', 'ct.territory_code')
						.select(['t.code', 't.name'])
						.whereRef('ct.campaign_id', '=', 'c.id')
						.orderBy('t.name')
				).as('territories')
			])
			.where('c.slug', '=', slug)
			.executeTakeFirst()) ?? null
	);
}

export type Campaign = NonNullable<Awaited<ReturnType<typeof findBySlug>>>;

const columns = (values: CampaignValues) => ({
	name: values.name,
	year: Number(values.startsOn.slice(0, 4)),
	starts_on: values.startsOn,
	ends_on: values.endsOn,
	summary: values.summary ?? null,
	description: values.description ?? null
});

/** @returns its address. Posted twice, it is one. */
export async function create(db: Database, values: CampaignValues): Promise<string> {
	const wanted = slugOf(values.name, ['nouveau']);
	const taken = await db.selectFrom('campaigns').select(['id', 'slug']).where('slug', 'like', `${wanted}%`).execute();
	const same = taken.find(({ id }) => id === values.id);
	if (same) return same.slug;
	let n = 1;
	while (taken.some(({ slug }) => slug === nthSlug(wanted, n))) n += 1;
	await db
		.insertInto('campaigns')
		.values({ id: values.id, slug: nthSlug(wanted, n), ...columns(values) })
		.execute();
	await writeTerritories(db, values);
	return nthSlug(wanted, n);
}

/** @returns its address; null when somebody else changed it since the form was shown. */
export async function revise(db: Database, values: CampaignValues): Promise<string | null> {
	const changed = await db
		.updateTable('campaigns')
		.set(columns(values))
		.where('id', '=', values.id)
		.where('version', '=', values.version ?? 0)
		.returning('slug')
		.executeTakeFirst();
	if (!changed) {
		const there = await db.selectFrom('campaigns').select('id').where('id', '=', values.id).executeTakeFirst();
		if (!there) error(404, 'not-found');
		return null;
	}
	await writeTerritories(db, values);
	return changed.slug;
}

async function writeTerritories(db: Database, { id, territories }: CampaignValues): Promise<void> {
	await db.deleteFrom('campaign_territories').where('campaign_id', '=', id).execute();
	if (!territories.length) return;
	await db
		.insertInto('campaign_territories')
		.values([...new Set(territories)].map((territory_code) => ({ campaign_id: id, territory_code })))
		.execute();
}
