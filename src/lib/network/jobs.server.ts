/** What the worker has still to do, as administrators follow it. What a job carries stays unseen. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { recurringJobs } from '$lib/platform/jobs.server';

export interface WaitingJob {
	/** A bigint, as text. */
	id: string;
	task: string;
	attempts: number;
	maxAttempts: number;
	runAt: Date;
	running: boolean;
	/** Tried as often as it may be: it waits for somebody. */
	abandoned: boolean;
	/** Its first line, without addresses. */
	lastError: string | null;
}

const pageSize = 30;

/** @param after the last job of the page before. */
export async function waiting(db: Database, failing: boolean, after: string | null) {
	const { rows } = await sql<WaitingJob>`
		select id::text, task, attempts, max_attempts as "maxAttempts", run_at as "runAt", running, abandoned, last_error as "lastError"
		from private.waiting_jobs(${failing}, ${after}::bigint, ${pageSize + 1})`.execute(db);
	return { jobs: rows.slice(0, pageSize), next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null };
}

export interface RecurringJob {
	task: string;
	/** Cron, in UTC. */
	at: string;
	lastRun: Date | null;
}

export async function recurring(db: Database): Promise<RecurringJob[]> {
	const { rows } = await sql<{ task: string; lastRun: Date | null }>`
		select task, last_run as "lastRun" from private.recurring_jobs()`.execute(db);
	const runs = new Map(rows.map(({ task, lastRun }) => [task, lastRun]));
	return recurringJobs().map(({ task, at }) => ({ task, at, lastRun: runs.get(task) ?? null }));
}

/** « Relancer »: at once, with all its tries. @returns false when a worker holds it, or it is done. */
export async function retry(db: Database, id: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`select private.retry_job(${id}::bigint) as done`.execute(db);
	return rows[0]?.done ?? false;
}

/** « Abandonner »: it will not be done. @returns false when a worker holds it, or it is done. */
export async function abandon(db: Database, id: string): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`select private.abandon_job(${id}::bigint) as done`.execute(db);
	return rows[0]?.done ?? false;
}
