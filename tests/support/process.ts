/**
 * A real Palabre process for a test: its own data, its own port, stopped by its process id.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface PalabreProcess {
	origin: string;
	dataDir: string;
	child: ChildProcess;
	/** What it logged, a line of JSON each. */
	log: () => string;
	/** SIGTERM, and its data are removed unless they are kept. */
	stop: (options?: { keepData?: boolean }) => Promise<void>;
	/** SIGKILL, as a power cut would. */
	kill: () => Promise<void>;
}

export interface StartOptions {
	demo?: boolean;
	/** Data of an earlier process; absent: a new directory. */
	dataDir?: string;
	port?: number;
	env?: Record<string, string>;
}

const root = path.resolve(import.meta.dirname, '../..');

export async function startPalabre({
	demo = false,
	dataDir,
	port,
	env = {}
}: StartOptions = {}): Promise<PalabreProcess> {
	const data = dataDir ?? (await temporaryDirectory());
	const chosen = port ?? (await freePort());
	const origin = `http://localhost:${chosen}`;
	const logFile = path.join(data, 'palabre.log');
	const logHandle = await fs.open(logFile, 'a');
	const child = spawn(process.execPath, ['src/server/main.ts', ...(demo ? ['--demo'] : [])], {
		cwd: root,
		env: {
			PATH: process.env['PATH'] ?? '',
			PORT: String(chosen),
			ORIGIN: origin,
			HOST: '127.0.0.1',
			DATA_DIR: data,
			LOG_LEVEL: 'debug',
			...env
		},
		// A file, which workers of the same run can read too.
		stdio: ['ignore', logHandle.fd, logHandle.fd]
	});
	const log = () => readFileSync(logFile, 'utf8');
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => logHandle.close());
	await untilReady(origin, child, log);
	return {
		origin,
		dataDir: data,
		child,
		log,
		stop: async ({ keepData = false } = {}) => {
			child.kill('SIGTERM');
			await ended;
			if (!keepData) await fs.rm(data, { recursive: true, force: true });
		},
		kill: async () => {
			child.kill('SIGKILL');
			await ended;
		}
	};
}

async function untilReady(origin: string, child: ChildProcess, log: () => string): Promise<void> {
	const deadline = Date.now() + 90_000;
	while (Date.now() < deadline) {
		if (child.exitCode !== null || child.signalCode !== null)
			throw new Error(`Palabre ended before it was ready:\n${log()}`);
		const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`Palabre was not ready in time:\n${log()}`);
}

/** PostgreSQL runs as another user under root: it must reach the directory. */
export async function temporaryDirectory(): Promise<string> {
	const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-'));
	await fs.chmod(directory, 0o755);
	return directory;
}

export async function freePort(): Promise<number> {
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

/** The six digits of the last mail to an address, read from the outbox. */
export async function codeMailedTo(
	dataDir: string,
	address: string,
	patience = 20_000
): Promise<{ code: string; link: string }> {
	const outbox = path.join(dataDir, 'outbox');
	const deadline = Date.now() + patience;
	while (Date.now() < deadline) {
		const files = await fs.readdir(outbox).catch(() => []);
		for (const file of files
			.filter((name) => name.endsWith('.eml'))
			.sort()
			.reverse()) {
			const mail = (await fs.readFile(path.join(outbox, file), 'utf8')).replace(/=\r?\n/g, '').replace(/=3D/g, '=');
			if (!mail.includes(`To: ${address}`)) continue;
			const code = /\b(\d{6})\b/.exec(mail.slice(mail.indexOf('\r\n\r\n')))?.[1];
			const link = /(https?:\/\/\S+\/connexion\/lien\?jeton=\S+)/.exec(mail)?.[1];
			if (code && link) return { code, link };
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`No code was mailed to ${address}.`);
}
