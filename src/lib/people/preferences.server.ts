/**
 * Theme, light mode and language: the page reads them in three cookies, that only a choice creates and
 * that going back to the default removes. A person's choice is also kept for their other devices.
 */
import type { Cookies } from '@sveltejs/kit';
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface Choices {
	theme?: 'auto' | 'light' | 'dark';
	lightMode?: boolean;
	language?: 'fr' | 'en';
}

const oneYear = 365 * 24 * 60 * 60;

/** @param secure whether the site speaks https. */
export function keepOnDevice(cookies: Cookies, { theme, lightMode, language }: Choices, secure: boolean): void {
	const kept = { path: '/', maxAge: oneYear, sameSite: 'lax', secure } as const;
	if (theme === 'auto') cookies.delete('palabre-theme', { path: '/' });
	else if (theme) cookies.set('palabre-theme', theme, kept);
	if (lightMode === false) cookies.delete('palabre-leger', { path: '/' });
	else if (lightMode) cookies.set('palabre-leger', '1', kept);
	if (language) cookies.set('palabre-langue', language, kept);
}

/** The language is also that of the mails that they get. An account that is nobody yet keeps nothing. */
export async function keep(db: Database, { theme, lightMode, language }: Choices): Promise<void> {
	if (language)
		await db
			.updateTable('people')
			.set({ language })
			.where('id', '=', sql<string>`private.viewer()`)
			.execute();
	if (theme === undefined && lightMode === undefined) return;
	await sql`
		insert into person_preferences (person_id, theme, light_mode)
		select v, ${theme ?? 'auto'}, ${lightMode ?? false} from (select private.viewer() as v) viewer where v is not null
		on conflict (person_id) do update set theme = coalesce(${theme ?? null}, person_preferences.theme),
			light_mode = coalesce(${lightMode ?? null}::boolean, person_preferences.light_mode)`.execute(db);
}

/** What somebody chose on another device; nothing when they never chose. */
export async function chosen(db: Database): Promise<Choices> {
	const { rows } = await sql<Required<Choices>>`
		select p.language, f.theme, f.light_mode as "lightMode" from people p
		left join person_preferences f on f.person_id = p.id where p.id = private.viewer()`.execute(db);
	const [row] = rows;
	if (!row) return {};
	return { language: row.language, ...(row.theme ? { theme: row.theme, lightMode: row.lightMode } : {}) };
}
