/**
 * The directory, the spaces and the first page as their routes give them: what each viewer finds, and
 * what no output lets out (`domain.md` §3.4, `model.md` § Visibility).
 */
import { isHttpError } from '@sveltejs/kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { load as loadHome } from '../../src/routes/+page.server';
import { load as loadDirectory } from '../../src/routes/(public)/annuaire/+page.server';
import { load as loadOrganisation } from '../../src/routes/(public)/annuaire/[slug]/+page.server';
import { load as loadSpaces } from '../../src/routes/(public)/espaces/+page.server';
import { load as loadSpaceHead } from '../../src/routes/(public)/espaces/[slug]/+layout.server';
import { load as loadSpace } from '../../src/routes/(public)/espaces/[slug]/+page.server';
import { load as loadSpaceMembers } from '../../src/routes/(public)/espaces/[slug]/membres/+page.server';
import { load as loadSpaceResources } from '../../src/routes/(public)/espaces/[slug]/ressources/+page.server';
import { GET as getCsv } from '../../src/routes/annuaire.csv/+server';
import { statements, type Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import type { Viewer } from '../support/database';
import { anOrganisation, aResource, aSpace } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const { owner } = world.db;
provideRuntime({ configuration: { origin: 'https://reseau.example' } } as Runtime);

/** What a route receives from SvelteKit, for somebody. */
const event = <E>(viewer: Viewer, path: string, params = {}) =>
	({
		params,
		url: new URL(path, 'https://reseau.example'),
		locals: { claims: viewer.claims, db: <T>(work: (db: Database) => Promise<T>) => world.db.as(viewer, work) }
	}) as unknown as E;
const directory = (viewer: Viewer, query = '') =>
	loadDirectory(event<Parameters<typeof loadDirectory>[0]>(viewer, `/annuaire${query}`));
const sheet = (viewer: Viewer, slug: string) =>
	loadOrganisation(event<Parameters<typeof loadOrganisation>[0]>(viewer, `/annuaire/${slug}`, { slug }));
const spaces = (viewer: Viewer) => loadSpaces(event<Parameters<typeof loadSpaces>[0]>(viewer, '/espaces'));
/** A page of a space below its head, as SvelteKit gives one to the other. */
const below = async <E, T>(load: (event: E) => Promise<T>, viewer: Viewer, slug: string, path = '') => {
	const asked = event<object>(viewer, `/espaces/${slug}${path}`, { slug });
	const head = await loadSpaceHead(asked as Parameters<typeof loadSpaceHead>[0]);
	return { ...head, ...(await load({ ...asked, parent: async () => head } as E)) };
};
const space = (viewer: Viewer, slug: string) => below(loadSpace, viewer, slug);
const spaceMembers = (viewer: Viewer, slug: string) => below(loadSpaceMembers, viewer, slug, '/membres');
const spaceResources = (viewer: Viewer, slug: string) => below(loadSpaceResources, viewer, slug, '/ressources');
const home = (viewer: Viewer) => loadHome(event<Parameters<typeof loadHome>[0]>(viewer, '/'));
const csv = async (viewer: Viewer): Promise<string> =>
	(await getCsv(event<Parameters<typeof getCsv>[0]>(viewer, '/annuaire.csv'))).text();
const found = async (viewer: Viewer, words: string) => {
	const { results } = await directory(viewer, `?q=${encodeURIComponent(words)}`);
	return results.items.map((item) => item.slug);
};
const status = async (answer: Promise<unknown>) => {
	try {
		await answer;
		return 200;
	} catch (thrown) {
		return isHttpError(thrown) ? thrown.status : thrown;
	}
};
const cost = async (work: () => Promise<unknown>) => {
	const count = { count: 0 };
	await statements.run(count, work);
	return count.count;
};

const caece = await anOrganisation(world, {
	name: 'Communauté d’agglomération Évry Centre Essonne',
	acronym: 'CAECE',
	territory: 'grand-paris-sud',
	countries: ['ML', 'FR'],
	themes: ['jumelages']
});
const san = await anOrganisation(world, {
	name: 'Syndicat de l’agglomération nouvelle d’Évry',
	acronym: 'SAN d’Évry',
	territory: 'grand-paris-sud'
});
await owner`insert into organisation_successions (successor_id, predecessor_id) values (${caece.id}, ${san.id})`;

describe('looking for an organisation', () => {
	it('finds it by the name of the body that it took the place of, whatever the apostrophe', async () => {
		for (const words of ['SAN d’Évry', "san d'evry", 'syndicat de l’agglomération nouvelle']) {
			expect(await found(world.visitor, words)).toEqual(expect.arrayContaining([caece.slug, san.slug]));
		}
	});

	it('finds it by a former name, and says that name', async () => {
		const council = await anOrganisation(world, {
			name: 'Conseil départemental de l’Essonne',
			formerNames: ['Conseil général de l’Essonne']
		});
		const { results } = await directory(world.visitor, '?q=conseil%20g%C3%A9n%C3%A9ral');
		expect(results.items.find((item) => item.slug === council.slug)?.other?.names).toEqual([
			'Conseil général de l’Essonne'
		]);
	});

	it('puts the body whose acronym was typed above those that only name it', async () => {
		for (const service of ['sports', 'finances', 'culture'])
			await anOrganisation(world, { name: `Direction ${service} de la CAECE` });
		expect((await found(world.visitor, 'caece'))[0]).toBe(caece.slug);
	});

	it('follows the alphabet without words, and its links say another order', async () => {
		const { results } = await directory(world.visitor);
		const names = results.items.map((item) => item.title);
		expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'fr')));
		expect(results.search).toMatchObject({ sort: 'title', usual: 'title' });
	});

	it('filters by what lies in a territory', async () => {
		const { results } = await directory(world.visitor, '?territoire=essonne&theme=jumelages');
		expect(results.items.map((item) => item.slug)).toEqual([caece.slug]);
	});

	it('costs three statements, however long the list', async () => {
		expect(await cost(() => directory(world.visitor))).toBe(3);
		expect(await cost(() => directory(world.visitor, '?q=caece'))).toBe(3);
	});
});

