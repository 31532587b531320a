/** A copy of one's data, and leaving the network: both from one's own account. */
import { unzipSync } from 'fflate';
import { newId } from '../../src/lib/platform/ids.ts';
import { asOwner } from '../crash/invariants.ts';
import { cast, expect, test as demonstration } from '../support/journeys.ts';
import { knock, told } from '../support/knocking.ts';
import { mailsTo, passphrase, signUp, test } from '../support/newcomers.ts';

test('one asks for a copy of one’s data, is told by mail, and downloads it; nobody else does', async ({
	page,
	browser,
	network,
	address
}) => {
	await signUp(page, network, address);
	await page.goto('/compte');
	await page.getByRole('link', { name: 'Copie de mes données' }).click();
	await page.getByRole('button', { name: 'Préparer une copie' }).click();
	await expect(page.getByText('La copie se prépare.')).toBeVisible();
	await expect
		.poll(
			() => mailsTo(network.dataDir, address).filter((mail) => mail.includes('copie de vos données est prête')).length
		)
		.toBe(1);
	await page.goto('/compte/donnees');
	const link = page.getByRole('link', { name: /Télécharger/ });
	const path = (await link.getAttribute('href')) ?? '';
	const answer = await page.request.get(path);
	expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/zip']);
	expect(Object.keys(unzipSync(new Uint8Array(await answer.body())))).toEqual(['index.html', 'donnees.json']);

	await page.getByRole('button', { name: 'Préparer une copie' }).click();
	await expect(page.getByRole('alert')).toContainText('il y a moins d’une heure');

	const stranger = await browser.newContext({ baseURL: network.origin, locale: 'fr-FR' });
	expect((await stranger.request.get(path, { maxRedirects: 0 })).status()).toBe(303);
	const other = await stranger.newPage();
	await signUp(other, network, `autre.${address}`);
	expect((await stranger.request.get(path)).status()).toBe(404);
	await stranger.close();
});

test('one asks to leave, changes one’s mind by the mail’s link, then on the page', async ({
	page,
	network,
	address
}) => {
	await signUp(page, network, address);
	const leave = async () => {
		await page.goto('/compte');
		await page.getByRole('link', { name: 'Fermer mon compte' }).click();
		await page.getByRole('button', { name: 'Fermer mon compte dans 7 jours' }).click();
		await expect(page.getByText('Votre compte sera fermé le')).toBeVisible();
	};
	await leave();
	let link = '';
	await expect
		.poll(() => {
			const mail = mailsTo(network.dataDir, address).find((text) => text.includes('connexion/fermeture'));
			link = /(https?:\/\/\S+\/connexion\/fermeture\?jeton=\S+)/.exec(mail ?? '')?.[1] ?? '';
			return link;
		})
		.not.toBe('');
	await page.goto(link);
	await page.getByRole('button', { name: 'Garder mon compte' }).click();
	await expect(page.getByText('Votre compte reste ouvert.')).toBeVisible();
	await page.goto(link);
	await page.getByRole('button', { name: 'Garder mon compte' }).click();
	await expect(page.getByText('Ce lien a déjà servi')).toBeVisible();
	await leave();
	await page.getByRole('button', { name: 'Garder mon compte' }).click();
	await expect(page.getByText('Votre compte reste ouvert.')).toBeVisible();
});

test('one takes back one’s agreement to the rules, reads what it changes, and gives it again', async ({
	page,
	network,
	address
}) => {
	await signUp(page, network, address);
	await page.goto('/compte');
	await page.getByText('Retirer mon accord aux règles').first().click();
	await page.getByRole('button', { name: 'Retirer mon accord aux règles' }).click();
	await expect(page.getByText('Votre accord est retiré.')).toBeVisible();
	await expect(page.getByText('Retiré le')).toBeVisible();
	await page.goto('/profil');
	await expect(page.locator('[name=visibility]:checked, select[name=visibility]')).toHaveValue('prive');
	await page.goto('/compte');
	await page.getByRole('button', { name: 'Donner de nouveau mon accord' }).click();
	await expect(page.getByText('Votre accord est enregistré.')).toBeVisible();
	await expect(page.getByText('Retiré le')).toBeVisible();

	await page.context().addCookies([{ name: 'palabre-langue', value: 'en', url: network.origin }]);
	await page.goto('/donnees-personnelles');
	await expect(page.getByText('Accounts and signing in')).toBeVisible();
});

demonstration(
	'seven days later the account is closed: what was written stays, and signing in finds nobody',
	async ({ page, signedIn, baseURL, withScript }) => {
		demonstration.setTimeout(120_000);
		const dataDir = process.env['PALABRE_DATA'] ?? '';
		const origin = baseURL ?? '';
		const once = `${withScript ? 'a' : 'b'}${Date.now()}`;
		const address = `partante.${once}@example.org`;
		const name = `Partante ${once}`;
		await signUp(page, { dataDir }, address, name);
		const answer = await page.request.post('/ressources/nouvelle', {
			multipart: {
				id: newId(),
				title: `Carnet ${once}`,
				kind: 'livret',
				summary: 'Ce que je laisse.',
				theme: 'jumelages',
				licence: 'cc-by',
				visibility: 'public',
				intent: 'propose'
			},
			headers: { origin },
			maxRedirects: 0
		});
		expect(answer.status()).toBe(303);
		const record = new URL(answer.headers()['location'] ?? '', origin).pathname;
		const documentaliste = await signedIn(cast.documentaliste);
		const signature = async () => {
			await documentaliste.goto(`${record}/historique`);
			return documentaliste.getByRole('main').innerText();
		};
		expect(await signature()).toContain(name);

		await page.goto('/compte/fermer');
		await page.getByRole('button', { name: 'Fermer mon compte dans 7 jours' }).click();
		await expect(page.getByText('Votre compte sera fermé le')).toBeVisible();
		await expect.poll(() => mailsTo(dataDir, address).some((mail) => mail.includes('connexion/fermeture'))).toBe(true);
		// Seven days pass.
		await asOwner(dataDir, async (sql) => {
			const [due] = await sql<{ id: string }[]>`
				update private.departures d set due_at = now() from people p join auth.users u on u.id = p.account_id
				where p.id = d.person_id and u.email = ${address} returning d.id`;
			await sql`update graphile_worker._private_jobs set run_at = now() where key = ${`close-account:${due?.id}`}`;
		});
		await expect
			.poll(() => mailsTo(dataDir, address).some((mail) => mail.includes('Votre compte est fermé')), {
				timeout: 20_000
			})
			.toBe(true);

		// This device is signed out, and nothing tells that there was an account.
		await page.goto('/compte');
		await expect(page).toHaveURL(/\/connexion\?retour=/);
		const signIn = (email: string) =>
			knock(origin, { path: '/connexion?/password', fields: { email, password: passphrase }, given: [email] });
		const gone = await signIn(address);
		expect(gone.status).toBe(422);
		expect(told(gone)).toEqual(told(await signIn(`jamais.${address}`)));

		const signed = await signature();
		expect(signed).toContain('Ancien membre');
		expect(signed).not.toContain(name);
		await documentaliste.goto(record);
		await expect(documentaliste.getByRole('heading', { level: 1 })).toHaveText(`Carnet ${once}`);
	}
);
