/**
 * A job whose process was killed stays marked as taken; graphile-worker only believes that after four
 * hours. Here each living pool of workers holds, by a connection of this process, the advisory lock of its
 * name: a job taken under a name that nobody holds is free again at once, whichever server was lost.
 */
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Runtime } from './runtime.server.ts';

const everyMilliseconds = 15_000;

const hold = 'select pg_try_advisory_lock(20261102, hashtext($1)) as held';
const free = `select graphile_worker.force_unlock_workers(array(
	select name from (
		select locked_by as name from graphile_worker._private_jobs union select locked_by from graphile_worker._private_job_queues
	) taken where name is not null and not name = any ($1) and pg_try_advisory_xact_lock(20261102, hashtext(name))))`;

export interface WorkerNames {
	/** The workers so far are gone: what they had taken is free. */
	forget(): void;
	stop(): Promise<void>;
}

export function holdNames({ database, log }: Runtime, events: WorkerEvents): WorkerNames {
	const names = new Set<string>();
	let stopping = false;
	let wake = () => {};
	const pause = (milliseconds: number) =>
		new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, milliseconds);
			wake = () => (clearTimeout(timer), resolve());
		});
	// A job is taken in the name of its pool of workers.
	events.on('pool:create', ({ workerPool }) => {
		names.add(workerPool.id);
		wake();
	});

	const keep = async (client: pg.Client) => {
		const held = new Set<string>();
		while (!stopping) {
			for (const name of names) {
				if (!held.has(name) && (await client.query<{ held: boolean }>(hold, [name])).rows[0]?.held) held.add(name);
			}
			await client.query(free, [[...names]]);
			// Told to stop during the query, nobody would wake it.
			if (!stopping) await pause(everyMilliseconds);
		}
	};
	const running = (async () => {
		while (!stopping) {
			const client = new pg.Client({
				connectionString: database.ownerUrl,
				application_name: 'palabre-worker-names',
				keepAlive: true
			});
			client.on('error', () => wake());
			try {
				await client.connect();
				await keep(client);
			} catch (error) {
				if (!stopping) log.debug({ error: String(error) }, 'The names of workers are not held for a moment');
			} finally {
				await client.end().catch(() => {});
			}
			if (!stopping) await pause(500);
		}
	})();
	return {
		forget: () => {
			names.clear();
			wake();
		},
		stop: async () => {
			stopping = true;
			wake();
			await running;
		}
	};
}
