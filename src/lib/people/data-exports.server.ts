/**
 * A copy of one's data: asked for here, made by a job, read by the person who asked and by nobody else.
 * The archive lies on the disk of the server, outside of what a backup holds: it is made of what the
 * backup holds already.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';

export interface DataExport {
	id: string;
	askedAt: Date;
	/** Null: the job has not made it yet. */
	readyAt: Date | null;
	expiresAt: Date | null;
	size: number | null;
}

const columns = [
	'id',
	'asked_at as askedAt',
	'ready_at as readyAt',
	'expires_at as expiresAt',
	sql<number | null>`size`.as('size')
] as const;

/** @throws PT409 when one was asked for less than an hour ago. */
export async function ask(db: Database, id: string): Promise<void> {
	await db
		.insertInto('data_exports')
		.values({ id, person_id: sql<string>`private.viewer()` })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Those that can be fetched, or are being made; the newest first. */
export async function mine(db: Database): Promise<DataExport[]> {
	return db
		.selectFrom('data_exports')
		.select(columns)
		.where('person_id', '=', sql<string>`private.viewer()`)
		.where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
		.orderBy('asked_at', 'desc')
		.limit(20)
		.execute();
}

export async function find(db: Database, id: string): Promise<DataExport | undefined> {
	return db
		.selectFrom('data_exports')
		.select(columns)
		.where('id', '=', id)
		.where('expires_at', '>', sql<Date>`now()`)
		.executeTakeFirst();
}

export function exportFile(id: string): string {
	return path.join(runtime().configuration.dataDir, 'exports', `${id}.zip`);
}

export async function removeExport(id: string): Promise<void> {
	await fs.rm(exportFile(id), { force: true });
}
