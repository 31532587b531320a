/** Being told, as one likes: what happens elsewhere comes here, and is put aside by reading it. */
import { newId } from '../../src/lib/platform/ids.ts';
import { cast, expect, test } from '../support/journeys.ts';

const room = '/espaces/groupe-de-travail-4-nouvelles-approches-educatives';
let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

test('somebody opens a discussion: another is told, reads it, and is told no longer', async ({ signedIn }) => {
	const writer = await signedIn(cast.contributrice);
	const title = unique('Les panneaux sont prêts');
	await writer.goto(`${room}/discussions/nouvelle`);
	await writer.getByLabel('De quoi s’agit-il').fill(title);
	await writer.getByLabel('Votre message').fill('Qui vient les chercher ?');
	await writer.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	await expect(writer.getByRole('heading', { level: 1 })).toHaveText(title);

	const page = await signedIn(cast.kayes);
	await expect(async () => {
		await page.goto('/notifications?liste=non-lues');
		await expect(page.getByRole('link', { name: title })).toBeVisible({ timeout: 500 });
	}).toPass();
	await expect(page.getByRole('link', { name: /^Notifications : \d+ nouveauté/ })).toBeVisible();
	const line = page.getByRole('listitem').filter({ hasText: title });
	await expect(line).toContainText('Nouvelle discussion');
	await expect(line).toContainText('Qui vient les chercher ?');
	await page.goto('/tableau-de-bord');
	await expect(
		page.getByRole('region', { name: 'Nouveau pour vous' }).getByRole('link', { name: title })
	).toBeVisible();
	await page.getByRole('link', { name: title }).first().click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	await page.goto('/notifications?liste=non-lues');
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
	await page.goto('/notifications');
	await expect(page.getByRole('link', { name: title })).toBeVisible();

	// Who did it is told nothing.
	await writer.goto('/notifications');
	await expect(writer.getByRole('link', { name: title })).toHaveCount(0);
});

test('one object is put aside without opening it, in the list that one was reading', async ({ signedIn, baseURL }) => {
	const writer = await signedIn(cast.contributrice);
	const title = unique('À mettre de côté');
	await writer.request.post(`${room}/discussions/nouvelle?/open`, {
		form: { id: newId(), post: newId(), title, body: 'Bonjour.' },
		headers: { origin: baseURL ?? '' },
		maxRedirects: 0
	});
	const page = await signedIn(cast.documentaliste);
	await expect(async () => {
		await page.goto('/notifications?liste=non-lues');
		await expect(page.getByRole('link', { name: title })).toBeVisible({ timeout: 500 });
	}).toPass();
	await page.getByRole('button', { name: `Marquer comme lu ${title}` }).click();
	await expect(page).toHaveURL(/\/notifications\?liste=non-lues$/);
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
});

test('what others do arrives in the page that one is reading @script', async ({ signedIn, baseURL }) => {
	const page = await signedIn(cast.kayes);
	const live = page
		.waitForEvent('websocket')
		.then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"ok":true')));
	await page.goto('/notifications');
	await live;
	const writer = await signedIn(cast.contributrice);
	const title = unique('Au même instant');
	await writer.request.post(`${room}/discussions/nouvelle?/open`, {
		form: { id: newId(), post: newId(), title, body: 'Bonjour.' },
		headers: { origin: baseURL ?? '' },
		maxRedirects: 0
	});
	await expect(page.getByRole('link', { name: title })).toBeVisible();
	await expect(page.getByRole('status').filter({ hasText: 'à jour' })).toBeVisible();
});

test('one says how one wants to be told', async ({ signedIn }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/profil');
	await page.getByRole('link', { name: 'Régler mes notifications' }).click();
	await page.getByLabel('Résumé de ce que je n’ai pas lu').selectOption('Chaque matin');
	await page.getByLabel('Une nouvelle discussion dans mes espaces').selectOption('Dans Palabre seulement');
	await page.getByRole('button', { name: 'Enregistrer les réglages' }).click();
	await expect(page.getByRole('status').filter({ hasText: 'Vos réglages sont enregistrés.' })).toBeVisible();
	await expect(page.getByLabel('Résumé de ce que je n’ai pas lu')).toHaveValue('daily');
	await expect(page.getByLabel('Une nouvelle discussion dans mes espaces')).toHaveValue('centre');
	await page.getByLabel('Résumé de ce que je n’ai pas lu').selectOption('Le lundi matin');
	await page.getByLabel('Une nouvelle discussion dans mes espaces').selectOption('Dans le résumé');
	await page.getByRole('button', { name: 'Enregistrer les réglages' }).click();
});

test('a link of a mail stops nothing by being opened; its button does, and so does a mail program', async ({
	page,
	playwright,
	baseURL
}) => {
	const address = `/notifications/arret/${'0'.repeat(64)}?courriel=digest`;
	await page.goto(address);
	await expect(page.getByText('Vous ne recevrez plus le résumé')).toBeVisible();
	await page.getByRole('button', { name: 'Arrêter ces courriels' }).click();
	await expect(page.getByText('C’est fait')).toBeVisible();

	// RFC 8058: no session, no origin, no redirection.
	const program = await playwright.request.newContext({ ...(baseURL ? { baseURL } : {}) });
	const answer = await program.post(address, { form: { 'List-Unsubscribe': 'One-Click' }, maxRedirects: 0 });
	expect(answer.status()).toBe(200);
	await program.dispose();
});
