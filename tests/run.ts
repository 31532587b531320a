/**
 * `npm test`: every check, one after the other, ending at the first that fails. It sees to its own
 * browser and to the build; each suite starts and stops its own servers.
 */
import { spawnSync } from 'node:child_process';
import { findChromium } from './support/chromium.ts';

process.env['CHROMIUM_PATH'] = findChromium();

const suites: [name: string, command: string, ...args: string[]][] = [
	['types, lint, format, unused code', 'npm', 'run', 'check'],
	['database types', 'node', 'src/server/database-types.ts', '--check'],
	['unit', 'npm', 'run', 'test:unit'],
	// Some of what follows starts a whole process.
	['build', 'npm', 'run', 'build', '--', '--logLevel', 'warn'],
	['rights and integration', 'npm', 'run', 'test:integration'],
	['crashes', 'npm', 'run', 'test:crash'],
	['browser', 'npm', 'run', 'test:e2e'],
	['weight', 'npm', 'run', 'test:budget']
];

for (const [name, command, ...args] of suites) {
	const started = Date.now();
	console.log(`\n── ${name}`);
	const { status, signal } = spawnSync(command, args, { stdio: 'inherit', env: process.env });
	if (status !== 0) {
		console.error(`\n${name} failed (${signal ?? `code ${status}`}).`);
		process.exit(status ?? 1);
	}
	console.log(`── ${name}: ${Math.round((Date.now() - started) / 1000)} s`);
}
