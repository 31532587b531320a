/** An organisation and its people (`domain.md` §4.1, steps 1 and 2; IN-10): joined, proposed, edited by two, handed over, written to. */
import type { Page } from '@playwright/test';
import { pdf, png } from '../support/files.ts';
import { cast, expect, test } from '../support/journeys.ts';
import { mailsTo, signUp } from '../support/newcomers.ts';

const dataDir = process.env['PALABRE_DATA'] ?? '';
let counter = 0;
/** A name of letters only, far from the names of others: one that looks like it would be suggested. */
const unique = (about: string) => {
	const letters = [...`${Date.now()}${process.pid}${(counter += 1)}`]
		.map((digit) => 'bdfgklmnpr'[Number(digit)])
		.reverse()
		.join('');
	return `${about} ${letters.slice(0, 12)}`;
};

const mails = (address: string, about: string) =>
	mailsTo(dataDir, address).filter((mail) => mail.includes(about)).length;

test('somebody new finds their organisation, is let in, is handed over to, and removed', async ({ page, signedIn }) => {
	const name = unique('Nouvelle');
	const address = `${name.replace(' ', '-').toLowerCase()}@example.org`;
	await signUp(page, { dataDir }, address, name);
	await page.getByRole('link', { name: 'Rejoindre une organisation' }).click();
	await page.getByLabel('Nom, sigle, commune, RNA ou SIREN').fill('jumelage bondoufle');
	await page.getByRole('button', { name: 'Chercher', exact: true }).last().click();
	await page.getByRole('link', { name: 'Demander à la rejoindre Comité de jumelage de Bondoufle' }).click();
	await page.getByLabel('Un mot pour vous présenter').fill('Je tiens le stand du marché.');
	await page.getByRole('button', { name: 'Envoyer la demande' }).click();
	await expect(page.getByText('Votre demande est envoyée.')).toBeVisible();
	await expect.poll(() => mails(cast.referente, `${name} demande à rejoindre`)).toBeGreaterThan(0);

	const referente = await signedIn(cast.referente);
	await referente.goto('/annuaire/comite-de-jumelage-de-bondoufle');
	await referente.getByRole('link', { name: /demande(nt)? à vous rejoindre/ }).click();
	await expect(referente.getByText('Je tiens le stand du marché.').first()).toBeVisible();
	await referente.getByRole('button', { name: `Accepter ${name}` }).click();
	await expect(referente.getByText('La personne est acceptée.')).toBeVisible();
	await expect(referente.getByRole('heading', { name })).toBeVisible();
	await expect.poll(() => mails(address, 'vous faites partie de')).toBe(1);

	await page.goto('/annuaire/comite-de-jumelage-de-bondoufle/membres');
	await expect(page.getByRole('heading', { name: `${name} (vous)` })).toBeVisible();

	// The referent hands over, and stays as one.
	await referente.getByRole('radio', { name: new RegExp(name) }).check();
	await referente.getByRole('button', { name: 'Passer le relais' }).click();
	await expect(referente.getByText('Le relais est passé.')).toBeVisible();
	expect((await page.goto('/annuaire/comite-de-jumelage-de-bondoufle/modifier'))?.status()).toBe(200);

	// Removed, they see no more of it.
	const line = referente.getByRole('listitem').filter({ has: referente.getByRole('heading', { name }) });
	await line.getByText('Changer le rôle ou retirer').click();
	await line.getByRole('button', { name: `Retirer ${name}` }).click();
	await expect(referente.getByText('La personne est retirée.')).toBeVisible();
	expect((await page.goto('/annuaire/comite-de-jumelage-de-bondoufle/membres'))?.status()).toBe(404);
});

