/** Who is here, for whom: the directory narrowed, emptied into a spreadsheet, and seen from one's own place. */
import { cast, expect, test } from '../support/journeys.ts';

test('the directory is narrowed by several facets, and its address can be sent', async ({ page, browser, baseURL }) => {
	await page.goto('/annuaire');
	await page.getByRole('link', { name: 'Affiner' }).click();
	await page.getByRole('checkbox', { name: /^Mali/ }).check();
	await page.locator('summary', { hasText: 'Objectif (ODD)' }).click();
	await page.getByRole('checkbox', { name: /^6\. Eau propre/ }).check();
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page).toHaveURL(/pays=ML/);
	await expect(page).toHaveURL(/odd=6/);
	await expect(page.getByRole('link', { name: 'Commune de Kayes' })).toBeVisible();
	const count = page.getByRole('heading', { level: 2, name: /résultats?$/ });
	const told = await count.textContent();

	const other = await browser.newPage(baseURL ? { baseURL } : {});
	await other.goto(page.url());
	await expect(other.getByRole('heading', { level: 2, name: told ?? '' })).toBeVisible();
	await other.close();

	await page.getByRole('link', { name: /Mali.*retirer ce filtre/ }).click();
	await expect(page).not.toHaveURL(/pays=/);
	await expect(count).not.toHaveText(told ?? '');
});

test('a former name finds the organisation of today, and the spreadsheet holds what the list holds', async ({
	page
}) => {
	await page.goto('/annuaire');
	await page.getByRole('searchbox').fill('Maison du Jumelage');
	await page.getByRole('button', { name: 'Chercher' }).click();
	await expect(page.getByRole('link', { name: /Alliance franco-malienne/ })).toBeVisible();
	const sheet = page.getByRole('link', { name: 'Ces résultats en tableur' });
	const answer = await page.request.get((await sheet.getAttribute('href')) ?? '');
	const lines = (await answer.text()).split('\r\n').slice(1, -1);
	expect(lines.length).toBeLessThan(10);
	expect(lines.join()).toContain('Maison du Jumelage');
});

test('a referent sees who is near, in the same countries, on the same themes, and who is new', async ({ signedIn }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/annuaire');
	await page.getByRole('link', { name: 'Près de vous' }).click();
	const near = page.getByRole('region', { name: 'Près de chez vous' });
	expect(await near.getByRole('heading', { level: 3 }).count()).toBeGreaterThanOrEqual(3);
	await expect(near.getByText(/km|au même endroit/).first()).toBeVisible();
	await expect(page.getByRole('region', { name: 'Nouveaux membres' }).getByRole('listitem')).toHaveCount(5);

	await page.getByText('Regarder depuis un autre lieu').click();
	await page.getByLabel('Commune ou ville').fill('Nouakchott');
	await page.getByRole('button', { name: 'Voir les organisations' }).click();
	await expect(page.getByText('autour de Nouakchott')).toBeVisible();
	await page.getByText('Regarder depuis un autre lieu').click();
	await page.getByLabel('Commune ou ville').fill('Nulle-Part-sur-Orge');
	await page.getByRole('button', { name: 'Voir les organisations' }).click();
	await expect(page.getByText('Ce lieu n’est pas dans la liste')).toBeVisible();
});

test('a visitor who wants to see who is near is asked to sign in', async ({ page }) => {
	await page.goto('/annuaire/proches');
	await expect(page).toHaveURL(/\/connexion\?retour=%2Fannuaire%2Fproches/);
});

test('a spreadsheet is read first, shown line by line, then imported whole', async ({ signedIn, withScript }) => {
	const page = await signedIn(cast.administration);
	// Far apart: the second must not look like the first.
	const name = withScript ? 'Amis du fleuve' : 'Pirogues et lanternes';
	const text = `Nom;Type;Territoire;Résumé;Pays d’action\n${name};Association;Bondoufle;Une rive, puis l’autre.;Mali\nSans type;;;;\nComité de jumelage de Bondoufle;;Bondoufle;;\nComité du jumelage de Bondoufle;Association;Bondoufle;;\n`;
	await page.goto('/annuaire');
	await page.getByRole('link', { name: 'Importer un tableur' }).click();
	await page.getByRole('button', { name: 'Lire le fichier' }).click();
	await page
		.getByLabel('Fichier CSV')
		.setInputFiles({ name: 'acteurs.csv', mimeType: 'text/csv', buffer: Buffer.from('Type\nx') });
	await page.getByRole('button', { name: 'Lire le fichier' }).click();
	await expect(page.getByText('La première ligne doit nommer les colonnes').first()).toBeVisible();
	await page
		.getByLabel('Fichier CSV')
		.setInputFiles({ name: 'acteurs.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
	await page.getByRole('button', { name: 'Lire le fichier' }).click();

	await expect(page.getByText('Rien n’a encore été changé.')).toBeVisible();
	await expect(page.getByRole('heading', { name, level: 3 })).toBeVisible();
	const read = page.url();
	await page.getByRole('link', { name: '1 ligne refusée' }).click();
	await expect(page.getByText('Type : il faut un type pour une nouvelle organisation.')).toBeVisible();
	await page.getByRole('link', { name: '1 identique' }).click();
	await expect(page.getByRole('link', { name: 'Comité de jumelage de Bondoufle' })).toBeVisible();
	await page.getByRole('link', { name: '1 doublon possible' }).click();
	await page.getByRole('button', { name: /C’est une autre/ }).click();
	await expect(page.getByText('Elle sera ajoutée.')).toBeVisible();
	await page.getByRole('button', { name: /Ne pas l’ajouter/ }).click();
	await expect(page.getByText('Elle sera ajoutée.')).toBeHidden();
	await page.getByRole('button', { name: 'Importer' }).click();
	await expect(page.getByText('Une organisation a été écrite.')).toBeVisible();
	await page.goto(`/annuaire?q=${encodeURIComponent(name)}`);
	await expect(page.getByRole('link', { name })).toBeVisible();

	const stranger = await signedIn(cast.referente);
	for (const address of ['/annuaire/import', new URL(read).pathname])
		expect((await stranger.goto(address))?.status()).toBe(404);
});

test('the map of actors is a click away, narrows from circle to circle, beside the same as text', async ({ page }) => {
	await page.goto('/annuaire?pays=ML');
	await page.getByRole('link', { name: /Voir la carte/ }).click();
	await expect(page).toHaveURL(/\/annuaire\/carte\?pays=ML/);
	const table = page.getByRole('table');
	await expect(table.getByRole('row', { name: /France/ })).toBeVisible();
	await page.getByRole('link', { name: /^Mali : \d+/ }).focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/siege=ML/);
	await table.getByRole('link', { name: 'Région de Kayes' }).click();
	await expect(page).toHaveURL(/\/annuaire\?pays=ML&siege=ML&region=region-de-kayes/);
});

test('in light mode the map is drawn when it is asked for', async ({ page }) => {
	await page.goto('/annuaire/carte');
	await page.getByRole('button', { name: 'Mode léger' }).click();
	await page.goto('/annuaire/carte');
	await expect(page.locator('main svg[role="group"]')).toHaveCount(0);
	await expect(page.getByRole('table')).toBeVisible();
	await page.getByRole('link', { name: /Dessiner la carte/ }).click();
	await expect(page.locator('main svg[role="group"]')).toBeVisible();
});
