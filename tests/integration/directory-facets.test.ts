/**
 * The facets of the directory (`domain.md` IN-01, IN-02): each filter gives what row-level security
 * shows, each count is what choosing it would give, and a masked place is in none that is finer than
 * its region (§3.4). The spreadsheet follows the address.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { GET as getCsv } from '../../src/routes/annuaire.csv/+server';
import { statements, type Database } from '../../src/lib/platform/database.server';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import { results } from '../../src/lib/search/results.server';
import { addressOf, directoryFacets, readSearch, type Search } from '../../src/lib/search/search';
import { find, idsFound } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { everybody, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
provideRuntime({ configuration: { origin: 'https://reseau.example' } } as Runtime);

const search = (filters: Search['filters'] = {}, words = ''): Search => ({
	words,
	filters,
	sort: words ? 'relevance' : 'title',
	usual: 'title',
	page: 1,
	after: null
});
const look = (viewer: Viewer, wanted: Search) => db.as(viewer, (viewers) => find(viewers, ['organisation'], wanted));
const all = (viewer: Viewer, wanted: Search) =>
	db.as(viewer, (viewers) => idsFound(viewers, ['organisation'], wanted, null, 1000));

const places = ['bondoufle', 'evry-courcouronnes', 'essonne', 'bema', 'cercle-de-diema', undefined];
const themes = [['sante'], ['eau-assainissement', 'genre'], ['jumelages'], []];
const countries = [['ML'], ['ML', 'SN'], ['FR'], []];
const kinds = ['association', 'mjc', 'commune'];

beforeAll(async () => {
	for (let n = 0; n < 36; n++) {
		const territory = places[n % places.length];
		const made = await anOrganisation(world, {
			name: `Actrice ${String(n).padStart(2, '0')}`,
			...(territory ? { territory } : {}),
			themes: themes[n % themes.length] ?? [],
			countries: countries[(n * 7) % countries.length] ?? [],
			visibility: (['public', 'public', 'reseau', 'prive'] as const)[n % 4] ?? 'public',
			status: (['published', 'published', 'archived', 'proposed', 'published'] as const)[n % 5] ?? 'published',
			...(n % 6 === 3 || n % 7 === 0 ? { sensitivity: ['place'] } : {}),
			...(n % 9 === 0 ? { referent: world.bondoufle } : {})
		});
		await owner`update organisations set kind_code = ${kinds[n % 3] ?? 'association'} where id = ${made.id}`;
	}
});

/** The same question, asked of the tables under the viewer's rights. */
const narrowing: Record<(typeof directoryFacets)[number], (codes: string[]) => ReturnType<typeof sql>> = {
	kinds: (codes) => sql`o.kind_code = any (${codes}::text[])`,
	themes: (codes) =>
		sql`exists (select from organisation_themes t where t.organisation_id = o.id and t.theme_code = any (${codes}::text[]))`,
	goals: (codes) => sql`exists (
		select from organisation_themes x join themes t on t.code = x.theme_code
		where x.organisation_id = o.id and t.sustainable_development_goals && ${codes}::smallint[])`,
	countries: (codes) =>
		sql`exists (select from organisation_countries c where c.organisation_id = o.id and c.country = any (${codes}::text[]))`,
	seats: (codes) =>
		sql`exists (select from territories t where t.code = o.territory_code and t.country = any (${codes}::text[]))`,
	communes: (codes) => lying(codes),
	intercommunalities: (codes) => lying(codes),
	departments: (codes) => lying(codes),
	regions: (codes) => lying(codes)
};
const lying = (codes: string[]) => sql`exists (
	select from territory_ancestors a where a.territory_code = o.territory_code and a.ancestor_code = any (${codes}::text[]))`;

const shown = (viewer: Viewer, filters: Search['filters']) =>
	db.as(viewer, async (viewers) => {
		const conditions = directoryFacets.flatMap((facet) => {
			const codes = filters[facet];
			return codes ? [narrowing[facet](codes)] : [];
		});
		const { rows } = await sql<{ id: string }>`
			select o.id from organisations o
			where ${sql.join([sql`o.status in ('published', 'archived')`, ...conditions], sql` and `)} order by o.id`.execute(
			viewers
		);
		return rows.map(({ id }) => id);
	});

const questions: Search['filters'][] = [
	{ kinds: ['mjc'] },
	{ kinds: ['mjc', 'commune'], countries: ['ML'] },
	{ themes: ['sante', 'jumelages'] },
	{ goals: ['3'] },
	{ goals: ['5', '17'], seats: ['FR'] },
	{ seats: ['ML'] },
	{ regions: ['region-de-kayes'] },
	{ departments: ['cercle-de-diema'] },
	{ departments: ['essonne'], themes: ['genre'] },
	{ intercommunalities: ['grand-paris-sud'] },
	{ communes: ['bema', 'bondoufle'] }
];