describe('the sheet of an organisation', () => {
	it('keeps partial dates partial and unknown ones unknown', async () => {
		const alliance = await anOrganisation(world, { name: 'Alliance franco-malienne' });
		await owner`insert into organisation_names ${owner([
			{ id: newId(), organisation_id: alliance.id, name: 'Amicale', valid_from: '1992', valid_to: '1996' },
			{
				id: newId(),
				organisation_id: alliance.id,
				name: 'Maison du jumelage',
				valid_from: '1996',
				valid_to: '2005-06'
			},
			{ id: newId(), organisation_id: alliance.id, name: 'La Maison', valid_from: null, valid_to: null }
		])}`;
		const { organisation } = await sheet(world.visitor, alliance.slug);
		expect(organisation.names).toEqual([
			{ name: 'Amicale', from: '1992', to: '1996' },
			{ name: 'Maison du jumelage', from: '1996', to: '2005-06' },
			{ name: 'La Maison', from: null, to: null }
		]);
		expect((await sheet(world.visitor, caece.slug)).organisation.predecessors).toEqual([
			{ slug: san.slug, name: san.name, on: null }
		]);
		expect((await sheet(world.visitor, san.slug)).organisation.successors).toEqual([
			{ slug: caece.slug, name: caece.name, on: null }
		]);
	});

	it('names countries in the order of the reader', async () => {
		expect((await sheet(world.visitor, caece.slug)).countries).toEqual(['France', 'Mali']);
	});

	it('cannot be left by a name that closes its description for search engines', async () => {
		const odd = await anOrganisation(world, { name: 'Asso </script><script>alert(1)</script>' });
		const { linkedData } = await sheet(world.visitor, odd.slug);
		expect(linkedData?.match(/<\/?script/g)).toHaveLength(2);
	});

	it('costs two statements', async () => {
		expect(await cost(() => sheet(world.visitor, caece.slug))).toBe(2);
	});

	it('answers 410 once withdrawn, 404 when it never was for all', async () => {
		const [withdrawn, hidden, proposed] = await Promise.all([
			anOrganisation(world, { status: 'withdrawn' }),
			anOrganisation(world, { status: 'withdrawn', visibility: 'reseau' }),
			anOrganisation(world, { status: 'proposed' })
		]);
		expect(await status(sheet(world.visitor, withdrawn.slug))).toBe(410);
		for (const { slug } of [hidden, proposed, { slug: 'jamais-vue' }])
			expect(await status(sheet(world.visitor, slug))).toBe(404);
	});

	it('answers 301 at an address that it had', async () => {
		await owner`insert into private.former_slugs (object_kind, slug, object_id) values ('organisation', 'agglo-evry', ${caece.id})`;
		await expect(sheet(world.visitor, 'agglo-evry')).rejects.toMatchObject({
			status: 301,
			location: `/annuaire/${caece.slug}`
		});
	});

	it('stays out of search engines when it asks, and in every other state than published', async () => {
		const discreet = await anOrganisation(world, { sensitivity: ['no_index'] });
		const proposed = await anOrganisation(world, { status: 'proposed', referent: world.bondoufle });
		expect(await sheet(world.visitor, discreet.slug)).toMatchObject({ indexable: false, linkedData: null });
		expect(await sheet(world.bondoufle, proposed.slug)).toMatchObject({ indexable: false, linkedData: null });
	});
});

