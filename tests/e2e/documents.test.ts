/** Documents of a space (`domain.md` §3.3): opened, read by those who may, reviewed, adopted. */
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
