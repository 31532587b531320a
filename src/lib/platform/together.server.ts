import { sql, type RawBuilder } from 'kysely';
import type { Database } from './database.server';

/**
 * Several answers of several slices in one statement: a page has three (budgets). Each is one value, JSON when it
 * is a list, so that instants in it are texts.
 */
export async function together<T extends Record<string, unknown>>(
	db: Database,
	parts: { [name in keyof T]: RawBuilder<T[name]> }
): Promise<T> {
	const columns = Object.entries(parts).map(([name, part]) => sql`${part as RawBuilder<unknown>} as ${sql.id(name)}`);
	const { rows } = await sql<T>`select ${sql.join(columns)}`.execute(db);
	return rows[0] as T;
}
