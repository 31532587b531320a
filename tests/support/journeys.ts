/**
 * What browser journeys share: one demonstration network for the run, people of the cast already
 * signed in, and a page at the width of a phone. Every journey runs with and without JavaScript.
 */
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { password } from './cast.ts';

export { expect };
export { cast, password } from './cast.ts';

interface Journeys {
	/** A page on which this person is signed in. */
	signedIn: (address: string) => Promise<Page>;
	/** Whether scripts run in this project. */
	withScript: boolean;
}

const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

export const test = base.extend<Journeys>({
	withScript: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
	signedIn: async ({ browser, baseURL, contextOptions, javaScriptEnabled, viewport, locale, colorScheme }, use) => {
		const opened: BrowserContext[] = [];
		await use(async (address) => {
			const context = await browser.newContext({
				...contextOptions,
				...(baseURL ? { baseURL } : {}),
				javaScriptEnabled,
				viewport,
				...(locale ? { locale } : {}),
				colorScheme,
				// One sign-in per person and worker: the limits on tries are real.
				...(sessions.has(address) ? { storageState: sessions.get(address) } : {})
			});
			opened.push(context);
			if (!sessions.has(address)) {
				const answer = await context.request.post('/connexion?/password', {
					form: { email: address, password },
					headers: { origin: baseURL ?? '' },
					maxRedirects: 0
				});
				expect(answer.status()).toBe(303);
				sessions.set(address, await context.storageState());
			}
			return context.newPage();
		});
		for (const context of opened) await context.close();
	}
});
