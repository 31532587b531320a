/** What visitors ask for at the same time is rendered once (`platform/shared-renderings.server.ts`): nobody is given another's page. */
import { idOf } from '../../supabase/demo/dataset.ts';
import { cast, expect, test } from '../support/journeys.ts';

const space = '/espaces/plate-forme-des-acteurs-du-territoire';
const shared = [
	'/',
	'/agenda',
	'/agenda/cafe-des-jumelages',
	'/annuaire',
	'/annuaire/comite-de-jumelage-de-bondoufle',
	'/espaces',
	space,
	`${space}/discussions`,
	`${space}/discussions/${idOf('thread', 'disc-assises-2027')}`,
	'/recherche?q=kayes',
	'/ressources?q=eau',
	'/ressources/20-ans-du-partenariat-caece-kayes',
	'/temps-forts/festival-des-solidarites-2026'
];

for (const address of shared) {
	test(`${address} is the same for each visitor, to the last byte`, async ({ request }) => {
		// Others of the run may change it between the two.
		await expect(async () => {
			const [one, two] = [await request.get(address), await request.get(address)];
			expect(one.status()).toBe(200);
			expect(await two.text()).toBe(await one.text());
			expect(two.headers()['content-security-policy']).toBe(one.headers()['content-security-policy']);
			expect(two.headers()['set-cookie']).toBeUndefined();
			expect(two.headers()['x-request-id']).not.toBe(one.headers()['x-request-id']);
		}).toPass({ timeout: 20_000 });
	});
}

test('asked for at once, each gets their own: a visitor, somebody signed in, another language, another theme', async ({
	request,
	signedIn
}) => {
	const member = (await signedIn(cast.referente)).request;
	const ask = (headers: Record<string, string>) => request.get('/annuaire', { headers });
	const rounds = Array.from({ length: 5 }, () => [
		ask({ 'accept-language': 'fr' }),
		ask({ 'accept-language': 'en' }),
		ask({ 'accept-language': 'fr', cookie: 'palabre-theme=dark' }),
		ask({ 'accept-language': 'fr', cookie: 'palabre-session=rien' }),
		member.get('/annuaire', { headers: { 'accept-language': 'fr' } })
	]);
	for (const round of rounds) {
		const [french, english, dark, forgotten, own] = await Promise.all(
			round.map(async (answer) => (await answer).text())
		);
		expect(french).toContain('lang="fr"');
		expect(french).toContain('Se connecter');
		expect(french).not.toContain('data-theme');
		expect(english).toContain('lang="en"');
		expect(dark).toContain('data-theme="dark"');
		expect(forgotten).toContain('Se connecter');
		expect(own).not.toContain('Se connecter');
		expect(own).toContain('/tableau-de-bord');
	}
	// A session that is none is forgotten by the browser that has it, and by no other.
	expect((await ask({ cookie: 'palabre-session=rien' })).headers()['set-cookie']).toContain('palabre-session=;');
	expect((await ask({})).headers()['set-cookie']).toBeUndefined();
});
