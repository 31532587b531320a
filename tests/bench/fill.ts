/**
 * Generated records in French, for benchmarks: sentences recombined from the demonstration network's
 * own texts, so that words have the frequencies of the field. The same seed gives the same records.
 */
import fs from 'node:fs';
import postgres from 'postgres';
import { newId } from '../../src/lib/platform/ids.ts';

const demo = (name: string) =>
	JSON.parse(fs.readFileSync(new URL(`../../supabase/demo/${name}.json`, import.meta.url), 'utf8')) as Record<
		string,
		unknown
	>[];

/** A small generator of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

export async function fillCatalogue(ownerUrl: string, count: number, seed = 1): Promise<void> {
	const random = seeded(seed);
	const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
	const phrases = [...demo('organisations'), ...demo('resources'), ...demo('events')]
		.flatMap((item) => [item['summary'], item['description']])
		.filter((text): text is string => typeof text === 'string')
		.flatMap((text) => text.split(/[.;:,]\s+/))
		.filter((phrase) => phrase.length > 20);
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	try {
		const codes = async (table: string) =>
			(await sql.unsafe<{ code: string }[]>(`select code from ${table}`)).map((row) => row.code);
		const [kinds, themes, territories] = await Promise.all([
			codes('resource_kinds'),
			codes('themes'),
			codes('territories')
		]);
		const organisations = (await sql<{ id: string }[]>`select id from organisations`).map((row) => row.id);
		const now = Date.now();
		for (let done = 0; done < count; done += 1000) {
			const rows = Array.from({ length: Math.min(1000, count - done) }, (_, i) => {
				const year = 1985 + Math.floor(random() * 41);
				return {
					id: newId(),
					slug: `genere-${seed}-${done + i}`,
					title: pick(phrases).slice(0, 120),
					summary: `${pick(phrases)}. ${pick(phrases)}.`.slice(0, 300),
					description: Array.from({ length: 4 }, () => pick(phrases)).join('. '),
					kind_code: pick(kinds),
					licence_code: 'cc-by-sa',
					organisation_id: pick(organisations),
					visibility: random() < 0.95 ? 'public' : 'reseau',
					status: 'published',
					date_text: String(year),
					date_precision: 'year',
					date_range: `[${year}-01-01,${year + 1}-01-01)`,
					published_at: new Date(now - (done + i) * 60_000)
				};
			});
			await sql.begin(async (transaction) => {
				await transaction`insert into resources ${transaction(rows)}`;
				await transaction`insert into resource_themes ${transaction(rows.map((row) => ({ resource_id: row.id, theme_code: pick(themes) })))}`;
				await transaction`insert into resource_territories ${transaction(rows.map((row) => ({ resource_id: row.id, territory_code: pick(territories) })))}`;
			});
		}
		await sql`analyze`;
		await sql`vacuum analyze private.search_entries`;
	} finally {
		await sql.end();
	}
}
