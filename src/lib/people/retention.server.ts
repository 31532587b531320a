/**
 * How long things are kept: one list, with the reason of each. A job runs it every night and writes what
 * it removed, counts only. The register of processing says the same to everybody.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { asService } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import { runtime } from '$lib/platform/runtime.server';
import { exportFile, removeExport } from './data-exports.server';

export const retentionRules = [
	{ rule: 'sessions', why: 'Thirty days without a visit: its cookie is gone from the device.' },
	{ rule: 'address-changes', why: 'A code lives half an hour, and the old address undoes a change for seven days.' },
	{ rule: 'exports', why: 'A copy of one’s data waits seven days to be fetched.' },
	{ rule: 'mail-contents', why: 'Sent mails are emptied at once; those kept for want of SMTP after a year.' },
	{ rule: 'mails', why: 'That a mail left is looked up for a year, and a month of margin.' },
	{ rule: 'reporters', why: 'A decision may be contested for a year; then who reported is nobody’s business.' },
	{
		rule: 'unwelcomed-accounts',
		why: 'An account that became nobody in thirty days was a mistake, or a change of mind.'
	},
	{ rule: 'invitations', why: 'Accepted, withdrawn or too old, an invitation is an address that nobody needs.' },
	{
		rule: 'registrations',
		why: 'Who came to an event is nobody’s business three months after; what nobody confirmed, after two days.',
		work: 'retain_registrations'
	},
	{
		rule: 'event-invitations',
		why: 'Who was invited to an event is nobody’s business three months after; an address that refuses is a hash for three years.',
		work: 'retain_event_invitations'
	},
	{
		rule: 'introductions',
		why: 'Two organisations that met in a year know each other, or never will by this message.',
		work: 'retain_introductions'
	},
	{
		rule: 'notifications',
		why: 'What one was told is of no use a month after it was read, nor three if it never was.',
		work: 'retain_notifications'
	},
	{ rule: 'retention-runs', why: 'What was removed is shown for the three years in which a breach is judged.' }
] as const;
export type RetentionRule = (typeof retentionRules)[number]['rule'];

/** The job `retain`: what one rule cannot do does not stop the others, and is tried again the next night. */
export async function retain(): Promise<void> {
	const id = newId();
	await asService((db) => db.insertInto('retention_runs').values({ id }).execute());
	for (const { rule, ...more } of retentionRules) {
		try {
			const removed =
				rule === 'exports' ? await removeExports() : await runRule(rule, 'work' in more ? more.work : null);
			await asService((db) =>
				sql`update retention_runs set removed = removed || jsonb_build_object(${rule}::text, ${removed}::int) where id = ${id}`.execute(
					db
				)
			);
		} catch (error) {
			runtime().log.error({ rule, error: String(error) }, 'A retention rule could not be run');
		}
	}
	await asService((db) => sql`update retention_runs set ended_at = now() where id = ${id}`.execute(db));
}

/** @param work the function of the database that a later slice brought for it. */
async function runRule(rule: RetentionRule, work: string | null): Promise<number> {
	const removing = work ? sql`${sql.ref(`private.${work}`)}()` : sql`private.retain(${rule})`;
	const { rows } = await asService((db) => sql<{ removed: number }>`select ${removing} as removed`.execute(db));
	return rows[0]?.removed ?? 0;
}

/** Rows first; then the archives that no row names, also those of a job that was cut. */
async function removeExports(): Promise<number> {
	const { removed, kept } = await asService(async (db) => {
		const expired = await db
			.deleteFrom('data_exports')
			.where((where) =>
				where.or([
					where('expires_at', '<', sql<Date>`now()`),
					where('asked_at', '<', sql<Date>`now() - interval '30 days'`)
				])
			)
			.returning('id')
			.execute();
		const left = await db.selectFrom('data_exports').select('id').execute();
		return { removed: expired.map(({ id }) => id), kept: new Set(left.map(({ id }) => id)) };
	});
	for (const id of removed) await removeExport(id);
	const directory = path.dirname(exportFile('any'));
	const found = await fs.readdir(directory).catch(() => []);
	for (const name of found) {
		const id = name.split('.')[0] ?? '';
		if (!kept.has(id)) await fs.rm(path.join(directory, name), { force: true });
	}
	return removed.length;
}
