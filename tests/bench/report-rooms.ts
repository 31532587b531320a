/** The rooms of spaces in `docs/benchmarks.md`: chat, documents, discussions, the agenda. */
import type { Grown, RoomFigures, ThreadFigures } from './rooms.ts';
import { kept, ms, number, table, type KeptTime } from './tables.ts';
import type { TalkFigure } from './talking.ts';
import type { WriteFigure } from './writing.ts';

const times = (ours: number, bare: number) => `× ${(ours / bare).toFixed(2)}`;

export function talksPart(talks: TalkFigure[]): string {
	return `## Chat

From the sending of a message to its arrival at each of those who are in the room, in milliseconds, at two messages a second; then the most deliveries per second of which 99 % arrive, 99 % of them within a second: the rate is doubled, then sought between what is held and what is not. Beside them, in the same run, a bare Socket.IO that says what it is sent and stores nothing. Every message of ours is stored before it is acknowledged. Who sends and who receives is one process, on the same machine.

${table(
	['clients', 'p50', 'p99', 'bare p50', 'bare p99', 'p50, p99', 'deliveries/s', 'bare', 'share', 'promise'],
	talks.map(({ clients, ours, bare }) => [
		clients,
		ms(ours.p50),
		ms(ours.p99),
		ms(bare.p50),
		ms(bare.p99),
		`${times(ours.p50, bare.p50)}, ${times(ours.p99, bare.p99)}`,
		number(ours.deliveries),
		number(bare.deliveries),
		`${Math.round((100 * ours.deliveries) / bare.deliveries)} %`,
		`p50 ≤ × 2: ${kept(ours.p50 / bare.p50, 2)}; p99 ≤ × 3: ${kept(ours.p99 / bare.p99, 3)}; share ≥ 70 %: ${kept(0.7, ours.deliveries / bare.deliveries)}`
	])
)}

What limits it: at a calm pace, one round trip to PostgreSQL, which judges, stores and waits for the disk; when much is said, what is said together is stored together, and writing to the sockets, and reading them, is most of the work.`;
}

export function writesPart(writes: WriteFigure[]): string {
	return `## Writing together

From a keystroke to each of those who write the same text, each of them typing once a second, in milliseconds. Beside them, turn by turn, a bare Hocuspocus that judges and stores nothing. Every keystroke of ours is judged by the database before it is shared, and stored before it is said to be saved.

${table(
	['editors', 'p50', 'p95', 'bare p50', 'bare p95', 'p95', 'arrived', 'promise'],
	writes.map(({ editors, ours, bare, share }) => [
		editors,
		ms(ours.p50),
		ms(ours.p95),
		ms(bare.p50),
		ms(bare.p95),
		times(ours.p95, bare.p95),
		`${(100 * share.ours).toFixed(1)} %, bare ${(100 * share.bare).toFixed(1)} %`,
		`p95 ≤ × 1.5: ${kept(ours.p95 / bare.p95, 1.5)}; all arrive: ${kept(1, share.ours)}`
	])
)}

What limits it: a round trip to the database, which says whether its author may write it; storing it at the same moment, on the same cores.`;
}

function grownTable(figures: Grown[], few: number, keptTime: KeptTime): string {
	return table(
		['', 'page', 'statements', 'p50', 'p95', `p50 with ${number(few)}`, 'growth', 'promise'],
		figures.map(({ what, address, statements, few: little, many: much }) => {
			const growth = much.p50 / little.p50;
			return [
				what,
				`\`${address}\``,
				statements,
				ms(much.p50),
				ms(much.p95),
				ms(little.p50),
				`× ${growth.toFixed(2)}`,
				address === '/agenda.ics'
					? 'as long as it has events'
					: `p95 ≤ 40 ms: ${keptTime(much.p95, 40)}; growth ≤ 1.5: ${kept(growth, 1.5)}; statements ≤ 3: ${kept(statements, 3)}`
			];
		})
	);
}

export function threadsPart({ few, many, filling, figures, throughputs }: ThreadFigures, keptTime: KeptTime): string {
	const { anonymous, signedIn } = throughputs;
	// At least so many pages per second: the other way round.
	const fastEnough = (perSecond: number, promised: number) => keptTime(promised, perSecond);
	return `## Discussions

${number(many)} posts in one space (written in ${Math.round(filling)} s). Whole pages over HTTP, one after the other, in milliseconds; beside them the same page with ${number(few)} posts.

${grownTable(figures, few, keptTime)}

A thread of 20 posts, with twenty readers without pause, beside what NodeBB's topic page gave on a machine of this kind (52 pages per second to visitors, 23 to who is signed in):

${table(
	['', 'pages per second', 'p97.5', 'beside NodeBB', 'promise'],
	[
		[
			'as a visitor',
			anonymous.perSecond.toFixed(0),
			`${anonymous.p97.toFixed(0)} ms`,
			times(anonymous.perSecond, 52),
			`≥ × 5: ${fastEnough(anonymous.perSecond, 5 * 52)}`
		],
		[
			'signed in',
			signedIn.perSecond.toFixed(0),
			`${signedIn.p97.toFixed(0)} ms`,
			times(signedIn.perSecond, 23),
			`≥ × 8: ${fastEnough(signedIn.perSecond, 8 * 23)}`
		]
	]
)}

What limits it: rendering the page, on one core.`;
}

export function agendaPart({ few, many, filling, figures }: RoomFigures, keptTime: KeptTime): string {
	return `## The agenda

${number(many)} events, ten a day around today (written in ${Math.round(filling)} s). Whole pages over HTTP, one after the other, in milliseconds; beside them the same page with ${number(few)} events.

${grownTable(figures, few, keptTime)}

What limits it: a whole calendar holds two thousand events at most, and is as long as it has events: with ${number(few)} it has fewer.`;
}
