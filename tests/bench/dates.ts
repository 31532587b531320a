/** An agenda as large as one likes, ten events a day around today, one in fifty of nine days: more of them are more days, not fuller ones. */
import postgres from 'postgres';
import type { Span } from './crowd.ts';

const perDay = 10;

/**
 * Events `from` … `to`, a quarter of them past. Written as rows that were there before: neither the journal nor
 * the search is told.
 */
export async function fillAgenda(ownerUrl: string, { from, to }: Span): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	// Numbers go away from today on both sides, so that a larger agenda holds the smaller one.
	const day = `date_trunc('day', now() at time zone 'UTC') + (case when n % 4 = 0 then -1 else 1 end) * (n / ${perDay}) * interval '1 day'`;
	const numbers = `from generate_series(${from}, ${to}) n`;
	try {
		await sql.begin(async (owner) => {
			await owner`set local session_replication_role = replica`;
			await owner.unsafe(`
				insert into events (id, slug, title, summary, kind_code, status, visibility, published_at)
				select md5('event ' || n)::uuid, 'rendez-vous-' || n, 'Rendez-vous ' || n, 'Ce que nous ferons ensemble.',
					(array['rencontre', 'atelier', 'reunion'])[1 + n % 3], 'published', case when n % 10 = 1 then 'reseau' else 'public' end, now() ${numbers}`);
			await owner.unsafe(`
				insert into event_occurrences (id, event_id, starts_local, ends_local, starts_at, ends_at)
				select md5('date ' || n)::uuid, md5('event ' || n)::uuid, at, at + lasts, at at time zone 'Europe/Paris', (at + lasts) at time zone 'Europe/Paris'
				${numbers}, lateral (select ${day} + (8 + n % 12) * interval '1 hour' as at, case when n % 50 = 0 then interval '9 days' else interval '2 hours' end as lasts) d`);
			await owner.unsafe(`
				insert into event_places (event_id, name) select md5('event ' || n)::uuid, 'Maison des associations' ${numbers}`);
		});
		await sql`vacuum analyze event_places`;
		await sql`vacuum analyze events`;
		await sql`vacuum analyze event_occurrences`;
	} finally {
		await sql.end();
	}
}
