/** One's own account: where it is open. */
import type { Browser, Page } from '@playwright/test';
import { expect } from '../support/journeys.ts';
import { passphrase, signUp, test } from '../support/newcomers.ts';
import type { PalabreProcess } from '../support/process.ts';

/** Another device on which the same person signs in by passphrase. */
async function elsewhere(
	browser: Browser,
	network: PalabreProcess,
	javaScriptEnabled: boolean,
	address: string
): Promise<Page> {
	const context = await browser.newContext({
		baseURL: network.origin,
		javaScriptEnabled,
		locale: 'fr-FR',
		userAgent: 'Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/118.0 Firefox/118.0'
	});
	const page = await context.newPage();
	await page.goto('/connexion');
	await page.getByText('J’ai une phrase secrète').click();
	const form = page.locator('form').filter({ has: page.getByLabel('Phrase secrète') });
	await form.getByLabel('Votre adresse de courriel').fill(address);
	await form.getByLabel('Phrase secrète').fill(passphrase);
	await form.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page.getByText('Mon compte : ')).toBeAttached();
	return page;
}

test('one sees where one’s account is open, and closes one device from another', async ({
	page,
	browser,
	network,
	address,
	withScript
}) => {
	await signUp(page, network, address);
	const phone = await elsewhere(browser, network, withScript, address);
	await page.goto('/compte');
	const devices = page.getByRole('region', { name: 'Appareils' }).getByRole('listitem');
	await expect(devices).toHaveCount(2);
	await expect(devices.first()).toContainText('Cet appareil');
	await devices.filter({ hasText: 'Firefox, Android' }).getByRole('button', { name: 'Déconnecter' }).click();
	await expect(page.getByText('Cet appareil est déconnecté.')).toBeVisible();
	await expect(devices).toHaveCount(1);
	await phone.goto('/compte');
	await expect(phone).toHaveURL(/\/connexion\?retour=/);
	await phone.context().close();
});

test('a session that is not one’s own cannot be closed', async ({ page, network, address, baseURL }) => {
	await signUp(page, network, address);
	for (const session of ['', 'x', '019b76da-a800-7d0f-b231-64a09170b784']) {
		const answer = await page.request.post('/compte?/close', {
			form: { session },
			headers: { origin: baseURL ?? '', accept: 'text/html' }
		});
		expect([session, answer.status()]).toEqual([session, 404]);
	}
});
