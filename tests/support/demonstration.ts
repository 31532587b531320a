import { startPalabre } from './process.ts';

/** Playwright's global setup: one demonstration network for all the journeys of a run. */
export default async function start(): Promise<() => Promise<void>> {
	// As behind a proxy that does not always say for whom it asks.
	const palabre = await startPalabre({ demo: true, env: { TRUSTED_PROXY: '1' } });
	process.env['PALABRE_ORIGIN'] = palabre.origin;
	process.env['PALABRE_DATA'] = palabre.dataDir;
	return () => palabre.stop();
}
