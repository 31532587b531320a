/**
 * `npm run db:types`: the types of the tables, read from a database that the migrations just made.
 * `--check` compares with the file instead of writing it.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readConfiguration } from '../lib/platform/config.server.ts';
import { startBackend } from './backend.ts';
import { openLog } from './log.ts';

const target = new URL('../lib/platform/database.types.ts', import.meta.url);
const temporary = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-types-'));
await fs.chmod(temporary, 0o755);
const configuration = readConfiguration({ DATA_DIR: temporary });
const backend = await startBackend({ configuration, log: openLog('warn') });
try {
	const made = path.join(temporary, 'database.types.ts');
	await promisify(execFile)('kysely-codegen', [
		...['--dialect', 'postgres', '--url', backend.runtime.database.ownerUrl, '--out-file', made],
		...['--include-pattern', '(public|private).*', '--default-schema', 'public', '--log-level', 'error']
	]);
	const types = await fs.readFile(made, 'utf8');
	if (process.argv.includes('--check')) {
		if (types !== (await fs.readFile(target, 'utf8'))) {
			throw new Error('src/lib/platform/database.types.ts is stale: run npm run db:types.');
		}
	} else {
		await fs.writeFile(target, types);
	}
} finally {
	await backend.stop();
	await fs.rm(temporary, { recursive: true, force: true });
}
