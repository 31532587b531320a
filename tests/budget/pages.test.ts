/** The promises of weight, requests and statements, on the demonstration network (budgets). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { idOf } from '../../supabase/demo/dataset.ts';
import { cast, expect, test } from '../support/journeys.ts';
import { weigh } from '../support/weight.ts';

const kilobyte = 1000;
const openThread = `/espaces/plate-forme-des-acteurs-du-territoire/discussions/${idOf('thread', 'disc-assises-2027')}`;
const publicPages = [
	'/',
	'/ressources',
	'/ressources?q=eau',
	'/ressources/20-ans-du-partenariat-caece-kayes',
	'/agenda',
	'/agenda/cafe-des-jumelages',
	'/temps-forts/festival-des-solidarites-2026',
	'/annuaire',
	'/annuaire?pays=ML&odd=6',
	'/annuaire/comite-de-jumelage-de-bondoufle',
	'/espaces',
	'/espaces?archives=1',
	'/espaces/plate-forme-des-acteurs-du-territoire',
	'/espaces/plate-forme-des-acteurs-du-territoire/discussions',
	openThread,
	'/recherche?q=kayes',
	'/aide',
	'/mentions-legales'
];

const forms = [
	'/connexion',
	'/inscription',
	'/annuaire/comite-de-jumelage-de-bondoufle/contact',
	'/agenda/comite-preparatoire-des-assises-intercommunales/inscription',
	'/notifications/arret/rendez-vous/un-lien-de-personne'
];

/** Statements for the content, those of the frame around it (one) left out. */
function statementsOf(requestId: string): number {
	const log = readFileSync(path.join(process.env['PALABRE_DATA'] ?? '', 'palabre.log'), 'utf8');
	const line = log.split('\n').find((text) => text.includes(requestId) && text.includes('"statements"'));
	return line ? (JSON.parse(line) as { statements: number }).statements - 1 : Number.NaN;
}

for (const address of publicPages) {
	test(`${address} is light`, async ({ page, baseURL }) => {
		const weight = await weigh(page, address, baseURL ?? '');
		expect(weight.foreign).toEqual([]);
		expect(weight.requests).toBeLessThanOrEqual(16);
		expect(weight.html).toBeLessThanOrEqual(20 * kilobyte);
		expect(weight.css).toBeLessThanOrEqual(12 * kilobyte);
		expect(weight.js).toBeLessThanOrEqual(50 * kilobyte);
		expect(weight.total).toBeLessThanOrEqual(90 * kilobyte);
	});

	test(`${address} costs three statements at most`, async ({ request }) => {
		const answer = await request.get(address);
		expect(answer.status()).toBe(200);
		expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBeLessThanOrEqual(3);
	});
}

for (const address of forms) {
	test(`${address}, a form, weighs 60 kB at most`, async ({ page, baseURL }) => {
		expect((await weigh(page, address, baseURL ?? '')).total).toBeLessThanOrEqual(60 * kilobyte);
	});
}

const demoDocument = `/espaces/comite-technique-action-internationale/documents/${idOf('document', 'doc-plan-action-internationale')}`;
for (const address of [
	'/tableau-de-bord',
	'/notifications',
	'/notifications/reglages',
	'/espaces',
	'/espaces/projet-commune-v-de-bamako',
	'/espaces/projet-commune-v-de-bamako/membres',
	'/espaces/projet-commune-v-de-bamako/journal',
	'/espaces/projet-commune-v-de-bamako/documents',
	`${demoDocument}/versions`,
	`${demoDocument}/versions/3?avec=2`,
	'/espaces/projet-commune-v-de-bamako/discussions',
	'/espaces/projet-commune-v-de-bamako/discussions/a-retenir',
	`/espaces/projet-commune-v-de-bamako/discussions/${idOf('thread', 'disc-plan-formation-commune-v')}`,
	'/espaces/nouveau',
	'/espaces/collectif-festival-des-solidarites-2026/salon/recherche?q=salle',
	'/messages',
	'/messages/nouvelle?q=kayes'
]) {
	test(`${address}, for a member, is light, in three statements`, async ({ signedIn, baseURL }) => {
		const page = await signedIn(cast.administration);
		expect((await weigh(page, address, baseURL ?? '')).total).toBeLessThanOrEqual(115 * kilobyte);
		const answer = await page.request.get(address);
		expect(answer.status()).toBe(200);
		expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBeLessThanOrEqual(3);
	});
}

test('a chat room weighs 110 kB at most, 80 of script, in three statements', async ({ signedIn, baseURL }) => {
	const page = await signedIn(cast.administration);
	const room = '/espaces/collectif-festival-des-solidarites-2026/salon';
	const weight = await weigh(page, room, baseURL ?? '');
	expect(weight.js).toBeLessThanOrEqual(80 * kilobyte);
	expect(weight.total).toBeLessThanOrEqual(110 * kilobyte);
	const answer = await page.request.get(room);
	expect(answer.status()).toBe(200);
	expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBeLessThanOrEqual(3);
});

