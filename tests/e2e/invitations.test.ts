/** Invitations, from the form to the space that one lands in; those that no longer work; a whole list. */
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';
import { mailsTo } from '../support/newcomers.ts';
import { codeMailedTo } from '../support/process.ts';

const dataDir = () => process.env['PALABRE_DATA'] ?? '';
const space = '/espaces/plate-forme-des-acteurs-du-territoire';
const organisation = '/annuaire/comite-de-jumelage-de-bondoufle';
let counter = 0;
const newAddress = () => `invitee${(counter += 1)}.${process.pid}.${Date.now()}@example.org`;

/** Of the newest mail of an invitation to an address. */
async function linkMailedTo(address: string): Promise<string> {
	const links = () =>
		mailsTo(dataDir(), address).flatMap((mail) => /https?:\/\/\S+(\/invitations\/\S+)/.exec(mail)?.[1] ?? []);
	await expect.poll(() => links().length, { timeout: 20_000 }).toBeGreaterThan(0);
	return links()[0] ?? '';
}

async function invite(page: Page, where: string, address: string, role?: string): Promise<void> {
	await page.goto(where);
	await page.getByText('Inviter une personne', { exact: true }).click();
	await page.getByLabel('Adresse de courriel').fill(address);
	if (role) await page.getByLabel('Rôle').selectOption({ label: role });
	await page.getByRole('button', { name: 'Envoyer l’invitation' }).click();
	await expect(page.getByText('L’invitation est envoyée.')).toBeVisible();
}

async function acceptByCode(page: Page, address: string): Promise<void> {
	await page.getByRole('button', { name: 'Accepter l’invitation' }).click();
	await expect(page.getByLabel('Code à six chiffres')).toBeVisible();
	const { code } = await codeMailedTo(dataDir(), address);
	await page.getByLabel('Code à six chiffres').fill(code);
	await page.getByRole('button', { name: 'Accepter l’invitation' }).click();
}

async function sayWhoOneIs(page: Page, name: string): Promise<void> {
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bienvenue');
	await page.getByLabel('Votre nom').fill(name);
	await page.getByLabel(/J’accepte/).check();
	await page.getByRole('button', { name: 'Entrer dans le réseau' }).click();
}

test('somebody new is invited to a space, and lands in it with their role', async ({ page, signedIn }) => {
	const address = newAddress();
	const pilot = await signedIn(cast.administration);
	await invite(pilot, `${space}/invitations`, address, 'niveau technique');
	await expect(pilot.getByRole('heading', { name: address })).toBeVisible();

	const link = await linkMailedTo(address);
	await page.goto(link);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('vous invite à rejoindre l’espace');
	await expect(page.getByText('niveau technique')).toBeVisible();
	// The mail may have been passed on: the address is not spelt out.
	await expect(page.getByText(address)).toHaveCount(0);
	await acceptByCode(page, address);
	await sayWhoOneIs(page, 'Agente invitée');
	await expect(page).toHaveURL(new RegExp(`${space}$`));
	await pilot.goto(`${space}/invitations?etat=accepted`);
	await expect(pilot.getByRole('heading', { name: address })).toBeVisible();

	// Its link leads back to the space, and is of no use to anybody else.
	await page.goto(link);
	await expect(page.getByText('Vous avez accepté cette invitation.')).toBeVisible();
	await pilot.goto(link);
	await expect(pilot.getByText('Cette invitation a déjà servi.')).toBeVisible();
});

test('a referent invites to their organisation, withdraws, and the link says so', async ({ page, signedIn }) => {
	const address = newAddress();
	const referent = await signedIn(cast.referente);
	await invite(referent, `${organisation}/invitations`, address);
	const link = await linkMailedTo(address);
	await referent.getByRole('button', { name: `Renvoyer : ${address}` }).click();
	await expect(referent.getByText('Renvoyez-la demain.')).toBeVisible();
	await referent.getByRole('button', { name: `Retirer l’invitation : ${address}` }).click();
	await expect(referent.getByText('son lien ne marche plus')).toBeVisible();
	await page.goto(link);
	await expect(page.getByText('Cette invitation a été retirée.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Accepter l’invitation' })).toHaveCount(0);
});

