/**
 * A row of the rights matrix: who may do what with a table, sample by sample, as `model.md` and
 * `domain.md` say it; and how an act is tried, without leaving anything behind.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../src/lib/platform/database.server';
import { everybody, persons, type Who, type World } from './world';

export interface TableRights {
	/** `schema.name`. */
	table: string;
	samples: Sample[];
	add?: Addition[];
	/** Columns that somebody signed in may write; absent: all those of the table, when the verb is granted. */
	columns?: { add?: string[]; change?: string[] };
}

export interface Sample {
	/** What the row is: « a draft of a contributor ». */
	what: string;
	/** What finds it, and nothing else. */
	key: Record<string, unknown>;
	read: readonly Who[];
	change?: Change[];
	/** Absent: nobody may, and the table does not grant it. */
	remove?: readonly Who[];
}

export interface Change {
	what: string;
	set: Record<string, unknown>;
	by: readonly Who[];
	/** Who may change the row, but not so: they are told. Others touch nothing. */
	refused?: readonly Who[];
	/** Whom a rule of the object stops, whatever their right (`PT409`). */
	rule?: readonly Who[];
}

export interface Addition {
	what: string;
	values: Record<string, unknown>;
	by: readonly Who[];
	rule?: readonly Who[];
}

export type Outcome = 'done' | 'untouched' | 'refused' | 'rule';

/** With an account that became a person: visitors and unproven accounts are the same. */
export const members: readonly Who[] = persons;
export const nobody: readonly Who[] = [];
export const comite = ['pilote', 'elue', 'agente', 'benevole', 'observatrice'] as const satisfies Who[];
export const college = ['lurcat', 'proviseure'] as const satisfies Who[];
/** Those who validate what is proposed to the network. */
export const facilitators = ['admin', 'animatrice'] as const satisfies Who[];
export const terms = ['admin', 'cresi'] as const satisfies Who[];

/** Plays everybody in turn; what each did is rolled back. */
export async function eachPlays<T>(world: World, act: (db: Database, who: Who) => Promise<T>): Promise<Record<Who, T>> {
	const played: Partial<Record<Who, T>> = {};
	class Enough extends Error {}
	for (const who of everybody) {
		await world.db
			.as(world[who], async (db) => {
				played[who] = await act(db, who);
				throw new Enough();
			})
			.catch((thrown: unknown) => {
				if (!(thrown instanceof Enough)) throw thrown;
			});
	}
	return played as Record<Who, T>;
}

/** Tries one statement and takes it back. An error that is no refusal is a mistake of the test. */
export async function attempt(db: Database, statement: RawBuilder<unknown>): Promise<Outcome> {
	await sql`savepoint attempt`.execute(db);
	try {
		const { numAffectedRows, rows } = await statement.execute(db);
		return numAffectedRows || rows.length ? 'done' : 'untouched';
	} catch (thrown) {
		const { code } = thrown as { code?: string };
		if (code === '42501') return 'refused';
		if (code === 'PT409') return 'rule';
		throw thrown;
	} finally {
		await sql`rollback to savepoint attempt`.execute(db);
	}
}

const where = (key: Sample['key']) =>
	sql.join(
		Object.entries(key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
		sql` and `
	);

export const reading = (table: string, key: Sample['key']) =>
	sql`select 1 from ${sql.table(table)} where ${where(key)}`;

export const removing = (table: string, key: Sample['key']) => sql`delete from ${sql.table(table)} where ${where(key)}`;

export function changing(table: string, key: Sample['key'], set: Change['set']): RawBuilder<unknown> {
	const assignments = Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
	return sql`update ${sql.table(table)} set ${sql.join(assignments)} where ${where(key)}`;
}

export function adding(table: string, values: Addition['values']): RawBuilder<unknown> {
	const columns = Object.keys(values).map((column) => sql.ref(column));
	return sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(Object.values(values))})`;
}

/** What each of them should meet: `by` does it, the others meet what is said of them, or the usual. */
export function expected(
	by: readonly Who[],
	others: Outcome | ((who: Who) => Outcome),
	exceptions: Partial<Record<Outcome, readonly Who[] | undefined>> = {}
): Record<Who, Outcome> {
	const outcome = (who: Who): Outcome => {
		if (by.includes(who)) return 'done';
		for (const [met, whom] of Object.entries(exceptions)) if (whom?.includes(who)) return met as Outcome;
		return typeof others === 'string' ? others : others(who);
	};
	return Object.fromEntries(everybody.map((who) => [who, outcome(who)])) as Record<Who, Outcome>;
}
