/** The room of a space: read and written as a page, by its members and nobody else; live where scripts run. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { cast, expect, signIn, test } from '../support/journeys.ts';

const space = '/espaces/collectif-festival-des-solidarites-2026';
const room = `${space}/salon`;
let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

async function say(page: Page, words: string): Promise<void> {
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Envoyer' }).click();
	// It has left the field: on its way, or stored.
	await expect(page.getByLabel('Votre message')).toHaveValue('');
}

test('members read what was said, answer, and read each other', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(space);
	await one.getByRole('link', { name: /^Chat/ }).click();
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
	await expect(reader.getByRole('link', { name: /^Chat/ })).toHaveCount(0);
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

/** What one may do with a message is in its menu. */
async function act(page: Page, words: string, action: string): Promise<void> {
	// One that answers it holds its words too, further down.
	const bubble = page.locator('.one', { hasText: words }).first();
	await bubble.locator('summary').click();
	const named = { name: action, exact: true } as const;
	await bubble.getByRole('button', named).or(bubble.getByRole('link', named)).click();
}

test('a message is answered, thanked, changed and withdrawn, and the other reads it', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(room);
	const question = unique('Qui a les clés ?');
	await say(one, question);
	await expect(one.locator('.say', { hasText: question })).toBeVisible();
	await other.goto(room);
	await act(other, question, 'Répondre');
	await expect(other.locator('form.cmp').getByText(question)).toBeVisible();
	const answer = unique('Moi, à la mairie');
	await say(other, answer);
	await expect(other.locator('.say', { hasText: answer }).last()).toContainText(question);
	await act(other, question, 'Merci');
	const thanked = other.locator('.one', { hasText: question }).first();
	await expect(thanked.getByRole('button', { name: /Merci 1/, pressed: true })).toBeVisible();
	await act(other, answer, 'Modifier');
	const corrected = unique('Moi, à la gare');
	await other.getByLabel('Votre message').fill(corrected);
	await other.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(other.locator('.say', { hasText: corrected })).toContainText('modifié');
	await one.goto(room);
	await expect(one.locator('.say', { hasText: corrected })).toBeVisible();
	await expect(one.getByText(answer)).toHaveCount(0);
	await expect(one.getByRole('button', { name: /Merci 1/, pressed: false }).last()).toBeVisible();
	await act(other, corrected, 'Retirer');
	await expect(other.getByText(corrected)).toHaveCount(0);
	await one.goto(room);
	await expect(one.getByText(corrected)).toHaveCount(0);
	await expect(one.getByText('Message retiré.').last()).toBeVisible();
});

test('what one has not read is counted on the tab, and begins under a line', async ({ signedIn }) => {
	// Somebody who reads in no other journey: they run at once.
	const [one, other] = [await signedIn(cast.referente), await signedIn('essonne-sahel@example.org')];
	await other.goto(room);
	await expect(other.getByLabel('Votre message')).toBeVisible();
	await other.goto(space);
	await one.goto(room);
	const [first, second] = [unique('Du nouveau'), unique('Encore du nouveau')];
	await say(one, first);
	await say(one, second);
	// What was stored has a number.
	for (const words of [first, second]) await expect(one.locator('[id^="message-"]', { hasText: words })).toBeVisible();
	await other.goto('/tableau-de-bord');
	const waiting = other.getByRole('region', { name: 'Salons à lire' });
	await expect(waiting.getByText('messages non lus').first()).toBeVisible();
	await other.goto(space);
	await other.getByRole('link', { name: /^Chat .*non lus/ }).click();
	await expect(other.getByRole('heading', { name: 'Nouveaux messages' })).toBeVisible();
	const order = await other.locator('h4, .say').allTextContents();
	const at = (words: string) => order.findIndex((text) => text.includes(words));
	expect(at('Nouveaux messages')).toBeGreaterThanOrEqual(0);
	expect(at(first)).toBeGreaterThan(at('Nouveaux messages'));
	expect(at(second)).toBeGreaterThan(at(first));
});