test('somebody signed in with another address keeps their account by proving the invited one', async ({ signedIn }) => {
	const address = newAddress();
	const referent = await signedIn(cast.referente);
	await invite(referent, `${organisation}/invitations`, address);
	const link = await linkMailedTo(address);
	const member = await signedIn(cast.contributrice);
	await member.goto(link);
	await expect(member.getByText('L’invitation a été envoyée à une autre adresse')).toBeVisible();
	await member.getByRole('button', { name: /Accepter avec le compte/ }).click();
	await member.getByLabel('Code à six chiffres').fill('000000');
	await member.getByRole('button', { name: 'Accepter l’invitation' }).click();
	await expect(member.getByText('Ce code n’est pas le bon').first()).toBeVisible();
	const codeOf = () =>
		mailsTo(dataDir(), address).flatMap((mail) => /Votre code est\s:\s(\d{6})/.exec(mail)?.[1] ?? [])[0];
	await expect.poll(codeOf).toBeTruthy();
	await member.getByLabel('Code à six chiffres').fill(codeOf() ?? '');
	await member.getByRole('button', { name: 'Accepter l’invitation' }).click();
	await expect(member).toHaveURL(new RegExp(`${organisation}$`));
});

test('a list is judged line by line, and sent twice it sends nothing', async ({ signedIn }) => {
	const [one, two] = [newAddress(), newAddress()];
	const facilitator = await signedIn(cast.administration);
	const list = [
		'Adresse;Nom;Organisation;Rôle',
		`${one};Awa Diarra;Comité de jumelage de Bondoufle;référent`,
		`${two};;;`,
		'pas-une-adresse;;;',
		`${two};;;`,
		`${newAddress()};;Organisation qui n’existe pas;`,
		`${cast.kayes};;;`
	].join('\n');
	const send = async () => {
		await facilitator.goto('/admin/invitations');
		await facilitator.getByText('Inviter plusieurs personnes avec un tableau').click();
		await facilitator.getByLabel('Liste à inviter').fill(list);
		await facilitator.getByRole('button', { name: 'Envoyer les invitations' }).click();
	};
	const outcome = (line: number) => facilitator.getByRole('row', { name: new RegExp(`^${line} `) });
	await send();
	await expect(facilitator.getByText('2 invitations sont envoyées.')).toBeVisible();
	await expect(outcome(2)).toContainText('Invitation envoyée');
	await expect(outcome(3)).toContainText('Invitation envoyée');
	await expect(outcome(4)).toContainText('Écrivez une adresse');
	await expect(outcome(5)).toContainText('Déjà dans cette liste');
	await expect(outcome(6)).toContainText('Aucune organisation de ce nom');
	await expect(outcome(7)).toContainText('Déjà là');
	await linkMailedTo(one);
	await send();
	await expect(outcome(2)).toContainText('Déjà invitée');
	await expect(outcome(3)).toContainText('Déjà invitée');
	expect(mailsTo(dataDir(), one)).toHaveLength(1);
});

test('a file of a spreadsheet does the same as what is pasted', async ({ signedIn }) => {
	const address = newAddress();
	const referent = await signedIn(cast.referente);
	await referent.goto(`${organisation}/invitations`);
	await referent.getByText('Inviter plusieurs personnes avec un tableau').click();
	await referent.getByLabel('Fichier CSV').setInputFiles({
		name: 'liste.csv',
		mimeType: 'text/csv',
		// Windows-1252, as an older spreadsheet writes it.
		buffer: Buffer.from(`adresse;nom;r\xf4le\r\n${address};H\xe9l\xe8ne;r\xe9f\xe9rente\r\n`, 'latin1')
	});
	await referent.getByRole('button', { name: 'Envoyer les invitations' }).click();
	await expect(referent.getByText('Une invitation est envoyée.')).toBeVisible();
	await referent.goto(`${organisation}/invitations`);
	const line = referent.getByRole('listitem').filter({ hasText: address });
	await expect(line).toContainText('Hélène');
	await expect(line).toContainText('référence');
});

test('nobody else finds the pages from which one invites, nor a link that was never sent', async ({
	page,
	signedIn
}) => {
	const member = await signedIn(cast.contributrice);
	for (const address of ['/admin/invitations', `${organisation}/invitations`, `${space}/invitations`])
		expect([address, (await member.goto(address))?.status()]).toEqual([address, 404]);
	expect((await page.goto('/invitations/rien-de-tel'))?.status()).toBe(404);
});
