/**
 * What may happen later: jobs queued by triggers in the same transaction as the fact, run here,
 * retried with growing delays. A job does its work twice without harm.
 */
import { EventEmitter } from 'node:events';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { runtime, type Runtime } from './runtime.server.ts';
import { holdNames } from './worker-names.server.ts';

export type Jobs = Record<string, (payload: never) => Promise<void>>;

export interface Recurring {
	task: string;
	/** Cron, in UTC. */
	at: string;
}

let schedule: readonly Recurring[] = [];

/** What this process runs by the clock. */
export const recurringJobs = () => schedule;

export function startJobs(jobs: Jobs, recurring: Recurring[] = []): void {
	const ours = runtime();
	schedule = recurring;
	let runner: Runner | undefined;
	let stopping = false;
	const taskList: TaskList = {};
	for (const [name, work] of Object.entries(jobs)) {
		taskList[name] = async (payload) => work(payload as never);
	}
	const crontab = recurring.map(({ task, at }) => `${at} ${task}`).join('\n');

	const events: WorkerEvents = new EventEmitter();
	const names = holdNames(ours, events);

	// The worker gives up when the database goes away; it comes back with it.
	const keepRunning = async () => {
		while (!stopping) {
			// A job may have been taken by an answer that was lost: these workers hold it without knowing. Others take
			// their place under another name, and what was held by theirs is free.
			const doubt = Promise.withResolvers<unknown>();
			events.on('worker:getJob:error', doubt.resolve);
			try {
				const begun = await run({
					connectionString: ours.database.ownerUrl,
					taskList,
					crontab,
					events,
					// In batches: the only way in which an outcome that cannot be written ends the worker, and not the process.
					preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
					concurrency: 2,
					pollInterval: 2000,
					noHandleSignals: true,
					logger: quietLogger(ours)
				});
				runner = begun;
				void doubt.promise.then(() => begun.stop()).catch(() => {});
				await Promise.race([begun.promise, givenUp(events)]);
			} catch (error) {
				if (!stopping) ours.log.warn({ error: String(error) }, 'The worker lost the database; it tries again');
			} finally {
				events.off('worker:getJob:error', doubt.resolve);
			}
			names.forget();
			if (!stopping) await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};
	void keepRunning();
	ours.atStop(async () => {
		stopping = true;
		await runner?.stop().catch(() => {});
		await names.stop();
	});
}

/**
 * Settles two seconds after a worker begins to stop: when two outcomes at once could not be written,
 * its own promise never settles (graphile-worker 0.18). It takes no job by then, and another is begun.
 */
async function givenUp(events: WorkerEvents): Promise<void> {
	await new Promise((resolve) => events.once('pool:gracefulShutdown', resolve));
	await new Promise((resolve) => setTimeout(resolve, 2000));
}

function quietLogger(ours: Runtime): Logger {
	return new Logger(() => (level, message, meta) => {
		if (level === 'error')
			ours.log.error({ job: (meta?.['job'] as { task_identifier?: string } | undefined)?.task_identifier }, message);
	});
}
