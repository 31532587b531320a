/** The journeys of a space (`domain.md` CO-01, CO-10): opened from the directory, joined, left, archived. */
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

test('a space with a département, a région, an EPCI and two communes is opened in one screen', async ({
	signedIn,
	page: visitor
}) => {
	const page = await signedIn(cast.administration);
	const name = unique('Convergences');
	await page.goto('/espaces');
	await page.getByRole('link', { name: 'Ouvrir un espace' }).click();
	await page.getByLabel('Nom de l’espace').fill(name);
	await page.getByLabel('Genre').selectOption({ label: 'Espace de concertation' });
	await page.getByLabel('À quoi il sert').fill('Chercher ce que nous pouvons faire ensemble.');
	await page.getByLabel('Ouvert à tout le monde').check();
	for (const [words, body] of [
		['conseil essonne', 'Conseil départemental de l’Essonne'],
		['conseil ile de france', 'Conseil régional d’Île-de-France'],
		['evry centre essonne', 'Communauté d’agglomération Évry Centre Essonne'],
		['ville bondoufle', 'Ville de Bondoufle'],
		['ris orangis', 'Ville de Ris-Orangis']
	] as const) {
		await page.getByLabel('Chercher dans l’annuaire').fill(words);
		await page.locator('#organisations').getByRole('button', { name: 'Chercher' }).click();
		await page
			.getByRole('checkbox', { name: new RegExp(body) })
			.first()
			.check();
	}
	await page.locator('#organisations').getByRole('button', { name: 'Chercher' }).click();
	await expect(page.getByLabel('Nom de l’espace')).toHaveValue(name);
	await page.getByLabel(/^Collège de Conseil régional/).selectOption({ label: 'État, bailleurs et programmes' });
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	await expect(page.getByText('L’espace est ouvert. Vous l’animez.')).toBeVisible();

	await visitor.goto(new URL(page.url()).pathname);
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(name);
	await expect(visitor.getByRole('heading', { level: 3, name: 'État, bailleurs et programmes' })).toBeVisible();
	for (const body of ['Conseil départemental de l’Essonne', 'Ville de Ris-Orangis'])
		await expect(visitor.getByRole('main').getByRole('link', { name: body }).first()).toBeVisible();
	await expect(visitor.getByRole('link', { name: 'Membres', exact: true })).toHaveCount(0);
});

test('somebody asks to take part, is let in, then removed, and loses access at once', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	const name = unique('Sur demande');
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(name);
	await page.getByLabel('Genre').selectOption({ label: 'Groupe de travail' });
	await page.getByLabel('À quoi il sert').fill('Préparer une mission conjointe.');
	await page.getByLabel('Chercher dans l’annuaire').fill('kayes');
	await page.locator('#organisations').getByRole('button', { name: 'Chercher' }).click();
	await page.getByRole('checkbox', { name: /^Commune de Kayes/ }).check();
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	const address = new URL(page.url()).pathname;

	// Another body does not know of it; this one sees its door, and nothing of what it holds.
	const stranger = await signedIn(cast.contributrice);
	expect((await stranger.goto(address))?.status()).toBe(404);
	const kayes = await signedIn(cast.kayes);
	await kayes.goto(address);
	await expect(kayes.getByText('Votre organisation est attendue dans cet espace.')).toBeVisible();
	expect((await kayes.request.get(`${address}/membres`)).status()).toBe(404);
	await kayes.getByLabel('Quelques mots').fill('Pour le suivi à Kayes.');
	await kayes.getByRole('button', { name: 'Demander à participer' }).click();
	await expect(kayes.getByText('Votre demande est envoyée.')).toBeVisible();

	// What one asked is on one's own first page, also of a space that one does not read.
	await kayes.goto('/tableau-de-bord');
	await kayes.getByRole('button', { name: `Retirer ma demande ${name}` }).click();
	await expect(kayes.getByText('Votre demande est retirée.')).toBeVisible();
	await expect(kayes.getByRole('button', { name: `Retirer ma demande ${name}` })).toHaveCount(0);
	await kayes.goto(address);
	await kayes.getByLabel('Quelques mots').fill('Pour le suivi à Kayes.');
	await kayes.getByRole('button', { name: 'Demander à participer' }).click();

	await page.goto(`${address}/membres`);
	await expect(page.getByText('Pour le suivi à Kayes.')).toBeVisible();
	await page.getByRole('button', { name: 'Accepter la demande' }).click();
	await expect(page.getByText('La demande est acceptée.')).toBeVisible();

	await kayes.goto(`${address}/membres`);
	await expect(kayes.getByRole('heading', { name: '2 membres' })).toBeVisible();
	await kayes.goto(address);
	await expect(kayes.getByRole('heading', { name: 'Ce qui s’y est passé' })).toBeVisible();
	// A name opens what somebody says of themselves.
	const person = kayes
		.locator('section', { hasText: 'Ce qui s’y est passé' })
		.locator('a[href^="/annuaire/personnes/"]');
	const who = (await person.first().textContent()) ?? '';
	await person.first().click();
	await expect(kayes.getByRole('heading', { level: 1 })).toHaveText(who);
	await kayes.goto(address);

	await page.getByText('Gérer').last().click();
	await page.getByRole('button', { name: 'Retirer de l’espace' }).click();
	await expect(page.getByText('La personne n’est plus membre de l’espace.')).toBeVisible();
	expect((await kayes.request.get(`${address}/membres`)).status()).toBe(404);
	await kayes.goto(address);
	await expect(kayes.getByRole('heading', { name: 'Ce qui s’y est passé' })).toHaveCount(0);
	await expect(kayes.getByRole('button', { name: 'Demander à participer' })).toBeVisible();
});

