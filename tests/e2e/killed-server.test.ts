/**
 * The server is killed while people talk, and while they write the same text: what it had acknowledged is there once,
 * everybody is shown the same, and nobody has to load a page again.
 */
import type { Browser, Page } from '@playwright/test';
import pg from 'pg';
import * as Y from 'yjs';
import { asOwner, ownerUrl } from '../crash/invariants.ts';
import { cast, expect, password, signIn, signInByPassphrase, test } from '../support/journeys.ts';
import { killPostgres } from '../support/killing.ts';
import { freePort, startPalabre, type PalabreProcess } from '../support/process.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

/** A clone on a slow disk takes its time to come back. */
const patient = { timeout: 60_000 };
let palabre: PalabreProcess;
let port: number;

test.beforeAll(async () => {
	test.setTimeout(120_000);
	port = await freePort();
	palabre = await startPalabre({ demo: true, port });
});
test.afterAll(() => palabre?.stop());

async function startAgain(): Promise<void> {
	palabre = await startPalabre({ demo: true, dataDir: palabre.dataDir, port });
}

async function signedIn(browser: Browser, email: string): Promise<Page> {
	const context = await browser.newContext({
		baseURL: palabre.origin,
		locale: 'fr-FR',
		viewport: { width: 390, height: 844 }
	});
	await signIn(context.request, palabre.origin, email);
	return context.newPage();
}

/** A page that is loaded again forgets it. */
const mark = (page: Page) => page.evaluate(() => void (document.documentElement.dataset['first'] = 'yes'));
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.dataset['first'] === 'yes');

/** Acknowledged: what waits has no number. */
const stored = (page: Page) => page.locator('[id^="message-"] .words');

test('two people go on talking when the server, then the database, is killed @script', async ({ browser }) => {
	const room = '/espaces/collectif-festival-des-solidarites-2026/salon';
	const [one, other] = [await signedIn(browser, cast.referente), await signedIn(browser, cast.kayes)];
	const pages = [one, other];
	for (const page of pages) {
		await page.goto(room);
		await expect(page.getByRole('button', { name: 'Envoyer' })).toBeVisible();
		await mark(page);
	}
	const said: string[] = [];
	const say = async (page: Page, words: string) => {
		said.push(words);
		await page.getByLabel('Votre message').fill(words);
		await page.getByRole('button', { name: 'Envoyer' }).click();
		// It left the field: it is on the screen, and on the device.
		await expect(page.getByLabel('Votre message')).toHaveValue('');
	};
	const isAcknowledged = (page: Page, words: string) =>
		expect(stored(page).filter({ hasText: words })).toHaveCount(1, patient);

	await say(one, 'Avant la panne, de la première');
	await say(other, 'Avant la panne, de la seconde');
	for (const page of pages) for (const words of said) await isAcknowledged(page, words);

	await Promise.all([say(one, 'Pendant la chute'), palabre.kill()]);
	await say(one, 'Sans serveur, un');
	await say(other, 'Sans serveur, deux');
	await say(one, 'Sans serveur, trois');
	await expect(one.getByText(/^En attente de réseau/)).toBeVisible();
	await startAgain();
	for (const page of pages) for (const words of said) await isAcknowledged(page, words);

	await Promise.all([say(other, 'Pendant que la base tombe'), killPostgres(palabre.dataDir, 'postmaster')]);
	await say(one, 'La base revient');
	for (const page of pages) for (const words of said) await isAcknowledged(page, words);
	for (const page of pages) await expect(page.getByText(/^En attente de réseau/)).toHaveCount(0, patient);

	const kept = await asOwner(
		palabre.dataDir,
		(sql) => sql<{ body: string }[]>`select m.body from chat_messages m join spaces s on s.id = m.room_id
			where s.slug = 'collectif-festival-des-solidarites-2026' order by m.seq`
	);
	const ours = kept.map(({ body }) => body).filter((body) => said.includes(body));
	expect(ours.toSorted()).toEqual(said.toSorted());
	// What one of them wrote is in the order in which they wrote it.
	const mine = ['Pendant la chute', 'Sans serveur, un', 'Sans serveur, trois', 'La base revient'];
	expect(ours.filter((body) => mine.includes(body))).toEqual(mine);
	for (const page of pages) {
		const shown = (await stored(page).allTextContents()).map((text) => text.trim().replaceAll('\u00a0', ' '));
		expect(shown).toEqual(kept.map(({ body }) => body).slice(-shown.length));
		expect(await isMarked(page)).toBe(true);
	}
});

