/** A network that answers requests: one asks, waits, is let in or refused; nobody exists before. */
import { cast, expect, signIn } from '../support/journeys.ts';
import { mailsTo, test, welcome } from '../support/newcomers.ts';
import { codeMailedTo, startPalabre } from '../support/process.ts';

test('one asks to join, waits, is accepted and enters; another is refused and told why', async ({
	browser,
	withScript,
	address
}) => {
	test.setTimeout(180_000);
	const network = await startPalabre({ demo: true, env: { TRUSTED_PROXY: '1' } });
	const newPage = async (device: string) => {
		const context = await browser.newContext({
			baseURL: network.origin,
			javaScriptEnabled: withScript,
			locale: 'fr-FR',
			viewport: { width: 390, height: 844 },
			extraHTTPHeaders: { 'x-forwarded-for': device }
		});
		return context.newPage();
	};
	try {
		const administration = await newPage('203.0.113.1');
		await signIn(administration.request, network.origin, cast.administration);
		await administration.goto('/admin/reglages');
		await administration.getByLabel('Inscription').selectOption('request');
		await administration.getByRole('button', { name: 'Enregistrer les réglages' }).click();
		await expect(administration.getByText('Les réglages sont enregistrés.')).toBeVisible();

		const ask = async (email: string, device: string) => {
			const page = await newPage(device);
			await page.goto('/inscription');
			await page.getByLabel('Votre adresse de courriel').fill(email);
			await page.getByRole('button', { name: 'Recevoir un code' }).click();
			await page.getByLabel('Code à six chiffres').fill((await codeMailedTo(network.dataDir, email)).code);
			await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
			await page.getByLabel('Votre nom').fill(`Personne ${email}`);
			await page.getByLabel('Qui vous êtes, et pourquoi vous venez').fill('Je rejoins le comité de jumelage.');
			await page.getByRole('button', { name: 'Envoyer ma demande' }).click();
			await expect(page.getByText('Votre demande est envoyée.')).toBeVisible();
			await page.goto('/annuaire');
			await expect(page).toHaveURL(/\/bienvenue/);
			return page;
		};
		const other = `refusee.${address}`;
		const welcomed = await ask(address, '203.0.113.2');
		const refused = await ask(other, '203.0.113.3');

		await administration.goto('/admin/inscriptions');
		await administration.getByRole('button', { name: `Accepter : Personne ${address}` }).click();
		await expect(administration.getByText('La réponse part par courriel.')).toBeVisible();
		await administration.locator('summary', { hasText: 'Refuser' }).click();
		await administration.getByLabel('Votre raison').fill('Ce réseau est celui d’un autre territoire.');
		await administration.getByRole('button', { name: 'Refuser cette demande' }).click();
		await expect(administration.getByText('Aucune demande.')).toBeVisible();

		await expect.poll(() => mailsTo(network.dataDir, address).join()).toContain('Votre demande est acceptée.');
		await welcomed.goto('/');
		await welcome(welcomed, `Personne ${address}`);
		await welcomed.goto('/compte');
		await expect(welcomed.getByRole('heading', { name: 'Règles acceptées' })).toBeVisible();
		await expect.poll(() => mailsTo(network.dataDir, other).join()).toContain('celui d’un autre territoire');
		await refused.goto('/');
		await expect(refused.getByText('Ce réseau est celui d’un autre territoire.')).toBeVisible();
		await expect(refused.getByRole('button', { name: 'Entrer dans le réseau' })).toHaveCount(0);
	} finally {
		await network.stop();
	}
});
