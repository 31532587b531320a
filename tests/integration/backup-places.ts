/** Data directories of one file of tests, side by side, and the backends that run on them. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readConfiguration, type Configuration } from '../../src/lib/platform/config.server.ts';
import { startBackend, type Backend } from '../../src/server/backend.ts';
import { openLog } from '../../src/server/log.ts';

export const log = openLog('silent');

export interface Places {
	home: string;
	configurationOf(name: string, more?: Partial<Configuration>): Configuration;
	remove(): Promise<void>;
}

export async function makePlaces(): Promise<Places> {
	const home = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-backup-'));
	// As root, PostgreSQL runs as another user, who must reach its data.
	await fs.chmod(home, 0o755);
	return {
		home,
		configurationOf: (name, more = {}) => ({ ...readConfiguration({ DATA_DIR: path.join(home, name) }), ...more }),
		remove: () => fs.rm(home, { recursive: true, force: true })
	};
}

export const start = (configuration: Configuration, migrateUntil?: string): Promise<Backend> =>
	startBackend({ configuration, log, migrateUntil, databaseSettings: { fsync: 'off', full_page_writes: 'off' } });

/** Asked one thing, then stopped. */
export async function onceStarted<T>(configuration: Configuration, ask: (backend: Backend) => Promise<T>): Promise<T> {
	const backend = await start(configuration);
	return ask(backend).finally(() => backend.stop());
}
