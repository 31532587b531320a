/** The administration: the first one, the settings, the mails, and what is reported. */
import type { Page } from '@playwright/test';
import { cast, expect, test as demonstration } from '../support/journeys.ts';
import { mailsTo, signUp, test } from '../support/newcomers.ts';
import { publishRecord } from '../support/records.ts';

const reportedPage = '/ressources/20-ans-du-partenariat-caece-kayes';
const notFound = (page: Page) =>
	expect(page.getByRole('heading', { level: 1 })).toHaveText('Cette page n’existe pas, ou vous n’y avez pas accès');

test('an empty network is taken charge of with the code of the log, once', async ({ page, network, address }) => {
	await signUp(page, network, address);
	await page.goto('/admin');
	await notFound(page);
	await page.goto('/admin/premier');
	await page.getByLabel('Code du journal').fill('0000 0000 0000');
	await page.getByRole('button', { name: 'Prendre en charge ce réseau' }).click();
	await expect(page.getByRole('link', { name: /Ce code n’est pas le bon/ })).toBeVisible();
	const code = /"code":"(\d{4} \d{4} \d{4})"/.exec(network.log())?.[1] ?? '';
	await page.getByLabel('Code du journal').fill(code);
	await page.getByRole('button', { name: 'Prendre en charge ce réseau' }).click();
	await expect(page).toHaveURL(/\/admin$/);
	await page.goto('/admin/premier');
	await notFound(page);
});

demonstration('nobody else learns that there is an administration', async ({ page, signedIn, baseURL }) => {
	const member = await signedIn(cast.referente);
	for (const visitor of [page, member]) {
		for (const address of [
			'/admin',
			'/admin/reglages',
			'/admin/courriels',
			'/admin/signalements',
			'/admin/signalements/019b76da-a800-7d0f-b231-64a09170b784',
			'/admin/premier',
			'/admin/rien'
		]) {
			expect([address, (await visitor.goto(address))?.status()]).toEqual([address, 404]);
		}
		for (const address of [
			'/admin/reglages',
			'/admin/signalements/019b76da-a800-7d0f-b231-64a09170b784?/decide',
			'/admin/signalements/019b76da-a800-7d0f-b231-64a09170b784?/examine'
		]) {
			const answer = await visitor.request.post(address, {
				form: { name: 'x' },
				headers: { origin: baseURL ?? '', accept: 'text/html' }
			});
			expect([address, answer.status()]).toEqual([address, 404]);
		}
	}
});

demonstration(
	'two people edit the settings: the second sees what the first changed, then saves',
	async ({ signedIn, withScript }) => {
		const tagline = `Ici et là-bas ${withScript} ${Date.now()}`;
		const first = await signedIn(cast.administration);
		const second = await signedIn(cast.administration);
		await first.goto('/admin/reglages');
		await second.goto('/admin/reglages');
		await first.getByLabel('Devise').fill(tagline);
		await first.getByRole('button', { name: 'Enregistrer les réglages' }).click();
		await expect(first.getByText('Les réglages sont enregistrés.')).toBeVisible();
		await second.getByLabel('Téléphone').fill('01 60 00 00 00');
		await second.getByRole('button', { name: 'Enregistrer les réglages' }).click();
		const conflict = second.getByRole('alert');
		await expect(conflict).toContainText('Une autre personne a changé les réglages entre-temps.');
		await expect(conflict).toContainText(tagline);
		await expect(conflict).not.toContainText('Téléphone');
		await expect(second.getByLabel('Téléphone')).toHaveValue('01 60 00 00 00');
		await second.getByLabel('Devise').fill(tagline);
		await second.getByRole('button', { name: 'Enregistrer les réglages' }).click();
		await expect(second.getByText('Les réglages sont enregistrés.')).toBeVisible();
	}
);

