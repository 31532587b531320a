/** How long from `npm start` to the first page, and what it then holds in memory. */
import { startPalabre } from '../support/process.ts';
import { memoryOf } from './measure.ts';

export interface StartFigures {
	/** Milliseconds. */
	newData: number;
	existingData: number;
	/** Megabytes, after some seconds without a visitor. */
	idle: number;
}

export async function startFigures(idleSeconds: number): Promise<StartFigures> {
	let started = performance.now();
	const first = await startPalabre({ env: { LOG_LEVEL: 'info' } });
	const newData = performance.now() - started;
	await first.stop({ keepData: true });
	started = performance.now();
	const second = await startPalabre({ dataDir: first.dataDir, env: { LOG_LEVEL: 'info' } });
	const existingData = performance.now() - started;
	await fetch(`${second.origin}/`);
	await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
	const idle = await memoryOf(second.child.pid ?? 0);
	await second.stop();
	return { newData, existingData, idle };
}
