/** The agenda's journeys: found by a stranger, proposed by a member, cancelled in sight of all. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
/** A title that no other journey writes. */
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;
/** A month that the demonstration leaves empty. */
const month = `${new Date().getUTCFullYear() + 3}-05`;

async function fill(page: Page, title: string, day: string): Promise<void> {
	await page.goto('/agenda/nouveau');
	await page.getByLabel('Titre', { exact: true }).fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Atelier' });
	await page.getByLabel('Résumé').fill('On répare des vélos ensemble.');
	await page.locator('[name=date1]').fill(day);
	await page.locator('[name=start1]').fill('18:30');
	await page.locator('[name=end1]').fill('20:15');
}

test('a stranger finds an event by month and by territory', async ({ page }) => {
	await page.goto('/agenda?mois=2010-10');
	await page
		.getByRole('link', { name: /Vingt ans de coopération avec Kayes/ })
		.first()
		.click();
	await expect(page.getByText('passé', { exact: true })).toBeVisible();
	await page.goto('/agenda');
	await expect(page.getByRole('heading', { level: 2, name: 'À venir' })).toBeVisible();
	await page.getByText('Filtrer l’agenda').click();
	await page.getByLabel('Territoire').selectOption({ label: 'Bondoufle' });
	await page.getByRole('button', { name: 'Filtrer', exact: true }).click();
	await expect(page).toHaveURL(/territoire=bondoufle/);
	await page.locator('section').getByRole('heading', { level: 3 }).first().getByRole('link').click();
	await expect(page.getByRole('heading', { name: 'Pratique' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Bondoufle', exact: true })).toBeVisible();
});

test('a referente publishes an event, then cancels it: everybody sees why', async ({ signedIn, page: visitor }) => {
	const page = await signedIn(cast.referente);
	const title = unique('Atelier vélo');
	await fill(page, title, `${month}-15`);
	await page.locator('[name=placeName]').fill('Maison du monde');
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByText('Le rendez-vous est publié.')).toBeVisible();
	const address = new URL(page.url()).pathname;

	await visitor.goto(`/agenda?mois=${month}`);
	await expect(visitor.getByRole('link', { name: title }).last()).toBeVisible();
	await visitor.goto(address);
	await expect(visitor.locator('main')).toContainText(/18\sh\s30 à 20\sh\s15/);
	await expect(visitor.locator('main')).toContainText('Maison du monde');

	await page.goto(address);
	await page.getByText('Annuler, reporter, dire que c’est complet').click();
	await page.getByLabel('État du rendez-vous').selectOption({ label: 'Annulé' });
	await page.getByLabel('Explication').fill('');
	await page.getByRole('button', { name: 'Annoncer' }).click();
	await expect(page.getByText('Expliquez en 3 à 500 signes.').first()).toBeVisible();
	await page.getByLabel('Explication').fill('La salle est fermée.');
	await page.getByRole('button', { name: 'Annoncer' }).click();
	await visitor.goto(address);
	await expect(visitor.getByText('La salle est fermée.')).toBeVisible();
	await visitor.goto(`/agenda?mois=${month}`);
	await expect(visitor.getByRole('listitem').filter({ hasText: title }).last()).toContainText('Annulé');
});

test('a contributrice proposes, and who facilitates the network publishes', async ({ signedIn, page: visitor }) => {
	const page = await signedIn(cast.contributrice);
	const title = unique('Exposition de classe');
	await fill(page, title, `${month}-16`);
	await expect(page.getByRole('button', { name: 'Publier le rendez-vous' })).toHaveCount(0);
	await page.getByRole('button', { name: 'Proposer le rendez-vous' }).click();
	await expect(page.getByText('Le rendez-vous est proposé.')).toBeVisible();
	const address = new URL(page.url()).pathname;
	expect((await visitor.goto(address))?.status()).toBe(404);

	const documentaliste = await signedIn(cast.documentaliste);
	await documentaliste.goto('/agenda/miens');
	await documentaliste.getByRole('link', { name: title }).click();
	await documentaliste.getByRole('button', { name: 'Publier', exact: true }).click();
	expect((await visitor.goto(address))?.status()).toBe(200);
});

test('dates that make no sense are sent back with what was typed, and two who edit are told', async ({ signedIn }) => {
	const page = await signedIn(cast.referente);
	const title = unique('Rencontre');
	await fill(page, title, `${month}-17`);
	await page.locator('[name=start1]').fill('');
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByText(/Vérifiez cette date/).first()).toBeVisible();
	await expect(page.getByLabel('Titre', { exact: true })).toHaveValue(title);
	await page.locator('[name=end1]').fill('');
	await page.getByText('Ajouter d’autres dates').click();
	await page.locator('[name=date2]').fill(`${month}-20`);
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByRole('heading', { name: 'Toutes les dates' })).toBeVisible();

	const address = new URL(page.url()).pathname;
	const other = await signedIn(cast.referente);
	await page.goto(`${address}/modifier`);
	await other.goto(`${address}/modifier`);
	await other.getByLabel('Résumé').fill('On se retrouve, tout simplement.');
	await other.getByRole('button', { name: 'Enregistrer le rendez-vous' }).click();
	await expect(other.getByText('Le rendez-vous est enregistré.')).toBeVisible();
	await page.getByLabel('Titre', { exact: true }).fill(`${title} bis`);
	await page.getByRole('button', { name: 'Enregistrer le rendez-vous' }).click();
	await expect(page.getByText('Une autre personne a modifié ce rendez-vous entre-temps.')).toBeVisible();
	await expect(page.getByText('On se retrouve, tout simplement.').first()).toBeVisible();
	await page.getByRole('button', { name: 'Enregistrer le rendez-vous' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${title} bis`);
});

test('an event that comes back has its dates, one of which is cancelled; calendars follow', async ({
	signedIn,
	page: visitor,
	request
}) => {
	const page = await signedIn(cast.referente);
	const title = unique('Chorale');
	await fill(page, title, `${month}-02`);
	await page.getByText('Il revient : chaque semaine').click();
	await page.getByLabel('Rythme').selectOption({ label: 'Chaque semaine, le même jour' });
	await page.getByLabel('Nombre de fois').fill('4');
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByText('Chaque semaine, le même jour, 4 fois')).toBeVisible();
	const address = new URL(page.url()).pathname;
	await page.getByRole('link', { name: 'Déplacer ou annuler une date' }).click();
	await page.getByText('Changer cette date seulement').nth(1).click();
	await page.getByLabel('Explication').nth(1).fill('Salle prise.');
	await page.getByRole('button', { name: 'Annuler cette date' }).click();
	await expect(page.getByText('annulé : Salle prise.')).toBeVisible();
	await visitor.goto(`/agenda?mois=${month}`);
	await expect(visitor.locator('li.rdv').filter({ hasText: title })).toHaveCount(4);
	await expect(visitor.locator('li.rdv').filter({ hasText: title }).nth(1)).toContainText('Annulé');
	const calendar = await (await request.get(`${address}.ics`)).text();
	expect(calendar).toContain('RRULE:FREQ=WEEKLY;COUNT=4');
	expect(calendar).toContain('STATUS:CANCELLED');
	for (const feed of ['/agenda.atom', `/agenda.csv?mois=${month}`, `/agenda.ics?mois=${month}`])
		expect(await (await request.get(feed)).text()).toContain(title);
});

test('a member has a secret calendar, and ends it', async ({ signedIn, request }) => {
	const page = await signedIn(cast.kayes);
	await page.goto('/agenda/abonnement');
	await page.getByRole('button', { name: /Créer mon adresse secrète|Remplacer/ }).click();
	const address = new URL((await page.locator('code').first().textContent()) ?? '').pathname;
	const calendar = await request.get(address);
	expect(await calendar.text()).toContain('BEGIN:VCALENDAR');
	await page.getByRole('button', { name: 'Mettre fin à l’abonnement' }).click();
	await expect(page.getByRole('button', { name: 'Créer mon adresse secrète' })).toBeVisible();
	expect((await request.get(address)).status()).toBe(404);
});

test('who facilitates the network opens a temps fort, which gathers events', async ({ signedIn, page: visitor }) => {
	const page = await signedIn(cast.administration);
	const name = unique('Semaine du fleuve');
	await page.goto('/temps-forts/nouveau');
	await page.getByLabel('Nom', { exact: true }).fill(name);
	await page.locator('[name=startsOn]').fill(`${month}-20`);
	await page.locator('[name=endsOn]').fill(`${month}-10`);
	await page.getByRole('button', { name: 'Ouvrir un temps fort' }).click();
	await expect(page.getByText(/La fin vient après le début/).first()).toBeVisible();
	await page.locator('[name=endsOn]').fill(`${month}-28`);
	await page.getByRole('button', { name: 'Ouvrir un temps fort' }).click();
	await expect(page.getByText('Le temps fort est enregistré.')).toBeVisible();
	const address = new URL(page.url()).pathname;
	const title = unique('Regards sur le fleuve');
	const referente = await signedIn(cast.referente);
	await fill(referente, title, `${month}-21`);
	await referente.getByLabel('Temps fort').selectOption({ label: name });
	await referente.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(referente.getByRole('link', { name })).toBeVisible();
	await visitor.goto(address);
	await expect(visitor.getByRole('link', { name: title })).toBeVisible();
	await expect(visitor.getByText('1 rendez-vous')).toBeVisible();
	const linked = (await visitor.locator('script[type="application/ld+json"]').textContent()) ?? '';
	expect(JSON.parse(linked)).toMatchObject({ '@type': 'EventSeries', name, subEvent: [{ name: title }] });
	await visitor.goto(`/agenda?mois=${month}&temps-fort=${address.split('/').pop()}`);
	await expect(visitor.locator('li.rdv')).toHaveCount(1);
	await visitor.goto(`/recherche?q=${encodeURIComponent(name)}`);
	await expect(visitor.getByRole('link', { name }).first()).toHaveAttribute('href', address);
});
