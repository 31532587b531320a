import { startPalabre } from './process.ts';

/** Playwright's global setup: one demonstration network for all the journeys of a run. */
export default async function start(): Promise<() => Promise<void>> {
	const palabre = await startPalabre({ demo: true });
	process.env['PALABRE_ORIGIN'] = palabre.origin;
	process.env['PALABRE_DATA'] = palabre.dataDir;
	return () => palabre.stop();
}
