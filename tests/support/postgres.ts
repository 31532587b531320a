/**
 * One PostgreSQL for the run of a project, with the migrations applied once in a template: each file
 * of tests copies it (`testDatabase`) and shares nothing with the others.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { openLog } from '../../src/server/log.ts';
import { migrate } from '../../src/server/migrate.ts';
import { startEmbeddedPostgres } from '../../src/server/postgres.ts';
import { loginPassword, type Secrets } from '../../src/server/secrets.ts';

export interface ProvidedPostgres {
	/** Connection strings to a database that tests never touch: the name of the database is to be replaced. */
	ownerUrl: string;
	appUrl: string;
	apiUrl: string;
	template: string;
	secrets: Secrets;
}

declare module 'vitest' {
	interface ProvidedContext {
		postgres: ProvidedPostgres;
	}
}

const template = 'palabre_template';
const secrets: Secrets = {
	jwtSecret: 'a secret of tests, long enough to sign with it',
	publishableKey: 'sb_publishable_of_tests',
	secretKey: 'sb_secret_of_tests',
	ownerPassword: 'owner-of-tests'
};

export default async function start(project: TestProject): Promise<() => Promise<void>> {
	// As root, PostgreSQL runs as another user, who must reach its data.
	const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-tests-'));
	await fs.chmod(dataDir, 0o755);
	const server = await startEmbeddedPostgres({
		dataDir,
		password: secrets.ownerPassword,
		log: openLog('warn'),
		// Nothing of a test survives a crash: durability would only be waiting.
		settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }
	});
	const stop = async () => {
		await server.stop();
		await fs.rm(dataDir, { recursive: true, force: true });
	};
	try {
		await makeTemplate(server.ownerUrl);
	} catch (error) {
		await stop();
		throw error;
	}
	project.provide('postgres', {
		ownerUrl: server.ownerUrl,
		appUrl: loginUrl(server.ownerUrl, 'palabre_app'),
		apiUrl: loginUrl(server.ownerUrl, 'palabre_api'),
		template,
		secrets
	});
	return stop;
}

/** Nobody may be connected to a template that is being copied: `migrate` closes what it opens. */
async function makeTemplate(ownerUrl: string): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	await sql.unsafe(`create database ${template}`).finally(() => sql.end());
	await migrate({ ownerUrl: databaseUrl(ownerUrl, template), secrets, embeddedSupabase: true });
}

function loginUrl(ownerUrl: string, login: string): string {
	const url = new URL(ownerUrl);
	url.username = login;
	url.password = loginPassword(secrets, login);
	return url.href;
}

export function databaseUrl(url: string, database: string): string {
	const other = new URL(url);
	other.pathname = `/${database}`;
	return other.href;
}