test('somebody proposes an organisation, the network validates it, two people edit it, and its last referent leaves aloud', async ({
	page,
	signedIn
}) => {
	const person = unique('Fondatrice');
	const address = `${person.replace(' ', '-').toLowerCase()}@example.org`;
	const organisation = unique('Puits');
	await signUp(page, { dataDir }, address, person);

	// One that looks like another is shown that other first.
	await page.goto('/annuaire/nouvelle?nom=Comité de jumelage de Bondoufle');
	await page.getByLabel('Type d’organisation').selectOption({ label: 'Comité de jumelage' });
	await page.getByLabel('Commune ou territoire').selectOption({ label: 'Bondoufle' });
	await page.getByRole('button', { name: 'Proposer cette organisation' }).click();
	await expect(page.getByText('Est-ce l’une de ces organisations ?')).toBeVisible();
	await expect(
		page.getByRole('link', { name: 'C’est elle : la rejoindre Comité de jumelage de Bondoufle' })
	).toBeVisible();
	await page.getByLabel('Nom', { exact: true }).fill(organisation);
	await page.getByLabel('Numéro SIREN').fill('123 456 789');
	await page.getByRole('button', { name: 'Proposer cette organisation' }).click();
	await expect(page.getByRole('link', { name: /Ce numéro n’est pas un SIREN/ })).toBeVisible();
	await page.getByLabel('Numéro SIREN').fill('');
	await page.getByRole('button', { name: 'Proposer cette organisation' }).click();
	await expect(page.getByText('Merci. L’animation du réseau va vérifier cette fiche')).toBeVisible();
	const sheet = new URL(page.url()).pathname;

	const administration = await signedIn(cast.administration);
	await administration.goto('/admin/organisations');
	await administration.getByRole('link', { name: organisation }).click();
	await administration.getByLabel('Type d’organisation').selectOption({ label: 'Association' });
	await administration.getByRole('button', { name: 'Valider et publier' }).click();
	await expect(administration.getByText('La fiche est publiée.')).toBeVisible();
	await expect.poll(() => mails(address, 'vous êtes sa première personne référente')).toBe(1);

	await twoEditors(page, administration, sheet);

	await page.goto(`${sheet}/membres`);
	await page.getByRole('button', { name: 'Quitter l’organisation' }).click();
	await expect(page.getByRole('alert')).toContainText('Elle n’aurait plus de personne référente.');
	await page.getByRole('button', { name: 'Je pars quand même' }).click();
	await expect(page.getByText('Vous ne faites plus partie de cette organisation.')).toBeVisible();
	await expect.poll(() => mails(cast.administration, `La dernière personne référente de ${organisation}`)).toBe(1);
	expect((await page.goto(`${sheet}/modifier`))?.status()).toBe(404);
});

async function twoEditors(first: Page, second: Page, sheet: string): Promise<void> {
	await first.goto(`${sheet}/modifier`);
	await second.goto(`${sheet}/modifier`);
	await first.getByLabel('Présentation').fill('Nous creusons des puits avec les villages.');
	await first.getByText('Autres noms et successions').click();
	await first
		.getByRole('group', { name: 'Autres noms', exact: true })
		.getByLabel('Nom (ligne 1)')
		.fill('Les sourciers');
	await first.getByLabel('Pays d’action').fill('Mali, senegal');
	await first.getByRole('button', { name: 'Enregistrer la fiche' }).click();
	await expect(first.getByText('La fiche est enregistrée.')).toBeVisible();
	await expect(first.getByText('Nous creusons des puits avec les villages.')).toBeVisible();
	await expect(first.getByText('Mali, Sénégal')).toBeVisible();

	await second.getByLabel('Ce qu’elle cherche').fill('Une pompe.');
	await second.getByRole('button', { name: 'Enregistrer la fiche' }).click();
	const conflict = second.getByRole('alert');
	await expect(conflict).toContainText('Une autre personne a modifié cette fiche entre-temps.');
	await expect(conflict).toContainText('Nous creusons des puits avec les villages.');
	await expect(conflict).toContainText('Les sourciers');
	await expect(conflict).not.toContainText('Une pompe.');
	await expect(second.getByLabel('Ce qu’elle cherche')).toHaveValue('Une pompe.');
	await second.getByLabel('Présentation').fill('Nous creusons des puits avec les villages.');
	await second.getByText('Autres noms et successions').click();
	await second
		.getByRole('group', { name: 'Autres noms', exact: true })
		.getByLabel('Nom (ligne 1)')
		.fill('Les sourciers');
	await second.getByLabel('Pays d’action').fill('Mali, Sénégal');
	await second.getByRole('button', { name: 'Enregistrer la fiche' }).click();
	await expect(second.getByText('La fiche est enregistrée.')).toBeVisible();
	await expect(second.getByText('Une pompe.')).toBeVisible();
	await second.getByRole('button', { name: 'Ces informations sont à jour' }).click();
	await expect(second.getByText('la fiche est confirmée à jour')).toBeVisible();
}

