/**
 * The browser of the tests: `CHROMIUM_PATH`, else the system's Chromium, else Playwright's own
 * download, else Debian's package when we may install it, else a sentence that says what to do.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** The shell first: without the windows of a whole browser, the journeys take half the time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

export function findChromium(): string {
	const given = process.env['CHROMIUM_PATH'];
	if (given) return given;
	return onPath() ?? downloaded() ?? installed() ?? refuse();
}

function onPath(): string | undefined {
	for (const directory of (process.env['PATH'] ?? '').split(path.delimiter)) {
		for (const name of names) {
			const file = path.join(directory, name);
			try {
				accessSync(file, constants.X_OK);
				return file;
			} catch {
				// Not this one.
			}
		}
	}
	return undefined;
}

function downloaded(): string | undefined {
	const { status } = spawnSync('playwright', ['install', 'chromium-headless-shell'], {
		stdio: 'ignore',
		timeout: 180_000
	});
	if (status !== 0) return undefined;
	// Playwright finds its own download when no path is given.
	const asked = spawnSync(
		'node',
		['-e', "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))"],
		{ encoding: 'utf8' }
	);
	const file = asked.stdout.trim();
	return existsSync(file) ? file : undefined;
}

function installed(): string | undefined {
	if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
	console.log('Installing Debian’s Chromium for the browser tests…');
	const run = (...args: string[]) =>
		spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
			.status === 0;
	const install = (name: string) => run('install', '-y', '-qq', '--no-install-recommends', name);
	return run('update', '-qq') && (install('chromium-headless-shell') || install('chromium')) ? onPath() : undefined;
}

function refuse(): never {
	console.error(
		'No Chromium for the browser tests: install it (Debian: apt-get install chromium-headless-shell), or set CHROMIUM_PATH to yours.'
	);
	process.exit(1);
}
