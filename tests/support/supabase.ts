/**
 * Supabase Lite in process on the database of a test, and the runtime that the application expects:
 * for what goes through storage or the public API without a server.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SignJWT } from 'jose';
import { inject, vi } from 'vitest';
import { readConfiguration } from '../../src/lib/platform/config.server';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import { openLog } from '../../src/server/log';
import { startSupabase } from '../../src/server/supabase';
import type { TestDatabase, Viewer } from './database';

export interface TestSupabase {
	runtime: Runtime;
	/** The public API as a client on the network uses it: `/rest/v1/…`, with the viewer's token. */
	ask(viewer: Viewer, address: string, init?: RequestInit): Promise<Response>;
	close(): Promise<void>;
}

export const origin = 'http://palabre.test';

/** @param env settings of the application, over the usual. */
export async function testSupabase(db: TestDatabase, env: Record<string, string> = {}): Promise<TestSupabase> {
	const { secrets } = inject('postgres');
	const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-supabase-'));
	const configuration = readConfiguration({ DATA_DIR: dataDir, ORIGIN: origin, LOG_LEVEL: 'silent', ...env });
	const log = openLog('silent');
	const filesDir = path.join(dataDir, 'files');
	// Lite says each refused statement on the console: here refusals are what is tested.
	vi.spyOn(console, 'error').mockImplementation(() => {});
	const lite = await startSupabase({
		databaseUrl: db.apiUrl,
		secrets,
		origin,
		filesDir,
		uploadLimit: configuration.uploadLimit,
		log
	});
	const atStop: (() => Promise<void>)[] = [];
	const runtime: Runtime = {
		configuration,
		http: undefined,
		database: { appUrl: db.appUrl, ownerUrl: db.ownerUrl },
		supabase: { url: origin, ...secrets, fetch: lite.fetch, onMail: lite.onMail },
		filesDir,
		log,
		atDrain: () => {},
		atStop: (close) => atStop.push(close)
	};
	provideRuntime(runtime);
	return {
		runtime,
		ask: async (viewer, address, init = {}) =>
			lite.fetch(`${origin}${address}`, { ...init, headers: { ...(await credentials(viewer)), ...init.headers } }),
		close: async () => {
			for (const step of atStop.reverse()) await step();
			await lite.close();
			await fs.rm(dataDir, { recursive: true, force: true });
		}
	};
}

/** The publishable key, and the token of somebody signed in. */
export async function credentials({ claims }: Viewer): Promise<Record<string, string>> {
	const { publishableKey } = inject('postgres').secrets;
	return { apikey: publishableKey, ...(claims ? { authorization: `Bearer ${await tokenOf(claims)}` } : {}) };
}

/** @param seconds how long it is good for; negative: it expired. */
export async function tokenOf(
	claims: NonNullable<Viewer['claims']>,
	seconds = 600,
	secret = inject('postgres').secrets.jwtSecret
): Promise<string> {
	return new SignJWT({ ...claims, aud: 'authenticated' })
		.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
		.setIssuedAt(Math.floor(Date.now() / 1000) + Math.min(0, seconds) - 1)
		.setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
		.sign(new TextEncoder().encode(secret));
}
