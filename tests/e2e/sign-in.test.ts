/** Signing up and in (`model.md` § Sessions and accounts): by code, by link, by passphrase, and out. */
import type { Page } from '@playwright/test';
import { expect, signInByPassphrase } from '../support/journeys.ts';
import { mailsTo, passphrase, signUp, test } from '../support/newcomers.ts';
import { codeMailedTo } from '../support/process.ts';

const signInButton = (page: Page) => page.getByRole('button', { name: 'Se connecter', exact: true });
const isVisitor = (page: Page) =>
	expect(page.getByRole('banner').getByRole('link', { name: 'Se connecter' })).toBeVisible();

async function signOut(page: Page): Promise<void> {
	await page.locator('summary', { hasText: 'Mon compte' }).click();
	await page.getByRole('button', { name: 'Se déconnecter' }).click();
	await isVisitor(page);
}

async function askForLink(page: Page, address: string): Promise<void> {
	await page.goto('/connexion');
	await page.getByLabel('Votre adresse de courriel').first().fill(address);
	await page.getByRole('button', { name: 'Recevoir un lien par courriel' }).click();
	await expect(page.getByText(`Si un compte existe pour ${address}, un courriel part à l’instant.`)).toBeVisible();
}

test('one signs up with a code, says one’s name, leaves, and comes back with a passphrase to the page that was asked for', async ({
	page,
	network,
	address
}) => {
	await signUp(page, network, address);
	await signOut(page);
	await page.goto('/compte');
	await expect(page).toHaveURL(/\/connexion\?retour=%2Fcompte$/);
	await signInByPassphrase(page, address, passphrase);
	await expect(page).toHaveURL(/\/compte$/);
	await expect(page.getByText(address)).toBeVisible();
});

test('the rules can be read before they are accepted, and everything else waits', async ({
	page,
	network,
	address
}) => {
	await page.goto('/inscription');
	await page.getByLabel('Votre adresse de courriel').fill(address);
	await page.getByRole('button', { name: 'Recevoir un code' }).click();
	await page.getByLabel('Code à six chiffres').fill((await codeMailedTo(network.dataDir, address)).code);
	await signInButton(page).click();
	await expect(page).toHaveURL(/\/bienvenue$/);
	await page.goto('/ressources');
	await expect(page).toHaveURL(/\/bienvenue\?retour=%2Fressources$/);
	await page.goto('/mentions-legales');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mentions légales');
});

test('a link of a mail signs in by its button only, and once', async ({ page, network, address }) => {
	await signUp(page, network, address);
	await signOut(page);
	await askForLink(page, address);
	await expect
		.poll(() => mailsTo(network.dataDir, address).filter((mail) => mail.includes('/connexion/lien')).length)
		.toBe(2);
	const { link } = await codeMailedTo(network.dataDir, address);
	// A mail scanner opens it first.
	expect((await page.request.get(link)).status()).toBe(200);
	await page.goto(link);
	await signInButton(page).click();
	await expect(page.getByText('Mon compte : ')).toBeAttached();
	await signOut(page);
	await page.goto(link);
	await signInButton(page).click();
	await expect(page.getByText('Ce lien a déjà servi, ou il a plus de 30 minutes.')).toBeVisible();
});

test('after five wrong codes the right one waits too', async ({ page, network, address }) => {
	await page.goto('/inscription');
	await page.getByLabel('Votre adresse de courriel').fill(address);
	await page.getByRole('button', { name: 'Recevoir un code' }).click();
	const { code } = await codeMailedTo(network.dataDir, address);
	const wrong = code === '111111' ? '222222' : '111111';
	for (let tries = 0; tries < 5; tries += 1) {
		await page.getByLabel('Code à six chiffres').fill(wrong);
		await signInButton(page).click();
		await expect(page.getByText('Ce code n’est pas le bon')).toBeVisible();
	}
	await page.getByLabel('Code à six chiffres').fill(code);
	await signInButton(page).click();
	await expect(page.getByText(/Trop d’essais. Réessayez dans \d+ minutes/)).toBeVisible();
});

