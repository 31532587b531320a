/** The room of a space: read and written as a page, by its members and nobody else; live where scripts run. */
import AxeBuilder from '@axe-core/playwright';
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
	await expect(one.locator('.say', { hasText: question })).toBeVisible();
	await other.goto(room);
	await expect(other.locator('.say', { hasText: question })).toBeVisible();
	await say(other, answer);
	await expect(other.locator('.say', { hasText: answer.slice(0, 10) }).last()).toBeVisible();
	await one.goto(room);
	await expect(one.getByRole('link', { name: 'https://example.org/tables' }).last()).toBeVisible();
	await expect(one.locator('.say', { hasText: question })).toHaveCount(1);
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

test('what one says is read by the other at once, and announced @script', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	// What the server wrote is taken over as it is, and not written again.
	const complaints: string[] = [];
	other.on('console', (said) => complaints.push(said.text()));
	await one.goto(room);
	await other.goto(room);
	const words = unique('Le car part à huit heures');
	await say(one, words);
	await expect(one.getByLabel('Votre message')).toHaveValue('');
	await expect(other.locator('.say', { hasText: words })).toBeInViewport();
	await expect(other.getByRole('status').filter({ hasText: words })).toHaveCount(1);
	const answer = unique('Nous serons là');
	await say(other, answer);
	await expect(one.locator('.say', { hasText: answer })).toHaveCount(1);
	await expect(one.getByText('En attente de réseau')).toHaveCount(0);
	const { violations } = await new AxeBuilder({ page: other }).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
	expect(complaints).toEqual([]);
});

test('nothing moves while one reads further up: new messages are counted @script', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(room);
	await other.goto(room);
	await expect(other.locator('.say').last()).toBeInViewport();
	const read = other.getByText('Combien de classes pour la séance du 16');
	await read.evaluate((element) => element.scrollIntoView({ behavior: 'instant', block: 'center' }));
	const place = (await read.boundingBox())?.y ?? 0;
	const words = unique('Plus bas');
	await say(one, words);
	const button = other.getByRole('button', { name: /nouveau/ });
	await expect(button).toBeVisible();
	expect(Math.abs(((await read.boundingBox())?.y ?? 0) - place)).toBeLessThanOrEqual(2);
	await button.click();
	await expect(other.locator('.say', { hasText: words })).toBeInViewport();
	await expect(button).toHaveCount(0);
});

test('what is written without a network waits in sight, outlives the tab, and leaves in order @script', async ({
	signedIn
}) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(room);
	await other.goto(room);
	const before = unique('Avant la coupure');
	await say(one, before);
	await expect(other.locator('.say', { hasText: before })).toBeVisible();
	await one.context().setOffline(true);
	const [first, second] = [unique('Premier'), unique('Second')];
	await say(one, first);
	await say(one, second);
	await expect(one.getByText('En attente de réseau\u00a0: 2 messages')).toBeVisible();
	await expect(one.getByText('La connexion est coupée.')).toBeVisible();
	const meanwhile = unique('Pendant la coupure');
	await say(other, meanwhile);
	const context = one.context();
	await one.close();
	await context.setOffline(false);
	const again = await context.newPage();
	await again.goto(room);
	await expect(again.locator('.say', { hasText: meanwhile })).toBeVisible();
	await expect(again.getByText('En attente de réseau')).toHaveCount(0);
	for (const page of [again, other]) {
		await expect(page.locator('.say', { hasText: second })).toHaveCount(1);
		const said = await page.locator('.say').allTextContents();
		const places = [before, meanwhile, first, second].map((words) => said.findIndex((text) => text.includes(words)));
		expect(places.toSorted((a, b) => a - b)).toEqual(places);
		expect(places).not.toContain(-1);
	}
});