describe('an organisation whose place is masked', () => {
	const exact = /bema|Béma|dieme|diema|Diéma/;
	let slug = '';
	beforeAll(async () => {
		({ slug } = await anOrganisation(world, {
			name: 'Union des femmes',
			territory: 'bema',
			sensitivity: ['place'],
			referent: world.kayes
		}));
	});

	it('is in the region for everybody who is not of it, on its sheet, in the list, in the spreadsheet', async () => {
		for (const viewer of [world.visitor, world.nouvelle, world.bondoufle]) {
			const outputs = [
				await sheet(viewer, slug),
				await directory(viewer, '?q=union%20femmes'),
				await directory(viewer, '?territoire=mali'),
				await csv(viewer)
			];
			for (const output of outputs) {
				expect(JSON.stringify(output)).not.toMatch(exact);
				expect(JSON.stringify(output)).toContain('Région de Kayes');
			}
		}
	});

	it('is not found by its exact place, nor by the word, nor by the filter', async () => {
		for (const viewer of [world.visitor, world.nouvelle]) {
			expect(await found(viewer, 'Béma')).not.toContain(slug);
			for (const territory of ['bema', 'cercle-de-diema']) {
				const { results } = await directory(viewer, `?territoire=${territory}`);
				expect(results.items.map((item) => item.slug)).not.toContain(slug);
			}
		}
	});

	it('tells its exact place to its own people, apart, and never in what leaves the page', async () => {
		const { organisation, linkedData } = await sheet(world.kayes, slug);
		expect(organisation.exactTerritory).toMatchObject({ code: 'bema' });
		expect(organisation.territory).toMatchObject({ code: 'region-de-kayes' });
		expect(linkedData).not.toMatch(exact);
		expect(await csv(world.kayes)).not.toMatch(exact);
		expect((await sheet(world.animatrice, slug)).organisation.exactTerritory).toMatchObject({ code: 'bema' });
	});

	it('is not put forward on the first page', async () => {
		const partner = await anOrganisation(world, {
			name: 'Commune d’un lieu masqué',
			territory: 'bema',
			sensitivity: ['place']
		});
		await owner`update organisations set kind_code = 'collectivite-partenaire' where id = ${partner.id}`;
		expect((await home(world.visitor)).partners.map((one) => one.name)).toEqual([world.organisations.kayes.name]);
	});
});

