/**
 * T1 (`domain.md` §4.1): somebody comes, joins their organisation, shares a resource, and a stranger finds it by a
 * word that is only in its file. Nobody administers anything on the way.
 */
import type { Page } from '@playwright/test';
import { pdf } from '../support/files.ts';
import { cast, expect, test } from '../support/journeys.ts';
import { mailsTo, signUp } from '../support/newcomers.ts';

const once = Date.now().toString(36) + process.pid.toString(36);
const committee = 'Comité de jumelage de Bondoufle';

/** @returns the address of its sheet. */
async function join(page: Page, organisation: string): Promise<string> {
	await page.getByRole('link', { name: 'Rejoindre une organisation' }).first().click();
	await page.getByLabel('Nom, sigle, commune, RNA ou SIREN').fill('jumelage bondoufle');
	await page.getByRole('button', { name: 'Chercher', exact: true }).click();
	await page.getByRole('link', { name: `Demander à la rejoindre ${organisation}` }).click();
	await page.getByLabel('Un mot pour vous présenter').fill('Je tiens la bibliothèque du comité.');
	await page.getByRole('button', { name: 'Envoyer la demande' }).click();
	await expect(page.getByText('Votre demande est envoyée.')).toBeVisible();
	return new URL(page.url()).pathname;
}

interface Shared {
	title: string;
	hidden: string;
	/** As its choice is said. */
	reader: string;
}

async function propose(page: Page, { title, hidden, reader }: Shared): Promise<string> {
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
	await page.getByLabel('Résumé').fill('Ce que nous avons appris en rangeant.');
	await page.getByLabel('Thème principal').selectOption({ label: 'Jumelages et échanges entre villes' });
	await page.getByLabel('CC BY 4.0').check();
	await page.getByLabel('Fichiers').setInputFiles({
		name: 'livret.pdf',
		mimeType: 'application/pdf',
		buffer: await pdf(`Les ${hidden}s de la commune, rangées à plusieurs.`)
	});
	await page.getByText('Ajouter des détails').click();
	await page.getByLabel('Qui peut la lire').selectOption({ label: reader });
	await page.getByRole('button', { name: 'Proposer la ressource' }).click();
	await expect(page.getByText('La ressource est proposée.')).toBeVisible();
	return new URL(page.url()).pathname;
}

async function publish(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await page.getByRole('button', { name: 'Publier', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Publier', exact: true })).toHaveCount(0);
}

test('T1: from signing up to being found by a stranger', async ({
	browser,
	baseURL,
	signedIn,
	page: visitor,
	withScript
}) => {
	test.setTimeout(180_000);
	const started = Date.now();
	const letters = withScript ? 'a' : 'b';
	const address = `bibliotheque.${once}${letters}@example.org`;
	const dataDir = process.env['PALABRE_DATA'] ?? '';
	const name = `Bibliothèque ${once}${letters}`;

	const context = await browser.newContext({
		baseURL,
		javaScriptEnabled: withScript,
		viewport: { width: 390, height: 844 }
	});
	const newcomer = await context.newPage();
	await signUp(newcomer, { dataDir }, address, name);
	const sheet = await join(newcomer, committee);

	const referente = await signedIn(cast.referente);
	await referente.goto(`${sheet}/membres`);
	await referente.getByRole('button', { name: `Accepter ${name}` }).click();
	await expect(referente.getByText('La personne est acceptée.')).toBeVisible();

	const forAll = {
		title: `Livret ${once}${letters}`,
		hidden: `etagère${once}${letters}`,
		reader: 'Ouverte à tout le monde'
	};
	const forUs = { title: `Carnet ${once}${letters}`, hidden: `armoire${once}${letters}`, reader: 'Réservée au réseau' };
	const [open, reserved] = [await propose(newcomer, forAll), await propose(newcomer, forUs)];
	expect((await visitor.goto(open))?.status()).toBe(404);
	await publish(referente, open);
	await publish(referente, reserved);

	await expect(async () => {
		await visitor.goto(`/ressources?q=${encodeURIComponent(forAll.hidden.replace('è', 'e'))}`);
		await expect(visitor.getByRole('link', { name: forAll.title })).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 30_000 });
	await visitor.getByRole('link', { name: forAll.title }).click();
	await expect(visitor.getByText(committee).first()).toBeVisible();

	await visitor.goto(`/ressources?q=${forUs.hidden}`);
	await expect(visitor.getByRole('link', { name: forUs.title })).toHaveCount(0);
	for (const door of [reserved, '/ressources.atom', '/ressources.csv', '/sitemap.xml']) {
		const answer = await visitor.request.get(door);
		expect(await answer.text(), door).not.toContain(forUs.title);
		expect(await answer.text(), door).not.toContain(`${reserved}<`);
	}
	// The newcomer is told by mail at each step, and needs no other way to know.
	await expect(async () => {
		const told = mailsTo(dataDir, address).join('\n');
		expect(told).toContain(`vous faites partie de ${committee}`);
		expect(told).toContain(`« ${forAll.title} » est publiée`);
	}).toPass({ timeout: 20_000 });
	expect(Date.now() - started).toBeLessThan(12 * 60_000);
	await context.close();
});
