/** The room of a space: read and written as a page, by its members and nobody else. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

const space = '/espaces/collectif-festival-des-solidarites-2026';
const room = `${space}/salon`;
let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

async function say(page: Page, words: string): Promise<void> {
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Envoyer' }).click();
}

test('members read what was said, answer, and read each other', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(space);
	await one.getByRole('link', { name: 'Chat', exact: true }).click();
	await expect(one.getByText('La sono de jeudi est confirmée.')).toBeVisible();
	const [question, answer] = [unique('Qui apporte les tables ?'), unique('Nous, voir https://example.org/tables')];
	await say(one, question);
	await expect(one.getByText(question)).toBeVisible();
	await other.goto(room);
	await expect(other.getByText(question)).toBeVisible();
	await say(other, answer);
	await expect(other.getByText(answer.slice(0, 10)).last()).toBeVisible();
	await one.goto(room);
	await expect(one.getByRole('link', { name: 'https://example.org/tables' }).last()).toBeVisible();
	await expect(one.getByText(question)).toHaveCount(1);
});

test('nobody else is shown the room, nor its tab', async ({ page, signedIn }) => {
	expect((await page.goto(room))?.status()).toBe(404);
	// The network reads this space, its members only its room.
	const open = '/espaces/comites-de-jumelage-du-territoire';
	const reader = await signedIn(cast.kayes);
	expect((await reader.goto(open))?.status()).toBe(200);
	await expect(reader.getByRole('link', { name: 'Chat', exact: true })).toHaveCount(0);
	expect((await reader.goto(`${open}/salon`))?.status()).toBe(404);
});
