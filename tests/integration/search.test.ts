/**
 * Searching: who finds what is what row-level security shows, words are found as people write them,
 * filters and facets count right, and no words are an error.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { results } from '../../src/lib/search/results.server';
import { lastPage, objectKinds, pageSize, readSearch, type Search } from '../../src/lib/search/search';
import { find } from '../../src/lib/search/search.server';
import type { Viewer } from '../support/database';
import { anEvent, anOrganisation, aResource, aSpace } from '../support/factories';
import { everybody, theWorld, type Who } from '../support/world';

const everything = [...objectKinds];
const search = (words = '', more: Partial<Search> = {}): Search => ({
	words,
	filters: {},
	sort: 'recent',
	usual: 'recent',
	page: 1,
	after: null,
	...more
});
const world = await theWorld();
const { db } = world;
const look = (viewer: Viewer, wanted: Search, objects = everything) =>
	db.as(viewer, (viewers) => find(viewers, objects, wanted));
const titles = async (viewer: Viewer, wanted: Search) =>
	// eslint-disable-next-line no-control-regex -- the marks around the words found
	(await look(viewer, wanted, ['resource'])).items.map(({ title }) => title.replace(/[\u0002\u0003]/g, '')).sort();

describe('who finds what', () => {
	const word = 'Tagakoundé';

	beforeAll(async () => {
		const { organisations, spaces } = world;
		const lurcats = {
			title: `${word} au collège`,
			organisation: organisations.lurcat.id,
			author: world.lurcat,
			themes: ['ecsi']
		};
		for (const visibility of ['public', 'reseau', 'organisation', 'espace', 'prive'] as const) {
			for (const status of [
				'draft',
				'proposed',
				'to-correct',
				'published',
				'to-review',
				'archived',
				'withdrawn'
			] as const) {
				await aResource(world, { ...lurcats, visibility, status, space: spaces.comite.id });
			}
			await aResource(world, {
				...lurcats,
				visibility,
				organisation: organisations.kayes.id,
				author: world.kayes,
				space: spaces.comite.id,
				readers: [world.bondoufle]
			});
		}
		// By somebody who left the committee: theirs is still theirs.
		await aResource(world, {
			title: `${word} quitté`,
			visibility: 'espace',
			space: spaces.comite.id,
			author: world.nouvelle
		});
		for (const visibility of ['public', 'reseau', 'prive'] as const) {
			for (const status of ['draft', 'proposed', 'published', 'archived', 'withdrawn'] as const) {
				await anOrganisation(world, { name: `Association ${word}`, visibility, status, referent: world.bondoufle });
			}
		}
		for (const visibility of ['public', 'reseau', 'espace'] as const)
			await aSpace(world, { name: `Groupe ${word}`, visibility, members: [[world.kayes, 'membre']] });
		const held = { title: `Rencontre ${word}`, space: spaces.comite.id };
		for (const visibility of ['public', 'reseau', 'organisation', 'espace'] as const) {
			for (const status of ['draft', 'proposed', 'published', 'withdrawn'] as const)
				await anEvent(world, {
					...held,
					...{ visibility, status, author: world.lurcat, organisation: organisations.lurcat.id }
				});
		}
		await world.db
			.owner`insert into campaigns ${world.db.owner({ id: newId(), slug: 'semaine-du-fleuve', name: `Semaine ${word}`, year: 2026, starts_on: '2026-11-13', ends_on: '2026-11-29' })}`;
		// By somebody who is not of the committee.
		await anEvent(world, { ...held, visibility: 'espace', author: world.nouvelle });
	});

	/** All pages of a search. */
	const found = async (viewer: Viewer, words: string) => {
		const ids: string[] = [];
		for (let page = 1; page <= lastPage; page++) {
			const { items } = await look(viewer, search(words, { page }));
			ids.push(...items.map(({ id }) => id));
			if (items.length < pageSize) break;
		}
		return ids.sort();
	};
	const shown = (viewer: Viewer, words: string) =>
		db.as(viewer, async (viewers) => {
			const named = () => `%${words}%`;
			const rows = [
				...(await viewers
					.selectFrom('resources')
					.select('id')
					.where('status', 'in', ['published', 'to-review', 'archived'])
					.where('title', 'like', named())
					.execute()),
				...(await viewers
					.selectFrom('organisations')
					.select('id')
					.where('status', 'in', ['published', 'archived'])
					.where('name', 'like', named())
					.execute()),
				...(await viewers.selectFrom('spaces').select('id').where('name', 'like', named()).execute()),
				...(await viewers.selectFrom('campaigns').select('id').where('name', 'like', named()).execute()),
				...(await viewers
					.selectFrom('events')
					.select('id')
					.where('status', '=', 'published')
					.where('title', 'like', named())
					.execute())
			];
			return rows.map(({ id }) => id).sort();
		});

	it.each(everybody)('%s finds what row-level security shows, with words and without', async (who: Who) => {
		const mayRead = await shown(world[who], word);
		expect(mayRead.length).toBeGreaterThan(4);
		expect(await found(world[who], word)).toEqual(mayRead);
		expect(await found(world[who], '')).toEqual(await shown(world[who], ''));
	});

	it('counts only what one finds', async () => {
		for (const who of ['visitor', 'kayes', 'pilote'] as const) {
			const { total, facets } = await look(world[who], search(word));
			expect(total).toBe((await found(world[who], word)).length);
			expect(facets.themes?.['ecsi']).toBe(
				(await look(world[who], search(word, { filters: { themes: ['ecsi'] } }))).total
			);
		}
	});
});

