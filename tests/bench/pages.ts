/** What a page costs a reader (bytes, requests) and the server (statements, pages per second). */
import { chromium } from '@playwright/test';
import { cast } from '../support/cast.ts';
import { findChromium } from '../support/chromium.ts';
import type { PalabreProcess } from '../support/process.ts';
import { weigh, type Weight } from '../support/weight.ts';
import {
	atTheirPace,
	rawAnswer,
	readers,
	signIn,
	withBareServer,
	type Percentiles,
	type Throughput
} from './measure.ts';

const weighed = [
	'/',
	'/ressources',
	'/ressources?q=eau',
	'/ressources/20-ans-du-partenariat-caece-kayes',
	'/annuaire',
	'/annuaire/communaute-d-agglomeration-evry-centre-essonne',
	'/espaces',
	'/recherche?q=kayes',
	'/connexion',
	'/inscription'
];
const read = ['/', '/ressources?q=eau', '/ressources/20-ans-du-partenariat-caece-kayes', '/annuaire'];

export interface PageCost extends Weight {
	address: string;
	statements: number;
}

export async function pageCosts(palabre: PalabreProcess): Promise<PageCost[]> {
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
	});
	try {
		const costs: PageCost[] = [];
		for (const address of weighed) {
			const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'fr-FR' });
			const weight = await weigh(page, palabre.origin + address, palabre.origin);
			await page.context().close();
			costs.push({ address, ...weight, statements: await statementsOf(palabre, address) });
		}
		return costs;
	} finally {
		await browser.close();
	}
}

/** For the content: the one of the frame around it is left out. */
export async function statementsOf(palabre: PalabreProcess, address: string, cookie = ''): Promise<number> {
	const answer = await fetch(palabre.origin + address, { headers: { cookie } });
	if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
	const id = answer.headers.get('x-request-id') ?? 'none';
	await answer.text();
	const line = palabre
		.log()
		.split('\n')
		.find((text) => text.includes(id) && text.includes('"statements"'));
	if (!line) throw new Error(`The log does not tell what ${address} cost`);
	return (JSON.parse(line) as { statements: number }).statements - 1;
}

export interface PageThroughput {
	address: string;
	kilobytes: number;
	alone: Throughput;
	together: Throughput;
	/** The same, as somebody who is signed in: none is given the rendering of another. */
	signedIn: Throughput;
	/** Twenty of them, each opening a page every second. */
	paced: Percentiles;
	bareAlone: Throughput;
	bareTogether: Throughput;
}

export async function throughputs(origin: string, seconds: number): Promise<PageThroughput[]> {
	const cookie = await signIn(origin, cast.referente);
	const all: PageThroughput[] = [];
	for (const address of read) {
		const { body } = await rawAnswer(origin + address);
		await readers(origin + address, 5, 1);
		const [alone, together, signedIn, paced] = [
			await readers(origin + address, 1, seconds),
			await readers(origin + address, 20, seconds),
			await readers(origin + address, 20, seconds, cookie),
			await atTheirPace(origin + address, 20, seconds, cookie)
		];
		const [bareAlone, bareTogether] = await withBareServer(
			body,
			async (bare) => [await readers(bare, 1, seconds), await readers(bare, 20, seconds)] as const
		);
		all.push({ address, kilobytes: body.length / 1000, alone, together, signedIn, paced, bareAlone, bareTogether });
	}
	return all;
}
