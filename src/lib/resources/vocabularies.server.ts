/** The controlled vocabularies, in the reader's language: choices of forms and names of facets. */
import { sql } from 'kysely';
import { offeredPlaces } from '$lib/network/places.server';
import type { Database } from '$lib/platform/database.server';
import type { Locale } from '$lib/platform/numbers';

export interface Term {
	value: string;
	label: string;
	/** Licences: what others may do. */
	meaning?: string;
}

export interface Choices {
	kinds: Term[];
	themes: Term[];
	territories: Term[];
	audiences: Term[];
	licences: Term[];
}

/** All that the form of a resource offers, in one statement. @param places that it names already. */
export async function choices(db: Database, locale: Locale, places: readonly string[] = []): Promise<Choices> {
	const label = sql.ref(`label_${locale}`);
	const { rows } = await sql<{ choices: Choices }>`
		select jsonb_build_object(
			'kinds', (select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position) from resource_kinds where valid_to is null or valid_to > now()),
			'themes', (select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position) from themes where valid_to is null or valid_to > now()),
			'audiences', (select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}) order by position) from audiences where valid_to is null or valid_to > now()),
			'licences', (select jsonb_agg(jsonb_build_object('value', code, 'label', ${label}, 'meaning', ${sql.ref(`meaning_${locale}`)}) order by position) from licences where valid_to is null or valid_to > now()),
			'territories', ${offeredPlaces(places)}
		) as choices`.execute(db);
	return rows[0]?.choices as Choices;
}
