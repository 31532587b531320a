/**
 * The charter of a space: its versions, and who accepted which. While one is in force, the people of an
 * organisation that did not accept it are kept out by row-level security; they see it, and the door.
 */
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import type { CharterValues } from './schema';

export interface Charter {
	id: string;
	version: number;
	/** Null: withdrawn. */
	body: string | null;
	publishedAt: Date;
	/** From then on it is needed to take part. */
	requiredFrom: Date;
	inForce: boolean;
	/** Bodies that accepted this version; people who sit for none are counted. For members only. */
	accepted: { id: string; slug: string; name: string; at: string; by: string | null }[];
	alone: number;
	/** For whom the viewer may accept it; null: for themselves. */
	signatures: { organisation: string | null; name: string | null; accepted: boolean }[];
}

/** The latest version; null when there never was one, or the viewer may not read it. */
export async function latest(db: Database, space: string): Promise<Charter | null> {
	const { rows } = await sql<Charter>`
		select c.id, c.version, c.body, c.published_at as "publishedAt", c.required_from as "requiredFrom",
			c.required_from <= now() as "inForce",
			coalesce((
				select jsonb_agg(jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'at', a.accepted_at, 'by', p.name) order by private.fold(o.name))
				from charter_acceptances a join organisations o on o.id = a.organisation_id
				left join people p on p.id = a.person_id where a.charter_id = c.id
			), '[]') as accepted,
			(select count(*)::int from charter_acceptances a where a.charter_id = c.id and a.organisation_id is null) as alone,
			coalesce((
				select jsonb_agg(jsonb_build_object('organisation', s.organisation_id, 'name', s.name, 'accepted', s.accepted) order by s.name)
				from private.charter_signatures(${space}) s
			), '[]') as signatures
		from space_charters c where c.space_id = ${space} order by c.version desc limit 1`.execute(db);
	return rows[0] ?? null;
}

/** For a visitor of an open space: the text, and nothing about who accepted it. */
export async function publicLatest(db: Database, space: string): Promise<Charter | null> {
	const { rows } = await sql<Charter>`
		select c.id, c.version, c.body, c.published_at as "publishedAt", c.required_from as "requiredFrom",
			c.required_from <= now() as "inForce", '[]'::jsonb as accepted, 0 as alone, '[]'::jsonb as signatures
		from space_charters c where c.space_id = ${space} order by c.version desc limit 1`.execute(db);
	return rows[0] ?? null;
}

/** A new version asks everybody again, once its grace is over; without text the charter is withdrawn. */
export async function publish(db: Database, space: string, values: CharterValues): Promise<void> {
	await db
		.insertInto('space_charters')
		.values({
			id: values.id,
			space_id: space,
			body: values.body ?? null,
			required_from: sql<Date>`now() + make_interval(days => ${values.grace})`
		})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** @param organisation null: for the viewer, who sits for none. */
export async function accept(db: Database, id: string, charter: string, organisation: string | null): Promise<void> {
	await db
		.insertInto('charter_acceptances')
		.values({ id, charter_id: charter, organisation_id: organisation })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** The job `judge-space`: the grace of a charter is over, and open connections of its members are judged again. */
export async function judgeSpace({ id }: { id: string }): Promise<void> {
	await asService((db) => sql`select private.judge_space(${id})`.execute(db));
}
