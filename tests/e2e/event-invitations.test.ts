/** Inviting to an event, answering without an account, and asking for no more of it. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';
import { mailsTo } from '../support/newcomers.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;
const stranger = () => `invite${Date.now().toString(36)}${(counter += 1)}.${process.pid}@example.org`;
const day = `${new Date().getUTCFullYear() + 3}-06-15`;

async function publish(page: Page, title: string): Promise<string> {
	await page.goto('/agenda/nouveau');
	await page.getByLabel('Titre', { exact: true }).fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Atelier' });
	await page.getByLabel('Résumé').fill('On répare des vélos ensemble.');
	await page.getByLabel('Organisation responsable').selectOption({ index: 1 });
	await page.locator('[name=date1]').fill(day);
	await page.locator('[name=start1]').fill('18:30');
	await page.getByLabel('Inscription', { exact: true }).selectOption({ label: 'Inscription ouverte ici' });
	await page.getByLabel('Nombre de places').fill('10');
	await page.getByRole('button', { name: 'Publier le rendez-vous' }).click();
	await expect(page.getByText('Le rendez-vous est publié.')).toBeVisible();
	return new URL(page.url()).pathname;
}

async function linkTo(address: string): Promise<string> {
	const found = () =>
		mailsTo(process.env['PALABRE_DATA'] ?? '', address)
			.map((mail) => /\/agenda\/invitation\/[\w-]+/.exec(mail)?.[0])
			.at(-1);
	await expect.poll(found, { timeout: 20_000 }).toBeTruthy();
	return found() ?? '';
}

test('an address and a person are invited: one comes without an account, the other declines', async ({
	signedIn,
	page: visitor
}) => {
	test.setTimeout(90_000);
	const organiser = await signedIn(cast.referente);
	const title = unique('Atelier vélo');
	const event = await publish(organiser, title);
	await organiser.getByRole('link', { name: 'Inviter' }).click();
	await organiser.getByRole('button', { name: 'Envoyer les invitations' }).click();
	await expect(organiser.locator('#problemes')).toBeVisible();

	const member = await signedIn(cast.kayes);
	await member.goto('/profil');
	const name = await member.locator('[name=name]').inputValue();
	// Looking for somebody loses nothing of what is typed, nor who is chosen already.
	const address = stranger();
	await organiser.getByLabel('Adresses de courriel').fill(address);
	await organiser.getByLabel('Votre mot').fill('Bonjour,\nApportez vos outils.');
	await organiser.getByLabel('Une personne du réseau, par son nom').fill(name);
	await organiser.getByRole('button', { name: 'Chercher une personne' }).click();
	await organiser.getByRole('checkbox', { name }).check();
	await organiser.getByLabel('Une personne du réseau, par son nom').fill('dakar');
	await organiser.getByLabel('Une personne du réseau, par son nom').press('Enter');
	await expect(organiser.getByRole('checkbox', { name: /Dakar/ })).not.toBeChecked();
	await expect(organiser.getByRole('checkbox', { name })).toBeChecked();
	await expect(organiser.getByLabel('Adresses de courriel')).toHaveValue(address);
	await organiser.getByRole('button', { name: 'Envoyer les invitations' }).click();
	await expect(organiser.getByText('2 invitations partent')).toBeVisible();

	await visitor.goto(await linkTo(address));
	await expect(visitor.getByText('Apportez vos outils.')).toBeVisible();
	await expect(visitor.getByText('vous invite à ce rendez-vous.')).toBeVisible();
	await visitor.getByLabel('Votre nom').fill('Une invitée');
	await visitor.getByRole('button', { name: 'Je viens', exact: true }).click();
	await expect(visitor.getByText('Votre réponse est enregistrée.')).toBeVisible();
	await expect(visitor.getByText('Vous venez.')).toBeVisible();

	await member.goto(event);
	await expect(member.getByRole('heading', { name: 'On vous invite' })).toBeVisible();
	await member.getByRole('button', { name: 'Je ne viens pas' }).click();
	await expect(member.getByText('Votre réponse : Non')).toBeVisible();

	await organiser.goto(`${event}/inscriptions`);
	await expect(organiser.getByRole('row', { name: /Une invitée/ })).toContainText(address);
	expect(await organiser.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	const invited = organiser.getByRole('region', { name: 'Personnes invitées' }).last();
	await expect(invited.getByRole('row', { name: new RegExp(address) })).toContainText('Oui');
	await expect(invited.getByRole('row', { name: new RegExp(name) })).toContainText('Non');
	expect(await (await organiser.request.get(`${event}/inscriptions.csv`)).text()).toContain('invitation');
	expect((await member.request.get(`${event}/inviter`)).status()).toBe(404);

	await organiser.locator('summary').filter({ hasText: 'Une invitée' }).click();
	await organiser.getByLabel('Votre mot').fill('La salle est trop petite.');
	await organiser.getByRole('button', { name: 'Retirer l’inscription Une invitée' }).click();
	await expect(organiser.getByText('L’inscription est retirée')).toBeVisible();
	await expect(organiser.getByRole('row', { name: /^Une invitée/ })).toHaveCount(0);
	await invited.getByRole('button', { name: `Retirer l’invitation : ${name}` }).click();
	await expect(organiser.getByText('L’invitation est retirée.')).toBeVisible();
	await expect(invited.getByRole('row', { name: new RegExp(name) })).toHaveCount(0);
	await expect
		.poll(() => mailsTo(process.env['PALABRE_DATA'] ?? '', address).join(), { timeout: 20_000 })
		.toContain('trop petite');

	await visitor.getByRole('link', { name: 'Ne plus recevoir d’invitations' }).click();
	await visitor.getByRole('button', { name: 'Ne plus m’inviter' }).click();
	await expect(visitor.getByText('vous ne recevrez plus d’invitations')).toBeVisible();
	await organiser.goto(`${event}/inviter`);
	await organiser.getByLabel('Adresses de courriel').fill(address);
	await organiser.getByRole('button', { name: 'Envoyer les invitations' }).click();
	await expect(organiser.getByText('cette adresse ne veut plus d’invitations')).toBeVisible();
});

test('a mail program stops the invitations in one click, whatever the link', async ({ playwright, baseURL }) => {
	const program = await playwright.request.newContext({ ...(baseURL ? { baseURL } : {}) });
	const answer = await program.post('/notifications/arret/rendez-vous/personne', {
		form: { 'List-Unsubscribe': 'One-Click' },
		maxRedirects: 0
	});
	expect(answer.status()).toBe(200);
	expect((await program.get('/agenda/invitation/personne')).status()).toBe(404);
	await program.dispose();
});
