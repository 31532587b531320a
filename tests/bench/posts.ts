/** Discussions, as many as one likes, in one space: twenty posts each, and one of fifty. */
import postgres from 'postgres';
import type { Span } from './crowd.ts';

const perThread = 20;

/** Posts `from` … `to`, about, as rows that were there before: neither the journal nor the search is told. */
export async function fillThreads(
	ownerUrl: string,
	space: string,
	{ from, to }: Span
): Promise<{ twenty: string; fifty: string }> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	// What an address accepts: a UUID that says its version.
	const id = (n: number | string) =>
		`overlay(overlay(md5('thread ' || ${n}) placing '7' from 13) placing '8' from 17)::uuid`;
	const threads = `from generate_series(${Math.ceil(from / perThread)}, ${Math.ceil(to / perThread)}) n`;
	const count = `case when n = 2 then 50 else ${perThread} end`;
	const at = `now() - n * interval '1 minute'`;
	try {
		await sql.begin(async (owner) => {
			await owner`set local session_replication_role = replica`;
			await owner.unsafe(`
				insert into threads (id, space_id, title, last_number, last_posted_at)
				select ${id('n')}, '${space}', 'Discussion ' || n, ${count}, ${at} ${threads} on conflict do nothing`);
			await owner.unsafe(`
				insert into posts (id, thread_id, space_id, number, body, created_at)
				select md5('post ' || n || ' ' || k)::uuid, ${id('n')}, '${space}', k,
					'Message ' || k || ' : la commission se réunit jeudi à dix-huit heures, à la maison des associations. Qui vient ?', ${at}
				${threads}, lateral generate_series(1, ${count}) k on conflict do nothing`);
		});
		await sql`vacuum analyze threads`;
		await sql`vacuum analyze posts`;
		const [row] = await sql.unsafe<{ twenty: string; fifty: string }[]>(`select ${id(1)} as twenty, ${id(2)} as fifty`);
		return row ?? { twenty: '', fifty: '' };
	} finally {
		await sql.end();
	}
}
