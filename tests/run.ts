/**
 * `npm test`: every check, ending at the first stage of which one fails. It sees to its own browser
 * and to the build; each suite starts and stops its own servers. Suites that use one core, or
 * mostly wait, share a stage, and are printed when they end.
 */
import { spawn } from 'node:child_process';
import { findChromium } from './support/chromium.ts';

process.env['CHROMIUM_PATH'] = findChromium();

type Suite = [name: string, command: string, ...args: string[]];

const stages: Suite[][] = [
	[['messages and types of routes', 'npm', 'run', 'sync']],
	[
		['types', 'npm', 'run', 'check:types'],
		['lint, format', 'npm', 'run', 'check:lint']
	],
	[['database types', 'node', 'src/server/database-types.ts', '--check']],
	// Some of what follows starts a whole process.
	[['build', 'npm', 'run', 'build', '--', '--logLevel', 'warn']],
	[
		['unit', 'npm', 'run', 'test:unit'],
		['crashes', 'npm', 'run', 'test:crash'],
		['faults', 'npm', 'run', 'test:faults']
	],
	[['rights and integration', 'npm', 'run', 'test:integration']],
	[['browser', 'npm', 'run', 'test:e2e']],
	[['weight', 'npm', 'run', 'test:budget']]
];

for (const stage of stages) {
	const outcomes = await Promise.all(stage.map((suite) => run(suite, stage.length === 1)));
	if (outcomes.includes(false)) process.exit(1);
}

/** @param alone what it prints is shown at once, else when it ends. */
async function run([name, command, ...args]: Suite, alone: boolean): Promise<boolean> {
	const started = Date.now();
	if (alone) console.log(`\n── ${name}`);
	const child = spawn(command, args, { stdio: alone ? 'inherit' : ['ignore', 'pipe', 'pipe'], env: process.env });
	const printed: Buffer[] = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => printed.push(bytes));
	const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (...end) => resolve(end));
	});
	if (!alone) console.log(`\n── ${name}\n${Buffer.concat(printed).toString()}`);
	if (code === 0) console.log(`── ${name}: ${Math.round((Date.now() - started) / 1000)} s`);
	else console.error(`\n${name} failed (${signal ?? `code ${code}`}).`);
	return code === 0;
}