test('a visitor writes to an organisation, whose referent answers them directly; no address is shown', async ({
	page,
	withScript
}) => {
	const writer = `lecteur-${withScript}-${Date.now()}@example.org`;
	await page.goto('/annuaire/comite-de-jumelage-de-bondoufle');
	await page.getByRole('link', { name: 'Écrire à cette organisation' }).click();
	await page.getByLabel('Votre nom').fill('Un lecteur');
	await page.getByLabel('Votre adresse de courriel').fill(writer);
	await page.getByLabel('Votre message').fill('Trop court');
	await page.getByLabel('Votre message').fill(`Comment vous aider ? ${writer}`);
	await page.getByRole('button', { name: 'Envoyer le message' }).click();
	await expect(page.getByText('Votre message est parti.')).toBeVisible();
	await expect(page.locator('main')).not.toContainText('@');
	await expect
		.poll(() => mailsTo(dataDir, cast.referente).some((mail) => mail.includes(`Reply-To: ${writer}`)))
		.toBe(true);
});

test('nobody learns who is in an organisation, and a machine is answered like anybody else', async ({
	page,
	signedIn,
	baseURL
}) => {
	const other = await signedIn(cast.kayes);
	const sheet = '/annuaire/comite-de-jumelage-de-bondoufle';
	for (const address of ['membres', 'modifier', 'historique'])
		expect([address, (await other.goto(`${sheet}/${address}`))?.status()]).toEqual([address, 404]);
	const answer = await page.request.post(`${sheet}/contact`, {
		form: {
			id: '019b76da-a800-7d0f-b231-64a0917ab222',
			name: 'Machine',
			email: 'machine@example.org',
			message: 'Achetez nos liens.',
			website: 'https://example.org'
		},
		headers: { origin: baseURL ?? '', accept: 'text/html' },
		maxRedirects: 0
	});
	expect(answer.status()).toBe(303);
	expect(mailsTo(dataDir, cast.referente).some((mail) => mail.includes('machine@example.org'))).toBe(false);
});

