/** What somebody types in an address, or a program tries, is answered: never by an unexpected error. Once is enough: no page is opened. */
import { cast, expect, test } from '../support/journeys.ts';

const space = '/espaces/projet-commune-v-de-bamako';
const pages = [
	'/',
	'/ressources',
	'/recherche',
	'/annuaire',
	'/annuaire/carte',
	'/annuaire/proches',
	'/annuaire/rejoindre',
	'/annuaire/caece',
	'/annuaire/caece/mettre-en-relation',
	'/agenda',
	'/agenda.ics',
	'/agenda/nouveau',
	'/agenda/cafe-des-jumelages',
	'/temps-forts/festival-des-solidarites-2026',
	'/espaces',
	space,
	`${space}/discussions`,
	`${space}/discussions/a-retenir`,
	`${space}/salon`,
	`${space}/salon/recherche`,
	`${space}/documents`,
	`${space}/membres`,
	`${space}/journal`,
	`${space}/agenda`,
	'/ressources/nouvelle',
	'/messages',
	'/messages/nouvelle',
	'/notifications',
	'/connexion',
	'/signaler',
	'/admin/personnes',
	'/admin/organisations',
	'/admin/invitations',
	'/admin/inscriptions',
	'/admin/signalements',
	'/admin/courriels',
	'/admin/taches',
	'/admin/territoires'
];
/** What these pages read of their address, and a name that none does. */
const names =
	'q page apres avant mois jour du au type theme lieu territoire tri liste message citer avec organisation pays siege commune odd annee langue espace retour objet id public vue x'.split(
		' '
	);
const values = [
	'%00',
	'-1',
	'99999999999999999999',
	'9999-99',
	'0000-00-00T25:61',
	'2026-01-01T00:00:00Z_zz',
	"'%22%3B--",
	'%E2%80%AE%F0%9F%A4%A1',
	'%25',
	'[]'
];

for (const page of pages) {
	test(`${page} answers whatever it is asked @script`, async ({ signedIn, request }) => {
		const member = (await signedIn(cast.administration)).request;
		for (const value of values) {
			const address = `${page}?${names.map((name) => `${name}=${value}`).join('&')}`;
			for (const who of [request, member]) {
				const answer = await who.get(address, { maxRedirects: 0 });
				expect(answer.status(), `${value}: ${await answer.text()}`.slice(0, 300)).toBeLessThan(500);
			}
		}
	});
}
