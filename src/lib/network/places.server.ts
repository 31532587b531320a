/**
 * The places that a form offers, and those that it names in words: resolved here when it is sent, since
 * a page without script cannot look them up, and no form carries a thousand communes.
 */
import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import { cleanText, readForm, textFields, type FormProblems } from '$lib/platform/forms.server';
import { placesOffered, type PlaceTerm } from './places';

/** From those that most forms name to those that few do. */
const kinds = ['pays', 'region', 'departement', 'ville-partenaire', 'cercle', 'intercommunalite', 'commune'];

/** « Saint-Denis (Seine-Saint-Denis) » where another place has the same name. */
const label = (place: string) => {
	const its = (column: string) => sql.ref(`${place}.${column}`);
	return sql<string>`(${its('name')} || case when exists (select from territories x where x.name = ${its('name')} and x.code <> ${its('code')})
		then coalesce(' (' || (select x.name from territories x where x.code = ${its('parent_code')}) || ')', '') else '' end)`;
};

/** For the one statement of a form: an array of terms. @param chosen are in it wherever they lie. */
export function offeredPlaces(chosen: readonly string[] = []): RawBuilder<PlaceTerm[]> {
	return sql<PlaceTerm[]>`(
		with own as materialized (
			select a.ancestor_code as code from organisations o
			join territory_ancestors a on a.territory_code = o.territory_code
			where o.id in (select private.viewer_organisations())
		), nearest as materialized (
			select code from territories where valid_to is null or valid_to > now()
			order by (code in (select code from own)) desc, array_position(${kinds}::text[], kind), country <> 'FR', private.fold(name), code
			limit ${placesOffered}
		)
		select coalesce(jsonb_agg(jsonb_build_object('value', t.code, 'label', ${label('t')})
			order by t.country <> 'FR', t.country, private.fold(t.name), t.code), '[]')
		from territories t where t.code in (select code from nearest) or t.code = any (${chosen}::text[]))`;
}

/** The same, for a form that offers nothing else. */
export async function offered(db: Database): Promise<PlaceTerm[]> {
	const { rows } = await sql<{ places: PlaceTerm[] }>`select ${offeredPlaces()} as places`.execute(db);
	return rows[0]?.places ?? [];
}

/** The names of places that a form or a conflict names by their codes. */
export async function placeTerms(db: Database, codes: readonly string[]): Promise<PlaceTerm[]> {
	if (!codes.length) return [];
	return db
		.selectFrom('territories as t')
		.select(['t.code as value', label('t').as('label')])
		.where('t.code', 'in', codes)
		.execute();
}

/** Beside those offered: what was found, and what a name that is not one place may mean. Only a form that comes back shows them. */
export type NamesOfPlaces = (db: Database) => Promise<PlaceTerm[]>;

export interface NamedPlaces {
	named: NamesOfPlaces;
	problems: { places?: string };
}

const mostNames = 20;
type InTransaction = <R>(work: (db: Database) => Promise<R>) => Promise<R>;
/** Of one place, or of several. */
type PlacesInput = 'territory' | 'territories[]';

/**
 * Reads the field `places` of a form: one name, or several apart by commas. What is one place is put in `field`, as if it
 * had been chosen from the list; the other names stay where they were typed, with the places that they may mean.
 */
export async function readPlaces(db: InTransaction, data: FormData, field: PlacesInput): Promise<NamedPlaces> {
	const names = cleanText(String(data.get('places') ?? ''))
		.split(field === 'territory' ? /\n/ : /[,;\n]/)
		.map((name) => name.trim().slice(0, 120))
		.filter(Boolean);
	const meant = names.length ? await db((viewers) => called(viewers, names.slice(0, mostNames))) : [];
	const left = [...meant.filter(({ places }) => places.length !== 1), ...names.slice(mostNames).map(unread)];
	for (const { places } of meant) {
		const [only] = places;
		if (!only || places.length > 1) continue;
		if (field === 'territory') data.set(field, only.value);
		else data.append(field, only.value);
	}
	data.set('places', left.map(({ name }) => name).join(', '));
	const chosen = data
		.getAll(field)
		.map((code) => cleanText(String(code)))
		.slice(0, 100);
	return {
		named: async (asked) => [
			...(await placeTerms(asked, chosen)),
			...left.flatMap(({ places, near }) => [...places, ...near])
		],
		problems: left.length ? { places: left.map(sentence).join(' ') } : {}
	};
}

/** A form that comes back, with the names of its places. */
export type RefusedWithPlaces = FormProblems & { values?: undefined; named: PlaceTerm[] };
type FormWithPlaces<T> =
	{ values: T; problems?: undefined; typed?: undefined; named: NamesOfPlaces } | RefusedWithPlaces;

/** A form that names places: they are resolved, then it is read. */
export async function readFormWithPlaces<T>(
	db: InTransaction,
	data: FormData,
	schema: z.ZodType<T>,
	field: PlacesInput
): Promise<FormWithPlaces<T>> {
	const { named, problems } = await readPlaces(db, data, field);
	const form = readForm(data, schema);
	if (form.values && !problems.places) return { values: form.values, named };
	return { typed: form.typed ?? textFields(data), problems: { ...form.problems, ...problems }, named: await db(named) };
}

interface Meant {
	name: string;
	/** Those so called, at most twenty. */
	places: PlaceTerm[];
	/** When there is none: the likest. */
	near: PlaceTerm[];
}

const unread = (name: string): Meant => ({ name, places: [], near: [] });

function sentence({ name, places, near }: Meant): string {
	if (places.length) return m.network_place_several({ name });
	return near.length
		? m.network_place_near({ name, places: near.map((place) => place.label).join(', ') })
		: m.network_place_unknown({ name });
}

/** Hyphens, apostrophes and accents are no difference. */
const plain = (text: RawBuilder<unknown>) =>
	sql<string>`btrim(regexp_replace(private.fold(${text}), '[^[:alnum:]]+', ' ', 'g'))`;

async function called(db: Database, names: readonly string[]): Promise<Meant[]> {
	const terms = (from: RawBuilder<unknown>) =>
		sql`(select coalesce(jsonb_agg(jsonb_build_object('value', t.code, 'label', ${label('t')}) order by ${label('t')}), '[]') from (${from}) t)`;
	const { rows } = await sql<Meant>`
		with known as materialized (
			select t.code, t.name, t.parent_code, ${plain(sql`t.name`)} as plain, ${plain(sql`t.name || ' ' || coalesce(p.name, '')`)} as whole
			from territories t left join territories p on p.code = t.parent_code
			where t.valid_to is null or t.valid_to > now()
		), asked as materialized (
			select name, number, ${plain(sql`name`)} as plain from unnest(${names}::text[]) with ordinality as n(name, number)
		)
		select a.name,
			${terms(sql`select k.* from known k where a.plain in (k.plain, k.whole) limit 20`)} as places,
			case when exists (select from known k where a.plain in (k.plain, k.whole)) then '[]' else
				${terms(sql`select k.* from known k where extensions.similarity(k.plain, a.plain) > 0.4 order by extensions.similarity(k.plain, a.plain) desc limit 5`)} end as near
		from asked a order by a.number`.execute(db);
	return rows;
}