describe('what is for members', () => {
	it('is nowhere for a visitor: sheet, list, count, spreadsheet, family, space', async () => {
		const reserved = await anOrganisation(world, {
			name: 'Zébulon, réservé au réseau',
			visibility: 'reseau',
			acronym: 'ZRR'
		});
		const open = await anOrganisation(world, { name: 'Fédération ouverte' });
		await owner`update organisations set parent_id = ${open.id} where id = ${reserved.id}`;
		await owner`insert into organisation_successions (successor_id, predecessor_id) values (${open.id}, ${reserved.id})`;
		const meeting = await aSpace(world, {
			name: 'Rencontre',
			visibility: 'public',
			organisations: [reserved.id, open.id]
		});

		expect(await status(sheet(world.visitor, reserved.slug))).toBe(404);
		for (const words of ['Zébulon', 'ZRR']) expect(await found(world.visitor, words)).toEqual([]);
		const outputs = [
			await sheet(world.visitor, open.slug),
			await csv(world.visitor),
			await space(world.visitor, meeting.slug),
			await spaces(world.visitor)
		];
		for (const output of outputs) expect(JSON.stringify(output)).not.toMatch(/Zébulon|ZRR/);
		expect((await spaces(world.visitor)).listed.find((one) => one.slug === meeting.slug)?.organisations).toBe(1);

		expect(await status(sheet(world.nouvelle, reserved.slug))).toBe(200);
		expect(await found(world.nouvelle, 'ZRR')).toContain(reserved.slug);
		expect((await sheet(world.nouvelle, open.slug)).organisation).toMatchObject({
			parts: [{ slug: reserved.slug }],
			predecessors: [{ slug: reserved.slug }]
		});
		expect(await csv(world.nouvelle)).toContain('Zébulon');
		expect((await spaces(world.nouvelle)).listed.find((one) => one.slug === meeting.slug)?.organisations).toBe(2);
	});

	it('is counted on the first page for those who may see it only', async () => {
		const kinds = async (viewer: Viewer) =>
			(await home(viewer)).kinds.find((kind) => kind.code === 'association')?.count ?? 0;
		expect(await kinds(world.nouvelle)).toBeGreaterThan(await kinds(world.visitor));
	});
});

describe('spaces', () => {
	it('are those that the viewer may read', async () => {
		const seen = async (viewer: Viewer) => (await spaces(viewer)).listed.map((one) => one.slug);
		const { comite, plateforme, jumelages } = world.spaces;
		expect(await seen(world.visitor)).toContain(jumelages.slug);
		expect(await seen(world.visitor)).not.toContain(plateforme.slug);
		expect(await seen(world.nouvelle)).toEqual(expect.arrayContaining([plateforme.slug, jumelages.slug]));
		expect(await seen(world.nouvelle)).not.toContain(comite.slug);
		expect((await spaces(world.elue)).listed.find((one) => one.slug === comite.slug)?.mine).toBe(true);
		expect(await status(space(world.visitor, plateforme.slug))).toBe(404);
		expect(await status(space(world.nouvelle, comite.slug))).toBe(404);
		// An administrator learns that it exists, and reads it by joining only.
		expect(await space(world.admin, comite.slug)).toMatchObject({
			space: null,
			door: { name: comite.name, purpose: null, mayJoin: true },
			presentation: null,
			latest: []
		});
	});

	it('name their members to their members only, by organisation', async () => {
		const open = await aSpace(world, {
			visibility: 'public',
			organisations: [world.organisations.kayes.id],
			members: [
				[world.kayes, 'membre'],
				[world.elue, 'animateur']
			]
		});
		await owner`update space_members set organisation_id = ${world.organisations.kayes.id} where space_id = ${open.id} and person_id = ${world.kayes.id}`;
		// They are listed as they came; both came in one transaction.
		await owner`update space_members set since = since + interval '1 minute' where space_id = ${open.id} and person_id = ${world.elue.id}`;
		for (const viewer of [world.visitor, world.nouvelle, world.admin])
			expect(await status(spaceMembers(viewer, open.slug))).toBe(404);
		const { sittings, members } = await spaceMembers(world.elue, open.slug);
		expect(sittings.map(({ name, people }) => [name, people])).toEqual([
			[world.organisations.kayes.name, 1],
			[null, 1]
		]);
		expect(members.map(({ name, organisation }) => [name, organisation?.name ?? null])).toEqual([
			[world.kayes.name, world.organisations.kayes.name],
			[world.elue.name, null]
		]);
	});

	it('show the resources that the viewer may read', async () => {
		const open = await aSpace(world, { visibility: 'public', members: [[world.elue, 'membre']] });
		const [forAll, forMembers] = await Promise.all([
			aResource(world, { space: open.id, visibility: 'public' }),
			aResource(world, { space: open.id, visibility: 'espace' })
		]);
		expect((await spaceResources(world.visitor, open.slug)).resources.map((one) => one.slug)).toEqual([forAll.slug]);
		expect((await spaceResources(world.elue, open.slug)).resources.map((one) => one.slug).toSorted()).toEqual(
			[forAll.slug, forMembers.slug].toSorted()
		);
	});
});

