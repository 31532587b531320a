/** Deaths of the database of a running Palabre. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';

async function postmasterOf(dataDir: string): Promise<number> {
	return Number.parseInt(await fs.readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
}

/** `backend`: one of its children, after which it starts all of them again. */
export async function killPostgres(
	dataDir: string,
	victim: 'postmaster' | 'backend',
	random: () => number = Math.random
): Promise<void> {
	const postmaster = await postmasterOf(dataDir);
	if (victim === 'postmaster') return void process.kill(postmaster, 'SIGKILL');
	const children = await fs.readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
	const pids = children.split(' ').map(Number).filter(Boolean);
	process.kill(pids[Math.floor(random() * pids.length)] ?? postmaster, 'SIGKILL');
}

/** The connection that listens, and nothing else: what is announced until it is back is heard by nobody. */
export async function killRelay(sql: postgres.Sql): Promise<void> {
	await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'palabre-relay'`;
}
