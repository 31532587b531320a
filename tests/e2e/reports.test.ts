/** « Signaler » in closed rooms: by who reads there, to the administration, which reads no more than that. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;
/** Read by the network; the school and Kayes are members. */
const room = '/espaces/groupe-de-travail-4-nouvelles-approches-educatives';

/** From the page that « Signaler » opened. @returns its address. */
async function report(page: Page, explanation: string): Promise<string> {
	const form = page.url();
	await page.getByLabel('Motif').selectOption({ label: 'Haine, harcèlement ou violence' });
	await page.getByLabel('Explication').fill(explanation);
	await page.getByLabel('J’affirme de bonne foi').check();
	await page.getByRole('button', { name: 'Envoyer le signalement' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Votre signalement est envoyé');
	return form;
}

/** The words are read once the report is taken up, and withdrawn with the decision. */
async function decide(
	page: Page,
	{ kind, explanation, words }: Record<'kind' | 'explanation' | 'words', string>,
	withScript: boolean
) {
	await page.goto('/admin/signalements');
	const lines = page.getByRole('listitem').filter({ hasText: kind }).getByRole('link');
	for (const href of await lines.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))) {
		await page.goto(href);
		if (await page.getByText(explanation).count()) break;
	}
	await expect(page.getByText(explanation)).toBeVisible();
	await expect(page.getByText(words)).toHaveCount(0);
	await page.getByRole('button', { name: 'Prendre en charge' }).click();
	await expect(page.getByRole('region', { name: 'Ce qui a été dit' })).toContainText(words);
	await expect(page.getByLabel('Le contenu est restreint')).toHaveCount(0);
	if (withScript) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await page.getByLabel('Le contenu est retiré').check();
	await page.getByLabel('Vos raisons').fill('Ces mots visent une personne.');
	await page.getByRole('button', { name: 'Enregistrer la décision' }).click();
	await expect(page.getByText('La réponse est enregistrée et envoyée.')).toBeVisible();
	await expect(page.getByText(words)).toHaveCount(0);
}

test('a message of a discussion is reported, read once it is taken up, and withdrawn', async ({
	signedIn,
	page: visitor,
	withScript
}) => {
	const page = await signedIn(cast.contributrice);
	const words = unique('Des mots de trop');
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(unique('Un désaccord'));
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	const address = new URL(page.url()).pathname;

	const other = await signedIn(cast.kayes);
	await other.goto(address);
	await other.getByRole('article').first().getByText('Plus').click();
	await other.getByRole('link', { name: 'Signaler' }).click();
	await expect(other.getByText(/Message 1 de « Un désaccord/)).toBeVisible();
	const explanation = unique('Cette phrase vise une personne');
	const form = await report(other, explanation);
	expect((await visitor.goto(form))?.status()).toBe(404);

	await decide(
		await signedIn(cast.administration),
		{ kind: 'Message d’une discussion', explanation, words },
		withScript
	);
	await page.goto(address);
	await expect(page.getByRole('article').first()).toContainText('Ce message a été retiré.');
});

test('a message of a chat is reported in the same way', async ({ signedIn, withScript }) => {
	const page = await signedIn(cast.contributrice);
	const words = unique('Des mots de trop au salon');
	await page.goto(`${room}/salon`);
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Envoyer' }).click();
	await expect(page.getByText(words).first()).toBeVisible();

	const other = await signedIn(cast.kayes);
	await other.goto(`${room}/salon`);
	const said = other.locator('.one').filter({ hasText: words });
	await said.locator('summary').click();
	await said.getByRole('link', { name: 'Signaler' }).click();
	await expect(other.getByText(/Message du chat de « Groupe de travail 4/)).toBeVisible();
	const explanation = unique('Cette phrase du salon vise une personne');
	await report(other, explanation);

	await decide(await signedIn(cast.administration), { kind: 'Message d’un chat', explanation, words }, withScript);
	await page.goto(`${room}/salon`);
	await expect(page.getByText(words)).toHaveCount(0);
});

test('a document and an event have their « Signaler »', async ({ page, signedIn }) => {
	await page.goto('/agenda/cafe-des-jumelages');
	await page.getByRole('link', { name: 'Signaler ce rendez-vous' }).click();
	await expect(page.getByRole('main')).toContainText('Café des jumelages');
	const member = await signedIn(cast.contributrice);
	await member.goto(`${room}/documents/nouveau`);
	const title = unique('Un texte à signaler');
	await member.getByLabel('Titre').fill(title);
	await member.getByRole('button', { name: 'Ouvrir le document' }).click();
	await member.getByRole('link', { name: 'Signaler ce document' }).click();
	await expect(member.getByRole('main')).toContainText(title);
});