test('a document weighs 290 kB at most for who writes it, and sends its readers no editor', async ({
	signedIn,
	page: visitor,
	baseURL
}) => {
	const page = await signedIn(cast.administration);
	await page.goto('/espaces/plate-forme-des-acteurs-du-territoire/documents/nouveau');
	await page.getByLabel('Titre').fill('Le poids d’un document');
	await page.getByLabel('Qui lit ce document ?').selectOption({ label: 'Tout le monde' });
	await page.getByLabel('Texte de départ').fill('## Un titre\n\nUn paragraphe.');
	await page.getByRole('button', { name: 'Ouvrir le document' }).click();
	const { pathname } = new URL(page.url());
	const writing = await weigh(page, pathname, baseURL ?? '');
	expect(writing.js).toBeLessThanOrEqual(250 * kilobyte);
	expect(writing.total).toBeLessThanOrEqual(290 * kilobyte);
	const reading = await weigh(visitor, pathname, baseURL ?? '');
	expect(reading.js).toBe(0);
	expect(reading.total).toBeLessThanOrEqual(60 * kilobyte);
	const answer = await visitor.request.get(pathname);
	expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBeLessThanOrEqual(3);
});

test('the form of a resource weighs 60 kB at most after a first page', async ({ signedIn, baseURL }) => {
	const page = await signedIn(cast.referente);
	await page.goto('/ressources', { waitUntil: 'networkidle' });
	expect((await weigh(page, '/ressources/nouvelle', baseURL ?? '')).total).toBeLessThanOrEqual(60 * kilobyte);
});

test('the map of actors weighs 120 kB at most, in one statement, and says nearly what it adds', async ({
	page,
	baseURL
}) => {
	await page.goto('/annuaire', { waitUntil: 'networkidle' });
	const weight = await weigh(page, '/annuaire/carte', baseURL ?? '');
	expect(weight.foreign).toEqual([]);
	expect(weight.total).toBeLessThanOrEqual(15 * kilobyte);
	expect((await weigh(page, '/annuaire/carte?siege=FR', baseURL ?? '')).total).toBeLessThanOrEqual(15 * kilobyte);
	const answer = await page.request.get('/annuaire/carte');
	expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBe(1);
});

test('the neighbours of an organisation are light, in three statements', async ({ signedIn, baseURL }) => {
	const page = await signedIn(cast.referente);
	expect((await weigh(page, '/annuaire/proches', baseURL ?? '')).total).toBeLessThanOrEqual(90 * kilobyte);
	const answer = await page.request.get('/annuaire/proches');
	expect(statementsOf(answer.headers()['x-request-id'] ?? '')).toBeLessThanOrEqual(3);
});

test('the next page in the same session costs 25 kB and 4 requests at most', async ({ page, baseURL }) => {
	await page.goto('/ressources', { waitUntil: 'networkidle' });
	const weight = await weigh(page, '/ressources?page=2', baseURL ?? '');
	expect(weight.total).toBeLessThanOrEqual(25 * kilobyte);
	expect(weight.requests).toBeLessThanOrEqual(4);
});

test('ten pages read in a session cost 400 kB at most', async ({ page, baseURL }) => {
	let total = 0;
	for (const address of [...publicPages.slice(0, 9), '/ressources?page=3'])
		total += (await weigh(page, address, baseURL ?? '')).total;
	expect(total).toBeLessThanOrEqual(400 * kilobyte);
});

test('an address that leads nowhere is as light as a page', async ({ page, baseURL }) => {
	const weight = await weigh(page, '/rien-ici', baseURL ?? '');
	expect(weight.js).toBe(0);
	expect(weight.total).toBeLessThanOrEqual(60 * kilobyte);
});

const livePages = [
	'/ressources/20-ans-du-partenariat-caece-kayes',
	'/annuaire/comite-de-jumelage-de-bondoufle',
	'/espaces/plate-forme-des-acteurs-du-territoire'
];

for (const address of livePages) {
	test(`${address} sends a member one script of 25 kB at most, and a visitor none`, async ({
		page,
		signedIn,
		baseURL
	}) => {
		const weight = await weigh(await signedIn(cast.referente), address, baseURL ?? '');
		expect(weight.js).toBeGreaterThan(0);
		expect(weight.js).toBeLessThanOrEqual(25 * kilobyte);
		expect(weight.total).toBeLessThanOrEqual(90 * kilobyte);
		expect((await weigh(page, address, baseURL ?? '')).js).toBe(0);
	});
}
