/** Registering: a place for who confirms, the waiting list that moves up, and the list of who holds the event. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';
import { mailsTo } from '../support/newcomers.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;
const stranger = () => `inscription${Date.now().toString(36)}${(counter += 1)}.${process.pid}@example.org`;
const day = `${new Date().getUTCFullYear() + 3}-06-15`;

/** @returns the address of an event that takes so many people. */
async function publish(page: Page, title: string, places: string): Promise<string> {
	await page.goto('/agenda/nouveau');
	await page.getByLabel('Titre', { exact: true }).fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Atelier' });
	await page.getByLabel('Résumé').fill('On répare des vélos ensemble.');
	await page.locator('[name=date1]').fill(day);
	await page.locator('[name=start1]').fill('18:30');
	await page.getByLabel('Inscription', { exact: true }).selectOption({ label: 'Inscription ouverte ici' });
	await page.getByLabel('Nombre de places').fill(places);
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByText('Le rendez-vous est publié.')).toBeVisible();
	return new URL(page.url()).pathname;
}

/** From the form to the page of the link. */
async function register(page: Page, event: string, name: string, address: string): Promise<void> {
	await page.goto(`${event}/inscription`);
	await page.getByLabel('Votre nom').fill(name);
	await page.getByLabel('Votre adresse de courriel').fill(address);
	await page.getByRole('button', { name: 'Recevoir le lien de confirmation' }).click();
	await expect(page.getByText('Il reste à confirmer')).toBeVisible();
	await page.goto(await linkTo(address, 'Cette adresse a été donnée'));
	await page.getByRole('button', { name: 'Confirmer mon inscription' }).click();
	await expect(page.getByText('Votre inscription est confirmée.')).toBeVisible();
}

/** The link of the mail that says so, as one opens it. */
async function linkTo(address: string, says: string): Promise<string> {
	const found = () =>
		mailsTo(process.env['PALABRE_DATA'] ?? '', address)
			.filter((mail) => mail.includes(says))
			.map((mail) => /\/inscriptions\/[\w-]+/.exec(mail)?.[0])
			.at(-1);
	await expect.poll(found, { timeout: 20_000 }).toBeTruthy();
	return found() ?? '';
}

test('two strangers ask for one place: the second has it when the first leaves; the organiser reads who comes', async ({
	signedIn,
	page: visitor,
	browser
}) => {
	test.setTimeout(90_000);
	const organiser = await signedIn(cast.referente);
	const title = unique('Atelier vélo');
	const event = await publish(organiser, title, '1');

	await visitor.goto(event);
	await expect(visitor.getByText('Il reste 1 place.')).toBeVisible();
	await visitor.getByRole('link', { name: 'S’inscrire' }).click();
	await visitor.getByLabel('Votre nom').fill('Première arrivée');
	await visitor.getByLabel('Votre adresse de courriel').fill('adresse@incomplete');
	await visitor.getByRole('button', { name: 'Recevoir le lien de confirmation' }).click();
	await expect(visitor.locator('#problemes')).toBeVisible();
	await expect(visitor.getByLabel('Votre nom')).toHaveValue('Première arrivée');
	const [first, second] = [stranger(), stranger()];
	await register(visitor, event, 'Première arrivée', first);
	await expect(visitor.getByText('Vous venez.')).toBeVisible();
	const place = new URL(visitor.url()).pathname;

	await visitor.goto(event);
	await expect(visitor.locator('header').getByText('Complet')).toBeVisible();
	await register(visitor, event, 'Seconde arrivée', second);
	await expect(visitor.getByText('liste d’attente, rang 1')).toBeVisible();

	await visitor.goto(place);
	await visitor.getByRole('button', { name: 'Je ne viens plus' }).click();
	await expect(visitor.getByText('Votre inscription est retirée.')).toBeVisible();
	await visitor.goto(await linkTo(second, 'Une place s’est libérée : elle'));
	await expect(visitor.getByText('Vous venez.')).toBeVisible();

	await organiser.goto(event);
	await organiser.getByRole('link', { name: 'Voir les personnes inscrites' }).click();
	await expect(organiser.getByRole('row', { name: /Seconde arrivée/ })).toContainText(second);
	await expect(organiser.getByText('Première arrivée')).toHaveCount(0);
	const sheet = await organiser.request.get(`${event}/inscriptions.csv`);
	expect(await sheet.text()).toContain(second);
	const other = await signedIn(cast.kayes);
	for (const list of ['/inscriptions', '/inscriptions.csv'])
		expect((await other.request.get(event + list)).status()).toBe(404);
	const stranged = await browser.newContext();
	expect((await stranged.request.get(`${event}/inscriptions.csv`)).status()).toBe(404);
	await stranged.close();

	await organiser.goto(event);
	await organiser.getByText('Annuler, reporter, dire que c’est complet').click();
	await organiser.getByLabel('État du rendez-vous').selectOption({ label: 'Reporté' });
	await organiser.getByRole('button', { name: 'Annoncer' }).click();
	await expect(organiser.getByRole('link', { name: /^Expliquez/ })).toBeVisible();
	await organiser.getByLabel('Explication').fill('La salle est prise.');
	await organiser.getByRole('button', { name: 'Annoncer' }).click();
	await expect(organiser.locator('header').getByText('La salle est prise.')).toBeVisible();
	await visitor.reload();
	await expect(visitor.getByText('La salle est prise.')).toBeVisible();
});

test('a member comes in one click, and says that they no longer do', async ({ signedIn }) => {
	const organiser = await signedIn(cast.referente);
	const event = await publish(organiser, unique('Café'), '10');
	const page = await signedIn(cast.kayes);
	await page.goto(event);
	await expect(page.getByText('0 sur 10 places')).toBeVisible();
	await page.getByRole('button', { name: 'Je viens' }).click();
	await expect(page.getByText('Vous venez.')).toBeVisible();
	await expect(page.getByText('1 sur 10 places')).toBeVisible();
	await page.getByRole('button', { name: 'Je ne viens plus' }).click();
	await expect(page.getByText('Votre inscription est retirée.')).toBeVisible();
	await expect(page.getByText('0 sur 10 places')).toBeVisible();
});
