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
