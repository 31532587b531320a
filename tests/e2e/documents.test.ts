/** Documents of a space (`domain.md` §3.3): opened, read by those who may, reviewed, adopted. */
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

test('minutes are opened from a text, reviewed, adopted, and no longer change', async ({ signedIn, page: visitor }) => {
	const page = await signedIn(cast.administration);
	const title = unique('Compte rendu');
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(unique('Écrire ensemble'));
	await page.getByLabel('Genre').selectOption({ label: 'Groupe de travail' });
	await page.getByLabel('À quoi il sert').fill('Écrire les comptes rendus.');
	await page.getByLabel('Ouvert à tout le monde').check();
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	await expect(page.getByText('L’espace est ouvert.')).toBeVisible();

	await page.getByRole('link', { name: 'Documents', exact: true }).click();
	await page.getByRole('link', { name: 'Ouvrir un document' }).click();
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Qui lit ce document ?').selectOption({ label: 'Tout le monde' });
	await page
		.getByLabel('Texte de départ')
		.fill('## Présents\n\nLa ville et le **comité**.\n\n## Décisions\n\n- [x] La salle\n- [ ] Le bus');
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(page.getByText('Le document est ouvert.')).toBeVisible();
	const address = new URL(page.url()).pathname;

	await visitor.goto(address);
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(title);
	await expect(visitor.getByRole('heading', { level: 2, name: 'Décisions' })).toBeVisible();
	await expect(visitor.getByRole('checkbox', { name: 'La salle' })).toBeChecked();
	await expect(visitor.getByText('Lecture : tout le monde.')).toBeVisible();
	await expect(visitor.getByRole('button', { name: 'Mettre en relecture' })).toHaveCount(0);

	await page.getByRole('button', { name: 'Mettre en relecture' }).click();
	await expect(page.getByText('Le document est en relecture.')).toBeVisible();
	await page.getByText('Adopter ce texte').first().click();
	await page.getByRole('button', { name: 'Adopter ce texte' }).click();
	await expect(page.getByText('Le texte est adopté : il ne change plus.')).toBeVisible();
	await expect(page.getByText(/^Empreinte SHA-256/)).toBeVisible();
	const file = await visitor.request.get(`${address}/texte.md`);
	const digest = createHash('sha256')
		.update(await file.body())
		.digest('hex');
	await expect(page.getByText(digest)).toBeVisible();
	await page.getByRole('link', { name: 'Réglages' }).click();
	await expect(page.getByLabel('Titre')).toHaveCount(0);
});

test('a document for named people is theirs only', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await page.goto('/espaces/nouveau');
	await page.getByLabel('Nom de l’espace').fill(unique('Réservé'));
	await page.getByLabel('Genre').selectOption({ label: 'Groupe de travail' });
	await page.getByLabel('À quoi il sert').fill('Préparer une mission.');
	await page.getByLabel('Ouvert aux membres du réseau').check();
	await page.getByRole('button', { name: 'Ouvrir l’espace' }).click();
	await page.getByRole('link', { name: 'Documents', exact: true }).click();
	await page.getByRole('link', { name: 'Ouvrir un document' }).click();
	const title = unique('Note');
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Qui lit ce document ?').selectOption({ label: 'Les personnes nommées' });
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(page.getByText('Lecture : les personnes nommées.')).toBeVisible();
	const address = new URL(page.url()).pathname;

	const other = await signedIn(cast.contributrice);
	expect((await other.goto(address))?.status()).toBe(404);
	await other.goto(address.replace(/\/[^/]+$/, ''));
	await expect(other.getByText(title)).toHaveCount(0);

	await page.getByText('Jeter ce brouillon').first().click();
	await page.getByRole('button', { name: 'Jeter ce brouillon' }).click();
	await expect(page.getByText('Le brouillon est jeté.')).toBeVisible();
});

/** A document of a space that both of them write in. */
async function openDocument(page: Page, title: string, text = ''): Promise<string> {
	await page.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Texte de départ').fill(text);
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	return new URL(page.url()).pathname;
}
const paper = (page: Page) => page.locator('[data-part="text"] .ProseMirror');
const isSaved = (page: Page) => expect(page.locator('[data-part="state"]')).toHaveText('Tout est enregistré.');

test('two people write the same text, one of them cut off for a while @script', async ({ signedIn }) => {
	const one = await signedIn(cast.administration);
	const address = await openDocument(one, unique('Ensemble'), '## Ordre du jour\n\nUn point.');
	const other = await signedIn(cast.referente);
	await other.goto(address);
	await isSaved(one);
	await isSaved(other);
	await expect(other.getByText(/^Vous écrivez avec/)).toBeVisible();

	await paper(one).click();
	await one.keyboard.press('Control+End');
	await one.keyboard.type(' De la première.');
	await expect(paper(other)).toContainText('De la première.');
	await isSaved(one);

	await other.context().setOffline(true);
	await expect(other.locator('[data-part="state"]')).toContainText('Hors connexion');
	await paper(other).click();
	await other.keyboard.press('Control+Home');
	await other.keyboard.type('De loin. ');
	await one.keyboard.type(' Encore.');
	await isSaved(one);
	await other.context().setOffline(false);
	await isSaved(other);
	for (const page of [one, other]) {
		await expect(paper(page)).toContainText('De loin.');
		await expect(paper(page)).toContainText('Encore.');
	}
	// What is read without an editor is the same, at once.
	const reader = await one.request.get(address);
	expect(await reader.text()).toMatch(/De loin\.[^]*De la première\. Encore\./);
});

test('every control of the editor has a name and answers to the keyboard @script', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await openDocument(page, unique('Au clavier'));
	await isSaved(page);
	await paper(page).click();
	await page.getByRole('button', { name: 'Titre de partie' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.type('Décisions');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Titre de partie' }).focus();
	for (let steps = 0; steps < 6; steps += 1) await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('button', { name: 'Liste de tâches' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type('La salle');
	await expect(page.getByRole('checkbox', { name: 'La salle' })).toBeVisible();
	// At once, not a frame later: nothing that is typed fast is lost.
	const pressed = await page.getByRole('button', { name: 'Gras' }).evaluate((button: HTMLElement) => {
		button.click();
		return document.activeElement?.getAttribute('role');
	});
	expect(pressed).toBe('textbox');
	await page.keyboard.type(', gras');
	await expect(page.getByRole('checkbox', { name: 'La salle, gras' })).toBeVisible();
	await page.getByRole('button', { name: 'Lien', exact: true }).focus();
	await page.keyboard.press('Enter');
	await page.getByLabel('Adresse du lien').fill('example.org/salle');
	await page.keyboard.press('Enter');
	await expect(paper(page).getByRole('link', { name: 'https://example.org/salle' })).toBeVisible();
	await isSaved(page);
	await page.reload();
	await expect(paper(page).getByRole('heading', { name: 'Décisions' })).toBeVisible();
});
