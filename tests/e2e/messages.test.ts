/** Direct messages: a few people of the network talk, and nobody else reads them. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

const unique = (word: string) => `${word} ${Date.now().toString(36)}${process.pid.toString(36)}`;

async function writeTo(page: Page, words: string): Promise<void> {
	await page.goto('/messages');
	await page.getByRole('link', { name: 'Nouvelle conversation' }).first().click();
	await page.getByLabel('À qui voulez-vous écrire').fill(words);
	await page.getByRole('button', { name: 'Chercher' }).last().click();
	await page
		.getByRole('link', { name: /^Ajouter/ })
		.first()
		.click();
	await page.getByRole('button', { name: 'Ouvrir la conversation' }).click();
	await expect(page).toHaveURL(/\/messages\/[0-9a-f-]{36}$/);
}

async function say(page: Page, words: string): Promise<void> {
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Envoyer' }).click();
	await expect(page.locator('.say', { hasText: words })).toBeVisible();
}

test('two people write to each other, and nobody else reads it', async ({ signedIn }) => {
	const [one, other, outsider] = [
		await signedIn(cast.referente),
		await signedIn(cast.kayes),
		await signedIn(cast.administration)
	];
	await writeTo(one, 'kayes');
	const { pathname } = new URL(one.url());
	const question = unique('Puis-je vous appeler ?');
	await say(one, question);
	await other.goto('/messages');
	await expect(other.getByText(question)).toBeVisible();
	await other
		.locator('main')
		.getByRole('link', { name: /ondoufle/ })
		.first()
		.click();
	await expect(other).toHaveURL(pathname);
	// Who has the conversation before their eyes has read what arrives there.
	await one.goto('/profil');
	const answer = unique('Oui, demain');
	await say(other, answer);
	await one.goto('/messages');
	await expect(one.getByText(answer)).toBeVisible();
	// Another journey may write in their conversation too.
	await expect(one.getByText(/\d messages? non lus?/).first()).toBeVisible();
	await one.goto(pathname);
	await expect(one.locator('.say', { hasText: answer })).toBeVisible();
	expect((await outsider.goto(pathname))?.status()).toBe(404);
	await writeTo(other, 'bondoufle');
	await expect(other).toHaveURL(pathname);
});

test('a conversation is left, and is nothing any more for who left it', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.contributrice), await signedIn(cast.kayes)];
	await writeTo(one, 'kayes');
	const { pathname } = new URL(one.url());
	await say(one, unique('Bonjour'));
	await other.goto(pathname);
	await other.getByRole('link', { name: 'Quitter la conversation' }).click();
	await other.getByRole('button', { name: 'Quitter la conversation' }).click();
	await expect(other.getByText('Vous avez quitté la conversation.')).toBeVisible();
	expect((await other.goto(pathname))?.status()).toBe(404);
	await one.goto(pathname);
	await expect(one.getByText('Les autres personnes ont quitté')).toBeVisible();
	await expect(one.getByLabel('Votre message')).toHaveCount(0);
});

test('who wants no message is not written to', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.contributrice), await signedIn(cast.referente)];
	await one.goto('/profil');
	await one.getByLabel('Les membres du réseau peuvent m’écrire').uncheck();
	await one.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(one.getByLabel('Les membres du réseau peuvent m’écrire')).not.toBeChecked();
	await other.goto('/messages/nouvelle?q=lur%C3%A7at');
	await expect(other.getByText('Personne ne porte ce nom')).toBeVisible();
	await one.getByLabel('Les membres du réseau peuvent m’écrire').check();
	await one.getByRole('button', { name: 'Enregistrer' }).click();
	await other.reload();
	await expect(other.getByRole('link', { name: /^Ajouter/ }).first()).toBeVisible();
});

test('a message arrives while one reads @script', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await writeTo(one, 'kayes');
	await other.goto(new URL(one.url()).pathname);
	const words = unique('À l’instant');
	await say(one, words);
	await expect(other.locator('.say', { hasText: words })).toBeVisible();
	await expect(one.getByText(/Dans le salon/)).toBeVisible();
});
