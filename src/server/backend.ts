/**
 * Everything behind the pages, in the order in which it must start, and stopped in the reverse
 * order: the lock, PostgreSQL, migrations, Supabase. The same for the process, for development,
 * for commands (backup, restore, demonstration) and for tests.
 */
import path from 'node:path';
import type { Server } from 'node:http';
import type { Configuration } from '../lib/platform/config.server.ts';
import { provideRuntime, type Log, type Runtime } from '../lib/platform/runtime.server.ts';
import { lockDataDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { startEmbeddedPostgres } from './postgres.ts';
import { keptSecrets, loginPassword } from './secrets.ts';
import { startSupabase } from './supabase.ts';

export interface Backend {
	runtime: Runtime;
	/** Before the HTTP server ends: connections that stay open are closed. */
	drain(): void;
	stop(): Promise<void>;
}

interface Options {
	configuration: Configuration;
	log: Log;
	http?: Server;
	/** PostgreSQL cannot be brought back: the process should end. */
	onLost?: (error: Error) => void;
	/** `-c` settings of the embedded PostgreSQL, for tests. */
	databaseSettings?: Record<string, string>;
	/** Restoring a backup: the tables as they were at that version. */
	migrateUntil?: string;
}

export async function startBackend(options: Options): Promise<Backend> {
	const { configuration, log } = options;
	const undo: (() => Promise<void>)[] = [];
	const open: (() => void)[] = [];
	const drain = () => {
		for (const close of open.splice(0)) close();
	};
	const stop = async () => {
		drain();
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		undo.push(await lockDataDirectory(configuration.dataDir));
		const secrets = await keptSecrets(configuration);
		const embedded = configuration.databaseUrl
			? undefined
			: await startEmbeddedPostgres({
					dataDir: configuration.dataDir,
					password: secrets.ownerPassword,
					log,
					...(options.databaseSettings ? { settings: options.databaseSettings } : {}),
					...(options.onLost ? { onLost: options.onLost } : {})
				});
		if (embedded) undo.push(() => embedded.stop());
		const ownerUrl = configuration.databaseUrl ?? embedded?.ownerUrl ?? '';

		const applied = await migrate({
			ownerUrl,
			secrets,
			embeddedSupabase: !configuration.supabase,
			...(options.migrateUntil ? { until: options.migrateUntil } : {})
		});
		if (applied.length) log.info({ applied: applied.length, last: applied.at(-1) }, 'Migrations applied');

		const as = (login: string) => loginUrl(ownerUrl, login, loginPassword(secrets, login));
		const filesDir = path.join(configuration.dataDir, 'files');
		const lite = configuration.supabase
			? undefined
			: await startSupabase({
					databaseUrl: as('palabre_api'),
					secrets,
					origin: configuration.origin,
					filesDir,
					uploadLimit: configuration.uploadLimit,
					log
				});
		if (lite) undo.push(() => lite.close());

		const runtime: Runtime = {
			configuration,
			http: options.http,
			database: { appUrl: as('palabre_app'), ownerUrl },
			supabase: {
				url: configuration.supabase?.url ?? configuration.origin,
				publishableKey: configuration.supabase?.publishableKey ?? secrets.publishableKey,
				secretKey: configuration.supabase?.secretKey ?? secrets.secretKey,
				jwtSecret: configuration.supabase ? configuration.supabase.jwtSecret : secrets.jwtSecret,
				fetch: lite?.fetch ?? fetch,
				onMail: lite?.onMail
			},
			filesDir: lite ? filesDir : undefined,
			log,
			atDrain: (close) => open.push(close),
			atStop: (close) => undo.push(close)
		};
		provideRuntime(runtime);
		return { runtime, drain, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function loginUrl(ownerUrl: string, login: string, password: string): string {
	const url = new URL(ownerUrl);
	url.username = login;
	url.password = password;
	return url.href;
}
