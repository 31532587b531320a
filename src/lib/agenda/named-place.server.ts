/** A place that the filters name in words: what is one place goes on in the address by its code. */
import type { PlaceTerm } from '$lib/network/places';
import { readPlaces } from '$lib/network/places.server';
import type { Database } from '$lib/platform/database.server';

export interface NamedPlace {
	/** As it was typed. */
	typed: string;
	/** The one place that it is. */
	code: string | null;
	/** What it may mean, when it is not one. */
	terms: PlaceTerm[];
	problem: string | undefined;
}

/** @returns null when the address names none. */
export async function namedPlace(
	db: <T>(work: (db: Database) => Promise<T>) => Promise<T>,
	url: URL
): Promise<NamedPlace | null> {
	const typed = (url.searchParams.get('lieu') ?? '').trim().slice(0, 120);
	if (!typed) return null;
	const data = new FormData();
	data.set('places', typed);
	const { named, problems } = await readPlaces(db, data, 'territory');
	const code = data.get('territory')?.toString() ?? null;
	return { typed, code, terms: code ? [] : await db(named), problem: problems.places };
}
