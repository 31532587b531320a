/** A page that shows something is told when it changes, and takes the new version without moving what is read. */
import AxeBuilder from '@axe-core/playwright';
import type { Page, WebSocket } from '@playwright/test';
import { cast, expect, test } from '../support/journeys.ts';
import { asOwner } from '../crash/invariants.ts';
import { newId } from '../../src/lib/platform/ids.ts';
import { publishRecord } from '../support/records.ts';

const updated = 'Cette page vient d’être mise à jour.';
const title = 'Carnet de route des jumelages';
const paragraphs = (first: string) =>
	[first, ...Array.from({ length: 30 }, (_, n) => `Étape ${n + 1} : ce que nous avons appris en chemin.`)].join('\n\n');

const publish = (author: Page, origin: string) =>
	publishRecord(author, origin, { title, description: paragraphs('Au départ, une lettre.') });

async function rewrite(author: Page, path: string, description: string): Promise<void> {
	await author.goto(`${path}/modifier`);
	const field = author.getByLabel('Description');
	if (!(await field.isVisible())) await author.getByText('Ajouter des détails').click();
	await field.fill(description);
	await author.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(author.getByText('La ressource est enregistrée.')).toBeVisible();
}

/** The script has joined the room of the page. */
const untilLive = (page: Page) =>
	page
		.waitForEvent('websocket')
		.then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"ok":true')));

