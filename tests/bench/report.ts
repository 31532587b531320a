/** `docs/benchmarks.md`: only what this run measured, each figure beside its promise. */
import os from 'node:os';
import type { NetworkFigures, Theme } from './networks.ts';
import type { PageCost, PageThroughput } from './pages.ts';
import type { Waited } from './phones.ts';
import type { SearchFigures } from './searches.ts';
import { agendaPart, talksPart, threadsPart, writesPart } from './report-rooms.ts';
import type { RoomFigures, ThreadFigures } from './rooms.ts';
import type { StartFigures } from './starts.ts';
import { kept, ms, number, table, type KeptTime } from './tables.ts';
import type { TalkFigure } from './talking.ts';
import type { WriteFigure } from './writing.ts';

export interface Figures {
	load: { before: number; after: number };
	/** Parts that were not asked for are absent. */
	pages?: { costs: PageCost[]; throughputs: PageThroughput[] };
	phones?: Waited[];
	searches?: SearchFigures;
	networks?: NetworkFigures;
	starts?: StartFigures;
	talks?: TalkFigure[];
	writes?: WriteFigure[];
	threads?: ThreadFigures;
	agenda?: RoomFigures;
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);

/** Times on a machine that does something else say nothing against a promise. */
const busy = (load: Figures['load']) => load.before > os.cpus().length / 2;

/** The sections that this run measured, each saying where its figures come from. */
export function sections(figures: Figures, command: string): string[] {
	const { load, pages, phones, searches, networks, starts, talks, writes, threads, agenda } = figures;
	const keptTime: KeptTime = (measured, promised) =>
		measured > promised && busy(load) ? 'not judged' : kept(measured, promised);
	const parts = [
		pages && costsPart(pages.costs),
		pages && throughputsPart(pages.throughputs, keptTime),
		phones && phonesPart(phones, keptTime),
		searches && searchesPart(searches, keptTime),
		networks && networksPart(networks, keptTime),
		talks && talksPart(talks),
		writes && writesPart(writes),
		threads && threadsPart(threads, keptTime),
		agenda && agendaPart(agenda, keptTime),
		starts && startsPart(starts, keptTime)
	];
	const from = `_${new Date().toISOString().slice(0, 10)}, \`${command}\`, ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(os.totalmem() / 1e9)} GB, Node.js ${process.versions.node}; load average ${load.before.toFixed(1)} when the run began, ${load.after.toFixed(1)} when it ended${busy(load) ? ': **something else was working, only ratios, bytes and counts can be compared**' : ''}._`;
	return parts.filter((part) => part !== undefined).map((part) => part.replace('\n\n', `\n\n${from}\n\n`));
}

const titleOf = (section: string) => section.slice(0, section.indexOf('\n'));

/** The whole of it. @param former what it said: sections that were not measured again stay. */
export function report(measured: string[], former: string): string {
	const found = new Map(measured.map((section) => [titleOf(section), section]));
	const told = former
		.split(/^(?=## )/m)
		.slice(1)
		.map((section) => section.trimEnd());
	const parts = told.map((section) => found.get(titleOf(section)) ?? section);
	const known = new Set(told.map(titleOf));
	return `# Benchmarks

Written by \`npm run bench\`, or section by section by \`npm run bench -- --only <part>\`, on the production build with the demonstration network, the readers and the server on the same machine; nothing is written by hand.

${[...parts, ...measured.filter((section) => !known.has(titleOf(section)))].map((part) => part.trimEnd()).join('\n\n')}
`;
}

function costsPart(costs: PageCost[]): string {
	const forms = ['/connexion', '/inscription'];
	return `## What a page costs

The promise: ≤ 90 kB (a form alone: 60), HTML ≤ 20, CSS ≤ 12, JS ≤ 50, 16 requests and 3 statements at most. A first visit, nothing cached, on a phone's screen; bytes on the wire, headers included. Statements are those for the content; a page also costs one for the frame around it, and the opening and closing of each transaction.

${table(
	['page', 'kB', 'HTML', 'CSS', 'JS', 'requests', 'statements', 'promise'],
	costs.map(({ address, total, html, css, js, requests, statements }) => {
		const promised = forms.includes(address) ? 60_000 : 90_000;
		const limits: [what: string, measured: number, promised: number][] = [
			['total', total, promised],
			['HTML', html, 20_000],
			['CSS', css, 12_000],
			['JS', js, 50_000],
			['requests', requests, 16],
			['statements', statements, 3]
		];
		const over = limits.filter(([, measured, limit]) => measured > limit).map(([what]) => what);
		const verdict = over.length ? `**not kept: ${over.join(', ')}**` : 'kept';
		return [
			`\`${address}\``,
			kilobytes(total),
			kilobytes(html),
			kilobytes(css),
			kilobytes(js),
			requests,
			statements,
			verdict
		];
	})
)}

