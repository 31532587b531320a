/**
 * Places, and how what is about them is protected unless its author says otherwise. A place protects
 * those that lie in it.
 */
import { sql, type Insertable } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { DB } from '$lib/platform/database.types';
import { nthSlug, slugOf } from '$lib/platform/slugs';
import type { PlaceCorrection, PlaceValues } from './place';
import { positionOf } from './positions.server';

export interface Protection {
	/** The places that ask for it, for the sentence that says so. */
	names: string[];
	codes: string[];
}

/** What the network proposes for these places; null when it proposes nothing. */
export async function protectionOf(db: Database, territories: readonly string[]): Promise<Protection | null> {
	if (!territories.length) return null;
	const { rows } = await sql<Protection>`
		select array_agg(distinct p.name) as names, array_agg(distinct masked order by masked) as codes
		from territory_ancestors a join territories p on p.code = a.ancestor_code, unnest(p.default_sensitivity) masked
		where a.territory_code = any (${territories})`.execute(db);
	const [row] = rows;
	return row?.codes ? row : null;
}

const pageSize = 50;

interface Wanted {
	words: string;
	/** Only those that ask for protection. */
	protectedOnly: boolean;
	/** The code of the last one of the page before. */
	after: string | null;
}

export async function list(db: Database, { words, protectedOnly, after }: Wanted) {
	const rows = await db
		.selectFrom('territories as t')
		.leftJoin('territories as p', 'p.code', 't.parent_code')
		.select(['t.code', 't.name', 't.kind', 'p.name as parent', 't.default_sensitivity as protection'])
		.$if(words !== '', (query) =>
			query.where(
				sql<boolean>`private.fold(t.name) like '%' || replace(replace(private.fold(${words}), '%', '\\%'), '_', '\\_') || '%'`
			)
		)
		.$if(protectedOnly, (query) => query.where('t.default_sensitivity', '<>', sql<string[]>`'{}'`))
		.$if(after !== null, (query) =>
			query.where(
				sql<boolean>`(private.fold(t.name), t.code) > (select private.fold(b.name), b.code from territories b where b.code = ${after})`
			)
		)
		.orderBy(sql`private.fold(t.name)`)
		.orderBy('t.code')
		.limit(pageSize + 1)
		.execute();
	return {
		territories: rows.slice(0, pageSize),
		next: rows.length > pageSize ? (rows[pageSize - 1]?.code ?? null) : null
	};
}

export async function find(db: Database, code: string) {
	const place = await db
		.selectFrom('territories as t')
		.leftJoin('territories as p', 'p.code', 't.parent_code')
		.select(['t.code', 't.name', 't.kind', 't.latitude', 't.longitude', 'p.name as parent'])
		.select('t.default_sensitivity as protection')
		.where('t.code', '=', code)
		.executeTakeFirst();
	return place && { ...place, state: stateOf(place) };
}

type Corrected = { name: string; latitude: number | null; longitude: number | null };

/** What a form of correction shows: who corrects says which state they saw. */
const stateOf = ({ name, latitude, longitude }: Corrected) => JSON.stringify([name, latitude, longitude]);

/**
 * @param was what the form showed.
 * @returns false when somebody else changed it since, and nothing is written.
 */
export async function protect(db: Database, code: string, protection: string[], was: string[]): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('territories')
		.set({ default_sensitivity: protection })
		.where('code', '=', code)
		.where(sql<boolean>`default_sensitivity @> ${was}::text[] and default_sensitivity <@ ${was}::text[]`)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** @returns what hinders it: the same one is there already, or somebody else corrected it since. Then nothing is written. */
export async function correct(
	db: Database,
	code: string,
	{ name, was, ...position }: PlaceCorrection
): Promise<'known' | 'changed' | null> {
	const row = await db
		.selectFrom('territories')
		.select(['name', 'kind', 'parent_code', 'latitude', 'longitude'])
		.where('code', '=', code)
		.forUpdate()
		.executeTakeFirst();
	if (!row || stateOf(row) !== was) return 'changed';
	if (await isKnown(db, { ...row, name }, code)) return 'known';
	await db
		.updateTable('territories')
		.set({ name, latitude: position.latitude ?? null, longitude: position.longitude ?? null })
		.where('code', '=', code)
		.execute();
	return null;
}

/** Whether another one of this kind and name lies in the same place. */
async function isKnown(
	db: Database,
	{ name, kind, parent_code: parent }: { name: string; kind: string; parent_code: string | null },
	itself = ''
): Promise<boolean> {
	const twin = await db
		.selectFrom('territories')
		.select('code')
		.where('kind', '=', kind)
		.where('parent_code', parent === null ? 'is' : '=', parent)
		.where('code', '<>', itself)
		.where(sql<boolean>`private.fold(name) = private.fold(${name})`)
		.executeTakeFirst();
	return twin !== undefined;
}

/**
 * A place of a partner, or one that the official list does not know; in the country of what it lies in.
 * @returns its code; else whether the same one is there already, or what it lies in is not.
 */
export async function add(db: Database, place: PlaceValues): Promise<{ code: string } | { known: boolean }> {
	const within = await db
		.selectFrom('territories')
		.select(['code', 'country'])
		.where('code', '=', place.territory)
		.executeTakeFirst();
	if (!within) return { known: false };
	if (await isKnown(db, { name: place.name, kind: place.kind, parent_code: within.code })) return { known: true };
	const { name, kind, insee, latitude, longitude } = place;
	// A French name comes back from one département to another: only the official list says which one it is.
	const isTown = (kind === 'commune' || kind === 'ville-partenaire') && within.country !== 'FR';
	const position = latitude === undefined && isTown ? await positionOf(name, within.country) : { latitude, longitude };
	const row = { name, kind, insee, ...position, parent_code: within.code, country: within.country };
	return { code: await insert(db, row) };
}

/** @param country by its ISO code, under the name that its adder's language gives it. */
export async function addCountry(
	db: Database,
	country: { code: string; name: string }
): Promise<{ code: string } | null> {
	const known = await db
		.selectFrom('territories')
		.select('code')
		.where('kind', '=', 'pays')
		.where('country', '=', country.code)
		.executeTakeFirst();
	if (known) return null;
	return { code: await insert(db, { name: country.name, kind: 'pays', country: country.code }) };
}

/** Under the first address that is free. */
async function insert(db: Database, row: Omit<Insertable<DB['territories']>, 'code'>): Promise<string> {
	const slug = slugOf(row.name);
	for (let n = 1; ; n += 1) {
		const code = nthSlug(slug, n);
		const { numInsertedOrUpdatedRows } = await db
			.insertInto('territories')
			.values({ ...row, code })
			.onConflict((conflict) => conflict.column('code').doNothing())
			.executeTakeFirst();
		if (numInsertedOrUpdatedRows) return code;
	}
}
