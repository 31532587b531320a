/** No word is lost: whatever is typed in a long form is found again after a crash, field by field. */
import type { Page } from '@playwright/test';
import { seeded } from '../bench/fill.ts';
import { cast, expect, test } from '../support/journeys.ts';

/** What people paste: accents, quotes, lines, signs of other scripts, and what looks like code. */
const words = [
	'Béma',
	'« jumelage »',
	'L’eau\nà Kayes',
	'<b>12 €</b>',
	'السلام',
	'🌍',
	'{"a":1}',
	'\\',
	'50 %',
	'  deux  '
];

const form = (page: Page) =>
	page.evaluate(() => {
		const { form } = document.querySelector<HTMLInputElement>('main [name=title]') ?? {};
		return [...new FormData(form ?? undefined)].filter((entry) => typeof entry[1] === 'string');
	});

async function fillAtRandom(page: Page, seed: number): Promise<void> {
	const random = seeded(seed);
	const numbers = Array.from({ length: 2000 }, () => random());
	await page.evaluate(
		([numbers, words]) => {
			const pick = <T>(list: readonly T[]) => list[Math.floor((numbers.pop() ?? 0) * list.length)];
			const { form } = document.querySelector<HTMLInputElement>('main [name=title]') ?? {};
			for (const control of form?.elements ?? []) {
				if (control instanceof HTMLTextAreaElement) control.value = `${pick(words)} ${pick(words)}\n${pick(words)}`;
				else if (control instanceof HTMLSelectElement)
					control.selectedIndex = Math.floor((numbers.pop() ?? 0) * control.options.length);
				else if (control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type))
					control.checked = (numbers.pop() ?? 0) < 0.4;
				else if (control instanceof HTMLInputElement && ['text', 'url'].includes(control.type))
					control.value = `${pick(words)} ${pick(words)}`.replaceAll('\n', ' ');
				else continue;
				control.dispatchEvent(new Event(control instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
			}
			form?.dispatchEvent(new Event('input', { bubbles: true }));
		},
		[numbers, words] as const
	);
}

for (const seed of [1, 2, 3])
	test(`a form that was filled at random is found again as it was, ${seed} @script`, async ({ signedIn }) => {
		const page = await signedIn(cast.documentaliste);
		await page.goto('/ressources/nouvelle');
		await page.evaluate(() => localStorage.clear());
		await page.reload();
		await fillAtRandom(page, seed);
		const typed = await form(page);
		expect(typed.length).toBeGreaterThan(12);
		await expect
			.poll(() => page.evaluate(() => localStorage.getItem('palabre-brouillon:ressource')))
			.toContain(JSON.stringify(typed.find(([name]) => name === 'title')?.[1]).slice(1, -1));
		// A crash says nothing to the page: no `pagehide`, nothing that is saved at the last moment.
		const again = await page.context().newPage();
		await again.goto('/ressources/nouvelle');
		await expect(again.getByText('Votre brouillon a été retrouvé')).toBeVisible();
		expect(await form(again)).toEqual(typed);
	});

test.describe('before the scripts are there', () => {
	// A service worker would answer with the scripts that it has kept.
	test.use({ contextOptions: { serviceWorkers: 'block' } });

	/** The scripts of the next page wait on their way, as on a line that is slow. @returns what lets them come. */
	async function holdScripts(page: Page): Promise<() => void> {
		const held = Promise.withResolvers<void>();
		await page.route('**/_app/**/*.js', async (route) => {
			await held.promise;
			await route.continue();
		});
		return held.resolve;
	}

	const draft = (page: Page) => page.evaluate(() => localStorage.getItem('palabre-brouillon:ressource') ?? '');

	test('what is filled before the script is there stays, and is kept @script', async ({ signedIn }) => {
		const page = await signedIn(cast.referente);
		const release = await holdScripts(page);
		await page.goto('/ressources/nouvelle', { waitUntil: 'commit' });
		await page.getByLabel('Titre', { exact: true }).fill('Écrit tôt');
		await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
		await page.locator('[name=licence]').nth(1).check();
		await page.evaluate(() => document.querySelector<HTMLElement>('[name="themes[]"]')?.click());
		const kind = await page.getByLabel('Type', { exact: true }).inputValue();
		expect(await draft(page)).toBe('');
		release();
		await expect.poll(() => draft(page)).toContain('Écrit tôt');
		expect(await draft(page)).toContain(kind);
		await expect(page.getByLabel('Type', { exact: true })).toHaveValue(kind);
		await expect(page.getByLabel('Titre', { exact: true })).toHaveValue('Écrit tôt');
		await expect(page.locator('[name=licence]').nth(1)).toBeChecked();
		await expect(page.locator('[name="themes[]"]').first()).toBeChecked();
	});

	test('an older draft leaves what one has just written @script', async ({ signedIn }) => {
		const page = await signedIn(cast.referente);
		await page.goto('/ressources/nouvelle');
		await page.getByLabel('Titre', { exact: true }).fill('Un ancien titre');
		await page.getByLabel('Résumé').fill('Un ancien résumé');
		await page.locator('[name=licence]').first().check();
		await expect.poll(() => draft(page)).toContain('Un ancien résumé');
		const again = await page.context().newPage();
		const release = await holdScripts(again);
		await again.goto('/ressources/nouvelle', { waitUntil: 'commit' });
		await again.getByLabel('Titre', { exact: true }).fill('Le titre d’aujourd’hui');
		await again.getByLabel('Résumé').fill('Un nouveau résumé');
		await again.locator('[name=licence]').nth(1).check();
		release();
		await expect(again.getByText('Votre brouillon a été retrouvé')).toBeVisible();
		await expect(again.getByLabel('Résumé')).toHaveValue('Un ancien résumé\nUn nouveau résumé');
		await expect(again.getByLabel('Titre', { exact: true })).toHaveValue('Le titre d’aujourd’hui');
		await expect(again.locator('[name=licence]').nth(1)).toBeChecked();
		await expect.poll(() => draft(again)).toContain('Le titre d’aujourd’hui');
	});
});

test('a form that could not leave stays as it is, and leaves once when the network is back @script', async ({
	signedIn
}) => {
	const page = await signedIn(cast.documentaliste);
	await page.goto('/ressources/nouvelle');
	await page.evaluate(() => localStorage.clear());
	await page.reload();
	const title = `Parti plus tard ${Date.now().toString(36)}`;
	await page.getByLabel('Titre').fill(title);
	await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Livret' });
	await page.getByLabel('Résumé').fill('Écrit pendant que le réseau tombait.');
	await page.getByLabel('Thème principal').selectOption({ label: 'Jumelages et échanges entre villes' });
	await page.getByLabel('CC BY 4.0').check();
	const publish = page.getByRole('button', { name: 'Publier la ressource' });
	// It was stored, and its answer was lost on the way: the second time must not be a second resource.
	await page.route('**/ressources/nouvelle**', async (route) => {
		if (route.request().method() === 'POST') await route.fetch({ maxRedirects: 0 });
		await route.abort('connectionreset');
	});
	await publish.click();
	await expect(page.getByRole('alert')).toContainText('Pas de réponse');
	await expect(page.getByLabel('Titre')).toHaveValue(title);
	await page.unroute('**/ressources/nouvelle**');
	await page.getByLabel('Résumé').fill('Corrigé avant de l’envoyer de nouveau.');
	await publish.click();
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
	await expect(page.getByText('Corrigé avant de l’envoyer de nouveau.')).toBeVisible();
	await page.goto(`/recherche?q=${encodeURIComponent(title)}`);
	await expect(page.getByRole('link', { name: title })).toHaveCount(1);
});
