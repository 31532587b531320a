/** Discussions and the agenda, in a small network and in one with a million posts and events. */
import { asOwner, ownerUrl } from '../crash/invariants.ts';
import type { PalabreProcess } from '../support/process.ts';
import { aClosedSpace, signedInPeople, type SignedIn } from '../support/signed-in.ts';
import { fillAgenda } from './dates.ts';
import { oneByOne, readers, type Percentiles, type Throughput } from './measure.ts';
import { statementsOf } from './pages.ts';
import { fillThreads } from './posts.ts';

export interface Grown {
	what: string;
	address: string;
	statements: number;
	few: Percentiles;
	many: Percentiles;
}

export interface RoomFigures {
	few: number;
	many: number;
	/** Seconds to write the difference. */
	filling: number;
	figures: Grown[];
}

export interface ThreadFigures extends RoomFigures {
	/** With twenty readers, on a thread of twenty posts. */
	throughputs: { anonymous: Throughput; signedIn: Throughput };
}

interface Page {
	what: string;
	address: string;
	cookie?: string;
}

const few = 1000;

async function measure(palabre: PalabreProcess, pages: readonly Page[], times: number) {
	const measured: { statements: number; taken: Percentiles }[] = [];
	for (const { address, cookie } of pages) {
		const taken = await oneByOne(palabre.origin + address, times, cookie);
		// A calendar is no page: it has no frame around it, whose statement is left out.
		const frame = address.includes('.ics') ? 1 : 0;
		measured.push({ taken, statements: (await statementsOf(palabre, address, cookie)) + frame });
	}
	return measured;
}

async function grown(
	palabre: PalabreProcess,
	pages: readonly Page[],
	times: number,
	fill: () => Promise<void>
): Promise<Pick<RoomFigures, 'filling' | 'figures'>> {
	const little = await measure(palabre, pages, times);
	const started = performance.now();
	await fill();
	const filling = (performance.now() - started) / 1000;
	const much = await measure(palabre, pages, times);
	const figures = pages.map(({ what, address }, n) => ({
		what,
		address: address.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'),
		statements: much[n]?.statements ?? 0,
		few: little[n]?.taken as Percentiles,
		many: much[n]?.taken as Percentiles
	}));
	return { filling, figures };
}

export async function threadFigures(
	palabre: PalabreProcess,
	many: number,
	times: number,
	seconds: number
): Promise<ThreadFigures> {
	const url = await ownerUrl(palabre.dataDir);
	const [person, space] = await asOwner(palabre.dataDir, async (sql) => {
		const [reader] = (await signedInPeople(sql, 1, palabre)) as [SignedIn];
		const id = await aClosedSpace(sql, [reader]);
		await sql`update spaces set visibility = 'public' where id = ${id}`;
		return [reader, id] as const;
	});
	const { cookie } = person;
	const { twenty, fifty } = await fillThreads(url, space, { from: 1, to: few });
	const list = `/espaces/espace-${space}/discussions`;
	const pages: Page[] = [
		{ what: 'a thread of 20 posts, as a visitor', address: `${list}/${twenty}` },
		{ what: 'a thread of 20 posts, signed in', address: `${list}/${twenty}`, cookie },
		{ what: 'a thread of 50 posts, as a visitor', address: `${list}/${fifty}` },
		{ what: 'a thread of 50 posts, signed in', address: `${list}/${fifty}`, cookie },
		{ what: 'the list, as a visitor', address: list },
		{ what: 'the list, signed in', address: list, cookie },
		{ what: 'what one has not read', address: `${list}?liste=non-lues`, cookie },
		{ what: 'without an answer', address: `${list}?liste=sans-reponse`, cookie }
	];
	const growth = await grown(palabre, pages, times, async () => {
		await fillThreads(url, space, { from: few + 1, to: many });
	});
	const address = `${palabre.origin}${list}/${twenty}`;
	// Who is signed in is given a rendering of their own: code that visitors hardly ran.
	for (const who of [undefined, cookie]) await readers(address, 5, 3, who);
	const throughputs = {
		anonymous: await readers(address, 20, seconds),
		signedIn: await readers(address, 20, seconds, cookie)
	};
	return { few, many, ...growth, throughputs };
}

export async function agendaFigures(palabre: PalabreProcess, many: number, times: number): Promise<RoomFigures> {
	const url = await ownerUrl(palabre.dataDir);
	const [person] = await asOwner(palabre.dataDir, (sql) => signedInPeople(sql, 1, palabre));
	await fillAgenda(url, { from: 1, to: few });
	const month = new Date().toISOString().slice(0, 7);
	const pages: Page[] = [
		{ what: 'the month and what is to come, as a visitor', address: '/agenda' },
		{ what: 'the same, signed in', address: '/agenda', cookie: person?.cookie ?? '' },
		{ what: 'of a kind', address: '/agenda?type=rencontre' },
		{ what: 'the calendar of a month', address: `/agenda.ics?mois=${month}` },
		{ what: 'the whole calendar', address: '/agenda.ics' }
	];
	const growth = await grown(palabre, pages, times, () => fillAgenda(url, { from: few + 1, to: many }));
	return { few, many, ...growth };
}