describe('a filter', () => {
	it.each(everybody)('gives %s what row-level security shows', async (who) => {
		for (const filters of questions) {
			const mayRead = await shown(world[who], filters);
			expect(await all(world[who], search(filters)), JSON.stringify(filters)).toEqual(mayRead);
			const { items, total } = await look(world[who], search(filters));
			expect(total).toBe(mayRead.length);
			expect(items.map(({ id }) => id).every((id) => mayRead.includes(id))).toBe(true);
		}
	});

	it('counts, each choice of each facet, what choosing it gives', async () => {
		for (const filters of [{}, ...questions, { kinds: ['mjc'], themes: ['sante'], seats: ['FR'] }]) {
			const { facets } = await look(world.nouvelle, search(filters));
			expect(Object.keys(facets).toSorted()).toEqual(directoryFacets.toSorted());
			for (const facet of directoryFacets) {
				for (const [code, count] of Object.entries(facets[facet] ?? {})) {
					const { total } = await look(world.nouvelle, search({ ...filters, [facet]: [code] }));
					expect(count, `${JSON.stringify(filters)} ${facet} ${code}`).toBe(total);
				}
			}
		}
	});

	it('goes with words, in three statements', async () => {
		const wanted = search({ kinds: ['mjc'] }, 'actrice');
		const count = { count: 0 };
		const page = await statements.run(count, () =>
			db.as(world.visitor, (viewers) => results(viewers, ['organisation'], wanted, 'fr'))
		);
		expect(count.count).toBe(3);
		expect(page.total).toBeGreaterThan(2);
		expect(page.facets.kinds.find(({ code }) => code === 'mjc')).toEqual({
			code: 'mjc',
			label: 'Maison des jeunes et de la culture (MJC)',
			count: page.total,
			chosen: true
		});
		expect(page.facets.goals.map(({ label }) => label)).toContain('3. Bonne santé et bien-être');
		expect(page.facets.seats.map(({ label }) => label)).toContain('France');
	});
});

describe('the address', () => {
	it('keeps every filter, and reads back what it wrote', () => {
		const filters = {
			kinds: ['mjc'],
			themes: ['sante'],
			goals: ['6', '17'],
			countries: ['ML'],
			seats: ['FR'],
			regions: ['ile-de-france'],
			departments: ['essonne'],
			intercommunalities: ['grand-paris-sud'],
			communes: ['bondoufle'],
			territories: ['mali']
		};
		const address = addressOf('/annuaire', search(filters, 'eau'));
		expect(readSearch(new URL(address, 'https://reseau.example'), 'title')).toEqual(search(filters, 'eau'));
	});

	it('leaves out what is no code', () => {
		const address = 'https://reseau.example/annuaire?odd=18&odd=0&odd=x&pays=mali&siege=F&commune=%27&annee=1';
		expect(readSearch(new URL(address), 'title').filters).toEqual({});
	});
});

describe('a masked place', () => {
	it('is in no facet that is finer than its region, whoever looks', async () => {
		const { id } = await anOrganisation(world, {
			name: 'Zanfara protégée',
			territory: 'bema',
			sensitivity: ['place'],
			referent: world.kayes
		});
		for (const who of everybody) {
			const { facets } = await look(world[who], search({}, 'Zanfara'));
			expect([facets.communes, facets.departments]).toEqual([null, null]);
			expect(facets.regions).toEqual({ 'region-de-kayes': 1 });
			expect(facets.seats).toEqual({ ML: 1 });
			for (const filters of [{ communes: ['bema'] }, { departments: ['cercle-de-diema'] }, { territories: ['bema'] }])
				expect(await all(world[who], search(filters)), who).not.toContain(id);
		}
	});
});

