/** axe on every screen, in both themes, at the width of a phone and of a desktop; and no sideways scrolling. */
import AxeBuilder from '@axe-core/playwright';
import { idOf } from '../../supabase/demo/dataset.ts';
import { cast, expect, test } from '../support/journeys.ts';

const publicDocument = `/espaces/plate-forme-des-acteurs-du-territoire/documents/${idOf('document', 'doc-deux-enquetes')}`;
const publicScreens = [
	publicDocument,
	'/',
	'/ressources',
	'/ressources?q=rien-de-tel',
	'/ressources/20-ans-du-partenariat-caece-kayes',
	'/agenda',
	'/agenda?mois=2010-10',
	'/temps-forts/festival-des-solidarites-2026',
	'/agenda/vingt-ans-de-cooperation-avec-kayes-et-cinquante-ans-des-independances',
	'/agenda/comite-preparatoire-des-assises-intercommunales/inscription',
	'/inscriptions/un-lien-trop-ancien',
	'/annuaire',
	'/annuaire?pays=ML&odd=6',
	'/annuaire/carte',
	'/annuaire/comite-de-jumelage-de-bondoufle',
	'/annuaire/comite-de-jumelage-de-bondoufle/contact',
	'/espaces',
	'/espaces?archives=1',
	'/recherche?q=kayes',
	'/connexion',
	'/connexion/adresse',
	'/connexion/fermeture',
	'/inscription',
	'/aide',
	'/accessibilite',
	'/cookies',
	'/donnees-personnelles',
	'/mentions-legales',
	'/plan-du-site',
	'/hors-connexion',
	'/invitations/un-lien-trop-ancien',
	'/notifications/arret/un-lien-de-personne',
	'/notifications/arret/rendez-vous/un-lien-de-personne',
	'/agenda?lieu=Rien+qui+existe',
	'/rien-ici'
];
const memberScreens = [
	'/',
	'/tableau-de-bord',
	'/ressources',
	'/ressources/nouvelle',
	'/ressources/miennes',
	'/compte',
	'/compte/adresse',
	'/compte/donnees',
	'/compte/fermer',
	'/profil',
	'/notifications',
	'/notifications?liste=non-lues',
	'/notifications/reglages',
	'/espaces',
	'/messages',
	'/messages/nouvelle?q=kayes',
	'/agenda/nouveau',
	'/agenda/miens',
	'/agenda/abonnement',
	'/agenda/comite-preparatoire-des-assises-intercommunales',
	'/agenda/fete-de-cloture-et-remise-des-fresques/inscriptions',
	'/agenda/fete-de-cloture-et-remise-des-fresques/inviter'
];
const organisationScreens = [
	'/annuaire/rejoindre?q=jumelage',
	'/annuaire/nouvelle',
	'/annuaire/universite-d-evry-val-d-essonne/rejoindre',
	'/annuaire/universite-d-evry-val-d-essonne/mettre-en-relation?q=jumelage',
	...['', '/modifier', '/membres', '/historique', '/logo'].map(
		(page) => `/annuaire/comite-de-jumelage-de-bondoufle${page}`
	),
	...['', '?liste=demandes', '?liste=sans-referent', '?liste=jumelages'].map((list) => `/admin/organisations${list}`)
];
const directoryScreens = ['/annuaire/proches', '/annuaire/import'];
const demoThread = `/espaces/projet-commune-v-de-bamako/discussions/${idOf('thread', 'disc-plan-formation-commune-v')}`;
const demoDocument = `/espaces/comite-technique-action-internationale/documents/${idOf('document', 'doc-plan-action-internationale')}`;
const spaceScreens = [
	'/espaces/nouveau',
	'/espaces/projet-commune-v-de-bamako',
	'/espaces/projet-commune-v-de-bamako/discussions',
	'/espaces/projet-commune-v-de-bamako/discussions/nouvelle',
	'/espaces/projet-commune-v-de-bamako/discussions/a-retenir',
	demoThread,
	`${demoThread}/1/historique`,
	'/espaces/projet-commune-v-de-bamako/documents',
	'/espaces/projet-commune-v-de-bamako/documents/nouveau',
	demoDocument,
	`${demoDocument}/reglages`,
	`${demoDocument}/versions`,
	`${demoDocument}/versions/2`,
	`${demoDocument}/versions/3?avec=2`,
	'/espaces/projet-commune-v-de-bamako/ressources',
	'/espaces/projet-commune-v-de-bamako/agenda',
	'/espaces/projet-commune-v-de-bamako/membres',
	'/espaces/projet-commune-v-de-bamako/modifier',
	'/espaces/projet-commune-v-de-bamako/charte',
	'/espaces/projet-commune-v-de-bamako/journal',
	'/espaces/projet-commune-v-de-bamako/salon',
	'/espaces/collectif-festival-des-solidarites-2026/salon',
	'/espaces/projet-commune-v-de-bamako/invitations'
];
const adminScreens = [
	'/admin',
	'/admin/reglages',
	'/admin/courriels',
	'/admin/signalements',
	'/admin/territoires',
	'/admin/territoires/ajouter',
	'/admin/territoires/diema',
	'/admin/inscriptions',
	'/admin/registre',
	'/admin/personnes',
	'/admin/personnes?q=rien-de-tel',
	'/admin/invitations',
	'/admin/taches',
	'/annuaire/comite-de-jumelage-de-bondoufle/invitations'
];