What limits it: the title face (12 kB) where a page works without script, the script of the framework where it does not.`;
}

function throughputsPart(throughputs: PageThroughput[], keptTime: KeptTime): string {
	return `## Pages per second

One reader, then twenty, without pause, as visitors: who are given one rendering when they ask at the same moment, then twenty who are signed in, who are not; then twenty who are signed in, each opening a page every second. Beside them, in the same run, a bare \`http.createServer\` that answers the same bytes: the share is what a page reaches of it.

${table(
	[
		...['page', 'kB', '1 reader', '20 readers', 'p97.5', '20 signed in', 'p97.5', 'a page a second each, p95'],
		...['bare, 20 readers', 'share', 'promise']
	],
	throughputs.map(({ address, kilobytes: size, alone, together, signedIn, paced, bareTogether }) => [
		`\`${address}\``,
		size.toFixed(1),
		alone.perSecond.toFixed(0),
		together.perSecond.toFixed(0),
		`${together.p97.toFixed(0)} ms`,
		signedIn.perSecond.toFixed(0),
		`${signedIn.p97.toFixed(0)} ms`,
		`${paced.p95.toFixed(0)} ms`,
		bareTogether.perSecond.toFixed(0),
		`${((100 * together.perSecond) / bareTogether.perSecond).toFixed(1)} %`,
		`p95 ≤ 40 ms: ${keptTime(together.p97, 40)}; signed in, without pause: ${keptTime(signedIn.p97, 40)}; at their pace: ${keptTime(paced.p95, 40)}`
	])
)}

The promise speaks of the 95th percentile; the 97.5th is stricter. What limits it: one process renders the page and compresses it, on one core, while PostgreSQL and the readers share the rest.`;
}

function phonesPart(phones: Waited[], keptTime: KeptTime): string {
	const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
	return `## On a phone, far from the antenna

A first visit, nothing cached, through a line of 400 kbit/s with 400 ms to go and come back (the opening of each connection included, without encryption), in a browser four times slower than here: until the first words are on the screen, and until all that the page asked for is there and its script has run.

${table(
	['page', 'who', 'readable', 'usable', 'promise'],
	phones.map(({ address, member, readable, usable }) => [
		`\`${address}\``,
		member ? 'a member' : 'a visitor',
		seconds(readable),
		seconds(usable),
		`readable ≤ 2.5 s: ${keptTime(readable, 2500)}; usable ≤ 5 s: ${keptTime(usable, 5000)}`
	])
)}

What limits it: the round trips of the first connection, of the page and of its style sheet; the editor of documents weighs what the line brings in five seconds, its text is there before it.`;
}

function searchesPart({ few, many, filling, figures }: SearchFigures, keptTime: KeptTime): string {
	return `## Search

${number(many)} records in French, their sentences recombined from the demonstration's${filling > 1 ? ` (written and indexed in ${Math.round(filling)} s)` : ''}. Whole pages over HTTP, one after the other, in milliseconds; beside them the same page with ${number(few)} records.

