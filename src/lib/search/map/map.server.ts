/**
 * Where the organisations of a search sit, drawn on the server: circles on the outlines of countries,
 * always beside the same list as text. A masked place is drawn at its region, which is all that anybody sees.
 */
import { geoMercator, geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo';
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Facet, Search } from '../search';
import outlines from './outlines.json';

interface Territory {
	code: string;
	name: string;
	kind: string;
	country: string;
	latitude: number | null;
	longitude: number | null;
}
export interface Place {
	organisations: number;
	/** Null: nobody knows where. */
	territory: Territory | null;
	/** By their kind. */
	above: Record<string, Territory>;
}
export interface Group {
	code: string;
	name: string;
	organisations: number;
	latitude: number | null;
	longitude: number | null;
	/** The filter that gives the same organisations; null where none does: a country without more precision. */
	filter: { facet: Facet; code: string } | null;
}

/** One statement, which tells each territory once: a thousand communes lie in the same few regions. */
export async function placesOf(db: Database, search: Search): Promise<Place[]> {
	const { rows } = await sql<{
		counts: [string | null, number][] | null;
		territories: Record<string, Territory> | null;
		above: Record<string, string[]> | null;
	}>`
		with found as materialized (
			select place, organisations from private.search_places(${search.words}, ${JSON.stringify(search.filters)}::jsonb)
		), lying as materialized (
			select a.territory_code, a.ancestor_code from found f join territory_ancestors a on a.territory_code = f.place
		)
		select
			(select jsonb_agg(jsonb_build_array(place, organisations)) from found) as counts,
			(select jsonb_object_agg(t.code, jsonb_build_object('code', t.code, 'name', t.name, 'kind', t.kind,
				'country', t.country, 'latitude', t.latitude, 'longitude', t.longitude))
				from territories t where t.code in (select ancestor_code from lying)) as territories,
			(select jsonb_object_agg(territory_code, codes)
				from (select territory_code, array_agg(ancestor_code) as codes from lying group by 1) x) as above`.execute(db);
	const { counts, territories, above } = rows[0] ?? {};
	// A territory is among those above itself.
	const told = (code: string) => territories?.[code] ?? null;
	return (counts ?? []).map(([code, organisations]) => ({
		organisations,
		territory: code ? told(code) : null,
		above: Object.fromEntries(
			((code && above?.[code]) || []).flatMap((higher) => {
				const territory = told(higher);
				return territory ? [[territory.kind, territory]] : [];
			})
		)
	}));
}

const facetOf: Record<string, Facet> = {
	pays: 'seats',
	region: 'regions',
	departement: 'departments',
	cercle: 'departments',
	intercommunalite: 'intercommunalities',
	commune: 'communes',
	'ville-partenaire': 'communes'
};
/** From afar to near: the first that tells places apart is shown, and a narrower search shows the next. */
const levels = [['pays'], ['region'], ['departement', 'cercle'], []];

export function grouped(places: readonly Place[]): Group[] {
	for (const [n, kinds] of levels.entries()) {
		const groups = new Map<string, Group>();
		for (const { organisations, territory, above } of places) {
			if (!territory) continue;
			const at = kinds.map((kind) => above[kind]).find((found) => found) ?? territory;
			const whole = at.code !== territory.code || kinds.includes(at.kind) || facetOf[at.kind] !== 'seats';
			const group = groups.get(at.code) ?? {
				code: at.code,
				name: at.name,
				organisations: 0,
				latitude: at.latitude,
				longitude: at.longitude,
				filter: whole ? filterOf(at) : null
			};
			group.organisations += organisations;
			groups.set(at.code, group);
		}
		if (groups.size > 1 || n === levels.length - 1)
			return [...groups.values()].sort(
				(a, b) => b.organisations - a.organisations || a.name.localeCompare(b.name, 'fr')
			);
	}
	return [];
}

function filterOf({ kind, code, country }: Territory): Group['filter'] {
	const facet = facetOf[kind];
	return facet ? { facet, code: facet === 'seats' ? country : code } : null;
}

export const size = { width: 400, height: 400 } as const;

/** Land already drawn, by what is in view: the same few views are asked again and again, and drawing takes ten milliseconds. */
const lands = new Map<string, string>();

function landIn(projection: GeoProjection): string {
	const view = [projection.scale(), ...projection.translate()].join(' ');
	let land = lands.get(view);
	if (land === undefined) {
		if (lands.size >= 50) lands.clear();
		lands.set(view, (land = geoPath(projection).digits(1)(outlines as GeoPermissibleObjects) ?? ''));
	}
	return land;
}

/** The land as one path, and where each group is. Nothing to draw: null. */
export function drawn(groups: readonly Group[]) {
	const located = groups.filter(
		(group): group is Group & { latitude: number; longitude: number } =>
			group.latitude !== null && group.longitude !== null
	);
	if (!located.length) return null;
	// A margin of a degree, so that one town is seen in its country.
	const corners = located.flatMap(({ latitude, longitude }) =>
		[-1, 1].map((away) => [longitude + away, Math.max(-80, Math.min(80, latitude + away))])
	);
	const projection = geoMercator()
		.fitExtent(
			[
				[30, 30],
				[size.width - 30, size.height - 30]
			],
			{ type: 'MultiPoint', coordinates: corners } as GeoPermissibleObjects
		)
		.clipExtent([
			[0, 0],
			[size.width, size.height]
		]);
	const most = Math.max(...located.map(({ organisations }) => organisations));
	return {
		land: landIn(projection),
		circles: located.map((group) => {
			const [x, y] = projection([group.longitude, group.latitude]) ?? [0, 0];
			return {
				...group,
				x: Math.round(x),
				y: Math.round(y),
				r: Math.round(14 + 16 * Math.sqrt(group.organisations / most))
			};
		})
	};
}
