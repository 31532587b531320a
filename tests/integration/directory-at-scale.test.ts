/** What a directory of tens of thousands of organisations is asked reads indexes and a bounded number of rows, never all of them. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { organisationsNamed } from '../../src/lib/invitations/invitations.server';
import * as joining from '../../src/lib/organisations/joining.server';
import * as organisations from '../../src/lib/organisations/organisations.server';
import type { Database } from '../../src/lib/platform/database.server';
import { placesOf } from '../../src/lib/search/map/map.server';
import { results } from '../../src/lib/search/results.server';
import { readSearch } from '../../src/lib/search/search';
import * as members from '../../src/lib/spaces/members.server';
import { anOrganisation, aSpace } from '../support/factories';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const many = 20_000;

beforeAll(async () => {
	await world.db.owner.begin(async (owner) => {
		// As rows that were there before: no journal.
		await owner`set local session_replication_role = replica`;
		await owner`
			insert into organisations (id, slug, name, kind_code, territory_code, status, published_at)
			select md5('body ' || n)::uuid, 'body-' || n, 'Association des amis ' || (array['du fleuve', 'de la ville', 'de Kayes'])[1 + n % 3] || ' ' || md5(n::text),
				'association', case when n % 200 = 0 then 'bema' else 'mali' end, 'published', now() from generate_series(1, ${many}) n`;
		await owner`
			insert into private.search_entries (object_kind, object_id, slug, title, summary, kind_code, language, sort_at, visibility, organisation_id, place, seat, title_key, tsv)
			select 'organisation', id, slug, name, repeat('Projets avec le Sahel. ', 12), kind_code, 'fr', published_at, visibility, id, territory_code, 'ML', private.fold(name), private.name_words(name) from organisations where slug like 'body-%'`;
		await owner`
			insert into organisation_names (id, organisation_id, name)
			select md5('former ' || n)::uuid, md5('body ' || n)::uuid, 'Ancienne ' || md5('former ' || n) from generate_series(5, ${many}, 5) n`;
	});
	await anOrganisation(world, {
		name: 'Amis de la bibliothèque',
		formerNames: ['Les Bouquinistes de Kayes'],
		territory: 'bema'
	});
	await world.db.owner`select private.recount_directory()`;
	await world.db.owner`vacuum analyze`;
});

const found = (words: string) => world.db.as(world.nouvelle, (db) => joining.find(db, words, 'fr'));
const names = async (words: string) => (await found(words)).map(({ name }) => name);
const alike = (name: string, territory: string | null) => (db: Database) =>
	joining.similar(db, { id: world.nouvelle.id, name, territory }, 'fr');

describe('finding one’s organisation', () => {
	// What a visitor read first in a session decided which indexes matched for those after.
	beforeAll(() => world.db.as(world.visitor, (db) => db.selectFrom('organisations').select('id').limit(1).execute()));

	it.each([
		'association',
		'association des amis de Kayes',
		'amis bema',
		'bema',
		'bouquinistes',
		'bibliothek',
		'c4ca4238a0b9'
	])('reads a bounded number of rows for « %s »', async (words) => {
		const read = await rowsRead(world, world.nouvelle, 'organisations', (db) => joining.find(db, words, 'fr'));
		expect(read.scanned).toBe(0);
		expect(read.fetched).toBeLessThan(6000);
	});

	it('finds it by its rare word, among others that it does not have, mistyped, begun, or by a former name', async () => {
		for (const words of [
			'bibliothèque',
			'association des amis de la bibliothèque',
			'amis bibliotheqe',
			'biblioth',
			'bouquinistes'
		])
			expect((await names(words))[0], words).toBe('Amis de la bibliothèque');
	});

	it('gives first the one that is named exactly so, among thousands that have its words', async () => {
		await anOrganisation(world, { name: 'Association des amis' });
		expect((await names('association des amis'))[0]).toBe('Association des amis');
	});
});

describe('organisations that may be the same', () => {
	it.each([
		['a frequent name', 'Association des amis de Kayes', 'bema'],
		['a rare name', 'Amis de la bibliothèque', null]
	])('are looked for among a bounded number: %s', async (_, name, territory) => {
		const read = await rowsRead(world, world.nouvelle, 'organisations', alike(name, territory));
		expect(read.scanned).toBe(0);
		expect(read.fetched).toBeLessThan(4000);
	});

	it('are those with nearly the same name, in the same place or anywhere', async () => {
		const first = async (name: string, territory: string | null) =>
			(await world.db.as(world.nouvelle, alike(name, territory)))[0]?.name;
		expect(await first('Les amis de la bibliothèque', null)).toBe('Amis de la bibliothèque');
		expect(await first('Amis de la biblioteque', 'bema')).toBe('Amis de la bibliothèque');
	});

	it('cost a spreadsheet the same for each of its lines', async () => {
		const lines = (count: number) => (db: Database) =>
			sql`select * from private.match_organisations(${JSON.stringify(
				Array.from({ length: count }, (_, n) => ({
					line: n + 2,
					name: `Association des amis de Nioro ${n}`,
					territory_code: 'bondoufle'
				}))
			)}::jsonb)`.execute(db);
		const few = await rowsRead(world, world.animatrice, 'organisations', lines(10));
		const more = await rowsRead(world, world.animatrice, 'organisations', lines(100));
		expect(more.scanned).toBe(0);
		expect(more.fetched).toBeLessThan(12 * few.fetched);
	});
});

describe('a page of the directory', () => {
	const pageOf = (address: string) => (db: Database) =>
		results(db, ['organisation'], readSearch(new URL(address, 'https://reseau.example'), 'title'), 'fr');

	it.each([
		'/annuaire',
		'/annuaire?siege=ML',
		'/annuaire?type=association',
		'/annuaire?q=kayes',
		'/annuaire?tri=recent'
	])('reads what it shows, and a bounded number of entries: %s', async (address) => {
		for (const viewer of [world.visitor, world.bondoufle, world.animatrice]) {
			for (const table of ['organisations', 'organisation_names']) {
				const read = await rowsRead(world, viewer, table, pageOf(address));
				expect(read.scanned, table).toBe(0);
				expect(read.fetched, table).toBeLessThan(100);
			}
			const entries = await rowsRead(world, viewer, 'search_entries', pageOf(address));
			// A word that every third one has is found a thousand times without an index.
			expect(entries.scanned + entries.fetched).toBeLessThan(9000);
		}
	});

	it.each(['bibliotheque', 'biblioteque', 'association+bibliotheque'])(
		'by a rare word reads those that have it, and the first hundred to know how words are written: %s',
		async (words) => {
			for (const viewer of [world.visitor, world.bondoufle, world.animatrice]) {
				const entries = await rowsRead(world, viewer, 'search_entries', pageOf(`/annuaire?q=${words}`));
				expect(entries.scanned).toBeLessThan(500);
				expect(entries.entries).toBeLessThan(200);
			}
		}
	);
});

describe('the first page', () => {
	const seats = ['mali', 'essonne', 'bema'];
	const partner = async (name: string, options: Parameters<typeof anOrganisation>[1] = {}) => {
		const { id } = await anOrganisation(world, { name, territory: 'mali', ...options });
		await world.db.owner`update organisations set kind_code = 'collectivite-partenaire' where id = ${id}`;
	};
	const here = (db: Database) => organisations.whoIsHere(db, 'fr');

	beforeAll(async () => {
		await world.db.owner.begin(async (owner) => {
			await owner`set local session_replication_role = replica`;
			await owner`
				insert into organisations (id, slug, name, kind_code, territory_code, status, published_at)
				select md5('partner ' || n)::uuid, 'partner-' || n, 'Commune ' || md5(n::text), 'collectivite-partenaire', (${seats}::text[])[1 + n % 3], 'published', now() from generate_series(1, 3000) n`;
			await owner`select count(private.index_organisation(id)) from organisations where slug like 'partner-%'`;
		});
		await partner('Aaa cachée', { visibility: 'prive' });
		await partner('Aaa du réseau', { visibility: 'reseau' });
		await partner('Aaa discrète', { sensitivity: ['people'] });
		await partner('Aaa close', { status: 'archived' });
		await partner('Aaa sans lieu');
		await world.db.owner`update organisations set territory_code = null where name = 'Aaa sans lieu'`;
		await partner('Aab, la première');
		await world.db.owner`vacuum analyze`;
	});

	it('names partner authorities of each country in turn, as all of them would give them', async () => {
		const { rows } = await world.db.as(world.visitor, (db) =>
			sql<{ name: string }>`
				select o.name from organisations o join territories t on t.code = o.territory_code
				where o.status = 'published' and o.visibility = 'public' and o.kind_code = 'collectivite-partenaire' and o.sensitivity = '{}'
				order by row_number() over (partition by t.country order by private.fold(o.name)), t.country limit 4`.execute(db)
		);
		for (const viewer of [world.visitor, world.unverified, world.nouvelle, world.kayes, world.admin]) {
			const { partners } = await world.db.as(viewer, here);
			expect(partners.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
			expect(partners.map(({ name }) => name)).toContain('Aab, la première');
		}
	});

	it('reads few of them', async () => {
		for (const viewer of [world.visitor, world.nouvelle])
			for (const table of ['organisations', 'search_entries']) {
				const read = await rowsRead(world, viewer, table, here);
				expect(read.scanned, table).toBe(0);
				expect(read.fetched + read.entries, table).toBeLessThan(100);
			}
	});
});

it('the bodies that sit in a space are read one by one', async () => {
	const space = await aSpace(world, { members: [[world.pilote, 'animateur']] });
	await world.db
		.owner`insert into space_organisations (space_id, organisation_id) select ${space.id}, md5('body ' || n)::uuid from generate_series(1, 30) n`;
	const read = await rowsRead(world, world.pilote, 'organisations', (db) => members.around(db, space.id, 'fr'));
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(100);
});

describe('organisations that a spreadsheet names', () => {
	const named = (wanted: string[]) => (db: Database) => organisationsNamed(db, wanted);

	it('are found by their indexes, under the rights of who asks', async () => {
		const wanted = [
			'Amis de la bibliothèque',
			'CRESI',
			'body-7',
			...Array.from({ length: 197 }, (_, n) => `Personne ${n}`)
		];
		const read = await rowsRead(world, world.bondoufle, 'organisations', named(wanted));
		expect(read.scanned).toBe(0);
		expect(read.fetched).toBeLessThan(200);
		const found = await world.db.as(world.bondoufle, named(['amis de la bibliotheque', 'body-7', 'rien']));
		expect([...found].map(([name, { length }]) => [name, length])).toEqual([
			['amis de la bibliotheque', 1],
			['body-7', 1],
			['rien', 0]
		]);
	});

	it('are not those that one may not read, and nobody’s account names none', async () => {
		const { name } = await anOrganisation(world, {
			name: 'Cellule cachée',
			visibility: 'prive',
			referent: world.kayes
		});
		const count = async (viewer: typeof world.unverified) =>
			(await world.db.as(viewer, named([name]))).get(name)?.length;
		expect(await count(world.kayes)).toBe(1);
		expect(await count(world.bondoufle)).toBe(0);
		const rows = await world.db.as(world.unverified, (db) =>
			sql`select * from private.organisations_named(array[${name}, 'body-7'])`.execute(db)
		);
		expect(rows.rows).toEqual([]);
	});
});

describe('the map', () => {
	it.each(['', '?siege=ML', '?region=region-de-kayes'])(
		'counts every organisation without reading them: %s',
		async (query) => {
			const search = readSearch(new URL(`https://x.example/annuaire/carte${query}`), 'title');
			for (const viewer of [world.visitor, world.nouvelle, world.animatrice]) {
				const read = await rowsRead(world, viewer, 'search_entries', (db) => placesOf(db, search));
				expect(read.scanned + read.fetched).toBeLessThan(20);
			}
		}
	);
});