test('a space is handed over before its last facilitator leaves', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(unique('Relais'));
	await page.getByLabel('Genre').selectOption({ label: 'Projet' });
	await page.getByLabel('À quoi il sert').fill('Passer le relais.');
	await page.getByLabel('Ouvert aux membres du réseau').check();
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	const address = new URL(page.url()).pathname;
	await page.goto(`${address}/membres`);
	await page.getByRole('button', { name: 'Quitter l’espace' }).click();
	await expect(page.getByRole('alert')).toContainText('Passez d’abord le relais');

	const next = await signedIn(cast.referente);
	await next.goto(address);
	await next.getByRole('button', { name: 'Demander à participer' }).click();
	await page.goto(`${address}/membres`);
	await page.getByRole('button', { name: 'Accepter la demande' }).click();
	await page.getByText('Gérer').last().click();
	await page.getByRole('button', { name: 'Passer le relais' }).click();
	await expect(page.getByText('Le relais est passé.')).toBeVisible();
	await page.getByRole('button', { name: 'Quitter l’espace' }).click();
	await expect(page.getByText('Vous avez quitté l’espace.')).toBeVisible();
	await next.goto(`${address}/membres`);
	await expect(next.getByRole('heading', { name: '1 membre' })).toBeVisible();
});

test('a charter keeps an organisation at the door until its referent accepts it', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(unique('Avec charte'));
	await page.getByLabel('Genre').selectOption({ label: 'Espace de concertation' });
	await page.getByLabel('À quoi il sert').fill('Décider à plusieurs.');
	await page.getByLabel('Ouvert aux membres du réseau').check();
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	const address = new URL(page.url()).pathname;

	const other = await signedIn(cast.referente);
	await other.goto(address);
	await other.getByRole('button', { name: 'Demander à participer' }).click();
	await page.goto(`${address}/membres`);
	await page.getByRole('button', { name: 'Accepter la demande' }).click();
	await page.goto(`${address}/charte`);
	await page.getByText('Écrire une nouvelle version').click();
	await page.getByLabel('Texte de la charte').fill('Le secrétariat tourne, une réunion par trimestre.');
	await page.getByLabel('Délai pour l’accepter').selectOption({ label: 'Aucun : tout de suite' });
	await page.getByRole('button', { name: 'Publier la charte' }).click();
	await expect(page.getByText('La charte est publiée.')).toBeVisible();

	expect((await other.request.get(`${address}/membres`)).status()).toBe(404);
	await other.goto(address);
	await other.getByRole('link', { name: 'Lire la charte' }).click();
	await expect(other.getByText('Le secrétariat tourne')).toBeVisible();
	await other.getByRole('button', { name: /^Accepter la charte au nom de/ }).click();
	await expect(other.getByText('La charte est acceptée.')).toBeVisible();
	expect((await other.request.get(`${address}/membres`)).status()).toBe(200);
});

test('two people change a space at once: nothing is overwritten in silence', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	const name = unique('Deux mains');
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(name);
	await page.getByLabel('Genre').selectOption({ label: 'Projet' });
	await page.getByLabel('À quoi il sert').fill('Écrire à deux.');
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	const address = new URL(page.url()).pathname;

	const other = await signedIn(cast.administration);
	await other.goto(`${address}/modifier`);
	await page.goto(`${address}/modifier`);
	await page.getByLabel('À quoi il sert').fill('Écrire à deux, sans se gêner.');
	await page.getByRole('button', { name: 'Enregistrer l’espace' }).click();
	await expect(page.getByText('L’espace est enregistré.')).toBeVisible();

	await other.getByLabel('Nom de l’espace').fill(`${name} bis`);
	await other.getByRole('button', { name: 'Enregistrer l’espace' }).click();
	const notice = other.getByRole('alert');
	await expect(notice).toContainText('À quoi il sert');
	await expect(notice).toContainText('Écrire à deux, sans se gêner.');
	await other.getByLabel('À quoi il sert').fill('Écrire à deux, sans se gêner.');
	await other.getByRole('button', { name: 'Enregistrer l’espace' }).click();
	await expect(other.getByRole('heading', { level: 1 })).toHaveText(`${name} bis`);
	await expect(other.getByText('Écrire à deux, sans se gêner.')).toBeVisible();
});

test('an archived space is read only until it is reopened', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await page.goto('/espaces/nouveau');
	const name = unique('À archiver');
	await page.getByLabel('Nom de l’espace').fill(name);
	await page.getByLabel('Genre').selectOption({ label: 'Projet' });
	await page.getByLabel('À quoi il sert').fill('Finir bien.');
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	await page.getByText('Archiver l’espace').first().click();
	await page.getByRole('button', { name: 'Archiver l’espace' }).click();
	await expect(page.getByText('L’espace est archivé : on le lit, on n’y écrit plus.')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Modifier l’espace' })).toHaveCount(0);
	const address = page.url();
	await page.goto('/espaces');
	await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
	await page.getByRole('link', { name: 'Archivés' }).click();
	await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
	await page.goto(address);
	await page.getByText('Rouvrir l’espace').first().click();
	await page.getByRole('button', { name: 'Rouvrir l’espace' }).click();
	await expect(page.getByText('L’espace est rouvert.')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Modifier l’espace' })).toBeVisible();
});
