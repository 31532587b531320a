/** What waits for those who facilitate the network: sheets to validate, requests that nobody else answers. */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Activity, OrganisationStatus } from './organisation';
import type { WaitingRequest } from './joining.server';

const pageSize = 30;

/** One page, and the last line of it when there are others after. */
export interface Page<Line> {
	lines: Line[];
	next: string | null;
}
export interface WaitingSheet {
	id: string;
	slug: string;
	name: string;
	kind: string;
	place: string | null;
	at: Date;
	activity: Activity | null;
	needs: string | null;
}

async function page<Line extends { id: string }>(db: Database, query: RawBuilder<Line>): Promise<Page<Line>> {
	const { rows } = await query.execute(db);
	return { lines: rows.slice(0, pageSize), next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null };
}

const sheet = (
	locale: Locale
) => sql`o.id, o.slug, o.name, o.created_at as at, o.twinning_activity as activity, o.needs,
	k.${sql.ref(`label_${locale}`)} as kind,
	(select t.name from territories t where t.code = coalesce((select x.territory_code from organisation_places x where x.organisation_id = o.id), o.territory_code)) as place
	from organisations o join organisation_kinds k on k.code = o.kind_code`;

/** The first to come first. @param after the last line of the page before. */
export const toValidate = (db: Database, locale: Locale, after: string | null) =>
	page<WaitingSheet>(
		db,
		sql`select ${sheet(locale)} where o.status = 'proposed'
			and (${after}::uuid is null or (o.created_at, o.id) > (select b.created_at, b.id from organisations b where b.id = ${after}))
			order by o.created_at, o.id limit ${pageSize + 1}`
	);

/** Published, and nobody answers for them. */
export const withoutReferent = (db: Database, locale: Locale, after: string | null) =>
	page<WaitingSheet>(
		db,
		sql`select ${sheet(locale)} where o.id in (select private.organisations_without_referent(${after}::uuid, ${pageSize + 1}))
			order by private.fold(o.name), o.id`
	);

/** « Jumelages à redynamiser » (`domain.md` IN-19). */
export const asleepTwinnings = (db: Database, locale: Locale, after: string | null) =>
	page<WaitingSheet>(
		db,
		sql`select ${sheet(locale)} where o.twinning_activity in ('peu-actif', 'en-sommeil') and o.status = 'published' and ${after_(after)}
			order by private.fold(o.name), o.id limit ${pageSize + 1}`
	);

const after_ = (after: string | null) =>
	sql`(${after}::uuid is null or (private.fold(o.name), o.id) > (select private.fold(b.name), b.id from organisations b where b.id = ${after}))`;

export type OrphanRequest = WaitingRequest & { slug: string; organisation: string };

/** Requests to organisations that nobody answers for. */
export const orphanRequests = (db: Database, _locale: Locale, after: string | null) =>
	page<OrphanRequest>(
		db,
		sql`select r.id, r.message, r.created_at as at, p.id as "personId", p.name as person, p.function, o.slug, o.name as organisation
			from organisation_requests r join organisations o on o.id = r.organisation_id join people p on p.id = r.person_id
			where r.state = 'pending' and private.decides_organisation_requests(r.organisation_id)
				and (${after}::uuid is null or (r.created_at, r.id) > (select b.created_at, b.id from organisation_requests b where b.id = ${after}))
			order by r.created_at, r.id limit ${pageSize + 1}`
	);

export interface Examined {
	id: string;
	slug: string;
	name: string;
	kind: string;
	territory: string | null;
	summary: string | null;
	website: string | null;
	rna: string | null;
	siren: string | null;
	status: OrganisationStatus;
	published: boolean;
	proposer: string | null;
	at: Date;
}

/** One sheet, as those who decide about it read it. */
export async function examine(db: Database, id: string): Promise<Examined | undefined> {
	const { rows } = await sql<Examined>`
		select o.id, o.slug, o.name, o.kind_code as kind, o.summary, o.website, o.rna, o.siren, o.status, o.created_at as at,
			o.published_at is not null as published,
			coalesce((select x.territory_code from organisation_places x where x.organisation_id = o.id), o.territory_code) as territory,
			(select p.name from activity a join people p on p.id = a.actor_id
				where a.object_kind = 'organisation' and a.object_id = o.id and a.verb = 'proposed' order by a.id limit 1) as proposer
		from organisations o where o.id = ${id} and o.status <> 'draft'`.execute(db);
	return rows[0];
}