test('a request is refused with a reason, which who asked reads by mail and where they would ask again', async ({
	signedIn,
	withScript
}) => {
	const asker = withScript ? 'dakar@example.org' : 'essonne-sahel@example.org';
	const reason = `Nous attendons notre assemblée (${Date.now()}).`;
	const door = '/annuaire/comite-de-jumelage-de-bondoufle/rejoindre';
	const [page, referente] = [await signedIn(asker), await signedIn(cast.referente)];
	await page.goto(door);
	await page.getByLabel('Un mot pour vous présenter').fill(`Bonjour de ${asker}.`);
	await page.getByRole('button', { name: 'Envoyer la demande' }).click();
	await expect(page.getByText('Votre demande est envoyée.')).toBeVisible();

	await referente.goto('/annuaire/comite-de-jumelage-de-bondoufle/membres');
	const request = referente.getByRole('listitem').filter({ hasText: `Bonjour de ${asker}.` });
	await request.locator('summary').click();
	await request.getByLabel('Pourquoi').fill(reason);
	await request.getByRole('button', { name: 'Refuser la demande' }).click();
	await expect(referente.getByText('La demande est refusée.')).toBeVisible();
	await expect(request).toHaveCount(0);

	await expect.poll(() => mails(asker, reason), { timeout: 20_000 }).toBe(1);
	await page.goto(door);
	await expect(page.getByText(reason)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Envoyer la demande' })).toBeVisible();
	expect((await page.goto('/annuaire/comite-de-jumelage-de-bondoufle/membres'))?.status()).toBe(404);
});

test('a logo is brought with what it shows, replaced and removed; what is no picture is refused with its reason', async ({
	signedIn,
	page: visitor,
	withScript
}) => {
	// A body each: the two ways run at the same time.
	const page = await signedIn(withScript ? cast.kayes : 'dakar@example.org');
	await page.goto('/compte');
	const sheet =
		(await page
			.getByRole('main')
			.getByRole('link', { name: withScript ? /Kayes/ : /Dakar/ })
			.first()
			.getAttribute('href')) ?? '';
	const send = async (name: string, buffer: Buffer, alternative?: string) => {
		await page.getByLabel('Image', { exact: true }).setInputFiles({ name, mimeType: 'image/png', buffer });
		if (alternative) await page.getByLabel('Ce que montre l’image').fill(alternative);
		await page.getByRole('button', { name: 'Enregistrer le logo' }).click();
	};
	const image = visitor.locator(`img[src$="${sheet}/logo/320.webp"]`);
	const bytes = async () => (await visitor.request.get(`${sheet}/logo/320.webp`)).body();

	await page.goto(sheet);
	await page.getByRole('link', { name: 'Logo' }).click();
	const problem = page.getByRole('main');
	await send('logo.txt', Buffer.from('Pas une image'), 'Deux mains serrées');
	await expect(problem).toContainText('Choisissez une image : PNG, JPEG ou WebP.');
	await send('logo.pdf', await pdf('Pas une image'));
	await expect(problem).toContainText('Choisissez une image : PNG, JPEG ou WebP.');
	await send('logo.png', Buffer.from('Ni celle-ci'));
	await expect(problem).toContainText('annonce un type, son contenu un autre');
	await expect(page.getByLabel('Ce que montre l’image')).toHaveValue('Deux mains serrées');

	await send('logo.png', await png('#1f6f50'), 'Deux mains serrées');
	await expect(page.getByText('Le logo est enregistré.')).toBeVisible();
	await expect(async () => {
		await visitor.goto(sheet);
		await expect(image).toHaveAttribute('alt', 'Deux mains serrées', { timeout: 500 });
	}).toPass({ timeout: 30_000 });
	const first = await bytes();

	await page.goto(`${sheet}/logo`);
	await page.getByLabel('Ce que montre l’image').fill('Deux mains, l’une dans l’autre');
	await page.getByRole('button', { name: 'Enregistrer le logo' }).click();
	await visitor.goto(sheet);
	await expect(image).toHaveAttribute('alt', 'Deux mains, l’une dans l’autre');
	expect((await bytes()).equals(first)).toBe(true);

	await page.goto(`${sheet}/logo`);
	await send('autre.png', await png('#b5462f'), 'Un baobab');
	await expect(async () => {
		await visitor.goto(sheet);
		await expect(image).toHaveAttribute('alt', 'Un baobab', { timeout: 500 });
	}).toPass({ timeout: 30_000 });
	expect((await bytes()).equals(first)).toBe(false);

	await page.goto(`${sheet}/logo`);
	await page.getByRole('button', { name: 'Retirer le logo' }).click();
	await expect(page.getByText('Le logo est retiré.')).toBeVisible();
	await visitor.goto(sheet);
	await expect(image).toHaveCount(0);
	expect((await visitor.request.get(`${sheet}/logo/320.webp`)).status()).toBe(404);
});

test('a member introduces two organisations to each other', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	await page.goto('/annuaire/comite-de-jumelage-de-bondoufle');
	await page.getByRole('link', { name: 'Mettre en relation' }).click();
	await page.getByRole('searchbox', { name: 'Avec quelle organisation ?' }).fill('cresi');
	await page.getByRole('button', { name: 'Chercher' }).last().click();
	await page.getByRole('radio').first().check();
	await page.getByLabel('Pourquoi les mettre en relation').fill('Vous cherchez la même exposition sur le fleuve.');
	await page.getByRole('button', { name: 'Envoyer aux deux organisations' }).click();
	await expect(page.getByText('Votre message est parti aux deux organisations.')).toBeVisible();
});