test('« Déconnecter partout » reaches another device at its next page', async ({
	page,
	browser,
	network,
	address,
	javaScriptEnabled,
	locale
}) => {
	await signUp(page, network, address);
	const elsewhere = await browser.newContext({
		baseURL: network.origin,
		javaScriptEnabled: javaScriptEnabled ?? true,
		...(locale ? { locale } : {})
	});
	const other = await elsewhere.newPage();
	await other.goto('/connexion');
	await signInByPassphrase(other, address, passphrase);
	await expect(other.getByText('Mon compte : ')).toBeAttached();
	await page.goto('/compte');
	await page.getByRole('button', { name: 'Déconnecter partout' }).click();
	await expect(page.getByText('Tous vos appareils sont déconnectés.')).toBeVisible();
	await other.goto('/ressources');
	await isVisitor(other);
	await other.goto('/compte');
	await expect(other).toHaveURL(/\/connexion\?retour=/);
	await elsewhere.close();
});

test('a new passphrase takes the place of the old one, the address is told, and other devices leave', async ({
	page,
	browser,
	network,
	address,
	javaScriptEnabled,
	locale
}) => {
	await signUp(page, network, address);
	const elsewhere = await browser.newContext({
		baseURL: network.origin,
		javaScriptEnabled: javaScriptEnabled ?? true,
		...(locale ? { locale } : {})
	});
	const other = await elsewhere.newPage();
	await other.goto('/connexion');
	await signInByPassphrase(other, address, passphrase);
	await expect(other.getByText('Mon compte : ')).toBeAttached();

	await page.goto('/compte');
	const fill = async (text: string) => {
		await page.getByLabel('Nouvelle phrase secrète').fill(text);
		await page.getByRole('button', { name: 'Changer la phrase secrète' }).click();
	};
	await fill('soleil');
	await expect(page.getByRole('link', { name: /au moins douze signes/ })).toBeVisible();
	await fill('azertyuiop12');
	await expect(page.getByRole('link', { name: /trop facile à deviner/ })).toBeVisible();
	await fill('lanterne gravier ponton marmite');
	await expect(page.getByText('Votre phrase secrète est enregistrée.')).toBeVisible();
	await expect
		.poll(() => mailsTo(network.dataDir, address).some((mail) => mail.includes('vient d’être changée')))
		.toBe(true);

	await other.goto('/compte');
	await expect(other).toHaveURL(/\/connexion\?retour=/);
	await signInByPassphrase(other, address, passphrase);
	await expect(other.getByText('Cette adresse et cette phrase secrète ne vont pas ensemble.')).toBeVisible();
	await elsewhere.close();
});

test('bad input gets a sentence, and changes nothing', async ({ page, baseURL }) => {
	const headers = { origin: baseURL ?? '', accept: 'text/html' };
	for (const email of ['', 'x'.repeat(10_000), 'quelqu’un', '🙂@🙂', 'awa@example.org\nBcc: b@example.org']) {
		for (const door of ['/connexion?/link', '/connexion?/password', '/connexion?/code', '/inscription']) {
			const answer = await page.request.post(door, { form: { email, password: 'x', code: '123456' }, headers });
			expect([door, email.slice(0, 20), answer.status()]).toEqual([door, email.slice(0, 20), 422]);
			expect(await answer.text()).toContain('Écrivez une adresse complète');
		}
	}
});

test('after signing in one goes to a page of this site, and no other', async ({ page, network, address, baseURL }) => {
	await signUp(page, network, address);
	for (const away of [
		'//elsewhere.example',
		'/\\elsewhere.example',
		'https://elsewhere.example',
		'javascript:alert(1)',
		'/%0d%0aLocation:x'
	]) {
		const answer = await page.request.post(`/connexion?/password&retour=${encodeURIComponent(away)}`, {
			form: { email: address, password: passphrase },
			headers: { origin: baseURL ?? '', accept: 'text/html' },
			maxRedirects: 0
		});
		expect(answer.status()).toBe(303);
		expect(new URL(answer.headers()['location'] ?? '', baseURL ?? '').origin).toBe(baseURL);
	}
});