describe('what an index holds', () => {
	const facetsOf = async (name: string) => (await look(world.visitor, search({}, name))).facets;

	it('follows the goals of a theme and where a place lies', async () => {
		const name = 'Kontigui';
		await owner`insert into themes (code, label_fr, label_en, sustainable_development_goals) values ('essai', 'Essai', 'Trial', '{1}')`;
		await owner`insert into territories (code, name, kind, country, parent_code) values ('hameau', 'Hameau', 'commune', 'FR', 'essonne')`;
		await anOrganisation(world, { name, themes: ['essai'], territory: 'hameau' });
		expect(await facetsOf(name)).toMatchObject({
			goals: { 1: 1 },
			intercommunalities: null,
			departments: { essonne: 1 }
		});
		await owner`update themes set sustainable_development_goals = '{2,4}' where code = 'essai'`;
		await owner`update territories set parent_code = 'grand-paris-sud' where code = 'hameau'`;
		expect(await facetsOf(name)).toMatchObject({ goals: { 2: 1, 4: 1 }, intercommunalities: { 'grand-paris-sud': 1 } });
	});

	it('finds « Alliance franco-malienne » by « Maison du Jumelage » (IN-21)', async () => {
		const alliance = await anOrganisation(world, {
			name: 'Alliance franco-malienne de Kayes',
			formerNames: ['Amicale', 'Maison du Jumelage'],
			territory: 'region-de-kayes'
		});
		for (const words of ['Maison du Jumelage', 'maison jumelage', 'MAISON DU JUMELAGE'])
			expect((await look(world.visitor, search({ seats: ['ML'] }, words))).items[0]?.id).toBe(alliance.id);
	});
});

describe('the spreadsheet', () => {
	const csv = async (viewer: Viewer, query: string) => {
		const event = {
			url: new URL(`/annuaire.csv${query}`, 'https://reseau.example'),
			locals: { claims: viewer.claims, db: <T>(work: (viewers: Database) => Promise<T>) => db.as(viewer, work) }
		};
		const text = await (await getCsv(event as unknown as Parameters<typeof getCsv>[0])).text();
		return text.split('\r\n').slice(1, -1);
	};

	it('has a line for each that the same address of the list finds', async () => {
		for (const filters of [{}, ...questions]) {
			const query = addressOf('', search(filters));
			for (const who of ['visitor', 'nouvelle', 'animatrice'] as const)
				expect(await csv(world[who], query)).toHaveLength((await all(world[who], search(filters))).length);
		}
		expect(await csv(world.visitor, '?q=actrices+00')).toHaveLength(
			(await look(world.visitor, search({}, 'actrices 00'))).total
		);
	});

	it('says the axes that regional networks compare', async () => {
		await owner`update organisation_kinds set rrma_code = 'ASSO-JUM' where code = 'comite-de-jumelage'`;
		await owner`insert into organisation_countries values (${world.organisations.bondoufle.id}, 'ML'), (${world.organisations.bondoufle.id}, 'SN')`;
		await owner`insert into organisation_themes values (${world.organisations.bondoufle.id}, 'sante'), (${world.organisations.bondoufle.id}, 'patrimoine')`;
		const [line] = await csv(world.visitor, '?q=bondoufle&type=comite-de-jumelage');
		for (const cell of [
			'Comité de jumelage;ASSO-JUM',
			'Essonne;Île-de-France;France',
			'Patrimoine bâti, mémoire et documentation | Santé',
			'3, 11',
			'Mali, Sénégal'
		])
			expect(line).toContain(cell);
	});
});

describe('the kinds of actors', () => {
	/** `domain.md` IN-02, in its order. */
	const named = [
		'association-solidarite-internationale',
		'osim',
		'association-culturelle',
		'association-insertion-jeunesse',
		'comite-de-jumelage',
		'ong',
		'fondation',
		'syndicat-plateforme',
		'commune',
		'intercommunalite',
		'departement',
		'region',
		'collectivite-partenaire',
		'ministere',
		'agence',
		'bailleur',
		'entreprise',
		'chambre-consulaire',
		'pole',
		'universite',
		'etablissement-scolaire',
		'centre-de-loisirs',
		'maison-de-quartier',
		'mjc',
		'ludotheque',
		'mediatheque-archives',
		'ccas',
		'mission-locale',
		'atelier-sociolinguistique',
		'hopital',
		'media',
		'cabinet-accompagnement',
		'reseau',
		'service'
	];

	it('are all there, and one that is self-declared says what that means (IN-18)', async () => {
		const rows = await owner<{ code: string; self_declared: boolean; help_fr: string | null }[]>`
			select code, self_declared, help_fr from organisation_kinds`;
		expect(rows.map(({ code }) => code)).toEqual(expect.arrayContaining(named));
		const declared = rows.filter((row) => row.self_declared);
		expect(declared.map(({ code }) => code)).toEqual(['osim']);
		expect(declared[0]?.help_fr).toMatch(/facultatif.*ni l’origine ni la religion/s);
		await expect(
			owner`insert into organisation_kinds (code, label_fr, label_en, self_declared) values ('muet', 'Muet', 'Mute', true)`
		).rejects.toMatchObject({ code: '23514' });
	});
});
