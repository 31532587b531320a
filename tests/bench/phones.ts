/** What somebody waits for on a small phone, far from the antenna (budgets: readable in 2.5 s, usable in 5 s). */
import { chromium, type Browser } from '@playwright/test';
import { idOf } from '../../supabase/demo/dataset.ts';
import { findChromium } from '../support/chromium.ts';
import { cast } from '../support/cast.ts';
import { signIn } from './measure.ts';

/** How much slower than this machine. */
const slower = 4;

const room = '/espaces/comite-technique-action-internationale';
const pages: { address: string; member?: true }[] = [
	{ address: '/' },
	{ address: '/ressources' },
	{ address: '/ressources/20-ans-du-partenariat-caece-kayes' },
	{ address: '/annuaire' },
	{ address: '/agenda' },
	{ address: '/connexion' },
	{ address: '/tableau-de-bord', member: true },
	{ address: `${room}/discussions`, member: true },
	{ address: `${room}/salon`, member: true },
	{ address: `${room}/documents/${idOf('document', 'doc-plan-action-internationale')}`, member: true }
];

export interface Waited {
	address: string;
	member: boolean;
	/** Milliseconds from the tap to the first words on the screen. */
	readable: number;
	/** …until all that the page asked for is there, and its script has run. */
	usable: number;
}

/** The middle one of several first visits of each, nothing cached. @param origin where the slow line begins. */
export async function phoneFigures(origin: string, times: number): Promise<Waited[]> {
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
	});
	try {
		const session = await signIn(origin, cast.administration);
		const all: Waited[] = [];
		for (const { address, member = false } of pages) {
			const visits: { readable: number; usable: number }[] = [];
			for (let n = 0; n < times; n += 1) visits.push(await visit(browser, origin + address, member ? session : ''));
			const middle = (what: 'readable' | 'usable') =>
				visits.map((one) => one[what]).sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
			all.push({ address, member, readable: middle('readable'), usable: middle('usable') });
		}
		return all;
	} finally {
		await browser.close();
	}
}

async function visit(browser: Browser, url: string, cookie: string): Promise<Pick<Waited, 'readable' | 'usable'>> {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		locale: 'fr-FR'
	});
	try {
		for (const pair of cookie.split('; ').filter(Boolean)) {
			const [name = '', ...value] = pair.split('=');
			await context.addCookies([{ name, value: value.join('='), url }]);
		}
		const page = await context.newPage();
		const session = await context.newCDPSession(page);
		await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
		await page.goto(url, { waitUntil: 'networkidle', timeout: 60_000 });
		return await page.evaluate(async () => {
			const tasks = await new Promise<PerformanceEntryList>((resolve) => {
				new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type: 'longtask', buffered: true });
				setTimeout(() => resolve([]), 500);
			});
			const ends = tasks.map(({ startTime, duration }) => startTime + duration);
			for (const entry of performance.getEntriesByType('resource'))
				ends.push((entry as PerformanceResourceTiming).responseEnd);
			for (const entry of performance.getEntriesByType('navigation'))
				ends.push((entry as PerformanceNavigationTiming).loadEventEnd);
			const [paint] = performance.getEntriesByName('first-contentful-paint');
			return { readable: paint?.startTime ?? Number.NaN, usable: Math.max(...ends) };
		});
	} finally {
		await context.close();
	}
}
