/** What the tests of notifications share: the worker's part, played at once and at any hour. */
import type { World } from './world';
import { mailAtOnce, mailDigest, queueDigests } from '../../src/lib/notifications/notification-mail.server';
import { tell } from '../../src/lib/notifications/telling.server';

const handlers = {
	tell,
	'mail-at-once': mailAtOnce,
	'mail-digest': mailDigest
} as unknown as Record<string, (payload: object) => Promise<void>>;

/** Runs the jobs of a task that wait, due or not. @returns how many there were. */
export async function runJobs({ db }: World, task: 'tell' | 'mail-at-once' | 'mail-digest'): Promise<number> {
	const jobs = await db.owner<{ payload: object }[]>`
		delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
		where t.id = j.task_id and t.identifier = ${task} returning j.payload`;
	for (const { payload } of jobs) await handlers[task]?.(payload);
	return jobs.length;
}

/** Everything was told, and mailed, so many minutes earlier. */
export async function minutesPass({ db }: World, minutes: number): Promise<void> {
	const pause = `${minutes} minutes`;
	await db.owner`update notifications set told_at = told_at - ${pause}::interval`;
	await db.owner`update private.notification_mails set at_once_at = at_once_at - ${pause}::interval`;
}

export interface Sent {
	to: string;
	kind: string;
	subject: string;
	text: string;
	html: string;
	unsubscribe: string;
}

/** Takes the mails that wait to be sent. */
export const takeMails = ({ db }: World) => db.owner<Sent[]>`
	delete from private.mails where kind in ('notifications', 'digest') and body_text is not null
	returning recipient as to, kind, subject, body_text as text, body_html as html, unsubscribe`;

/** The digests of everybody whose morning it is. */
export async function digests(world: World): Promise<Sent[]> {
	await queueDigests();
	await runJobs(world, 'mail-digest');
	return takeMails(world);
}
