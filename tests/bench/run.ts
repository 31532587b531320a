/**
 * `npm run bench`: every figure of docs/benchmarks.md, on the production build, made
 * first. `--quick` measures less, on 2 000 records; `--records 20000` chooses how many;
 * `--print` shows the report instead of writing it.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startPalabre } from '../support/process.ts';
import { pageCosts, throughputs } from './pages.ts';
import { report } from './report.ts';
import { searchFigures } from './searches.ts';
import { startFigures } from './starts.ts';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		print: { type: 'boolean', default: false },
		records: { type: 'string' }
	}
});
const quick = values.quick;
const records = Number(values.records ?? (quick ? 2000 : 100_000));
const load = () => os.loadavg()[0] ?? 0;
const say = (line: string) => console.error(line);

const before = load();
say('Starting and resting…');
const starts = await startFigures(quick ? 3 : 15);
const palabre = await startPalabre({ demo: true });
try {
	say('What pages cost…');
	const costs = await pageCosts(palabre);
	say('Pages per second…');
	const speeds = await throughputs(palabre.origin, quick ? 2 : 8);
	say(`Search over ${records} records…`);
	const searches = await searchFigures(palabre, records, quick ? 20 : 100);
	const text = report({ quick, load: { before, after: load() }, costs, throughputs: speeds, searches, starts });
	if (values.print) console.log(text);
	else await fs.writeFile(path.resolve(import.meta.dirname, '../../docs/benchmarks.md'), text);
} finally {
	await palabre.stop();
}
