/** The journeys of discussions (`domain.md` CO-17): opened, answered, found, each message at its address. */
import AxeBuilder from '@axe-core/playwright';
import { newId } from '../../src/lib/platform/ids.ts';
import { pdf } from '../support/files.ts';
import { cast, expect, test } from '../support/journeys.ts';

let counter = 0;
const unique = (word: string) => `${word} ${Date.now().toString(36)}${(counter += 1)}${process.pid.toString(36)}`;
/** Read by the network; the documentalist, Kayes and the school are members. */
const room = '/espaces/groupe-de-travail-4-nouvelles-approches-educatives';

test('somebody opens a discussion, another answers, both find it', async ({ signedIn }) => {
	const page = await signedIn(cast.contributrice);
	const title = unique('Qui accueille l’exposition');
	await page.goto(room);
	await page.getByRole('link', { name: /^Discussions/ }).click();
	await page.getByRole('link', { name: 'Nouvelle discussion' }).click();
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	await page.getByLabel('De quoi s’agit-il').fill(title);
	await page.getByLabel('Votre message').fill('Elle est **libre** en mars.\n\n- à Massy ?\n- à Évry ?');
	await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
	const preview = page.getByRole('region', { name: 'Aperçu, pas encore publié' });
	await expect(preview.getByRole('listitem')).toHaveText(['à Massy ?', 'à Évry ?']);
	await expect(page.getByLabel('De quoi s’agit-il')).toHaveValue(title);
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	const address = new URL(page.url()).pathname;

	const other = await signedIn(cast.kayes);
	await other.goto(`${room}/discussions?liste=sans-reponse`);
	await other.getByRole('link', { name: title }).click();
	await other.getByLabel('Votre réponse').fill('Nous avons les panneaux en bambara.');
	await other.getByRole('button', { name: 'Publier le message' }).click();
	await expect(other).toHaveURL(new RegExp(`${address}#message-2$`));
	await expect(other.getByRole('article').nth(1)).toContainText('Nous avons les panneaux en bambara.');
	await other.goto(`${room}/discussions?liste=sans-reponse`);
	await expect(other.getByRole('link', { name: title })).toHaveCount(0);

	await page.goto(`${address}/2`);
	await expect(page).toHaveURL(new RegExp(`${address}#message-2$`));
	await expect(page.getByText('1 réponse.')).toBeVisible();
	await page.goto(`/recherche?q=${encodeURIComponent(title)}`);
	await page.getByRole('link', { name: title }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('a discussion of the network is not for visitors, one of an open space is', async ({ page, signedIn }) => {
	const member = await signedIn(cast.kayes);
	await member.goto(`${room}/discussions`);
	await member
		.getByRole('main')
		.getByRole('listitem')
		.getByRole('heading', { level: 3 })
		.getByRole('link')
		.first()
		.click();
	expect((await page.goto(new URL(member.url()).pathname))?.status()).toBe(404);
	await page.goto('/espaces/plate-forme-des-acteurs-du-territoire/discussions');
	await page.getByRole('listitem').getByRole('heading', { level: 3 }).getByRole('link').first().click();
	await expect(page.getByRole('article').first()).toContainText('Une personne du réseau');
	await expect(page.getByText('Seuls les membres de cet espace y écrivent.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Publier le message' })).toHaveCount(0);
});

test('one comes back where one stopped, answers what somebody said, in a word too, and names them', async ({
	signedIn
}) => {
	const page = await signedIn(cast.contributrice);
	const title = unique('Le jeu des continents');
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(title);
	await page.getByLabel('Votre message').fill('Qui a **déjà** joué avec une classe ?');
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	const address = new URL(page.url()).pathname;

	// An open page that is live reads what comes.
	await page.goto(room);
	const other = await signedIn(cast.documentaliste);
	await other.goto(`${room}/discussions?liste=non-lues`);
	await other.getByRole('link', { name: title }).click();
	await other.getByRole('article').first().getByText('Plus').click();
	expect(await other.evaluate(() => document.documentElement.scrollWidth), 'an open menu stays on the screen').toBe(
		390
	);
	await other.getByRole('button', { name: 'Je peux aider' }).click();
	await expect(other.getByRole('button', { name: 'Je peux aider 1', pressed: true })).toBeVisible();
	await other.getByRole('article').first().getByRole('link', { name: 'Répondre' }).click();
	const answer = other.getByLabel('Votre réponse');
	await expect(answer).toHaveValue(/^> Qui a déjà joué avec une classe/);
	await answer.fill(`${await answer.inputValue()}Oui, avec @lurcat l’an passé.`);
	await other.getByRole('button', { name: 'Voir l’aperçu' }).click();
	await other.getByLabel('Qui est « @lurcat » ?').selectOption({ label: 'Collège Jean Lurçat – vie scolaire' });
	await other.getByRole('button', { name: 'Publier le message' }).click();
	const answered = other.getByRole('article').nth(1);
	await expect(answered.getByRole('blockquote')).toHaveText(/Qui a déjà joué/);
	await expect(answered.getByRole('link', { name: /^@/ })).toBeVisible();

	await page.goto(`${room}/discussions?liste=non-lues`);
	await expect(page.getByText('1 message non lu').first()).toBeVisible();
	await page.getByRole('link', { name: title }).click();
	await expect(page.locator('#non-lus')).toHaveText('1 message non lu');
	await page.getByRole('link', { name: 'Aller au premier message non lu' }).click();
	await expect(page).toHaveURL(new RegExp(`${address}#message-2$`));
	await page.goto(`${room}/discussions?liste=non-lues`);
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
});

test('a message is changed in the open, kept in mind, withdrawn; a discussion is renamed, closed with its reason, reopened', async ({
	signedIn
}) => {
	const page = await signedIn(cast.contributrice);
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(unique('Date de la visite'));
	await page.getByLabel('Votre message').fill('Le 3 mars.');
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	const first = page.getByRole('article').first();
	await first.getByText('Plus').click();
	await page.getByRole('button', { name: 'Marquer « à retenir »' }).click();
	await expect(page.getByRole('region', { name: 'À retenir' }).getByRole('link')).toHaveText('Le 3 mars.');
	await first.getByText('Plus').click();
	await first.getByRole('link', { name: 'Modifier ou retirer le message' }).click();
	await page.getByLabel('Votre message').fill('Le 4 mars.');
	await page.getByRole('button', { name: 'Enregistrer le message' }).click();
	await expect(page.getByText('Le message est modifié.')).toBeVisible();
	await first.getByRole('link', { name: /^Modifié/ }).click();
	await expect(page.getByText('Le 3 mars.')).toBeVisible();
	await page.goBack();

	await page.getByText('Gérer la discussion').click();
	const title = unique('Visite du 4 mars');
	await page.getByLabel('De quoi s’agit-il').fill(title);
	await page.getByRole('button', { name: 'Changer le titre' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	await page.getByText('Gérer la discussion').click();
	await page.getByLabel('Pourquoi').fill('La date est prise.');
	await page.getByRole('button', { name: 'Clore la discussion' }).click();
	await expect(page.getByText('Cette discussion est close. Motif : La date est prise.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Publier le message' })).toHaveCount(0);
	await page.getByText('Gérer la discussion').click();
	await page.getByRole('button', { name: 'Rouvrir la discussion' }).click();
	await first.getByText('Plus').click();
	await first.getByRole('link', { name: 'Modifier ou retirer le message' }).click();
	await page.getByRole('button', { name: 'Retirer le message' }).click();
	await expect(first).toContainText('Ce message a été retiré.');
	await expect(page.getByRole('region', { name: 'À retenir' })).toHaveCount(0);
});

test('what another says arrives around the answer that one is writing, which a crash does not take @script', async ({
	signedIn,
	baseURL
}) => {
	const page = await signedIn(cast.contributrice);
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(unique('En même temps'));
	await page.getByLabel('Votre message').fill('Qui vient ?');
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	const address = new URL(page.url()).pathname;
	await page.goto('about:blank');
	const live = page
		.waitForEvent('websocket')
		.then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"ok":true')));
	await page.goto(address);
	await live;
	const answer = page.getByLabel('Votre réponse');
	await expect(page.getByText('Voici votre brouillon')).toBeHidden();
	await answer.pressSequentially('Nous serons trois');
	await answer.press('Control+a');
	await page.getByRole('button', { name: 'Gras' }).click();
	await expect(answer).toHaveValue('**Nous serons trois**');

	const other = await signedIn(cast.kayes);
	const id = newId();
	const reply = (body: string) =>
		other.request.post(`${address}?/reply`, {
			form: { id, body },
			headers: { origin: baseURL ?? '' },
			maxRedirects: 0
		});
	expect((await reply('De Kayes, une personne.')).status()).toBe(303);
	// Its answer was lost, and its author went on: what they added is theirs to say, and not dropped.
	const added = await reply('De Kayes, une personne, et peut-être deux.');
	expect(added.status()).toBe(409);
	const form = await added.text();
	expect(form).toContain('La première fois était arrivée');
	expect(form).toContain('et peut-être deux.</textarea>');
	expect(form).not.toContain(`name="id" value="${id}"`);
	await expect(page.getByRole('article').nth(1)).toContainText('De Kayes, une personne.');
	await expect(page.getByRole('status').filter({ hasText: 'à jour' })).toBeVisible();
	await expect(answer).toHaveValue('**Nous serons trois**');

	await page.goto('about:blank');
	await page.goto(address);
	await expect(page.getByText('Voici votre brouillon, gardé sur cet appareil.')).toBeVisible();
	await expect(answer).toHaveValue('**Nous serons trois**');
	await page.getByRole('button', { name: 'Publier le message' }).click();
	await expect(page.getByRole('article')).toHaveCount(3);
	await page.goto(address);
	await expect(answer).toHaveValue('');
});

test('files and a resource go with a message, weight and all, until it is withdrawn', async ({
	signedIn,
	page: visitor,
	withScript
}) => {
	const page = await signedIn(cast.contributrice);
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(unique('Le devis de la salle'));
	await page.getByLabel('Votre message').fill('Voici ce que la mairie propose.');
	await page.getByText('Joindre des fichiers, des ressources').click();
	await page.getByLabel('Fichiers').setInputFiles([
		{ name: 'devis.pdf', mimeType: 'application/pdf', buffer: await pdf('Location : 120 euros') },
		{ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>1</script>') }
	]);
	await page.getByLabel('Adresses de ressources').fill('/ressources/rien-de-tel');
	if (withScript) {
		expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
		await expect(page.getByRole('checkbox', { name: /devis\.pdf/ })).toBeChecked();
		await expect(page.getByRole('listitem').filter({ hasText: 'page.html' })).toContainText('n’est pas accepté');
	}
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	if (!withScript) await expect(page.getByLabel('Fichiers')).toHaveAccessibleDescription(/page\.html/);
	await expect(page.getByLabel('Adresses de ressources')).toHaveAccessibleDescription(/Aucune ressource/);
	await expect(page.getByRole('checkbox', { name: /devis\.pdf/ })).toBeChecked();
	await page.getByLabel('Adresses de ressources').fill('/ressources/20-ans-du-partenariat-caece-kayes');
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	const first = page.getByRole('article').first();
	await expect(first.getByRole('listitem').filter({ hasText: 'devis.pdf' })).toContainText(/PDF\s+[\d,]+\s(octets|Ko)/);
	await expect(first.getByRole('link', { name: /20 ans/ })).toBeVisible();

	const address = (await first.getByRole('link', { name: 'devis.pdf' }).getAttribute('href')) ?? '';
	const part = await page.request.get(address, { headers: { range: 'bytes=0-3' } });
	expect([part.status(), await part.text()]).toEqual([206, '%PDF']);
	expect((await visitor.request.get(address)).status()).toBe(404);

	await first.getByText('Plus').click();
	await first.getByRole('link', { name: 'Modifier ou retirer le message' }).click();
	await page.getByRole('button', { name: 'Retirer le message' }).click();
	await expect(first).toContainText('Ce message a été retiré.');
	expect((await page.request.get(address)).status()).toBe(404);
});

test('whom one names is offered as one types, and chosen by keyboard @script', async ({ signedIn, page: visitor }) => {
	expect((await visitor.request.get(`${room}/discussions/mentions?q=lurcat`)).status()).toBe(401);
	const page = await signedIn(cast.contributrice);
	await page.goto(`${room}/discussions/nouvelle`);
	const area = page.getByLabel('Votre message');
	await area.pressSequentially('Merci à @lurc');
	const offered = page.getByRole('listbox', { name: 'Qui mentionner' }).getByRole('option');
	await expect(offered.first()).toHaveText('Collège Jean Lurçat – vie scolaire');
	await expect(page.getByRole('status').filter({ hasText: 'Des noms sont proposés' })).toBeAttached();
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await area.press('Escape');
	await expect(offered).toHaveCount(0);
	await area.press('Backspace');
	await expect(offered.first()).toHaveAttribute('aria-selected', 'true');
	await area.press('Enter');
	await expect(area).toHaveValue(/^Merci à \[@Collège Jean Lurçat – vie scolaire\]\(person:[0-9a-f-]{36}\) $/);
	await expect(area).toBeFocused();
	await area.pressSequentially('a@lurcat');
	await expect(offered).toHaveCount(0);
});

test('what is to keep in mind of a whole space is on one page', async ({ signedIn }) => {
	const page = await signedIn(cast.contributrice);
	const words = unique('La salle est réservée');
	await page.goto(`${room}/discussions/nouvelle`);
	await page.getByLabel('De quoi s’agit-il').fill(unique('Où se voir'));
	await page.getByLabel('Votre message').fill(words);
	await page.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	await page.getByRole('article').first().getByText('Plus').click();
	await page.getByRole('button', { name: 'Marquer « à retenir »' }).click();
	const other = await signedIn(cast.kayes);
	await other.goto(`${room}/discussions`);
	await other
		.getByRole('navigation', { name: 'Quelles discussions montrer' })
		.getByRole('link', { name: 'À retenir' })
		.click();
	const line = other.getByRole('listitem').filter({ hasText: words });
	await expect(line).toBeVisible();
	await line.getByRole('heading', { level: 3 }).getByRole('link').click();
	await expect(other).toHaveURL(/#message-1$/);
});

test('two people answer each other: where scripts run, neither has to ask for the page again', async ({
	signedIn,
	withScript
}) => {
	const [first, second] = [await signedIn(cast.contributrice), await signedIn(cast.kayes)];
	await first.goto(`${room}/discussions/nouvelle`);
	await first.getByLabel('De quoi s’agit-il').fill(unique('À deux voix'));
	await first.getByLabel('Votre message').fill('Vous venez samedi ?');
	await first.getByRole('button', { name: 'Ouvrir la discussion' }).click();
	const address = new URL(first.url()).pathname;
	const pages = [first, second];
	for (const page of pages) {
		await page.goto('about:blank');
		const joined = withScript
			? page
					.waitForEvent('websocket')
					.then((socket) =>
						socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"ok":true'))
					)
			: null;
		await page.goto(address);
		await joined;
	}
	for (const turn of [0, 1, 2, 3]) {
		const speaker = pages[turn % 2] ?? first;
		const listener = pages[(turn + 1) % 2] ?? second;
		await speaker.getByLabel('Votre réponse').fill(`Parole ${turn}`);
		await speaker.getByRole('button', { name: 'Publier le message' }).click();
		await expect(speaker).toHaveURL(new RegExp(`#message-${turn + 2}$`));
		if (!withScript) await listener.goto(address);
		await expect(listener.getByRole('article').nth(turn + 1)).toContainText(`Parole ${turn}`);
		await expect(listener.getByRole('article')).toHaveCount(turn + 2);
	}
	// At the same instant: both are kept, each with its own number.
	for (const [n, page] of pages.entries()) await page.getByLabel('Votre réponse').fill(`Ensemble ${n}`);
	await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Publier le message' }).click()));
	for (const page of pages) {
		if (!withScript) await page.goto(address);
		await expect(page.getByRole('article')).toHaveCount(7);
		for (const n of [0, 1]) await expect(page.getByRole('article').filter({ hasText: `Ensemble ${n}` })).toHaveCount(1);
	}
});
