/**
 * What browser journeys share: one demonstration network for the run, people of the cast already
 * signed in, and a page at the width of a phone. Every journey runs with and without JavaScript.
 */
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';

export { expect };

/** The demonstration's accounts, by what they do (supabase/demo/personas.json). */
export const cast = {
	administration: 'animation-reseau@example.org',
	documentaliste: 'cresi@example.org',
	/** Publishes for a twinning committee. */
	referente: 'jumelage-bondoufle@example.org',
	/** Drafts for a school, whose organisation has no referent among the accounts. */
	contributrice: 'college-lurcat@example.org',
	/** A partner authority, on the other shore. */
	kayes: 'kayes@example.org'
} as const;
export const password = 'palabre-demo';

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
