import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import * as resources from '$lib/resources/resources.server';
import { facetChoices } from './facets.server';
import { lastPage, pageSize, type ObjectKind, type Search } from './search';
import { cursorAfter, find, type Findings } from './search.server';

/** Words beside an organisation or a space in a list of results. */
export interface OtherCard {
	id: string;
	kind: string;
	place: string | null;
	acronym: string | null;
	/** Other names, and those of the bodies that it took the place of: why a search found it. */
	names: string[];
}

/** A page of results with what each line says and the facets, in three statements. */
export async function results(db: Database, objects: ObjectKind[], search: Search, locale: Locale) {
	const findings = await find(db, objects, search);
	const choices = await facetChoices(db, findings, search, objects, locale);
	const { resourceCards, otherCards } = await cards(db, findings, locale);
	return {
		total: findings.total,
		capped: findings.capped,
		respelt: findings.respelt,
		search,
		/** Several kinds of objects: each line says which one it is. */
		mixed: objects.length > 1,
		facets: choices,
		items: findings.items.map((item) => ({
			...item,
			resource: resourceCards.get(item.id) ?? null,
			other: otherCards.get(item.id) ?? null
		})),
		hasNext: search.after ? findings.items.length === pageSize : findings.total > search.page * pageSize,
		nextCursor: nextCursor(findings, search)
	};
}

export type Results = Awaited<ReturnType<typeof results>>;

/** After the fiftieth page, or within a walk that is already beyond it. */
function nextCursor(findings: Findings, search: Search): string | null {
	const last = findings.items.at(-1);
	const beyond =
		search.sort === 'recent' &&
		findings.items.length === pageSize &&
		(search.after !== null || (search.page === lastPage && findings.capped));
	return beyond && last ? cursorAfter(last) : null;
}

async function cards(db: Database, findings: Findings, locale: Locale) {
	const idsOf = (kind: ObjectKind) => findings.items.filter((item) => item.kind === kind).map((item) => item.id);
	const [resourceIds, organisationIds] = [idsOf('resource'), idsOf('organisation')];
	const [spaceIds, eventIds] = [idsOf('space'), idsOf('event')];
	const label = sql.ref(`k.label_${locale}`);
	const { rows } = await sql<{ resources: resources.Card[] | null; others: OtherCard[] | null }>`
		select
			(select json_agg(c) from (${resourceIds.length ? resources.cards(db, resourceIds, locale) : sql`select 1 where false`}) c) as resources,
			(select json_agg(c) from (
				select o.id, ${label} as kind, t.name as place, o.acronym, array(
					select n.name from organisation_names n where n.organisation_id = o.id
					union all
					select coalesce(p.acronym, p.name) from organisation_successions s join organisations p on p.id = s.predecessor_id where s.successor_id = o.id
				) as names
				from organisations o
				join organisation_kinds k on k.code = o.kind_code
				left join territories t on t.code = o.territory_code
				where o.id = any (${organisationIds}::uuid[])
				union all
				select s.id, ${label} as kind, null, null, '{}'::text[] from spaces s join space_kinds k on k.code = s.kind_code where s.id = any (${spaceIds}::uuid[])
				union all
				select e.id, ${label} as kind, t.name, null, '{}'::text[] from events e left join event_kinds k on k.code = e.kind_code
				left join territories t on t.code = e.territory_code where e.id = any (${eventIds}::uuid[])
			) c) as others`.execute(db);
	const row = rows[0];
	return {
		resourceCards: new Map((row?.resources ?? []).map((card) => [card.id, card])),
		otherCards: new Map((row?.others ?? []).map((card) => [card.id, card]))
	};
}