test('a reader sees what was changed, without losing their place @script', async ({ signedIn, baseURL }) => {
	const [author, reader] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	const path = await publish(author, baseURL ?? '');
	const live = untilLive(reader);
	await reader.goto(path);
	await live;
	const line = reader.getByText('Étape 20 :');
	await line.evaluate((element) => element.scrollIntoView({ behavior: 'instant', block: 'center' }));
	const link = reader.getByRole('link', { name: 'Signaler' }).last();
	await link.evaluate((element) => element.focus({ preventScroll: true }));
	const place = (await line.boundingBox())?.y ?? 0;
	expect(place).toBeGreaterThan(100);

	await rewrite(author, path, paragraphs('Au départ, une longue lettre.\n\nPuis une autre.\n\nPuis dix.'));
	await expect(reader.getByRole('status').filter({ hasText: updated })).toBeVisible();
	await expect(reader.getByText('Puis une autre.')).toHaveCount(1);
	expect(Math.abs(((await line.boundingBox())?.y ?? 0) - place)).toBeLessThanOrEqual(2);
	await expect(link).toBeFocused();
	const { violations } = await new AxeBuilder({ page: reader }).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('what one is typing is never replaced: the page says that there is a new version @script', async ({
	signedIn,
	baseURL
}) => {
	const [author, reader] = [await signedIn(cast.referente), await signedIn(cast.documentaliste)];
	const path = await publish(author, baseURL ?? '');
	const live = untilLive(reader);
	await reader.goto(path);
	await live;
	const reason = reader.getByLabel('Pourquoi').first();
	await reason.fill('Il manque la date de la');
	await rewrite(author, path, paragraphs('Au départ, une tout autre lettre.'));
	const notice = reader.getByRole('status').filter({ hasText: 'Votre texte est toujours là.' });
	await expect(notice).toBeVisible();
	await expect(reason).toHaveValue('Il manque la date de la');
	await expect(reader.getByText('Au départ, une tout autre lettre.')).toHaveCount(0);
	await notice.getByRole('link', { name: 'Afficher la nouvelle version' }).click();
	await expect(reader.getByText('Au départ, une tout autre lettre.')).toBeVisible();
});

test('what is withdrawn says so, and leaves the text that one was reading @script', async ({ signedIn, baseURL }) => {
	const [author, reader] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	const path = await publish(author, baseURL ?? '');
	const live = untilLive(reader);
	await reader.goto(path);
	await live;
	const answer = await author.request.post(`${path}?/decide`, {
		form: { decision: 'withdrawn', reason: 'Les photos ne sont pas à nous.' },
		headers: { origin: baseURL ?? '' },
		maxRedirects: 0
	});
	expect(answer.status()).toBe(303);
	await expect(reader.getByText('Cette page n’est plus disponible pour vous.')).toBeVisible();
	await expect(reader.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('a page that lost the network catches up once it is back @script', async ({ signedIn, baseURL }) => {
	const [author, reader] = [await signedIn(cast.referente), await signedIn(cast.kayes)];
	const path = await publish(author, baseURL ?? '');
	const live = untilLive(reader);
	await reader.goto(path);
	await live;
	await reader.context().setOffline(true);
	await rewrite(author, path, paragraphs('Au départ, une lettre que la coupure a cachée.'));
	await expect(reader.getByText('que la coupure a cachée')).toHaveCount(0);
	await reader.context().setOffline(false);
	await expect(reader.getByText('que la coupure a cachée')).toBeVisible({ timeout: 30_000 });
});

test('visitors, and readers in light mode, are sent no script for it', async ({ page, signedIn, baseURL }) => {
	const path = '/annuaire/comite-de-jumelage-de-bondoufle';
	await page.goto(path);
	await expect(page.locator('[data-live], script[src]')).toHaveCount(0);
	const member = await signedIn(cast.kayes);
	await member.goto(path);
	await expect(member.locator('script[src]')).toHaveCount(1);
	await member.context().addCookies([{ name: 'palabre-leger', value: '1', url: baseURL ?? '' }]);
	await member.goto(path);
	await expect(member.locator('[data-live], script[src]')).toHaveCount(0);
});

test('who is removed from a space is told so by the page, and hears nothing more of it @script', async ({
	signedIn
}) => {
	const id = newId();
	const path = `/espaces/espace-${id}`;
	await asOwner(process.env['PALABRE_DATA'] ?? '', (sql) =>
		sql.begin(async (rows) => {
			await rows`insert into spaces ${rows({ id, slug: `espace-${id}`, name: 'Un comité fermé', purpose: 'Décider à huis clos.', kind_code: 'comite-technique', visibility: 'espace' })}`;
			for (const [email, role] of [
				[cast.referente, 'animateur'],
				[cast.documentaliste, 'membre'],
				[cast.kayes, 'membre']
			] as const)
				await rows`insert into space_members (space_id, person_id, role)
					select ${id}, p.id, ${role} from people p join auth.users u on u.id = p.account_id where u.email = ${email}`;
		})
	);
	const [facilitator, staying, removed] = [
		await signedIn(cast.referente),
		await signedIn(cast.documentaliste),
		await signedIn(cast.kayes)
	];
	const sockets: WebSocket[] = [];
	const frames: string[] = [];
	removed.on('websocket', (socket) => {
		sockets.push(socket);
		socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
	});
	const live = [untilLive(staying), untilLive(removed)];
	await staying.goto(path);
	await removed.goto(path);
	await Promise.all(live);

	await facilitator.goto(`${path}/membres`);
	const acts = facilitator.locator('details', { hasText: /Gérer.*Kayes/ });
	await acts.locator('summary').click();
	await acts.getByRole('button', { name: 'Retirer de l’espace' }).click();
	await expect(facilitator.getByText('La personne n’est plus membre de l’espace.')).toBeVisible();
	await expect(removed.getByText('Cette page n’est plus disponible pour vous.')).toBeVisible();
	await expect.poll(() => sockets.every((socket) => socket.isClosed())).toBe(true);
	const heard = frames.length;

	await facilitator.goto(`${path}/modifier`);
	await facilitator.getByLabel('À quoi il sert').fill('Décider sans vous.');
	await facilitator.getByRole('button', { name: 'Enregistrer l’espace' }).click();
	await expect(staying.getByText('Décider sans vous.')).toBeVisible();
	expect(frames.length).toBe(heard);
	expect(sockets.every((socket) => socket.isClosed())).toBe(true);
	await expect(removed.getByText('Décider sans vous.')).toHaveCount(0);
	expect((await removed.goto(path))?.status()).toBe(404);
});
