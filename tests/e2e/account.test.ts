/** One's own account: where it is open. */
import type { Browser, Page } from '@playwright/test';
import { expect } from '../support/journeys.ts';
import { mailsTo, passphrase, signUp, test } from '../support/newcomers.ts';
import { codeMailedTo, type PalabreProcess } from '../support/process.ts';

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

/** The six digits of the newest mail to an address. */
async function newAddressCode(network: PalabreProcess, address: string): Promise<string> {
	let code = '';
	await expect
		.poll(() => {
			const mail = mailsTo(network.dataDir, address).find((text) => text.includes('connecter avec cette adresse'));
			code = /est : (\d{6})/.exec(mail ?? '')?.[1] ?? '';
			return code;
		})
		.not.toBe('');
	return code;
}

test('one changes address: the new one is proved, the old one is told and puts itself back', async ({
	page,
	browser,
	network,
	address,
	withScript
}) => {
	await signUp(page, network, address);
	const wanted = `nouvelle.${withScript}.${address}`;
	const phone = await elsewhere(browser, network, withScript, address);

	await page.goto('/compte');
	await page.getByRole('link', { name: 'Changer d’adresse' }).click();
	await page.getByLabel('Nouvelle adresse de courriel').fill(address);
	await page.getByRole('button', { name: 'Recevoir un code à cette adresse' }).click();
	await expect(page.getByRole('link', { name: /déjà votre adresse/ })).toBeVisible();
	await page.getByLabel('Nouvelle adresse de courriel').fill(wanted);
	await page.getByRole('button', { name: 'Recevoir un code à cette adresse' }).click();
	const code = await newAddressCode(network, wanted);
	const wrong = code === '111111' ? '222222' : '111111';
	await page.getByLabel('Code à six chiffres').fill(wrong);
	await page.getByRole('button', { name: 'Changer mon adresse' }).click();
	await expect(page.getByRole('link', { name: /Ce code n’est pas le bon/ })).toBeVisible();
	await page.getByLabel('Code à six chiffres').fill(code);
	await page.getByRole('button', { name: 'Changer mon adresse' }).click();
	await expect(page.getByText('Votre adresse est changée.')).toBeVisible();
	await expect(page.getByText(`avec l’adresse ${wanted}`)).toBeVisible();
	await phone.goto('/compte');
	await expect(phone).toHaveURL(/\/connexion\?retour=/);

	// The holder of the old address finds the notice, on another device.
	let link = '';
	await expect
		.poll(() => {
			const notice = mailsTo(network.dataDir, address).find((mail) => mail.includes(wanted));
			link = /(https?:\/\/\S+\/connexion\/adresse\?jeton=\S+)/.exec(notice ?? '')?.[1] ?? '';
			return link;
		})
		.not.toBe('');
	expect((await phone.request.get(link)).status()).toBe(200);
	await phone.goto(link);
	await phone.getByRole('button', { name: 'Remettre mon adresse' }).click();
	await expect(phone.getByText('Votre adresse est revenue')).toBeVisible();
	await page.goto('/compte');
	await expect(page).toHaveURL(/\/connexion\?retour=/);
	await phone.goto(link);
	await phone.getByRole('button', { name: 'Remettre mon adresse' }).click();
	await expect(phone.getByText('Ce lien a déjà servi')).toBeVisible();
	await phone.context().close();

	await page.goto('/connexion');
	await page.getByLabel('Votre adresse de courriel').first().fill(address);
	await page.getByRole('button', { name: 'Recevoir un lien par courriel' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Regardez vos courriels');
	await page.getByLabel('Code à six chiffres').fill((await codeMailedTo(network.dataDir, address)).code);
	await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
	await expect(page.getByText('Mon compte : ')).toBeAttached();
});

test('one says who one is, and to whom; one’s theme follows to another device', async ({
	page,
	browser,
	network,
	address,
	withScript
}) => {
	await signUp(page, network, address);
	await page.goto('/compte');
	await page.getByRole('link', { name: 'Modifier mon profil' }).click();
	await page.getByLabel('Fonction').fill('Chargée de projet');
	await page.getByLabel('bambara').check();
	await page.getByLabel('Qui voit vos langues').selectOption('public');
	await page.getByLabel('Ce que vous pouvez apporter au réseau').fill('Montage de projets\nHydraulique');
	await page.getByRole('button', { name: 'Enregistrer le profil' }).click();
	await expect(page.getByText('Votre profil est enregistré.')).toBeVisible();
	await page.getByRole('link', { name: 'Voir ma page dans l’annuaire' }).click();
	await expect(page.getByText('Chargée de projet')).toBeVisible();
	await expect(page.getByText('bambara')).toBeVisible();
	await expect(page.getByText('Hydraulique')).toBeVisible();

	await page.getByRole('contentinfo').getByRole('button', { name: 'Sombre' }).click();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	const phone = await elsewhere(browser, network, withScript, address);
	await phone.goto('/');
	await expect(phone.locator('html')).toHaveAttribute('data-theme', 'dark');
	await phone.context().close();
});
