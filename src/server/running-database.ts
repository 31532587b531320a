/**
 * A backup is taken while people work: the embedded PostgreSQL then belongs to the running process,
 * which holds the lock, and listens on a port that only its own files tell. When nothing runs, it is
 * started for the time of the backup, without migrating: before an update is when one makes a backup.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Configuration } from '../lib/platform/config.server.ts';
import type { Log } from '../lib/platform/runtime.server.ts';
import { ArchiveError } from './archive.ts';
import { lockDataDirectory } from './lock.ts';
import { clusterPlaces, startEmbeddedPostgres } from './postgres.ts';
import { keptSecrets } from './secrets.ts';

export interface ReachedDatabase {
	ownerUrl: string;
	close(): Promise<void>;
}

export async function reachDatabase(configuration: Configuration, log: Log): Promise<ReachedDatabase> {
	const { databaseUrl, dataDir } = configuration;
	if (databaseUrl) return { ownerUrl: databaseUrl, close: async () => {} };
	const cluster = await existingCluster(dataDir);
	if (!cluster) throw new ArchiveError(`There is nothing to back up: ${dataDir} holds no database. Is DATA_DIR right?`);
	const { ownerPassword: password } = await keptSecrets(configuration);
	const running = await runningUrl(cluster, password);
	if (running) return { ownerUrl: running, close: async () => {} };
	const unlock = await lockDataDirectory(dataDir);
	try {
		const embedded = await startEmbeddedPostgres({ dataDir, password, log });
		return { ownerUrl: embedded.ownerUrl, close: () => embedded.stop().finally(unlock) };
	} catch (error) {
		await unlock();
		throw error;
	}
}

async function existingCluster(dataDir: string): Promise<string | undefined> {
	for (const place of clusterPlaces(dataDir)) {
		if (
			await fs.access(path.join(place, 'PG_VERSION')).then(
				() => true,
				() => false
			)
		)
			return place;
	}
	return undefined;
}

/** The fourth line of `postmaster.pid` is the port; believed when what answers there is this cluster. */
async function runningUrl(cluster: string, password: string): Promise<string | undefined> {
	const lines = (await fs.readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
	if (!lines[3]) return undefined;
	const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${lines[3]}/postgres`;
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
	client.on('error', () => {});
	try {
		await client.connect();
		const { rows } = await client.query<{ place: string }>(`select current_setting('data_directory') as place`);
		return rows[0] && (await sameDirectory(rows[0].place, cluster)) ? url : undefined;
	} catch {
		return undefined;
	} finally {
		await client.end().catch(() => {});
	}
}

async function sameDirectory(one: string, other: string): Promise<boolean> {
	const [first, second] = await Promise.all([fs.realpath(one), fs.realpath(other)]);
	return first === second;
}