const paper = (page: Page) => page.locator('[data-part="text"] .ProseMirror');
const state = (page: Page) => page.locator('[data-part="state"]');

/** What the database would give back after a crash: its state, and the updates after it. */
async function storedText(id: string): Promise<string> {
	return asOwner(palabre.dataDir, async (sql) => {
		const shared = new Y.Doc();
		const kept = await sql<{ update: Uint8Array | null }[]>`
			select state as update from private.document_states where document_id = ${id}
			union all (select u.update from private.document_updates u where u.document_id = ${id} order by u.number)`;
		for (const { update } of kept) if (update) Y.applyUpdate(shared, update);
		const lines: string[] = [];
		for (const part of shared.getXmlFragment('default').createTreeWalker(() => true))
			if (part instanceof Y.XmlText)
				lines.push((part.toDelta() as { insert: string }[]).map(({ insert }) => insert).join(''));
		return lines.filter(Boolean).join('\n');
	});
}
/** Without the names at the carets of others. */
const shownText = (page: Page) =>
	paper(page)
		.locator('p, h2')
		.evaluateAll((lines) =>
			lines
				.map((line) => {
					const words = line.cloneNode(true) as Element;
					for (const caret of words.querySelectorAll('[class*=caret]')) caret.remove();
					return words.textContent;
				})
				.filter(Boolean)
				.join('\n')
		);

test('three people write the same text, one cut off, the server killed: nothing that was saved is lost @script', async ({
	browser
}) => {
	const one = await signedIn(browser, cast.administration);
	await one.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await one.getByLabel('Titre').fill('Écrit pendant une panne');
	await one.getByLabel('Texte de départ').fill('Un point.');
	await one.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(one.getByRole('heading', { level: 1 })).toHaveText('Écrit pendant une panne');
	const address = new URL(one.url()).pathname;
	const [other, far] = [await signedIn(browser, cast.referente), await signedIn(browser, cast.documentaliste)];

	// `setOffline` leaves an open WebSocket open: this one is closed, and none is opened, while the cable is out.
	let isPlugged = true;
	const lines = new Set<{ close: () => Promise<void> }>();
	await far.routeWebSocket(/\/collaboration/, async (line) => {
		if (!isPlugged) return line.close();
		line.connectToServer();
		lines.add(line);
	});
	for (const page of [other, far]) await page.goto(address);
	const pages = [one, other, far];
	const isSaved = (page: Page) => expect(state(page)).toHaveText('Tout est enregistré.', patient);
	for (const page of pages) {
		await isSaved(page);
		await mark(page);
	}
	const id = (await one.locator('[data-write]').getAttribute('data-write')) ?? '';
	const write = async (page: Page, words: string, where: 'Control+Home' | 'Control+End') => {
		await paper(page).click();
		await page.keyboard.press(where);
		await page.keyboard.type(words);
	};

	await write(one, ' Dit avant.', 'Control+End');
	await isSaved(one);
	isPlugged = false;
	for (const line of lines) await line.close();
	await expect(state(far)).not.toHaveText('Tout est enregistré.');
	await write(far, 'De loin. ', 'Control+Home');
	await write(other, ' Enregistré, puis tué.', 'Control+End');
	await isSaved(other);
	await palabre.kill();
	expect(await isMarked(other)).toBe(true);
	await write(one, ' Sans serveur.', 'Control+End');
	await write(other, 'Sans serveur non plus. ', 'Control+Home');
	await startAgain();
	expect(await storedText(id)).toContain('Enregistré, puis tué.');
	isPlugged = true;

	for (const page of pages) await isSaved(page);
	for (const words of ['Dit avant.', 'De loin.', 'Enregistré, puis tué.', 'Sans serveur.', 'Sans serveur non plus.'])
		for (const page of pages) await expect(paper(page)).toContainText(words, patient);
	const text = await storedText(id);
	for (const page of pages) await expect.poll(() => shownText(page), patient).toBe(text);
	for (const page of pages) expect(await isMarked(page)).toBe(true);
});