${table(
	['', 'page', 'p50', 'p95', 'p99', `p50 with ${number(few)}`, 'growth', 'promise'],
	figures.map(({ what, address, few: little, many: much }) => {
		const growth = much.p50 / little.p50;
		return [
			what,
			`\`${address}\``,
			ms(much.p50),
			ms(much.p95),
			ms(much.p99),
			ms(little.p50),
			`× ${growth.toFixed(2)}`,
			`p95 ≤ 60 ms: ${keptTime(much.p95, 60)}; growth ≤ 1.5: ${kept(growth, 1.5)}`
		];
	})
)}

What limits it: ranking reads the word positions of up to 1 000 matches, and the twenty extracts are cut from their texts; browsing reads the 1 000 latest records to count what the filters would give.`;
}

const themeNames: Record<Theme, string> = {
	directory: 'The directory',
	space: 'A large space',
	administration: 'The administration'
};

function networksPart({ few, many, filling, figures, dryRun }: NetworkFigures, keptTime: KeptTime): string {
	const lines = (theme: Theme) =>
		table(
			['', 'page', 'statements', 'p50', 'p95', 'p50 in the small one', 'growth', 'promise'],
			figures
				.filter((figure) => figure.theme === theme)
				.map(({ what, address, statements, few: little, many: much }) => {
					const growth = much.p50 / little.p50;
					const whole = address.endsWith('.csv');
					return [
						what,
						`\`${address}\``,
						whole ? '—' : statements,
						ms(much.p50),
						ms(much.p95),
						ms(little.p50),
						`× ${growth.toFixed(2)}`,
						whole
							? `as long as it has lines: ${number(Math.round((1000 * many.organisations) / much.p50))} a second, ${number(Math.round((1000 * few.organisations) / little.p50))} in the small one`
							: `p95 ≤ 40 ms: ${keptTime(much.p95, 40)}; growth ≤ 1.5: ${kept(growth, 1.5)}; statements ≤ 3: ${kept(statements, 3)}`
					];
				})
		);
	return `## A network as large as a country

${number(many.organisations)} organisations in 1,300 communes, ${number(many.people)} people with an account, as many invitations and requests to join, a space of ${number(many.members)} members (written and indexed in ${Math.round(filling)} s). Whole pages over HTTP, one after the other, in milliseconds; beside them the same page with ${number(few.organisations)} organisations, people and members.

${(Object.keys(themeNames) as Theme[]).map((theme) => `### ${themeNames[theme]}\n\n${lines(theme)}`).join('\n\n')}

The dry run of a spreadsheet of 2,000 organisations takes ${(dryRun.many / 1000).toFixed(1)} s, and ${(dryRun.few / 1000).toFixed(1)} s in the small network.

What limits it: facets count the first 1,000 organisations that a search finds, a filter reads as many as it takes to find them, and words rank 1,000 of them; a spreadsheet is sent as it is read.`;
}

function startsPart(starts: StartFigures, keptTime: KeptTime): string {
	return `## Starting, resting

${table(
	['', 'measured', 'promise'],
	[
		[
			'`npm start` to the first 200, new data',
			`${(starts.newData / 1000).toFixed(1)} s`,
			`≤ 4 s: ${keptTime(starts.newData, 4000)}`
		],
		[
			'`npm start` to the first 200, existing data',
			`${(starts.existingData / 1000).toFixed(1)} s`,
			`≤ 4 s: ${keptTime(starts.existingData, 4000)}`
		],
		['memory at rest, Node.js and PostgreSQL', `${starts.idle.toFixed(0)} MB`, `≤ 350 MB: ${kept(starts.idle, 350)}`]
	]
)}

What limits it: with new data, making the database's cluster and its tables; with existing data, loading the modules of Supabase Lite. Memory is counted with what processes share counted once (PSS).`;
}
