/** The catalogue's journeys (`domain.md` §4.1): found by a stranger, added to by a member. */
import type { Page } from '@playwright/test';
import { pdf } from '../support/files.ts';
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
/** A word that no other text holds. */
const unique = (word: string) => `${word}${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;

async function fillFiveFields(page: Page, title: string): Promise<void> {
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
	await page.getByLabel('Résumé').fill('Un carnet pour préparer un accueil à plusieurs.');
	await page.getByLabel('Thème principal').selectOption({ label: 'Jumelages et échanges entre villes' });
	await page.getByLabel('CC BY 4.0').check();
}

async function publish(page: Page, title: string): Promise<string> {
	await page.goto('/ressources/nouvelle');
	await fillFiveFields(page, title);
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
	return new URL(page.url()).pathname;
}

test('a stranger finds a record by a word that is only in its file, accents and plural ignored', async ({ page }) => {
	// The job reads the demonstration's files while the network starts.
	await expect(async () => {
		await page.goto('/ressources?q=ludotheque');
		await expect(page.getByRole('heading', { level: 3 }).first()).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 30_000 });
	await expect(page.locator('mark').first()).toHaveText(/ludothèques?/i);
	await page.getByRole('heading', { level: 3 }).first().getByRole('link').click();
	await expect(page.getByRole('heading', { name: 'Fichiers et liens' })).toBeVisible();
	await expect(page.locator('main')).not.toContainText('ludothèque');
	await page
		.getByRole('link', { name: /Version texte/ })
		.first()
		.click();
	await expect(page.locator('main')).toContainText(/ludothèque/i);
});

test('a referente publishes a record with five fields and a file', async ({ signedIn, page: visitor, withScript }) => {
	const page = await signedIn(cast.referente);
	const [title, hidden] = [unique('Carnet '), unique('palabrier')];
	await page.goto('/ressources/nouvelle');
	await fillFiveFields(page, title);
	await page.getByLabel('Fichiers').setInputFiles({
		name: 'carnet.pdf',
		mimeType: 'application/pdf',
		buffer: await pdf(`Le ${hidden} se tient sous un arbre.`)
	});
	if (withScript) await expect(page.getByRole('button', { name: /^Retirer/ })).toBeVisible();
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
	await expect(page.getByRole('link', { name: 'carnet.pdf' })).toBeVisible();
	await expect(async () => {
		await visitor.goto(`/ressources?q=${hidden}`);
		await expect(visitor.getByRole('link', { name: title })).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 30_000 });
});

test('a contributrice proposes, the documentaliste sends back with a reason, then publishes', async ({
	signedIn,
	page: visitor
}) => {
	const contributrice = await signedIn(cast.contributrice);
	const title = unique('Exposition de classe ');
	await contributrice.goto('/ressources/nouvelle');
	await fillFiveFields(contributrice, title);
	await expect(contributrice.getByRole('button', { name: 'Publier la ressource' })).toHaveCount(0);
	await contributrice.getByRole('button', { name: 'Proposer la ressource' }).click();
	await expect(contributrice.getByText('La ressource est proposée.')).toBeVisible();
	const path = new URL(contributrice.url()).pathname;
	expect((await visitor.goto(path))?.status()).toBe(404);

	const documentaliste = await signedIn(cast.documentaliste);
	await documentaliste.goto('/ressources/miennes');
	await documentaliste.getByRole('link', { name: title }).click();
	await documentaliste.getByLabel('Pourquoi').fill('Il manque l’âge du public.');
	await documentaliste.getByRole('button', { name: 'Renvoyer à corriger' }).click();

	await contributrice.goto('/ressources/miennes');
	await expect(contributrice.getByText('Il manque l’âge du public.').first()).toBeVisible();
	await contributrice.getByRole('link', { name: title }).click();
	await contributrice.getByRole('link', { name: 'Modifier' }).click();
	await contributrice.getByLabel('Résumé').fill('Un carnet pour préparer un accueil, à partir de 10 ans.');
	await contributrice.getByRole('button', { name: 'Proposer la ressource' }).click();

	await documentaliste.goto(path);
	await documentaliste.getByRole('button', { name: 'Publier', exact: true }).click();
	expect((await visitor.goto(path))?.status()).toBe(200);
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('T2: the same form sent twice makes one record', async ({ signedIn, page: visitor, withScript, baseURL }) => {
	const page = await signedIn(cast.referente);
	const title = unique('Double ');
	await page.goto('/ressources/nouvelle');
	await fillFiveFields(page, title);
	const id = await page.locator('input[name=id]').inputValue();
	const organisation = await page.getByLabel('Publiée par').inputValue();
	const button = page.getByRole('button', { name: 'Publier la ressource' });
	await (withScript ? button.dblclick() : button.click());
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
	// The answer was lost on the way: the browser, or the outbox, sends the same form again.
	const again = await page.request.post('/ressources/nouvelle', {
		multipart: {
			id,
			organisation,
			title,
			kind: 'livret',
			summary: 'Un carnet.',
			theme: 'jumelages',
			licence: 'cc-by',
			visibility: 'public',
			intent: 'publish'
		},
		headers: { origin: baseURL ?? '' },
		maxRedirects: 0
	});
	expect(again.headers()['location']).toContain(new URL(page.url()).pathname);
	await visitor.goto(`/ressources?q=${encodeURIComponent(title)}`);
	await expect(visitor.getByRole('heading', { level: 2, name: '1 résultat' })).toBeVisible();
});

test('a record for the network alone reaches no visitor, by any door', async ({
	signedIn,
	withScript,
	page: visitor,
	request,
	baseURL
}) => {
	const page = await signedIn(cast.referente);
	const word = unique('reserve');
	await page.goto('/ressources/nouvelle');
	await fillFiveFields(page, `Note ${word}`);
	await page
		.getByLabel('Fichiers')
		.setInputFiles({ name: `${word}.pdf`, mimeType: 'application/pdf', buffer: await pdf(word) });
	if (withScript) await expect(page.getByRole('button', { name: /^Retirer/ })).toBeVisible();
	await page.getByLabel('Qui peut la lire').selectOption({ label: 'Réservée au réseau' });
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
	const path = new URL(page.url()).pathname;
	const file = await page.getByRole('link', { name: `${word}.pdf` }).getAttribute('href');
	expect((await page.request.get(file ?? '')).status()).toBe(200);

	expect((await visitor.goto(path))?.status()).toBe(404);
	expect((await request.get(file ?? '')).status()).toBe(404);
	const fileId = /fichiers\/([0-9a-f-]{36})/.exec(file ?? '')?.[1];
	expect([400, 401, 403, 404]).toContain((await request.get(`/storage/v1/object/files/${fileId}/original`)).status());
	for (const door of [
		`/ressources?q=${word}`,
		`/recherche?q=${word}`,
		'/ressources.atom',
		'/ressources.csv',
		'/sitemap.xml',
		'/',
		'/annuaire/comite-de-jumelage-de-bondoufle'
	]) {
		const body = await (await request.get(door)).text();
		expect(body.replaceAll(`q=${word}`, '').replaceAll(`value="${word}"`, ''), door).not.toContain(`Note ${word}`);
	}
	const rest = await request.get(`${baseURL}/rest/v1/resources?select=title&title=like.*${word}*`, {
		headers: { apikey: await publishableKey() }
	});
	expect(rest.status()).toBe(200);
	expect(await rest.json()).toEqual([]);
});

async function publishableKey(): Promise<string> {
	const { readFile } = await import('node:fs/promises');
	return (
		JSON.parse(await readFile(`${process.env['PALABRE_DATA']}/secrets.json`, 'utf8')) as { publishableKey: string }
	).publishableKey;
}

test('what is archived stays, what is withdrawn answers 410 and leaves the lists, and both come back', async ({
	signedIn,
	page: visitor,
	request
}) => {
	const page = await signedIn(cast.referente);
	const title = unique('À retirer ');
	const path = await publish(page, title);
	const decide = async (name: string, reason?: string) => {
		if (reason) await page.getByLabel('Pourquoi').fill(reason);
		await page.getByRole('button', { name, exact: true }).click();
	};
	const feed = async () => (await request.get('/ressources.atom')).text();

	await decide('Archiver', 'Remplacée par une autre.');
	await expect(page.getByText('Archivée')).toBeVisible();
	expect((await visitor.goto(path))?.status()).toBe(200);
	await expect(visitor.getByText('Archivée')).toBeVisible();
	await decide('Publier');
	await expect(page.getByText('Archivée')).toHaveCount(0);

	await decide('Retirer du catalogue', 'Publiée par erreur.');
	await expect(page.getByText('Retirée')).toBeVisible();
	expect((await visitor.goto(path))?.status()).toBe(410);
	await expect(visitor.getByText('Publiée par erreur.')).toHaveCount(0);
	expect(await feed()).not.toContain(title);

	await decide('Publier');
	await expect(page.getByText('Retirée')).toHaveCount(0);
	expect((await visitor.goto(path))?.status()).toBe(200);
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(title);
	expect(await feed()).toContain(title);
});

test('the second of two editors is shown what changed, and nothing is overwritten', async ({ signedIn }) => {
	const referente = await signedIn(cast.referente);
	const path = await publish(referente, unique('À deux mains '));
	const documentaliste = await signedIn(cast.documentaliste);
	await referente.goto(`${path}/modifier`);
	await documentaliste.goto(`${path}/modifier`);
	await documentaliste.getByLabel('Résumé').fill('Résumé revu par le centre de ressources.');
	await documentaliste.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(documentaliste.getByText('La ressource est enregistrée.')).toBeVisible();

	await referente.getByLabel('Titre').fill(`${unique('À deux mains ')} bis`);
	await referente.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(referente.getByText('Une autre personne a modifié cette ressource entre-temps.')).toBeVisible();
	await expect(referente.getByText('Résumé revu par le centre de ressources.')).toBeVisible();
	await referente.goto(path);
	await expect(referente.getByText('Résumé revu par le centre de ressources.')).toBeVisible();
});

test('bad input is refused with what to do, and what was typed stays', async ({ signedIn, withScript }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').fill('Sans rien d’autre');
	await page
		.getByLabel('Fichiers')
		.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') });
	if (withScript) await expect(page.getByText(/n’est pas accepté|annonce un type|abîmé/)).toBeVisible();
	await page.getByRole('button', { name: 'Publier la ressource' }).click();
	await expect(page.getByText('Choisissez un thème.').first()).toBeVisible();
	await expect(page.getByLabel('Titre')).toHaveValue('Sans rien d’autre');
});

test('a draft is found again on the device after a crash @script', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	const title = unique('Brouillon ');
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Guide pratique' });
	await expect(async () =>
		expect(await page.evaluate(() => localStorage.getItem('palabre-brouillon:ressource'))).toContain(title)
	).toPass();
	await page.goto('/ressources/nouvelle');
	await expect(page.getByText('Votre brouillon a été retrouvé')).toBeVisible();
	await expect(page.getByLabel('Titre')).toHaveValue(title);
	await expect(page.getByLabel('Type', { exact: true })).toHaveValue('guide-pratique');
});

test('a sending that is cut is taken up again, and is one file @script', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	await page.goto('/ressources/nouvelle');
	await page.route('**/fichiers/*', (route) => route.abort('connectionreset'), { times: 1 });
	await page
		.getByLabel('Fichiers')
		.setInputFiles({ name: 'coupe.pdf', mimeType: 'application/pdf', buffer: await pdf('coupé') });
	await page.getByRole('button', { name: 'Reprendre l’envoi' }).click();
	await expect(page.getByRole('button', { name: /^Retirer/ })).toBeVisible();
	await expect(page.locator('input[name="files[]"]')).toHaveCount(1);
});

test('a form that is sent while a file is on its way leaves with the file @script', async ({ signedIn }) => {
	const page = await signedIn(cast.kayes);
	const title = unique('Patience ');
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').fill(title);
	let arrive = () => {};
	const arrival = new Promise<void>((resolve) => (arrive = resolve));
	await page.route('**/fichiers/*', async (route) => arrival.then(() => route.continue()));
	await page
		.getByLabel('Fichiers')
		.setInputFiles({ name: 'lent.pdf', mimeType: 'application/pdf', buffer: await pdf('lent') });
	await page.getByRole('button', { name: 'Garder en brouillon' }).click();
	await expect(page.getByText('Le formulaire partira dès qu’il sera arrivé.')).toBeVisible();
	await page.getByRole('button', { name: 'Ne pas envoyer' }).click();
	await expect(page.getByText('Le formulaire partira')).toHaveCount(0);
	await page.getByRole('button', { name: 'Garder en brouillon' }).click();
	arrive();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await expect(page.getByRole('link', { name: /lent\.pdf/ }).first()).toBeVisible();
});

test('a download that was cut goes on where it stopped', async ({ page, request }) => {
	await page.goto('/ressources?q=ludotheque');
	await page.getByRole('heading', { level: 3 }).first().getByRole('link').click();
	const href = (await page.locator('a[href*="/fichiers/"]').first().getAttribute('href')) ?? '';
	const whole = await (await request.get(href)).body();
	const part = await request.get(href, { headers: { range: 'bytes=100-199' } });
	expect(part.status()).toBe(206);
	expect(part.headers()['content-range']).toBe(`bytes 100-199/${whole.length}`);
	expect((await part.body()).equals(whole.subarray(100, 200))).toBe(true);
	expect((await request.get(href, { headers: { range: 'bytes=99999999-' } })).status()).toBe(416);
});
