/**
 * The one way to the database for a person's request: under the viewer's role and claims.
 *
 * The pool signs in as a login that owns nothing and inherits nothing: a statement that forgot
 * `asViewer` or `asService` fails instead of reading everything.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { CompiledQuery, Kysely, sql, type Driver, type LogEvent, type RawBuilder, type Transaction } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import type { DB } from './database.types.ts';
import { runtime } from './runtime.server.ts';

/** One transaction, in which row-level security decides. */
export type Database = Transaction<DB>;
export type Pool = Kysely<DB>;

/** What a verified access token says; null: a visitor. */
export interface Claims {
	sub: string;
	session_id: string;
	role: 'authenticated';
	email?: string;
}

/** The token was good but its session was closed elsewhere: the viewer has to sign in again. */
export class SessionEnded extends Error {}
/** As `private.enter_as` says it. */
const sessionClosed = 'PT401';

/** How many statements a request cost, beside those of `enter`: budgets count them. */
export const statements = new AsyncLocalStorage<{ count: number }>();

export function openPool(url: string, size = 10): Pool {
	const quick = clientOf(url, quickSize);
	const opened = new Kysely<DB>({ dialect: new PipeliningDialect(clientOf(url, size), quick), log: count });
	quickOnes.set(opened, quick);
	return opened;
}

/** Connections of `inOneTrip`: few, so that each has planned already what it is asked. */
const quickSize = 2;
const quickOnes = new WeakMap<Pool, postgres.Sql>();

function clientOf(url: string, size: number): postgres.Sql {
	return postgres(url, {
		max: size,
		onnotice: () => {},
		// Seconds between two tries: the default grows to twenty, long after the database is back.
		backoff: () => 0.1,
		connection: { application_name: 'palabre' },
		types: {
			// bigint columns here are sizes and counters, far below 2^53.
			bigint: { to: 20, from: [20], parse: Number, serialize: String },
			// Our parameters are JSON already: the driver would write a string inside a string.
			json: { to: 3802, from: [114, 3802], parse: (value: string) => JSON.parse(value) as unknown, serialize: String },
			// Dates without a time stay text: a Date would move them by the time zone.
			date: { to: 1082, from: [1082], parse: (value: string) => value, serialize: (value: string) => value }
		}
	});
}

interface Entry {
	statement: CompiledQuery;
	done?: Promise<unknown>;
}
/** How the transaction that begins is entered; nothing inside of it. */
const entries = new AsyncLocalStorage<Entry | undefined>();

/**
 * `begin`, and entering a role, wait for no answer: they travel with the transaction's first statement, which fails
 * with them.
 */
class PipeliningDialect extends PostgresJSDialect {
	readonly #quick: postgres.Sql;

	/** @param quick ended with the other one. */
	constructor(client: postgres.Sql, quick: postgres.Sql) {
		super({ postgres: client });
		this.#quick = quick;
	}

	override createDriver(): Driver {
		const driver = super.createDriver();
		const destroy = driver.destroy.bind(driver);
		driver.destroy = async () => void (await Promise.all([destroy(), this.#quick.end()]));
		driver.beginTransaction = async (connection) => {
			connection.executeQuery(CompiledQuery.raw('begin')).catch(() => {});
			const entry = entries.getStore();
			if (!entry) return;
			entry.done = connection.executeQuery(entry.statement);
			entry.done.catch(() => {});
		};
		// It only fails when the connection is lost, and the transaction with it: what is told is why the work failed.
		driver.rollbackTransaction = async (connection) => {
			await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
		};
		return driver;
	}
}

function count(event: LogEvent): void {
	const request = statements.getStore();
	if (request && !/^(begin|commit|rollback)\b|private\.enter/i.test(event.query.sql)) request.count += 1;
}

let pool: Pool | undefined;

/** The pool of this process, opened at the first use. */
function ourPool(): Pool {
	if (!pool) {
		const opened = openPool(runtime().database.appUrl);
		pool = opened;
		runtime().atStop(() => opened.destroy());
	}
	return pool;
}

/**
 * @param options.ahead what it asks first leaves with its entry: for what only reads. Nothing is read when the session
 * was closed, but the work has begun.
 * @throws SessionEnded when the claims' session was closed.
 */
export async function asViewer<T>(
	claims: Claims | null,
	work: (db: Database) => Promise<T>,
	through: Pool = ourPool(),
	{ ahead = false } = {}
): Promise<T> {
	const role = claims ? 'authenticated' : 'anon';
	const entering = sql`select private.enter_as(${JSON.stringify(claims ?? {})}::jsonb, ${role})`;
	try {
		return await entered(through, entering, work, ahead);
	} catch (error) {
		throw (error as { code?: unknown }).code === sessionClosed ? new SessionEnded() : error;
	}
}

/** What somebody may read now, to write them a mail: under their rights, without a session of theirs. */
export async function asReader<T>(
	account: string,
	work: (db: Database) => Promise<T>,
	through: Pool = ourPool()
): Promise<T> {
	const claims = JSON.stringify({ sub: account, role: 'authenticated' });
	return entered(through, sql`select private.enter(${claims}::jsonb), set_config('role', 'authenticated', true)`, work);
}

/** A transaction under a role: what was concluded ahead is dropped when the role could not be entered. */
function entered<T>(
	through: Pool,
	entering: RawBuilder<unknown>,
	work: (db: Database) => Promise<T>,
	ahead = true
): Promise<T> {
	const entry: Entry = { statement: entering.compile(through) };
	return entries.run(entry, () =>
		through.transaction().execute(async (db) => {
			if (!ahead) await entry.done;
			const [entrance, done] = await Promise.allSettled([entry.done, entries.run(undefined, work, db)]);
			if (entrance.status === 'rejected') throw entrance.reason;
			if (done.status === 'rejected') throw done.reason;
			return done.value;
		})
	);
}

/**
 * One statement, which is its own transaction and one round trip, where `asViewer` needs two or more. For functions that the
 * login may call, which take the claims and the role of who asks by themselves: it may do nothing else.
 */
export async function inOneTrip<T>(query: RawBuilder<T>, through: Pool = ourPool()): Promise<T[]> {
	const quick = quickOnes.get(through);
	if (!quick) throw new Error('This pool was not opened by openPool.');
	const { sql: text, parameters } = query.compile(through);
	const request = statements.getStore();
	if (request) request.count += 1;
	return [...(await quick.unsafe<T[]>(text, parameters as postgres.ParameterOrJSON<never>[], { prepare: true }))];
}

/** The system's own work (jobs, mails, verification of codes): never with values that a right depends on. */
export async function asService<T>(work: (db: Database) => Promise<T>, through: Pool = ourPool()): Promise<T> {
	return entered(through, sql`select private.enter_as('{}'::jsonb, 'service_role')`, work);
}

/**
 * What is sent a second time under the same id: written, read again, and taken back when it says what was there, so
 * that nothing that did not change has a version, a line in the journal or a mail. @returns nothing when it was.
 */
export async function writtenIfOther<T>(
	db: Database,
	read: () => Promise<unknown>,
	write: () => Promise<T>
): Promise<T | undefined> {
	const before = JSON.stringify(await read());
	await sql`savepoint sent_again`.execute(db);
	const done = await write();
	if (JSON.stringify(await read()) !== before) return done;
	await sql`rollback to savepoint sent_again`.execute(db);
	return undefined;
}

/** Why a person changes something, kept by the journal. */
export async function giveReason(db: Database, reason: string): Promise<void> {
	await sql`select set_config('palabre.reason', ${reason}, true)`.execute(db);
}
