/**
 * The frame of a command of one file: its usage, its end. An error that we foresaw is one sentence;
 * another comes with its trace.
 */
import { ConfigurationError } from '../lib/platform/config.server.ts';
import { ArchiveError } from './archive.ts';
import { MigrationError } from './migrate.ts';

const foreseen = [ArchiveError, ConfigurationError, MigrationError];

/** @param work answers whether all went well; the signal says that somebody stops it. */
export async function runCommand(
	usage: string,
	work: (file: string, signal: AbortSignal) => Promise<boolean>
): Promise<void> {
	const [file, ...others] = process.argv.slice(2);
	if (!file || others.length || file.startsWith('-')) {
		console.error(`Usage: ${usage}`);
		process.exit(2);
	}
	const stopping = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
	try {
		process.exitCode = (await work(file, stopping.signal)) ? 0 : 1;
	} catch (error) {
		const expected = foreseen.some((kind) => error instanceof kind);
		console.error(stopping.signal.aborted ? 'Stopped before the end.' : expected ? (error as Error).message : error);
		process.exitCode = 1;
	}
}
