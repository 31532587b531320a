/**
 * What browser journeys share: one demonstration network for the run, people of the cast already
 * signed in, and a page at the width of a phone. Every journey runs with and without JavaScript.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
	test as base,
	expect,
	type APIRequestContext,
	type Browser,
	type BrowserContext,
	type Page
} from '@playwright/test';
import { password } from './cast.ts';

export { expect };
export { cast, password } from './cast.ts';

interface Journeys {
	/** A page on which this person is signed in. */
	signedIn: (address: string) => Promise<Page>;
	/** Whether scripts run in this project. */
	withScript: boolean;
}

/** The form of the sign-in page, sent from where this request keeps its cookies. */
export async function signIn(request: APIRequestContext, origin: string | undefined, email: string): Promise<void> {
	const answer = await request.post(`${origin ?? ''}/connexion?/password`, {
		form: { email, password },
		headers: { origin: origin ?? '' },
		maxRedirects: 0
	});
	expect(answer.status()).toBe(303);
}

/**
 * The cookies of somebody who signed in once in this run: the limits on tries are real, and a worker that starts
 * again after a journey that failed must not meet them.
 */
async function session(browser: Browser, origin: string | undefined, email: string): Promise<string> {
	const file = path.join(process.env['PALABRE_DATA'] ?? '', `session-${email}.json`);
	if (!existsSync(file)) {
		const context = await browser.newContext();
		await signIn(context.request, origin, email);
		const unfinished = `${file}-${process.pid}`;
		writeFileSync(unfinished, JSON.stringify(await context.storageState()));
		renameSync(unfinished, file);
		await context.close();
	}
	return file;
}

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
				storageState: await session(browser, baseURL, address)
			});
			opened.push(context);
			return context.newPage();
		});
		for (const context of opened) await context.close();
	}
});

/** By hand, as the page asks for it. */
export async function signInByPassphrase(page: Page, address: string, secret: string): Promise<void> {
	await page.getByText('J’ai une phrase secrète').click();
	const form = page.locator('form').filter({ has: page.getByLabel('Phrase secrète') });
	await form.getByLabel('Votre adresse de courriel').fill(address);
	await form.getByLabel('Phrase secrète').fill(secret);
	await form.getByRole('button', { name: 'Se connecter' }).click();
}
