/** A place where naming people is dangerous: the network proposes to protect it, its author decides. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

const people = 'Cacher le nom des personnes';
const proposal = /Le réseau propose de protéger ce qui concerne Diéma/;

async function unfold(page: Page, name: string): Promise<void> {
	const fold = page.locator('details:not([open]) > summary', { hasText: name });
	if (await fold.count()) await fold.first().click();
}

test('who names a sensitive place is proposed its protection once, and decides', async ({ signedIn }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').fill('Un puits à Diéma');
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
	await page.getByLabel('Résumé').fill('Ce que le comité a appris.');
	await page.getByLabel('Thème principal').selectOption({ label: 'Jumelages et échanges entre villes' });
	await page.getByLabel('CC BY 4.0').check();
	await unfold(page, 'Ajouter des détails');
	await unfold(page, 'Territoires');
	await page.getByLabel('Diéma').check();
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText(proposal).first()).toBeVisible();
	await expect(page.getByLabel('Titre')).toHaveValue('Un puits à Diéma');
	await expect(page.getByLabel(people)).toBeChecked();
	await page.getByLabel('Cacher les financeurs').uncheck();
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();

	await page.getByRole('link', { name: 'Modifier', exact: true }).click();
	await unfold(page, 'Ajouter des détails');
	await expect(page.getByLabel(people)).toBeChecked();
	await expect(page.getByLabel('Cacher les financeurs')).not.toBeChecked();
	// What was decided is not asked again.
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByText('La ressource est enregistrée.')).toBeVisible();
});

test('who proposes an organisation in a sensitive place is proposed its protection', async ({ signedIn }) => {
	const page = await signedIn(cast.contributrice);
	await page.goto(`/annuaire/nouvelle?nom=${encodeURIComponent(`Amies des puits ${Date.now().toString(36)}`)}`);
	await page.getByLabel('Type d’organisation').selectOption({ label: 'Association' });
	await page.getByLabel('Commune ou territoire').selectOption({ label: 'Diéma' });
	await page.getByRole('button', { name: 'Proposer cette organisation' }).click();
	await expect(page.getByText(proposal).first()).toBeVisible();
	await expect(page.getByLabel('Cacher qui a modifié la fiche')).toBeChecked();
	await page.getByLabel('Cacher les financeurs').uncheck();
	await page.getByRole('button', { name: 'Proposer cette organisation' }).click();
	await expect(page.getByText('Merci. L’animation du réseau va vérifier cette fiche')).toBeVisible();
});

test('those who run the network say what is protected, and nobody overwrites anybody', async ({
	signedIn,
	withScript
}) => {
	const [first, second] = [await signedIn(cast.administration), await signedIn(cast.administration)];
	// One for each project of the run.
	const [words, name] = withScript ? ['chalon', 'Chalon Val de Bourgogne'] : ['cahors', 'Grand Cahors'];
	await first.goto('/admin');
	await first.getByRole('link', { name: 'Territoires' }).click();
	await first.getByLabel('Nom du territoire').fill(words);
	await first.getByRole('button', { name: 'Chercher' }).last().click();
	await first.getByRole('link', { name }).click();
	await second.goto(first.url());
	await first.getByLabel(people).check();
	await first.getByRole('button', { name: 'Enregistrer la protection' }).click();
	await expect(first.getByText('La protection est enregistrée.')).toBeVisible();
	await second.getByLabel('Cacher les financeurs').check();
	await second.getByRole('button', { name: 'Enregistrer la protection' }).click();
	await expect(second.getByRole('alert')).toContainText('Une autre personne a changé cette protection entre-temps.');
	await expect(second.getByLabel(people)).toBeChecked();
	await second.getByLabel('Cacher les financeurs').check();
	await second.getByRole('button', { name: 'Enregistrer la protection' }).click();
	await expect(second.getByText('La protection est enregistrée.')).toBeVisible();
	await second.goto('/admin/territoires?proteges=1');
	await expect(second.getByRole('link', { name })).toBeVisible();

	const member = await signedIn(cast.referente);
	for (const address of ['/admin/territoires', '/admin/territoires/diema'])
		expect((await member.goto(address))?.status()).toBe(404);
});