demonstration(
	'two people edit the register: the second sees what the first changed, and visitors read what was kept',
	async ({ signedIn, page: visitor, withScript }) => {
		const name = `Annuaire des bénévoles ${withScript ? 'a' : 'b'}${Date.now()}`;
		const [first, second] = [await signedIn(cast.administration), await signedIn(cast.administration)];
		const entry = (page: Page) =>
			page
				.getByRole('listitem')
				.filter({ has: page.locator('summary', { hasText: name }) })
				.first();
		const open = async (page: Page) => {
			await page.goto('/admin/registre');
			await entry(page).locator('summary').first().click();
		};
		const field = (page: Page, label: string) => entry(page).getByLabel(label, { exact: true });
		const save = (page: Page) => entry(page).getByRole('button', { name: 'Enregistrer ce traitement' }).click();

		await first.goto('/admin/registre');
		const added = first.getByRole('listitem').filter({ hasText: 'Ajouter un traitement' }).last();
		await added.locator('summary').first().click();
		for (const [label, words] of [
			['Nom du traitement', name],
			['But', 'Joindre les bénévoles.'],
			['Base légale', 'Consentement.'],
			['Personnes concernées', 'Les bénévoles.'],
			['Données', 'Nom et téléphone.'],
			['Qui le voit', 'Le bureau.'],
			['Combien de temps', 'Un an.']
		] as const)
			await added.getByLabel(label, { exact: true }).fill(words);
		await added.getByRole('button', { name: 'Enregistrer ce traitement' }).click();
		await expect(first.getByText('Le registre est enregistré.')).toBeVisible();

		await open(first);
		await open(second);
		await field(first, 'But').fill('Joindre les bénévoles du festival.');
		await save(first);
		await expect(first.getByText('Le registre est enregistré.')).toBeVisible();
		await field(second, 'Combien de temps').fill('Six mois.');
		await save(second);
		const conflict = second.getByRole('alert');
		await expect(conflict).toContainText('Une autre personne a changé ce traitement entre-temps.');
		await expect(conflict).toContainText('Joindre les bénévoles du festival.');
		await expect(field(second, 'Combien de temps')).toHaveValue('Six mois.');
		await field(second, 'But').fill('Joindre les bénévoles du festival.');
		await save(second);
		await expect(second.getByText('Le registre est enregistré.')).toBeVisible();

		await visitor.goto('/donnees-personnelles');
		for (const words of [name, 'Joindre les bénévoles du festival.', 'Six mois.'])
			await expect(visitor.getByText(words).first()).toBeAttached();
		await open(second);
		await entry(second)
			.getByRole('button', { name: /^Retirer ce traitement/ })
			.click();
		await expect(second.getByText(name)).toHaveCount(0);
	}
);

demonstration(
	'a visitor reports a record, an administrator withdraws it at once, and both sides are told why',
	async ({ page, signedIn, withScript, baseURL }) => {
		const record = await publishRecord(await signedIn(cast.referente), baseURL ?? '', {
			title: 'Carnet de classe'
		});
		const dataDir = process.env['PALABRE_DATA'] ?? '';
		const reporter = `lectrice-${withScript}-${Date.now()}@example.org`;
		await page.goto(record);
		await page.getByRole('link', { name: /Signaler/ }).click();
		await page.getByLabel('Motif').selectOption({ label: 'Vie privée ou données personnelles' });
		await page.getByLabel('Explication').fill(`Le nom d’une élève est lisible. ${reporter}`);
		await page.getByLabel('Votre nom').fill('Une lectrice');
		await page.getByLabel('Votre adresse de courriel').fill(reporter);
		await page.getByLabel(/bonne foi/).check();
		await page.getByRole('button', { name: 'Envoyer le signalement' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Votre signalement est envoyé');
		await expect
			.poll(
				() => mailsTo(dataDir, reporter).filter((mail) => mail.includes('Nous avons reçu votre signalement')).length
			)
			.toBe(1);

		const administration = await signedIn(cast.administration);
		await administration.goto('/admin/signalements');
		await administration.getByRole('link', { name: 'Vie privée ou données personnelles' }).first().click();
		await expect(administration.getByText(reporter).first()).toBeVisible();
		await administration.getByLabel('Le contenu est retiré').check();
		await administration.getByLabel('Vos raisons').fill('Le nom de l’élève n’a pas à être public.');
		await administration.getByRole('button', { name: 'Enregistrer la décision' }).click();
		await expect(administration.getByText('La réponse est enregistrée et envoyée.')).toBeVisible();
		await expect
			.poll(
				() =>
					mailsTo(dataDir, reporter).filter((mail) => mail.includes('Le nom de l’élève n’a pas à être public.')).length
			)
			.toBe(1);
		expect((await page.goto(record))?.status()).toBe(410);
		await administration.getByRole('button', { name: 'Lever la mesure' }).click();
		await expect(administration.getByText('Mesure levée le')).toBeVisible();
		await administration.goto('/admin/courriels');
		await expect(administration.getByText(`À ${reporter}`).first()).toBeVisible();
	}
);

demonstration('only what one sees can be reported, and a child’s abuse without a name', async ({ page, baseURL }) => {
	for (const object of [
		'objet=resource&id=019b76da-a800-7d0f-b231-000000000000',
		'objet=person&id=019b76da-a800-7d0f-b231-64a09170b784',
		'objet=resource&id=x',
		''
	]) {
		expect((await page.goto(`/signaler?${object}`))?.status()).toBe(404);
	}
	await page.goto(reportedPage);
	await page.getByRole('link', { name: /Signaler/ }).click();
	const address = page.url();
	const form = {
		id: '019b76da-a800-7d0f-b231-64a0917ab111',
		address: `${baseURL}${reportedPage}`,
		explanation: 'Une image qui ne devrait pas être là.',
		faith: 'on'
	};
	const post = (ground: string) =>
		page.request.post(address, {
			form: { ...form, ground },
			headers: { origin: baseURL ?? '', accept: 'text/html' },
			maxRedirects: 0
		});
	expect((await post('hate')).status()).toBe(422);
	expect((await post('minors')).status()).toBe(303);
	// The same form twice is one report.
	expect((await post('minors')).status()).toBe(303);
});
