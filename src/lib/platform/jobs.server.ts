/**
 * What may happen later: jobs queued by triggers in the same transaction as the fact, run here,
 * retried with growing delays. A job does its work twice without harm.
 */
import { Logger, run, type Runner, type TaskList } from 'graphile-worker';
import { runtime, type Runtime } from './runtime.server.ts';

export type Jobs = Record<string, (payload: never) => Promise<void>>;

export interface Recurring {
	task: string;
	/** Cron, in UTC. */
	at: string;
}

export function startJobs(jobs: Jobs, recurring: Recurring[] = []): void {
	const ours = runtime();
	let runner: Runner | undefined;
	let stopping = false;
	const taskList: TaskList = {};
	for (const [name, work] of Object.entries(jobs)) {
		taskList[name] = async (payload) => work(payload as never);
	}
	const crontab = recurring.map(({ task, at }) => `${at} ${task}`).join('\n');

	// The worker gives up when the database goes away; it comes back with it.
	const keepRunning = async () => {
		while (!stopping) {
			try {
				runner = await run({
					connectionString: ours.database.ownerUrl,
					taskList,
					crontab,
					concurrency: 2,
					pollInterval: 2000,
					noHandleSignals: true,
					logger: quietLogger(ours)
				});
				await runner.promise;
			} catch (error) {
				if (!stopping) ours.log.warn({ error: String(error) }, 'The worker lost the database; it tries again');
			}
			if (!stopping) await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};
	void keepRunning();
	ours.atStop(async () => {
		stopping = true;
		await runner?.stop().catch(() => {});
	});
}

function quietLogger(ours: Runtime): Logger {
	return new Logger(() => (level, message, meta) => {
		if (level === 'error') ours.log.error({ job: (meta?.['job'] as { task_identifier?: string } | undefined)?.task_identifier }, message);
	});
}
