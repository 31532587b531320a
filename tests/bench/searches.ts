/** The catalogue with many records: searches, and the same pages with few and with many. */
import { asOwner, ownerUrl } from '../crash/invariants.ts';
import type { PalabreProcess } from '../support/process.ts';
import { fillCatalogue } from './fill.ts';
import { oneByOne, type Percentiles } from './measure.ts';

const searches: [what: string, query: string][] = [
	['a frequent word', 'q=jumelage'],
	['two frequent words', 'q=eau+kayes'],
	['a long query', 'q=solidarit%C3%A9+internationale+des+jeunes'],
	['a rare word', 'q=bibliobus'],
	['a mistyped word', 'q=coopertaion'],
	['a word and a theme', 'q=jumelage&theme=jumelages'],
	['a theme, no word', 'theme=jumelages'],
	['browsing, page 1', ''],
	['browsing, page 50', 'page=50']
];

export interface SearchFigure {
	what: string;
	address: string;
	few: Percentiles;
	many: Percentiles;
}

export interface SearchFigures {
	few: number;
	many: number;
	/** Seconds to load the difference, the index included. */
	filling: number;
	figures: SearchFigure[];
}

export async function searchFigures(palabre: PalabreProcess, most: number, times: number): Promise<SearchFigures> {
	const records = async () =>
		asOwner(
			palabre.dataDir,
			async (sql) => (await sql<{ n: number }[]>`select count(*)::int as n from resources`)[0]?.n ?? 0
		);
	const measure = async () => {
		const taken: Percentiles[] = [];
		for (const [, query] of searches) taken.push(await oneByOne(`${palabre.origin}/ressources?${query}`, times));
		return taken;
	};
	const url = await ownerUrl(palabre.dataDir);
	await fillCatalogue(url, Math.max(0, 1000 - (await records())), 1);
	const few = await records();
	const little = await measure();
	const started = performance.now();
	await fillCatalogue(url, Math.max(0, most - few), 2);
	const filling = (performance.now() - started) / 1000;
	const many = await records();
	const much = await measure();
	const figures = searches.map(([what, query], n) => ({
		what,
		address: `/ressources?${query}`,
		few: little[n] as Percentiles,
		many: much[n] as Percentiles
	}));
	return { few, many, filling, figures };
}