/** Colours are those of a theme, the layout that of a width: each is walked once. */
const looks = [
	['light', 390],
	['dark', 1280]
] as const;
const tours = [
	['a visitor', null, publicScreens],
	['a member', cast.referente, memberScreens],
	['the administration', cast.administration, adminScreens],
	['organisations', cast.administration, organisationScreens],
	['spaces and the directory', cast.administration, [...spaceScreens, ...directoryScreens]]
] as const;

for (const [colorScheme, width] of looks) {
	test.describe(`${colorScheme}, ${width} px @script`, () => {
		test.use({ colorScheme, viewport: { width, height: 844 } });

		for (const [name, person, screens] of tours) {
			test(name, async ({ signedIn, page: visitor }) => {
				test.setTimeout(180_000);
				const page = person ? await signedIn(person) : visitor;
				for (const address of screens) {
					await page.goto(address);
					const { violations } = await new AxeBuilder({ page }).analyze();
					expect(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html}`)).toEqual([]);
					expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(width);
				}
			});
		}
	});
}

test('nothing scrolls sideways at 320 px @script', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 700 });
	for (const address of publicScreens) {
		await page.goto(address);
		expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320);
	}
});

test('a record is published by keyboard alone @script', async ({ signedIn }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/ressources/nouvelle');
	await page.getByLabel('Titre').focus();
	await page.keyboard.type('Publiée au clavier');
	await page.keyboard.press('Tab');
	await page.keyboard.type('Livret');
	await page.keyboard.press('Tab');
	await page.keyboard.type('Écrite sans souris.');
	await page.keyboard.press('Tab');
	await page.keyboard.type('Jumelages');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Space');
	await page.getByRole('button', { name: 'Publier la ressource' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByText('La ressource est publiée.')).toBeVisible();
});

test('a page that was read comes back without a network, and says so @script', async ({ page, context }) => {
	await page.goto('/ressources');
	await page.evaluate(() => navigator.serviceWorker.ready);
	await expect(async () => {
		await page.goto('/ressources?q=kayes');
		expect(
			await page.evaluate(async () => (await caches.open('palabre-pages')).keys().then((keys) => keys.length))
		).toBeGreaterThan(0);
	}).toPass();
	await context.setOffline(true);
	await page.goto('/ressources?q=kayes');
	await expect(page.getByText('Vous êtes hors connexion. Voici la page telle qu’elle a été lue')).toBeVisible();
	await page.goto('/annuaire');
	await expect(page.getByRole('heading', { level: 1, name: 'Vous êtes hors connexion' })).toBeAttached();
});

test('French and English both say everything', async ({ page }) => {
	await page.goto('/ressources');
	await page.getByRole('button', { name: 'English' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Resources');
	expect(await page.locator('html').getAttribute('lang')).toBe('en');
	await page.getByRole('button', { name: 'Français' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ressources');
});