describe('words', () => {
	beforeAll(async () => {
		await aResource(world, { title: 'Les écoles de la forêt', description: 'Un œuvre commune à Évry' });
		await aResource(world, { title: 'Jɛkafɔ ni kalan', language: 'bm' });
		await aResource(world, { title: 'Water for all the cities', language: 'en' });
		await aResource(world, {
			title: 'Le carnet du puits',
			files: [{ text: 'Le forage descend à quarante mètres sous la latérite.' }]
		});
		await aResource(world, {
			title: 'Le carnet réservé',
			visibility: 'reseau',
			files: [{ text: 'La pompe immergée vient de Dakar.' }]
		});
		await aResource(world, { title: 'Réseau d’assainissement' });
	});

	it.each([
		['ecole', 'Les écoles de la forêt'],
		['FORETS', 'Les écoles de la forêt'],
		['oeuvres', 'Les écoles de la forêt'],
		['jekafo', 'Jɛkafɔ ni kalan'],
		['city', 'Water for all the cities'],
		['laterite', 'Le carnet du puits'],
		['"quarante mètres"', 'Le carnet du puits'],
		['carnet -puits', null]
	])('%s finds, accents and plural aside', async (words, title) => {
		expect(await titles(world.visitor, search(words))).toEqual(title ? [title] : []);
	});

	it('of a file are for those who read it, with an extract around them', async () => {
		expect(await titles(world.visitor, search('immergée'))).toEqual([]);
		const { items } = await look(world.nouvelle, search('immergees'));
		expect(items[0]?.extract).toContain('\u0002immergée\u0003');
	});

	it('mistyped find their neighbour, and say so', async () => {
		const { items, respelt } = await look(world.visitor, search('assainisement'));
		expect(respelt).toBe('assainissement');
		expect(items.map(({ title }) => title)).toEqual(['Réseau d’\u0002assainissement\u0003']);
	});

	it('mistyped between others keep the others', async () => {
		expect((await look(world.visitor, search('réseau assainisement'))).respelt).toBe('reseau assainissement');
	});

	it('are never an error', async () => {
		const hostile = [
			'"',
			"'",
			'&|!',
			':*',
			'a:*b',
			'<->',
			'-',
			'--',
			'OR',
			'"non fermé',
			'((((',
			'\\',
			'%_',
			'$1',
			"'; drop table people; --",
			'👩🏽‍🌾',
			'\u202e',
			'a'.repeat(200),
			'mot '.repeat(50)
		];
		for (const words of hostile)
			for (const sort of ['relevance', 'recent', 'title'] as const) await look(world.nouvelle, search(words, { sort }));
	});

	it('are never an error, whatever is typed in the address', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'binary', maxLength: 220 }),
				fc.string({ unit: 'binary', maxLength: 30 }),
				async (words, code) => {
					const address = new URL('http://palabre.test/recherche');
					for (const [name, value] of [
						['q', words],
						['theme', code],
						['annee', code],
						['apres', code],
						['page', code]
					] as const)
						address.searchParams.set(name, value);
					await look(world.visitor, readSearch(address));
				}
			),
			{
				numRuns: 200,
				seed: 2013,
				examples: [
					['\u0000', '\u0000'],
					['a\u0000b', '9999'],
					['\ud800', '99999']
				]
			}
		);
	});
});

describe('filters and facets', () => {
	beforeAll(async () => {
		await aResource(world, {
			title: 'Filtre un',
			kind: 'guide-pratique',
			territories: ['bema'],
			year: 2011,
			themes: ['sante', 'genre']
		});
		await aResource(world, {
			title: 'Filtre deux',
			kind: 'guide-pratique',
			territories: ['bondoufle'],
			year: 2012,
			themes: ['sante']
		});
		await aResource(world, {
			title: 'Filtre trois',
			kind: 'video',
			territories: ['essonne'],
			year: 2012,
			language: 'en',
			themes: ['genre']
		});
		await aResource(world, {
			title: 'Filtre quatre',
			kind: 'video',
			territories: ['bema'],
			sensitivity: ['place'],
			themes: ['genre']
		});
	});
	const filtered = (filters: Search['filters']) => titles(world.visitor, search('filtre', { filters }));

	it.each([
		['mali', ['Filtre quatre', 'Filtre un']],
		['region-de-kayes', ['Filtre quatre', 'Filtre un']],
		['cercle-de-diema', ['Filtre un']],
		['bema', ['Filtre un']],
		['essonne', ['Filtre deux', 'Filtre trois']],
		['ile-de-france', ['Filtre deux', 'Filtre trois']],
		['bondoufle', ['Filtre deux']]
	])('%s includes what lies in it, and no place that is masked', async (territory, expected) => {
		expect(await filtered({ territories: [territory] })).toEqual(expected);
	});

	it('of one facet widen, of two facets narrow', async () => {
		expect(await filtered({ themes: ['sante', 'genre'] })).toHaveLength(4);
		expect(await filtered({ themes: ['sante'], kinds: ['guide-pratique'], years: ['2012'] })).toEqual(['Filtre deux']);
		expect(await filtered({ languages: ['en'], years: ['2012'] })).toEqual(['Filtre trois']);
		expect(await filtered({ kinds: ['nothing'] })).toEqual([]);
	});

	it('count a facet without its own filter, and the others with it', async () => {
		const { facets, total } = await look(world.visitor, search('filtre', { filters: { kinds: ['video'] } }));
		expect(total).toBe(2);
		expect(facets.kinds).toEqual({ 'guide-pratique': 2, video: 2 });
		expect(facets.themes).toEqual({ genre: 2 });
		expect(facets.years).toEqual({ 2012: 1 });
	});
});

