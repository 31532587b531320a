import { expect, it } from 'vitest';
import * as jobs from '../../src/lib/network/jobs.server';
import { everybody, theWorld, type Person, type Who } from '../support/world';

/** « Tâches » of the administration: for administrators, without what jobs carry. */
const world = await theWorld();
const { owner } = world.db;

async function aJob(error: string | null = null): Promise<string> {
	const [job] = await owner<{ id: string }[]>`
		select id::text from graphile_worker.add_job('send-mail', json_build_object('id', 'secret'), run_at => now() + interval '1 hour')`;
	await owner`update graphile_worker._private_jobs set last_error = ${error}, attempts = ${error ? 3 : 0} where id = ${job?.id ?? 0}`;
	return job?.id ?? '';
}
const all = (who: Pick<Person, 'claims'>, failing = true) =>
	world.db.as(who, async (db) => (await jobs.waiting(db, failing, null)).jobs);

it('are seen and moved by administrators only', async () => {
	const id = await aJob('connect ECONNREFUSED');
	const readers: Who[] = [];
	for (const who of everybody) {
		const seen = await all(world[who] as Person).catch(() => []);
		if (seen.length) readers.push(who);
	}
	expect(readers).toEqual(['admin']);
	for (const who of [world.animatrice, world.nouvelle] as const) {
		await expect(world.db.as(who, (db) => jobs.retry(db, id))).rejects.toMatchObject({ code: '42501' });
		await expect(world.db.as(who, (db) => jobs.abandon(db, id))).rejects.toMatchObject({ code: '42501' });
		expect(await world.db.as(who, (db) => jobs.recurring(db))).toEqual([]);
	}
});

it('say why they fail, without the address that the error names', async () => {
	const id = await aJob('550 5.1.1 <awa.diarra@example.org>: no such user\n    at stack trace');
	const seen = (await all(world.admin)).find((job) => job.id === id);
	expect(seen).toMatchObject({ task: 'send-mail', attempts: 3, maxAttempts: 25, running: false });
	expect(seen?.lastError).toBe('550 5.1.1 <…@…>: no such user');
	expect(JSON.stringify(seen)).not.toContain('secret');
});

it('are tried again at once, with all their tries', async () => {
	const id = await aJob('timeout');
	expect(await world.db.as(world.admin, (db) => jobs.retry(db, id))).toBe(true);
	expect(
		await owner`select from graphile_worker._private_jobs where id = ${id} and run_at <= now() and attempts = 0`
	).toHaveLength(1);
});

it('are abandoned, unless a worker holds them', async () => {
	const id = await aJob('timeout');
	await owner`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker' where id = ${id}`;
	expect(await world.db.as(world.admin, (db) => jobs.abandon(db, id))).toBe(false);
	await owner`update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = ${id}`;
	expect(await world.db.as(world.admin, (db) => jobs.abandon(db, id))).toBe(true);
	expect(await world.db.as(world.admin, (db) => jobs.abandon(db, id))).toBe(false);
	expect(await owner`select from graphile_worker._private_jobs where id = ${id}`).toHaveLength(0);
});

it('come page after page', async () => {
	for (let n = 0; n < 35; n += 1) await aJob();
	const first = await world.db.as(world.admin, (db) => jobs.waiting(db, false, null));
	const second = await world.db.as(world.admin, (db) => jobs.waiting(db, false, first.next));
	expect([first.jobs.length, first.next !== null]).toEqual([30, true]);
	expect(new Set([...first.jobs, ...second.jobs].map(({ id }) => id)).size).toBe(
		first.jobs.length + second.jobs.length
	);
});
