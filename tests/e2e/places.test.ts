/** A network of its own: two hundred communes would change the forms of every other journey. */
import { cast, expect, signIn, test } from '../support/journeys.ts';
import { startPalabre } from '../support/process.ts';

test('a network takes the communes of its département, and a form names one of them in words', async ({
	browser,
	withScript
}) => {
	test.setTimeout(120_000);
	const network = await startPalabre({ demo: true });
	const signedIn = async (email: string) => {
		const context = await browser.newContext({
			baseURL: network.origin,
			javaScriptEnabled: withScript,
			locale: 'fr-FR',
			viewport: { width: 390, height: 844 }
		});
		await signIn(context.request, network.origin, email);
		return context.newPage();
	};
	try {
		const administration = await signedIn(cast.administration);
		await administration.goto('/admin/territoires');
		await administration.getByRole('link', { name: 'Ajouter des territoires' }).click();
		await administration.getByLabel('Département', { exact: true }).selectOption('Essonne (91)');
		await administration.getByRole('button', { name: 'Ajouter ce département' }).click();
		await expect(administration.getByText(/^\d{3} territoires sont ajoutés\.$/)).toBeVisible();

		await administration.goto('/admin/territoires/ajouter');
		await administration.getByLabel('Nom du territoire').fill('Yélimané');
		await administration.getByLabel('Genre de territoire').selectOption('Cercle');
		await administration.getByLabel('Un lieu qui n’est pas dans la liste').fill('region de kayes');
		await administration.getByLabel('Latitude').fill('15,12');
		await administration.getByRole('button', { name: 'Ajouter ce lieu' }).click();
		await expect(administration.getByText('Donnez les deux coordonnées').first()).toBeVisible();
		await administration.getByLabel('Longitude').fill('-10,57');
		await administration.getByRole('button', { name: 'Ajouter ce lieu' }).click();
		await expect(administration.getByText('1 territoire est ajouté.')).toBeVisible();

		// Mistyped, and off the map: two administrators correct it, and neither overwrites the other.
		const [one, second] = [administration, await signedIn(cast.administration)];
		for (const page of [one, second]) await page.goto('/admin/territoires/yelimane');
		await one.getByLabel('Nom du territoire').fill('Yélimané-Ville');
		await one.getByLabel('Latitude').fill('−15');
		await one.getByLabel('Longitude').fill('');
		await one.getByRole('button', { name: 'Enregistrer la correction' }).click();
		await expect(one.getByText('Donnez les deux coordonnées').first()).toBeVisible();
		await expect(one.getByLabel('Nom du territoire')).toHaveValue('Yélimané-Ville');
		await one.getByLabel('Latitude').fill('15,13');
		await one.getByLabel('Longitude').fill('−10,58');
		await one.getByRole('button', { name: 'Enregistrer la correction' }).click();
		await expect(one.getByText('Le lieu est corrigé.')).toBeVisible();
		await expect(one.getByRole('heading', { level: 1 })).toHaveText('Yélimané-Ville');
		await expect(one.getByLabel('Longitude')).toHaveValue('-10,58');
		await second.getByRole('button', { name: 'Enregistrer la correction' }).click();
		await expect(second.getByRole('alert')).toContainText('Une autre personne a corrigé ce lieu');
		await expect(second.getByLabel('Nom du territoire')).toHaveValue('Yélimané-Ville');
		await second.getByLabel('Nom du territoire').fill('Yélimané');
		await second.getByRole('button', { name: 'Enregistrer la correction' }).click();
		await expect(second.getByText('Le lieu est corrigé.')).toBeVisible();

		const member = await signedIn(cast.referente);
		const title = 'Un jumelage à Mennecy';
		await member.goto('/ressources/nouvelle');
		await member.getByLabel('Titre').fill(title);
		await member.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
		await member.getByLabel('Résumé').fill('Comment une commune de plus rejoint le réseau.');
		await member.getByLabel('Thème principal').selectOption({ label: 'Jumelages et échanges entre villes' });
		await member.getByLabel('CC BY 4.0').check();
		await member.getByText('Ajouter des détails').click();
		await member.getByLabel('Autres lieux').fill('Menecy, Yelimane');
		await member.getByRole('button', { name: 'Garder en brouillon' }).click();
		await expect(member.getByText('Aucun lieu ne s’appelle « Menecy »').first()).toBeVisible();
		// What was meant is in the list now, and the other name is chosen already.
		await expect(member.getByRole('checkbox', { name: 'Yélimané' })).toBeChecked();
		await member.getByRole('checkbox', { name: 'Mennecy' }).check();
		await member.getByLabel('Autres lieux').fill('');
		await member.getByRole('button', { name: 'Garder en brouillon' }).click();
		await expect(member.getByRole('heading', { name: title })).toBeVisible();
		for (const place of ['Mennecy', 'Yélimané']) await expect(member.getByText(place).last()).toBeVisible();

		// The agenda narrows by the same names, kept in its address by their codes.
		await member.goto('/agenda');
		await member.getByText('Filtrer l’agenda').click();
		const other = member.getByLabel('Un lieu qui n’est pas dans la liste');
		await other.fill('Menecy');
		await member.getByRole('button', { name: 'Filtrer', exact: true }).click();
		await expect(member.getByText('Aucun lieu ne s’appelle « Menecy »').first()).toBeVisible();
		await other.fill('yelimane');
		await member.getByRole('button', { name: 'Filtrer', exact: true }).click();
		await expect(member).toHaveURL(/\?territoire=yelimane$/);
		await expect(member.getByLabel('Territoire', { exact: true })).toHaveValue('yelimane');
	} finally {
		await network.stop();
	}
});