describe('a long walk', () => {
	const rows = 1_130;
	const walk = search('', { filters: { themes: ['numerique'] } });

	beforeAll(async () => {
		// By groups of the same instant: the id decides between them.
		await db.owner`
			with made as (
				insert into resources (id, slug, title, kind_code, licence_code, summary, status, published_at)
				select gen_random_uuid(), 'long-' || n, 'Notice ' || n, 'bilan', 'cc-by', 'Résumé', 'published', now() - make_interval(hours => n / 7)
				from generate_series(1, ${rows}) n returning id
			)
			insert into resource_themes (resource_id, theme_code) select id, 'numerique' from made`;
	});

	const pageOf = (wanted: Search) => db.as(world.visitor, (viewers) => results(viewers, ['resource'], wanted, 'fr'));

	it('goes through fifty pages, then from cursor to cursor, without gap nor duplicate', async () => {
		const ids: string[] = [];
		let cursor: string | null = null;
		for (let page = 1; page <= lastPage; page++) {
			const { items, nextCursor, total, capped } = await pageOf({ ...walk, page });
			expect([items.length, total, capped]).toEqual([pageSize, 1000, true]);
			expect(nextCursor === null).toBe(page < lastPage);
			ids.push(...items.map(({ id }) => id));
			cursor = nextCursor;
		}
		while (cursor) {
			const next: Awaited<ReturnType<typeof pageOf>> = await pageOf({ ...walk, after: cursor });
			ids.push(...next.items.map(({ id }) => id));
			cursor = next.nextCursor;
		}
		const all = await db.owner<{ id: string }[]>`
			select id from resources r where exists (select from resource_themes t where t.resource_id = r.id and t.theme_code = 'numerique')
			order by published_at desc, id desc`;
		expect(all).toHaveLength(rows);
		expect(ids).toEqual(all.map(({ id }) => id));
	});

	it('begins again at the first page when the cursor is not one', async () => {
		const first = (await pageOf(walk)).items.map(({ id }) => id);
		for (const after of [
			'',
			'x',
			Buffer.from('["today", 1]').toString('base64url'),
			Buffer.from(JSON.stringify(['2020-01-01', `${newId()}'`])).toString('base64url')
		]) {
			expect((await pageOf({ ...walk, after })).items.map(({ id }) => id)).toEqual(first);
		}
	});
});

describe('a space', () => {
	const names = async (viewer: Viewer, words: string, filters = {}) =>
		(await look(viewer, search(words, { filters }), ['space'])).items.map(({ id }) => id);

	it('is found by its mandate, its level and where it acts, unless the place is masked', async () => {
		const open = await aSpace(world, { visibility: 'public', territories: ['bema'] });
		const masked = await aSpace(world, { visibility: 'public', territories: ['bema'], sensitivity: ['place'] });
		for (const { id } of [open, masked])
			await db.owner`update spaces set mandate = 'Réhabiliter le **barrage** pastoral', level = 'politique' where id = ${id}`;
		const both = [open.id, masked.id].sort();
		expect((await names(world.visitor, 'barrage pastoral')).sort()).toEqual(both);
		expect((await names(world.visitor, 'niveau politique')).sort()).toEqual(both);
		expect(await names(world.visitor, 'Béma')).toEqual([open.id]);
		expect(await names(world.visitor, '', { territories: ['bema'] })).toEqual([open.id]);
		await db.owner`delete from space_territories where space_id = ${open.id}`;
		expect(await names(world.visitor, 'Béma')).toEqual([]);
	});

	it('follows the name and the lineage of a territory', async () => {
		const open = await aSpace(world, { visibility: 'public', territories: ['cercle-de-diema'] });
		await db.owner`update territories set name = 'Cercle de Diéma-Nord' where code = 'cercle-de-diema'`;
		expect(await names(world.visitor, 'Diéma-Nord')).toEqual([open.id]);
		await db.owner`update territories set name = 'Cercle de Diéma' where code = 'cercle-de-diema'`;
	});
});
