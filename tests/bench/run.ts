/**
 * `npm run bench`: every figure of docs/benchmarks.md, on the production build, made
 * first. `--records 20000` chooses how many; `--only network` measures one part (`starts`, `pages`,
 * `phone`, `search`, `network`, `chat`, `documents`, `threads`, `agenda`) and writes its sections; `--print` shows
 * them instead; `--quick` measures less, on 2 000 records, and shows it.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startPalabre, type PalabreProcess } from '../support/process.ts';
import { networkFigures } from './networks.ts';
import { pageCosts, throughputs } from './pages.ts';
import { phoneFigures } from './phones.ts';
import { report, sections, type Figures } from './report.ts';
import { agendaFigures, threadFigures } from './rooms.ts';
import { searchFigures } from './searches.ts';
import { slowLine } from './slow-line.ts';
import { startFigures } from './starts.ts';
import { talkFigures } from './talking.ts';
import { writeFigures } from './writing.ts';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		print: { type: 'boolean', default: false },
		records: { type: 'string' },
		only: { type: 'string' }
	}
});
const { quick, only } = values;
const records = Number(values.records ?? (quick ? 2000 : 100_000));
/** Posts, and events. */
const rows = Number(values.records ?? (quick ? 5000 : 1_000_000));
const load = () => os.loadavg()[0] ?? 0;

const before = load();
const figures: Omit<Figures, 'load'> = {};

async function part(name: string, sentence: string, work: () => Promise<void>): Promise<void> {
	if (only && only !== name) return;
	console.error(sentence);
	await work();
}

/** A demonstration network of its own. */
async function inDemonstration(
	work: (palabre: PalabreProcess) => Promise<void>,
	env: Record<string, string> = {}
): Promise<void> {
	const palabre = await startPalabre({ demo: true, env });
	try {
		await work(palabre);
	} catch (error) {
		throw new Error('The server said last:\n' + palabre.log().slice(-4000), { cause: error });
	} finally {
		await palabre.stop();
	}
}

await part('starts', 'Starting and resting…', async () => {
	figures.starts = await startFigures(quick ? 3 : 15);
});
await part('pages', 'What pages cost, and how many per second…', () =>
	inDemonstration(async (palabre) => {
		figures.pages = {
			costs: await pageCosts(palabre),
			throughputs: await throughputs(palabre.origin, quick ? 2 : 8)
		};
	})
);
await part('phone', 'What one waits for on a phone, far from the antenna…', async () => {
	const line = await slowLine();
	try {
		await inDemonstration(
			async (palabre) => {
				line.lead(Number(new URL(palabre.origin).port));
				figures.phones = await phoneFigures(line.origin, quick ? 1 : 3);
			},
			{ ORIGIN: line.origin }
		);
	} finally {
		line.close();
	}
});
await part('search', `Search over ${records} records…`, () =>
	inDemonstration(async (palabre) => {
		figures.searches = await searchFigures(palabre, records, quick ? 20 : 100);
	})
);
await part('network', `A network of ${records} organisations and people…`, () =>
	inDemonstration(async (palabre) => {
		figures.networks = await networkFigures(palabre, records, quick ? 10 : 40);
	})
);
/** A line of log for each request would be measured too; and clients say from which address they come. */
const live = { LOG_LEVEL: 'info', TRUSTED_PROXY: '1' };
await part('chat', 'Talking, beside bare Socket.IO…', () =>
	inDemonstration(async (palabre) => {
		figures.talks = await talkFigures(palabre, quick ? [20] : [50, 200, 500], quick ? 3 : 10);
	}, live)
);
await part('documents', 'Writing together, beside bare Hocuspocus…', () =>
	inDemonstration(async (palabre) => {
		figures.writes = await writeFigures(palabre, quick ? [2, 5] : [2, 20, 50], quick ? 3 : 10);
	}, live)
);
await part('threads', 'Discussions…', () =>
	inDemonstration(async (palabre) => {
		figures.threads = await threadFigures(palabre, rows, quick ? 10 : 60, quick ? 2 : 8);
	})
);
await part('agenda', 'The agenda…', () =>
	inDemonstration(async (palabre) => {
		figures.agenda = await agendaFigures(palabre, rows, quick ? 10 : 60);
	})
);

const measured = sections({ ...figures, load: { before, after: load() } }, commandLine());
if (!measured.length) throw new Error(`There is no part « ${only} ».`);
if (values.print || quick) console.log(measured.join('\n\n'));
else {
	const file = path.resolve(import.meta.dirname, '../../docs/benchmarks.md');
	await fs.writeFile(file, report(measured, await fs.readFile(file, 'utf8')));
}

function commandLine(): string {
	const given = process.argv.slice(2).join(' ');
	return given ? `npm run bench -- ${given}` : 'npm run bench';
}