test('the server is killed when a text is shared and not yet stored: nobody was told that it was saved, and it is not lost @script', async ({
	browser
}) => {
	const one = await signedIn(browser, cast.administration);
	await one.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await one.getByLabel('Titre').fill('Écrit entre deux');
	await one.getByLabel('Texte de départ').fill('Un point.');
	await one.getByRole('button', { name: 'Ouvrir le document' }).click();
	await expect(one.getByRole('heading', { level: 1 })).toHaveText('Écrit entre deux');
	const other = await signedIn(browser, cast.referente);
	await other.goto(new URL(one.url()).pathname);
	const isSaved = (page: Page) => expect(state(page)).toHaveText('Tout est enregistré.', patient);
	for (const page of [one, other]) await isSaved(page);
	const id = (await one.locator('[data-write]').getAttribute('data-write')) ?? '';

	// `pg`: a connection that is lost says so, and nothing else.
	const holder = new pg.Client(await ownerUrl(palabre.dataDir));
	const gone = new Promise<void>((resolve) => holder.on('error', () => {}).once('end', resolve));
	await holder.connect();
	await holder.query('begin');
	// What is typed is judged and shared, and waits here to be stored.
	await holder.query('select from private.document_states where document_id = $1 for no key update', [id]);
	await paper(one).click();
	await one.keyboard.press('Control+End');
	await one.keyboard.type(' Entre deux.');
	await expect(paper(other)).toContainText('Entre deux.', patient);
	await expect(state(one)).not.toHaveText('Tout est enregistré.');
	expect(await storedText(id)).not.toContain('deux');
	await palabre.kill();
	await killPostgres(palabre.dataDir, 'postmaster');
	await gone;
	// The other processes of the killed database take a moment to end.
	await expect(startAgain).toPass(patient);
	for (const page of [one, other]) {
		await isSaved(page);
		await expect(paper(page)).toContainText('Un point. Entre deux.');
	}
	expect(await storedText(id)).toContain('Un point. Entre deux.');
});

test('while the database is away, pages say to come back, and who signs in is not told that they are wrong @script', async ({
	browser
}) => {
	const context = await browser.newContext({ baseURL: palabre.origin, locale: 'fr-FR' });
	const page = await context.newPage();
	const enter = async (secret: string) => {
		await page.goto('/connexion');
		await signInByPassphrase(page, cast.kayes, secret);
	};
	const letIn = (login: 'palabre_api' | 'palabre_app', limit: number) =>
		asOwner(palabre.dataDir, async (sql) => {
			await sql.unsafe(`alter role ${login} connection limit ${limit}`);
			await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${login}`;
		});
	// Supabase's connections are refused; pages have their own.
	await letIn('palabre_api', 0);
	// More often than one may be wrong.
	for (let time = 0; time < 6; time++) {
		await enter(password);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('La page n’a pas pu être préparée');
	}
	await letIn('palabre_api', -1);
	await enter('ce n’est pas la bonne');
	await expect(page.getByText('ne vont pas ensemble')).toBeVisible();
	await enter(password);
	await expect(page).toHaveURL('/');

	await letIn('palabre_app', 0);
	const answer = await page.goto('/ressources');
	expect([answer?.status(), answer?.headers()['retry-after']]).toEqual([503, '5']);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('La page n’a pas pu être préparée');
	await letIn('palabre_app', -1);
	await page.reload();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ressources');
	await context.close();
});
