/** What the forms of a sheet offer, in the reader's language. */
import { sql } from 'kysely';
import { offeredPlaces } from '$lib/network/places.server';
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';

export interface Choice {
	value: string;
	label: string;
}
export interface SheetChoices {
	kinds: Choice[];
	themes: Choice[];
	territories: Choice[];
	audiences: Choice[];
}

/**
 * In one statement. Terms that are no longer valid are not offered.
 * @param places that the form names already.
 */
export async function choices(db: Database, locale: Locale, places: readonly string[] = []): Promise<SheetChoices> {
	const label = sql.ref(`label_${locale}`);
	const terms = (table: string) =>
		sql`coalesce((select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position, code) from ${sql.table(table)} where valid_to is null or valid_to > now()), '[]')`;
	const { rows } = await sql<{ choices: SheetChoices }>`
		select jsonb_build_object('kinds', ${terms('organisation_kinds')}, 'themes', ${terms('themes')}, 'audiences', ${terms('audiences')},
			'territories', ${offeredPlaces(places)}
		) as choices`.execute(db);
	return rows[0]?.choices as SheetChoices;
}

/** A body is somewhere: asked of a new one, as soon as the network knows a place. */
export async function missingPlace(
	db: Database,
	{ territory }: { territory?: string | undefined }
): Promise<{ territory: string } | null> {
	if (territory) return null;
	const known = await db.selectFrom('territories').select('code').limit(1).executeTakeFirst();
	return known ? { territory: m.organisation_problem_territory() } : null;
}
