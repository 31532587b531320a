/**
 * Who is near, who acts in the same countries or on the same themes, who is new (`domain.md` IN-03):
 * seen from the viewer's organisations, or from what they choose.
 */
import { sql } from 'kysely';
import { countryNames } from '$lib/organisations/countries';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';
import type { Viewpoint } from './neighbours';

export interface Neighbour {
	id: string;
	slug: string;
	name: string;
	summary: string;
	kind: string;
	place: string | null;
	/** As the crow flies, between the centres of territories. */
	kilometres: number | null;
	/** How many countries or themes in common. */
	shared: number | null;
}

interface Around {
	places: { code: string; name: string; wide: boolean }[];
	/** ISO 3166-1 */
	countries: string[];
	themes: string[];
	hasOrganisation: boolean;
	near: Neighbour[] | null;
	sameCountries: Neighbour[] | null;
	sameThemes: Neighbour[] | null;
	newcomers: Neighbour[] | null;
}

/** Null for a visitor. Two statements, whatever is found. */
export async function around(db: Database, chosen: Viewpoint, most: number, locale: Locale) {
	const label = sql.ref(`label_${locale}`);
	const { rows } = await sql<{ around: Around | null; known: boolean }>`
		with place as (
			select array(
				select code::text from territories where private.fold(name) = private.fold(${chosen.place ?? ''})
				order by kind not in ('commune', 'ville-partenaire') limit 1
			) as codes
		)
		select cardinality(codes) > 0 as known, private.neighbours(jsonb_build_object('places', codes,
			'countries', ${JSON.stringify(chosen.countries)}::jsonb, 'themes', ${JSON.stringify(chosen.themes)}::jsonb), ${most}) as around
		from place`.execute(db);
	const found = rows[0]?.around;
	if (!found) return null;
	const { near, sameCountries, sameThemes, newcomers } = found;
	const lists = [near, sameCountries, sameThemes, newcomers].flatMap((list) => list ?? []);
	const names = await sql<{ kind: 'kind' | 'place' | 'theme'; code: string; label: string }>`
		select 'kind' as kind, code, ${label} as label from organisation_kinds where code = any (${lists.map((one) => one.kind)}::text[])
		union all select 'place', code, name from territories where code = any (${lists.map((one) => one.place)}::text[])
		union all select 'theme', code, ${label} from themes where code = any (${found.themes}::text[])`.execute(db);
	const labels = new Map(names.rows.map((row) => [`${row.kind} ${row.code}`, row.label]));
	const named = (list: Neighbour[] | null) =>
		(list ?? []).map((one) => ({
			...one,
			kind: labels.get(`kind ${one.kind}`) ?? one.kind,
			place: (one.place && labels.get(`place ${one.place}`)) ?? null
		}));
	return {
		/** Near a whole country means nothing: a finer place has to be said. */
		places: found.places.filter((place) => !place.wide).map((place) => place.name),
		unknownPlace: Boolean(chosen.place) && !rows[0]?.known,
		countries: countryNames(found.countries, locale),
		countryCodes: found.countries,
		themeCodes: found.themes,
		themes: found.themes.flatMap((code) => labels.get(`theme ${code}`) ?? []),
		hasOrganisation: found.hasOrganisation,
		near: named(near),
		sameCountries: named(sameCountries),
		sameThemes: named(sameThemes),
		newcomers: named(newcomers)
	};
}

/** The themes that one may choose, in their order. */
export async function themeTerms(db: Database, locale: Locale): Promise<{ value: string; label: string }[]> {
	const { rows } = await sql<{ value: string; label: string }>`
		select code as value, ${sql.ref(`label_${locale}`)} as label from themes where valid_to is null or valid_to > now() order by position`.execute(
		db
	);
	return rows;
}
