/** Documents of a space (`domain.md` §3.3): opened, read by those who may, reviewed, adopted. */
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { idOf } from '../../supabase/demo/dataset.ts';
import { cast, expect, signIn, test } from '../support/journeys.ts';

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
	const file = await visitor.request.get(`${address}/texte.md`);
	const digest = createHash('sha256')
		.update(await file.body())
		.digest('hex');
	await expect(page.getByText(digest)).toBeVisible();
	await page.getByRole('link', { name: 'Réglages' }).click();
	await expect(page.getByLabel('Titre')).toHaveCount(0);
});

const demoDocument = (space: string, id: string) => `/espaces/${space}/documents/${idOf('document', id)}`;

test('minutes begin from their outline, are kept under a name, and leave as one file', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await page.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await page.getByLabel('Titre').fill(unique('Réunion'));
	await page.getByLabel('Modèle').selectOption({ label: 'Compte rendu de réunion' });
	await page.getByLabel('Texte de départ').fill('## Après la réunion\n\nOn range.');
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	for (const name of ['Personnes présentes', 'Suite à donner', 'Après la réunion'])
		await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
	const address = new URL(page.url()).pathname;
	const file = await page.request.get(`${address}/texte.html`);
	expect(file.headers()['content-disposition']).toMatch(/^attachment; filename="reunion-.*\.html"$/);
	const html = await file.text();
	expect(html).toMatch(
		/<html lang="fr">[^]*<h2 id="s1">Personnes présentes<\/h2>[^]*<p class="callout-title">Décision<\/p>/
	);
	expect(html).not.toMatch(/<script|<link|\ssrc=/);

	await page.getByRole('link', { name: 'Versions' }).click();
	await expect(page.getByText('Pas encore de version')).toBeVisible();
	await page.getByText('Garder une version').first().click();
	await page.getByLabel('Nom de la version').fill('Avant la réunion');
	await page.getByRole('button', { name: 'Garder une version' }).click();
	await expect(page.getByText('La version est gardée.')).toBeVisible();
	await page.getByRole('link', { name: 'Avant la réunion' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Avant la réunion');
	await expect(page.getByText('On range.')).toBeVisible();

	await page.getByText('Nommer cette version').first().click();
	await page.getByLabel('Nom de la version').fill('');
	await page.getByRole('button', { name: 'Nommer cette version' }).click();
	await expect(page.getByText('La version n’a plus de nom.')).toBeVisible();
	await page.getByText('Retirer cette version').first().click();
	await page.getByLabel('Pourquoi la retirer').fill('Elle disait l’adresse d’une personne.');
	await page.getByRole('button', { name: 'Retirer cette version' }).click();
	await expect(page.getByText('La version est retirée.')).toBeVisible();
	await page.getByRole('link', { name: 'Version 1' }).click();
	await expect(page.getByText('Le texte de cette version a été retiré')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Lire le journal' })).toBeVisible();
	await expect(page.getByText('On range.')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Reprendre ce texte' })).toHaveCount(0);
});

test('what changed between two versions is read, and a former text comes back', async ({ signedIn, page: visitor }) => {
	const page = await signedIn(cast.administration);
	const address = demoDocument('plate-forme-des-acteurs-du-territoire', 'doc-deux-enquetes');
	const later = 'Questionnaire auprès des habitants sur l’action internationale';
	await visitor.goto(address);
	await expect(visitor.getByRole('heading', { level: 2, name: later })).toBeVisible();
	await expect(visitor.getByRole('link', { name: 'Versions' })).toHaveCount(0);

	await page.goto(`${address}/versions/2?avec=1`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('De la version 1 à la version 2');
	await expect(page.locator('ins', { hasText: later })).toBeVisible();
	await expect(page.getByText('+ Ajouté').first()).toBeVisible();

	await page.goto(`${address}/versions/1`);
	await page.getByText('Reprendre ce texte').first().click();
	await page.getByRole('button', { name: 'Reprendre ce texte' }).click();
	await expect(page.getByText('L’ancien texte est de retour.')).toBeVisible();
	await visitor.reload();
	await expect(visitor.getByRole('heading', { level: 2, name: later })).toHaveCount(0);

	// What it replaced was kept.
	await page.goto(`${address}/versions/2`);
	await page.getByText('Reprendre ce texte').first().click();
	await page.getByRole('button', { name: 'Reprendre ce texte' }).click();
	await visitor.reload();
	await expect(visitor.getByRole('heading', { level: 2, name: later })).toBeVisible();
	await page.goto(`${address}/versions`);
	await expect(page.getByText('Reprise de la version 2').first()).toBeVisible();
});

test('the versions of an adopted text are read, and nothing else', async ({ signedIn }) => {
	const page = await signedIn(cast.documentaliste);
	const address = demoDocument('chantier-eddn-le-reseau-de-demain', 'doc-atelier-du-futur');
	await page.goto(address);
	await expect(page.getByText(/^Empreinte SHA-256/)).toBeVisible();
	await page.getByRole('link', { name: 'Versions' }).click();
	await expect(page.getByRole('button', { name: 'Garder une version' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Relue en réunion' }).click();
	await expect(page.getByText('Que faire de cette version')).toHaveCount(0);
	const refused = await page.request.post(`${page.url()}?/restore`, {
		form: { id: idOf('document-version', 'refused') },
		headers: { origin: new URL(page.url()).origin },
		maxRedirects: 0
	});
	expect(refused.headers()['location']).toContain('?refus=adopted');
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

/** A document of a space that both of them write in. */
async function openDocument(page: Page, title: string, text = ''): Promise<string> {
	await page.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Texte de départ').fill(text);
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	return new URL(page.url()).pathname;
}
const paper = (page: Page) => page.locator('[data-part="text"] .ProseMirror');
const isSaved = (page: Page) => expect(page.locator('[data-part="state"]')).toHaveText('Tout est enregistré.');

const atTheEnd = async (page: Page) => {
	await paper(page).click();
	await page.keyboard.press('Control+End');
};

test('two people write the same text, one of them cut off for a while @script', async ({ signedIn }) => {
	const one = await signedIn(cast.administration);
	const address = await openDocument(one, unique('Ensemble'), '## Ordre du jour\n\nUn point.');
	const other = await signedIn(cast.referente);
	await other.goto(address);
	await isSaved(one);
	await isSaved(other);
	await expect(other.getByText(/^Vous écrivez avec/)).toBeVisible();

	await paper(one).click();
	await one.keyboard.press('Control+End');
	await one.keyboard.type(' De la première.');
	await expect(paper(other)).toContainText('De la première.');
	await isSaved(one);

	await other.context().setOffline(true);
	await expect(other.locator('[data-part="state"]')).toContainText('Hors connexion');
	await paper(other).click();
	await other.keyboard.press('Control+Home');
	await other.keyboard.type('De loin. ');
	await one.keyboard.type(' Encore.');
	await isSaved(one);
	await other.context().setOffline(false);
	await isSaved(other);
	for (const page of [one, other]) {
		await expect(paper(page)).toContainText('De loin.');
		await expect(paper(page)).toContainText('Encore.');
	}
	// What is read without an editor is the same, at once.
	const reader = await one.request.get(address);
	expect(await reader.text()).toMatch(/De loin\.[^]*De la première\. Encore\./);
});

test('every control of the editor has a name and answers to the keyboard @script', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await openDocument(page, unique('Au clavier'));
	await isSaved(page);
	await paper(page).click();
	await page.getByRole('button', { name: 'Titre de partie' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.type('Décisions');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Titre de partie' }).focus();
	for (let steps = 0; steps < 6; steps += 1) await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('button', { name: 'Liste de tâches' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type('La salle');
	await expect(page.getByRole('checkbox', { name: 'La salle' })).toBeVisible();
	// At once, not a frame later: nothing that is typed fast is lost.
	const pressed = await page.getByRole('button', { name: 'Gras' }).evaluate((button: HTMLElement) => {
		button.click();
		return document.activeElement?.getAttribute('role');
	});
	expect(pressed).toBe('textbox');
	await page.keyboard.type(', gras');
	await expect(page.getByRole('checkbox', { name: 'La salle, gras' })).toBeVisible();
	await page.getByRole('button', { name: 'Lien', exact: true }).focus();
	await page.keyboard.press('Enter');
	await page.getByLabel('Adresse du lien').fill('example.org/salle');
	await page.keyboard.press('Enter');
	await expect(paper(page).getByRole('link', { name: 'https://example.org/salle' })).toBeVisible();
	await isSaved(page);
	await page.reload();
	await expect(paper(page).getByRole('heading', { name: 'Décisions' })).toBeVisible();
});

test('each control does what its name says, by keyboard @script', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	await openDocument(page, unique('Chaque bouton'));
	await isSaved(page);
	await atTheEnd(page);
	const press = async (name: string) => {
		await page.getByRole('button', { name, exact: true }).focus();
		await page.keyboard.press('Enter');
	};
	for (const [name, made] of [
		['Titre de partie', 'h2'],
		['Sous-titre', 'h3'],
		['Gras', 'strong'],
		['Italique', 'em'],
		['Liste à puces', 'ul:not([data-type])'],
		['Liste numérotée', 'ol'],
		['Liste de tâches', 'ul[data-type="taskList"]'],
		['Citation', 'blockquote'],
		['Encadré : décision', '.callout.decision'],
		['Encadré : à noter', '.callout:not(.decision)']
	] as const) {
		await press(name);
		await page.keyboard.type('mot');
		await expect(paper(page).locator(made).last(), name).toContainText('mot');
		await expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-pressed', 'true');
		await press(name);
		await page.keyboard.press('Enter');
	}
	await expect(paper(page).getByRole('checkbox')).toHaveCount(0);
	await press('Insérer un tableau');
	const rows = paper(page).locator('tr');
	await expect(rows).toHaveCount(3);
	await press('Ajouter une ligne');
	await press('Ajouter une colonne');
	await expect(rows).toHaveCount(4);
	await expect(rows.first().locator('th')).toHaveCount(4);
	await press('Supprimer la ligne');
	await press('Supprimer la colonne');
	await expect(rows).toHaveCount(3);
	await expect(rows.first().locator('th, td')).toHaveCount(3);
	await press('Supprimer le tableau');
	await expect(rows).toHaveCount(0);

	await press('Lien');
	for (const refused of ['javascript:alert(1)', 'la salle des fêtes']) {
		await page.getByLabel('Adresse du lien').fill(refused);
		await page.keyboard.press('Enter');
		await expect(page.getByLabel('Adresse du lien')).toBeVisible();
	}
	await page.keyboard.press('Escape');
	await expect(paper(page).locator('a')).toHaveCount(0);
	const unnamed = page.locator('[data-part="toolbar"] button:visible').filter({ hasNotText: /\p{L}{3}/u });
	await expect(unnamed).toHaveCount(0);
});

test('addresses become links as they are written and pasted, and what is no longer one stays so @script', async ({
	signedIn
}) => {
	const page = await signedIn(cast.administration);
	await openDocument(page, unique('Adresses'), 'Début.');
	await isSaved(page);
	await atTheEnd(page);
	const links = () =>
		paper(page)
			.locator('a')
			.evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]));
	await page.keyboard.type(' Voir (https://example.org/une_(page)), puis www.example.org. Et https://example.org/fin');
	await page.keyboard.press('Enter');
	await page.keyboard.type('Ni javascript:alert(1) ni example.org ni https:// ne mènent nulle part.');
	await expect.poll(links).toEqual([
		['https://example.org/une_(page)', 'https://example.org/une_(page)'],
		['www.example.org', 'https://www.example.org'],
		['https://example.org/fin', 'https://example.org/fin']
	]);
	// In code it stays what it is.
	await page.keyboard.press('Enter');
	await page.keyboard.type('`https://example.org/code` suite');
	// On words that are chosen, an address is where they lead.
	const paste = (text: string) =>
		paper(page).evaluate(async (element, given) => {
			// The browser says where the caret has gone in a task of its own: nobody pastes before it.
			await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', given);
			element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		}, text);
	await page.keyboard.press('Control+Shift+ArrowLeft');
	await paste('https://example.org/suite');
	const isLink = (pressed: 'true' | 'false') =>
		expect(page.getByRole('button', { name: 'Lien', exact: true })).toHaveAttribute('aria-pressed', pressed);
	await isLink('true');
	await page.keyboard.press('End');
	await isLink('false');
	await paste(' et https://example.org/collee, enfin');
	await expect
		.poll(async () => (await links()).slice(3))
		.toEqual([
			['suite', 'https://example.org/suite'],
			['https://example.org/collee', 'https://example.org/collee']
		]);
	await expect(paper(page).locator('code')).toHaveText('https://example.org/code');
	// Taken away, it is not put back by what is written after it.
	await page.keyboard.press('Control+Home');
	for (let n = 0; n < 'Début. Voir (https'.length; n += 1) await page.keyboard.press('ArrowRight');
	await isLink('true');
	await page.getByRole('button', { name: 'Lien', exact: true }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Enlever le lien' }).click();
	await expect.poll(async () => (await links()).length).toBe(4);
	await page.keyboard.press('Control+End');
	await page.keyboard.type(' Fin. ');
	await isSaved(page);
	await page.reload();
	await expect.poll(async () => (await links()).length).toBe(4);
	const reader = await page.request.get(page.url());
	expect(await reader.text()).toContain('href="https://www.example.org"');
});

test('a former text comes back under the eyes of who is writing @script', async ({ signedIn }) => {
	const one = await signedIn(cast.administration);
	const address = await openDocument(one, unique('À deux'), 'Un.\n\nDeux.');
	await isSaved(one);
	await one.goto(`${address}/versions`);
	await one.getByText('Garder une version').first().click();
	await one.getByLabel('Nom de la version').fill('Au début');
	await one.getByRole('button', { name: 'Garder une version' }).click();
	const other = await signedIn(cast.referente);
	await other.goto(address);
	await isSaved(other);
	await paper(other).click();
	await other.keyboard.press('Control+End');
	await other.keyboard.type(' Trois.');
	await isSaved(other);

	await one.goto(`${address}/versions/1`);
	await one.getByText('Reprendre ce texte').first().click();
	await one.getByRole('button', { name: 'Reprendre ce texte' }).click();
	await expect(paper(other)).not.toContainText('Trois.');
	await expect(paper(other)).toContainText('Deux.');
	await other.keyboard.press('Control+End');
	await other.keyboard.type(' Encore.');
	await isSaved(other);
	await expect(paper(one)).toContainText('Deux. Encore.');
});

test('somebody and something are named by keyboard alone @script', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	const address = await openDocument(page, unique('Mentions'), 'Vu avec');
	await isSaved(page);
	await atTheEnd(page);
	await page.keyboard.type(' @');
	const menu = page.getByRole('listbox', { name: 'Qui ou quoi mentionner' });
	await expect(menu.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('ArrowDown');
	await expect(menu.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
	const marked = await paper(page).getAttribute('aria-activedescendant');
	await expect(page.locator(`#${marked}`)).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('Escape');
	await expect(menu).toBeHidden();
	await page.keyboard.press('Backspace');
	await page.keyboard.type('@cresi');
	await expect(menu.getByRole('option').first()).toContainText(/cresi/i);
	await page.keyboard.press('Enter');
	await expect(menu).toBeHidden();
	await expect(paper(page).locator('.at')).toContainText(/^@.*cresi/i);
	await page.keyboard.type('ce jour.');
	await isSaved(page);
	await page.reload();
	await expect(paper(page).locator('.at')).toContainText(/^@.*cresi/i);
	expect(await (await page.request.get(address)).text()).toMatch(/Vu avec <a class="at" href="\/annuaire\/[^"]*">@/);
});

test('a picture is brought with its words, and never without @script', async ({ signedIn }) => {
	const page = await signedIn(cast.administration);
	const address = await openDocument(page, unique('Photos'), 'Avant.');
	await isSaved(page);
	const background = { r: 160, g: 60, b: 40 };
	const buffer = await sharp({ create: { width: 800, height: 600, channels: 3, background } })
		.png()
		.toBuffer();
	await atTheEnd(page);
	await page.getByRole('button', { name: 'Insérer une image' }).click();
	await page.getByLabel('Fichier de l’image').setInputFiles({ name: 'salle.png', mimeType: 'image/png', buffer });
	await page.getByRole('button', { name: 'Mettre l’image' }).click();
	await expect(page.getByLabel('Ce que l’image montre')).toBeFocused();
	await page.getByLabel('Ce que l’image montre').fill('La salle, vide');
	await page.keyboard.press('Enter');
	await expect(paper(page).getByRole('img', { name: 'La salle, vide' })).toBeVisible();
	await isSaved(page);
	const html = await (await page.request.get(address)).text();
	const source = /<figure><img src="([^"]+)"[^>]* width="800" height="600" alt="La salle, vide"/.exec(html)?.[1] ?? '';
	expect((await page.request.get(source)).headers()['content-type']).toMatch(/^image\//);

	// Pasted, it asks for its words too.
	await paper(page).evaluate(
		(element, bytes) => {
			const clipboardData = new DataTransfer();
			clipboardData.items.add(new File([new Uint8Array(bytes)], 'collee.png', { type: 'image/png' }));
			element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		},
		[...buffer]
	);
	await expect(page.getByText('collee.png')).toBeVisible();
	await page.getByLabel('Ce que l’image montre').fill('La même');
	await page.getByRole('button', { name: 'Mettre l’image' }).click();
	await expect(paper(page).getByRole('img', { name: 'La même' })).toBeVisible();

	const bring = (words: string) =>
		page.request.put(`${address}/images/${idOf('file', unique('image'))}?nom=x.png&texte=${words}`, { data: buffer });
	expect((await bring('')).status()).toBe(422);
	const other = await signedIn(cast.contributrice);
	const secret = await other.request.put(
		`${demoDocument('comite-technique-action-internationale', 'doc-plan-action-internationale')}/images/${idOf('file', 'x')}?nom=x.png&texte=Oui`,
		{ data: buffer }
	);
	expect(secret.status()).toBe(404);
});

test('what a device kept of a document goes when one signs out @script', async ({ page, baseURL }) => {
	await signIn(page.request, baseURL, cast.documentaliste);
	await openDocument(page, unique('Partagé'), 'Ceci reste-t-il ?');
	await isSaved(page);
	const kept = () =>
		page.evaluate(async () =>
			(await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('palabre-document:') ? [name] : []))
		);
	expect(await kept()).toHaveLength(1);
	await page.locator('summary', { hasText: 'Mon compte' }).click();
	await page.getByRole('button', { name: 'Se déconnecter' }).click();
	await expect(page.getByRole('banner').getByRole('link', { name: 'Se connecter' })).toBeVisible();
	expect(await kept()).toEqual([]);
});