describe('the first page', () => {
	it('costs three statements, for a visitor and for a member', async () => {
		expect(await cost(() => home(world.visitor))).toBe(3);
		expect(await cost(() => home(world.cresi))).toBe(3);
	});

	it('says what waits for a member, and nothing to a visitor', async () => {
		const draft = await aResource(world, {
			author: world.lurcat,
			organisation: world.organisations.lurcat.id,
			status: 'draft'
		});
		await aResource(world, { author: world.lurcat, organisation: world.organisations.lurcat.id, status: 'proposed' });
		expect((await home(world.lurcat)).unfinished).toMatchObject({ begun: [{ slug: draft.slug, status: 'draft' }] });
		expect((await home(world.proviseure)).unfinished).toMatchObject({ waiting: 1, begun: [] });
		expect((await home(world.visitor)).unfinished).toBeNull();
	});

	it('takes partners from each country in turn', async () => {
		await owner`insert into territories (code, name, kind, country) values ('dakar', 'Dakar', 'ville-partenaire', 'SN')`;
		for (const [name, territory] of [
			['Aéré', 'mali'],
			['Bafoulabé', 'mali'],
			['Yélimané', 'mali'],
			['Ville de Dakar', 'dakar']
		] as const) {
			const { id } = await anOrganisation(world, { name, territory });
			await owner`update organisations set kind_code = 'collectivite-partenaire' where id = ${id}`;
		}
		expect((await home(world.visitor)).partners.slice(0, 2).map((partner) => partner.country)).toEqual([
			'Mali',
			'Sénégal'
		]);
	});
});

describe('the spreadsheet', () => {
	it('holds every organisation once, page after page', async () => {
		await owner`insert into organisations (id, slug, name, kind_code, status, published_at)
			select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'membre-' || n, 'Membre ' || n, 'association', 'published', now() from generate_series(1, 1200) n`;
		const lines = (await csv(world.visitor)).split('\r\n').filter((line) => line.startsWith('Membre '));
		expect(lines).toHaveLength(1200);
		expect(new Set(lines).size).toBe(1200);
	});

	it('says goals in order and countries by their name, and defuses formulas', async () => {
		await anOrganisation(world, {
			name: '=HYPERLINK("http://ailleurs.example")',
			themes: ['eau-assainissement', 'dechets'],
			countries: ['SN', 'ML']
		});
		const line = (await csv(world.visitor)).split('\r\n').find((one) => one.includes('HYPERLINK'));
		expect(line).toMatch(/^"'=HYPERLINK\(""http/);
		expect(line).toContain(';6, 11, 12;Mali, Sénégal;');
	});
});
