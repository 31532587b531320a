/**
 * `npm run dev`: the same backend behind Vite's server, with the same order of start and stop.
 */
import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import { readConfiguration } from '../lib/platform/config.server.ts';

export function palabreDevelopment(): Plugin {
	return {
		name: 'palabre-development',
		apply: 'serve',
		async configureServer(vite) {
			if (process.env['VITEST']) return;
			const configuration = readConfiguration({ PORT: '5173', ...process.env });
			// By address, not by name: Vite bundles what its configuration imports, and a build must not load the backend.
			const here = (file: string): Promise<unknown> => import(new URL(file, import.meta.url).href);
			await here('./mend-postgres.ts');
			const { startBackend } = (await here('./backend.ts')) as typeof import('./backend.ts');
			const { openLog } = (await here('./log.ts')) as typeof import('./log.ts');
			const demo = (await here('./demo.ts')) as typeof import('./demo.ts');
			const backend = await startBackend({
				configuration,
				log: openLog(configuration.logLevel),
				http: vite.httpServer as Server
			});
			// A real network, restored to look at a problem, is left as it is.
			await demo.load(backend.runtime).then(
				() => demo.announce(configuration),
				(refusal: Error) => backend.runtime.log.info({}, refusal.message)
			);
			for (const signal of ['SIGINT', 'SIGTERM'] as const) {
				process.once(signal, () => void backend.stop().finally(() => process.exit(0)));
			}
		}
	};
}
