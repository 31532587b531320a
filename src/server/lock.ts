/**
 * One process per data directory: a second one would stop the first one's PostgreSQL as a survivor.
 * The lock names a process and the instant it started, so that a recycled process id is not believed.
 */
import fs from 'node:fs/promises';
import path from 'node:path';

/** Its sentence says everything: nothing to trace. */
export class DirectoryInUse extends Error {}

export async function lockDataDirectory(dataDir: string): Promise<() => Promise<void>> {
	const file = path.join(dataDir, 'palabre.pid');
	await fs.mkdir(dataDir, { recursive: true, mode: 0o711 });
	const holder = await fs.readFile(file, 'utf8').catch(() => '');
	const [pid, started] = holder.trim().split(' ');
	if (pid && Number(pid) !== process.pid && started && (await startOf(Number(pid))) === started) {
		throw new DirectoryInUse(`Another Palabre (process ${pid}) already uses ${dataDir}.`);
	}
	await fs.writeFile(file, `${process.pid} ${await startOf(process.pid)}\n`);
	return () => fs.rm(file, { force: true });
}

/** Kernel ticks since boot at which the process started; elsewhere than on Linux, only whether it lives. */
async function startOf(pid: number): Promise<string | undefined> {
	const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	if (process.platform === 'linux') return undefined;
	try {
		process.kill(pid, 0);
		return 'alive';
	} catch {
		return undefined;
	}
}
