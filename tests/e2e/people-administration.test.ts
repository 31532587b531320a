/** « Personnes » of the administration: finding somebody, changing their role, the last administrator. */
import type { Page } from '@playwright/test';
import { cast, expect, test as demonstration } from '../support/journeys.ts';
import { emptyNetwork, mailsTo, signUp, test as newcomers } from '../support/newcomers.ts';
import type { PalabreProcess } from '../support/process.ts';

/** Another file takes charge of the network of its worker. */
const test = newcomers.extend<object, { network: PalabreProcess }>({ network: [emptyNetwork, { scope: 'worker' }] });

const facilitator = 'ville-evry@example.org';

demonstration('who facilitates the network sees people and organisations, without addresses', async ({ signedIn }) => {
	const page = await signedIn(facilitator);
	await page.goto('/admin');
	await expect(page.getByRole('link', { name: 'Réglages' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Personnes' }).first().click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personnes');
	await page.getByLabel('Organisation').fill('bondoufle');
	await page.getByRole('button', { name: 'Chercher' }).last().click();
	await expect(page.getByText('Comité de jumelage de Bondoufle').first()).toBeVisible();
	await expect(page.getByText('@example.org')).toHaveCount(0);
	await page.locator('main').getByRole('heading', { level: 3 }).getByRole('link').first().click();
	await expect(page.getByRole('heading', { name: 'Organisations' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Changer le rôle' })).toHaveCount(0);
	for (const address of ['/admin/reglages', '/admin/courriels', '/admin/signalements'])
		expect([address, (await page.goto(address))?.status()]).toEqual([address, 404]);
});

demonstration('an administrator finds somebody by their address', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await page.goto('/admin/personnes');
	await page.getByLabel('Nom, ou adresse entière').fill(cast.kayes);
	await page.getByRole('button', { name: 'Chercher' }).last().click();
	await expect(page.locator('main').getByText(cast.kayes)).toBeVisible();
	await page.goto('/admin/personnes?q=personne-de-ce-nom');
	await expect(page.getByText('Personne ne correspond')).toBeVisible();
});

demonstration('nobody else finds the people of the network there', async ({ signedIn, baseURL }) => {
	const page = await signedIn(cast.referente);
	expect((await page.goto('/admin/personnes'))?.status()).toBe(404);
	const person = '019b76da-a800-7d0f-b231-64a09170b784';
	for (const action of ['role', 'sessions']) {
		const answer = await page.request.post(`/admin/personnes/${person}?/${action}`, {
			form: { role: 'admin', was: 'membre' },
			headers: { origin: baseURL ?? '', accept: 'text/html' }
		});
		expect([action, answer.status()]).toEqual([action, 404]);
	}
});

async function become(page: Page, network: PalabreProcess): Promise<void> {
	const code = /"code":"(\d{4} \d{4} \d{4})"/.exec(network.log())?.[1] ?? '';
	await page.goto('/admin/premier');
	await page.getByLabel('Code du journal').fill(code);
	await page.getByRole('button', { name: 'Prendre en charge ce réseau' }).click();
	await expect(page).toHaveURL(/\/admin$/);
}

test('a role is given and told, and the last administrator stays', async ({ page, network, address, browser }) => {
	// Two people sign up, each answer in its constant time.
	test.setTimeout(180_000);
	await signUp(page, network, address, 'Administration');
	await become(page, network);
	const second = `seconde.${address}`;
	const context = await browser.newContext({
		baseURL: network.origin,
		locale: 'fr-FR',
		extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.251' }
	});
	const other = await context.newPage();
	await signUp(other, network, second, 'Deuxième personne');

	const open = async (name: string) => {
		await page.goto(`/admin/personnes?q=${encodeURIComponent(name)}`);
		await page.locator('main').getByRole('link', { name, exact: true }).click();
	};
	const change = async (role: string) => {
		await page.getByLabel(role).check();
		await page.getByRole('button', { name: 'Changer le rôle' }).click();
	};
	await open('Administration');
	await change('membre du réseau');
	await expect(page.getByText('C’est la dernière personne de l’administration.')).toBeVisible();

	await open('Deuxième personne');
	await change('administration du réseau');
	await expect(page.getByText('Le rôle est changé, la personne est prévenue.')).toBeVisible();
	await expect
		.poll(() => mailsTo(network.dataDir, second).filter((mail) => mail.includes('administration du réseau')).length)
		.toBe(1);
	await other.goto('/admin/personnes');
	await expect(other.getByRole('heading', { level: 1 })).toHaveText('Personnes');

	await page.getByRole('button', { name: 'Fermer ses sessions' }).click();
	await expect(page.getByText('Ses sessions sont fermées')).toBeVisible();
	expect((await other.goto('/admin/personnes'))?.status()).toBe(404);
	await context.close();
	// Another may now step down.
	await open('Administration');
	await change('membre du réseau');
	await expect(page).toHaveURL(/\/$/);
});