test('a file is said with its weight, read by the members only, and found by the words said with it', async ({
	signedIn
}) => {
	const [one, other, outsider] = [
		await signedIn(cast.referente),
		await signedIn(cast.kayes),
		await signedIn('dakar@example.org')
	];
	await one.goto(room);
	const words = unique('Plan du stand');
	await one.getByLabel('Votre message').fill(words);
	await one.getByText('Joindre des fichiers').click();
	const name = `${unique('plan').replace(' ', '-')}.png`;
	const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#357' } })
		.png()
		.toBuffer();
	await one.getByLabel(/fichiers au plus/).setInputFiles({ name, mimeType: 'image/png', buffer: picture });
	await one.getByRole('button', { name: 'Envoyer' }).click();
	await expect(one.locator('.say', { hasText: words }).getByRole('link', { name })).toBeVisible();
	await other.goto(room);
	await other.getByRole('link', { name: 'Chercher un message' }).click();
	await other.getByLabel('Chercher un message').fill(words);
	await other.getByRole('button', { name: 'Chercher' }).last().click();
	await other.locator('main li', { hasText: words }).getByRole('link').first().click();
	const said = other.locator('.say', { hasText: words });
	await expect(said).toContainText(/\d\sKo/);
	const file = (await said.getByRole('link', { name }).getAttribute('href')) ?? '';
	expect((await other.request.get(file)).status()).toBe(200);
	expect((await outsider.request.get(file)).status()).toBe(404);
	await other.goto(`${room}/recherche?q=motquinestpasla`);
	await expect(other.getByText('Aucun message ne contient ces mots')).toBeVisible();
});

test('a message keeps its address, however much is said after it', async ({ signedIn }) => {
	const one = await signedIn(cast.referente);
	await one.goto(`${room}?message=3`);
	await expect(one.locator('#message-3')).toBeVisible();
});

test('what is changed is seen by the other at once, and who is there @script', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(room);
	await other.goto(room);
	await expect(one.getByText(/Dans le salon/)).toBeVisible();
	const words = unique('Rendez-vous à neuf heures');
	await say(one, words);
	await expect(other.locator('.say', { hasText: words })).toBeVisible();
	// Somebody who types is told once in a while.
	await expect(async () => {
		await one.getByLabel('Votre message').pressSequentially('J');
		await expect(other.getByText(/écrit…/)).toBeVisible({ timeout: 1000 });
	}).toPass();
	await one.getByLabel('Votre message').fill('');
	await act(other, words, 'D’accord');
	await expect(one.locator('.one', { hasText: words }).getByRole('button', { name: /accord 1/i })).toBeVisible();
	await act(one, words, 'Modifier');
	const corrected = unique('Rendez-vous à dix heures');
	await one.getByLabel('Votre message').fill(corrected);
	await one.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(other.locator('.say', { hasText: corrected })).toBeVisible();
	await act(one, corrected, 'Retirer');
	await expect(other.getByText(corrected)).toHaveCount(0);
});

test('people of the room are named as one types @script', async ({ signedIn }) => {
	const [one, other] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	await one.goto(room);
	await other.goto(room);
	const words = unique('Pouvez-vous venir');
	await one.getByLabel('Votre message').fill(`${words} `);
	await one.getByLabel('Votre message').pressSequentially('@kay');
	const choice = one.getByRole('button', { name: /^@.*Kayes/i }).first();
	const name = (await choice.textContent()) ?? '';
	await choice.click();
	await one.getByRole('button', { name: 'Envoyer' }).click();
	await expect(other.locator('.say', { hasText: words }).getByRole('link', { name: name.trim() })).toBeVisible();
});

test('what waits on a shared phone is gone when its author signs out @script', async ({ browser, baseURL }) => {
	const context = await browser.newContext({ ...(baseURL && { baseURL }), locale: 'fr-FR' });
	await signIn(context.request, baseURL, cast.referente);
	const one = await context.newPage();
	await one.goto(room);
	await expect(one.locator('.say').last()).toBeInViewport();
	await context.setOffline(true);
	const words = unique('Entre nous');
	await say(one, words);
	await one.getByLabel('Votre message').fill(unique('À demi écrit'));
	await expect(one.getByText('En attente de réseau')).toBeVisible();
	await one.close();
	await context.setOffline(false);
	const next = await context.newPage();
	await next.goto('/compte');
	const kept = () => next.evaluate(async () => [(await indexedDB.databases()).length, localStorage.length]);
	expect(await kept()).toEqual([1, 1]);
	await next.locator('summary', { hasText: 'Mon compte' }).click();
	await next.getByRole('button', { name: 'Se déconnecter', exact: true }).first().click();
	await expect(next).toHaveURL('/');
	expect(await kept()).toEqual([0, 0]);
	for (const account of [cast.kayes, cast.referente]) {
		await signIn(context.request, baseURL, account);
		await next.goto(room);
		await expect(next.locator('.say').last()).toBeInViewport();
		await expect(next.getByText(words)).toHaveCount(0);
		await expect(next.getByLabel('Votre message')).toHaveValue('');
	}
	await context.close();
});
