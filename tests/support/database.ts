/**
 * A database for one file of tests, copied from the template in a tenth of a second, and the ways to
 * it: as its owner, who prepares, and as the application does, for somebody.
 */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import {
	asService,
	asViewer,
	openPool,
	type Claims,
	type Database,
	type Pool
} from '../../src/lib/platform/database.server';
import { databaseUrl } from './postgres';

/** Somebody who asks: a person of the cast, an account without person, or a visitor. */
export interface Viewer {
	claims: Claims | null;
}

export interface TestDatabase {
	/** Row-level security does not hold the owner: to prepare and to look behind the scenes. */
	owner: postgres.Sql;
	pool: Pool;
	ownerUrl: string;
	appUrl: string;
	/** The login of Supabase Lite. */
	apiUrl: string;
	/** One transaction under the viewer's role and claims, committed. */
	as<T>(viewer: Viewer, work: (db: Database) => Promise<T>): Promise<T>;
	asService<T>(work: (db: Database) => Promise<T>): Promise<T>;
	drop(): Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
	const provided = inject('postgres');
	const name = `test_${randomUUID().replaceAll('-', '')}`;
	await administer(provided.ownerUrl, `create database ${name} template ${provided.template} strategy wal_log`);
	const ownerUrl = databaseUrl(provided.ownerUrl, name);
	const appUrl = databaseUrl(provided.appUrl, name);
	const owner = postgres(ownerUrl, { max: 3, onnotice: () => {} });
	const pool = openPool(appUrl, 6);
	return {
		owner,
		pool,
		ownerUrl,
		appUrl,
		apiUrl: databaseUrl(provided.apiUrl, name),
		as: (viewer, work) => asViewer(viewer.claims, work, pool),
		asService: (work) => asService(work, pool),
		drop: async () => {
			await pool.destroy();
			await owner.end();
			await administer(provided.ownerUrl, `drop database ${name} with (force)`);
		}
	};
}

async function administer(ownerUrl: string, statement: string): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	await sql.unsafe(statement).finally(() => sql.end());
}
