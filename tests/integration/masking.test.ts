/**
 * `domain.md` §3.4: what is masked is masked in every output. Each output is a line of `outputs`; one
 * that is missing there fails the last test. None may hold the exact place, the person or the funder.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as campaigns from '../../src/lib/agenda/campaigns.server';
import * as agendaEditing from '../../src/lib/agenda/editing.server';
import * as events from '../../src/lib/agenda/events.server';
import * as agendaFeeds from '../../src/lib/agenda/feeds.server';
import { readFilters } from '../../src/lib/agenda/filters';
import * as eventLinks from '../../src/lib/agenda/linked-data';
import * as agenda from '../../src/lib/agenda/listing.server';
import { upcoming } from '../../src/lib/agenda/upcoming.server';
import * as reports from '../../src/lib/moderation/reports.server';
import * as organisationLinks from '../../src/lib/organisations/linked-data';
import * as organisations from '../../src/lib/organisations/organisations.server';
import { newId } from '../../src/lib/platform/ids';
import type { Database } from '../../src/lib/platform/database.server';
import { together } from '../../src/lib/platform/together.server';
import * as editing from '../../src/lib/resources/editing.server';
import * as resourceLinks from '../../src/lib/resources/linked-data';
import * as listing from '../../src/lib/resources/listing.server';
import * as resources from '../../src/lib/resources/resources.server';
import * as neighbours from '../../src/lib/search/neighbours.server';
import * as resultsReading from '../../src/lib/search/results.server';
import { objectKinds, type Search } from '../../src/lib/search/search';
import * as searching from '../../src/lib/search/search.server';
import * as spaces from '../../src/lib/spaces/spaces.server';
import type { Viewer } from '../support/database';
import { anEvent, anOrganisation, aResource, aSpace } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const author = await aPerson(db, { name: 'Oumou Dembélé-Traoré' });
await db.owner`insert into organisation_members (organisation_id, person_id, role) values (${world.organisations.kayes.id}, ${author.id}, 'contributeur')`;

/** What must not be told, in the words and in the codes that tell it. */
const secrets = [
	'Béma',
	'bema',
	'Cercle de Diéma',
	'cercle-de-diema',
	'Fatoumata Konaté',
	'Bailleur du Nord',
	'Forage de la grande mosquée',
	author.name,
	author.id
];
const masked = ['place', 'people', 'funders', 'no_index'] as const;
const words = { title: 'Le château d’eau', theme: 'eau-assainissement' };

const resource = await aResource(world, {
	title: words.title,
	author,
	organisation: world.organisations.kayes.id,
	sensitivity: [...masked],
	territories: ['bema'],
	themes: [words.theme],
	contributors: [
		{ role: 'creator', name: 'Fatoumata Konaté', isPerson: true },
		{ role: 'funder', name: 'Bailleur du Nord' },
		{ role: 'publisher', name: 'Éditions du Fleuve' }
	],
	files: [{ text: 'Le texte du château d’eau' }]
});
const organisation = await anOrganisation(world, {
	name: 'Association du château d’eau',
	territory: 'bema',
	sensitivity: ['place'],
	themes: [words.theme],
	referent: world.kayes
});
const space = await aSpace(world, {
	name: 'Groupe du château d’eau',
	visibility: 'public',
	themes: [words.theme],
	organisations: [organisation.id]
});
const event = await anEvent(world, {
	title: 'Fête du château d’eau',
	author,
	organisation: world.organisations.kayes.id,
	sensitivity: ['place', 'people', 'no_index'],
	place: 'Forage de la grande mosquée',
	territory: 'bema',
	themes: [words.theme],
	starts: '2026-11-25T18:00'
});
await db.owner`insert into campaigns ${db.owner({ id: newId(), slug: 'fete-de-l-eau', name: 'Fête de l’eau', year: 2026, starts_on: '2026-11-20', ends_on: '2026-11-29' })}`;
await db.owner`update events set campaign_id = (select id from campaigns) where id = ${event.id}`;
const otherEvent = await anEvent(world, { title: 'Une autre fête', starts: '2026-11-25T20:00' });
const neighbour = await aResource(world, { title: 'Un autre puits', themes: [words.theme] });
await db.as(world.cresi, (viewers) =>
	editing.decide(viewers, resource.id, 'archived', 'Béma : Fatoumata Konaté est partie')
);
await db.as(world.cresi, (viewers) => editing.decide(viewers, resource.id, 'published', undefined));

const all = [...objectKinds];
const search = (more: Partial<Search> = {}): Search => ({
	words: '',
	filters: {},
	sort: 'recent',
	usual: 'recent',
	page: 1,
	after: null,
	...more
});
const page = async (viewers: Database) => resources.findBySlug(viewers, resource.slug, 'fr');
const sheet = async (viewers: Database) => organisations.findBySlug(viewers, organisation.slug, 'fr');

const now = new Date('2026-11-22T10:00:00Z');
const everything = readFilters(new URL('http://palabre.test/agenda'));
const rendezVous = async (viewers: Database) => events.findBySlug(viewers, event.slug, 'fr');

/** Every way out, as the viewer's database gives it. Add yours here. */
const outputs: Record<string, (viewers: Database) => Promise<unknown>> = {
	'the page of the resource': page,
	'its linked data': async (viewers) => {
		const shown = await page(viewers);
		return shown && resourceLinks.linkedData(shown, 'http://palabre.test/r', 'http://palabre.test');
	},
	'its address': (viewers) => resources.addressState(viewers, resource.slug),
	'its line in a list': (viewers) => resources.cards(viewers, [resource.id], 'fr').execute(),
	'its history': (viewers) => resources.history(viewers, resource.id),
	'its versions': (viewers) => resources.versions(viewers, resource.id),
	'its form': (viewers) => editing.valuesOf(viewers, resource.id),
	'those related to another': (viewers) => resources.related(viewers, neighbour.id, 'fr'),
	'my resources': (viewers) => resources.mine(viewers),
	'what waits for the viewer': (viewers) => together(viewers, { unfinished: resources.unfinished(viewers) }),
	'those that wait': (viewers) => resources.waiting(viewers),
	'the feed': (viewers) => listing.latest(viewers, 50),
	'the latest of its organisation': (viewers) =>
		listing.latestOf(viewers, { organisation: world.organisations.kayes.id }, 20, 'fr'),
	'the spreadsheet': (viewers) => listing.pageOfAll(viewers, 'fr', 500, null),
	'the site map': (viewers) => listing.mapped(viewers, 500),
	'a search': (viewers) => searching.find(viewers, all, search()),
	'a search by words': (viewers) => searching.find(viewers, all, search({ words: 'château d’eau', sort: 'relevance' })),
	'a search by mistyped words': (viewers) =>
		searching.find(viewers, all, search({ words: 'chatoau konatte', sort: 'relevance' })),
	'a page of results': (viewers) => resultsReading.results(viewers, all, search(), 'fr'),
	'the sheet of the organisation': sheet,
	'its own linked data': async (viewers) => {
		const shown = await sheet(viewers);
		return shown && organisationLinks.linkedData(shown, 'http://palabre.test/o');
	},
	'the spreadsheet of the directory': async (viewers) =>
		organisations.listed(viewers, await searching.idsFound(viewers, ['organisation'], search(), null, 500), 'fr'),
	'all that a search finds': (viewers) => searching.idsFound(viewers, all, search(), null, 500),
	'the neighbours of an organisation': (viewers) =>
		neighbours.around(viewers, { place: 'Région de Kayes', countries: [], themes: [words.theme] }, 20, 'fr'),
	'the facets of the directory': async (viewers) => {
		const { facets } = await resultsReading.results(viewers, ['organisation'], search(), 'fr');
		return { facets, found: (await searching.find(viewers, ['organisation'], search())).facets };
	},
	'who is here': (viewers) => organisations.whoIsHere(viewers, 'fr'),
	'its own address': (viewers) => organisations.addressState(viewers, organisation.slug),
	'its logo': (viewers) => organisations.logoOf(viewers, organisation.slug),
	'what a report is about': (viewers) => reports.reported(viewers, 'resource', resource.id),
	'the open spaces': (viewers) => together(viewers, { open: spaces.open(viewers, 'fr', 10) }),
	'the next events': (viewers) => together(viewers, { upcoming: upcoming('fr', new Date('2000-01-01'), 50) }),
	'the spaces': (viewers) => spaces.list(viewers, 'fr'),
	'the space where it is': (viewers) => spaces.headOf(viewers, space.slug, 'fr'),
	'what this space says of itself': (viewers) => spaces.presentation(viewers, space.id, 'fr'),
	'the page of the event': rendezVous,
	'the calendar that mails of registrations hold': (viewers) =>
		agendaFeeds.calendarEvents(viewers, sql`e.id = ${event.id}`, 'fr'),
	'the linked data of a temps fort': async (viewers) => {
		const [campaign, { lines }] = [
			await campaigns.findBySlug(viewers, 'fete-de-l-eau'),
			await agenda.page(viewers, { ...everything, campaign: 'fete-de-l-eau', from: '1000-01-01' }, 'fr', now)
		];
		const linked =
			campaign && eventLinks.campaignLinkedData(campaign, lines, 'http://palabre.test/t', 'http://palabre.test');
		// It is kept out of search engines.
		expect(JSON.stringify(linked)).not.toContain(event.slug);
		return linked;
	},
	'the linked data of the event': async (viewers) => {
		const shown = await rendezVous(viewers);
		return shown && eventLinks.linkedData(shown, 'http://palabre.test/e', 'http://palabre.test');
	},
	'the address of the event': (viewers) => events.addressState(viewers, event.slug),
	'the history of the event': (viewers) => events.history(viewers, event.id),
	'my events': (viewers) => events.mine(viewers),
	'the events that wait': (viewers) => events.waiting(viewers),
	'the form of the event': (viewers) => agendaEditing.valuesOf(viewers, event.id),
	'the agenda': (viewers) => agenda.page(viewers, everything, 'fr', now),
	'a month of the agenda': (viewers) => agenda.month(viewers, everything, '2026-11', 9),
	'the agenda of the exact place': (viewers) => agenda.page(viewers, { ...everything, territory: 'bema' }, 'fr', now),
	'the calendar of the agenda': (viewers) =>
		agendaFeeds.filteredCalendar(viewers, everything, 'fr', now, 'http://palabre.test'),
	'the calendar of the event': (viewers) => agendaFeeds.eventCalendar(viewers, event.slug, 'fr', 'http://palabre.test'),
	'the feed of the agenda': (viewers) => agendaFeeds.latest(viewers, 50),
	'the events of the site map': (viewers) => agendaFeeds.mapped(viewers, 500)
};

/** Strangers to the resource: whoever is not named here takes part in making it. */
const outsiders: Record<string, Viewer> = {
	visitor: world.visitor,
	unverified: world.unverified,
	member: world.nouvelle,
	referent: world.bondoufle,
	pilote: world.pilote
};
const told = (output: unknown) =>
	secrets.filter((secret) =>
		JSON.stringify(output ?? null)
			.toLowerCase()
			.includes(secret.toLowerCase())
	);

describe('what is masked', () => {
	it.each(Object.keys(outputs))('is not told by %s', async (name) => {
		for (const [who, viewer] of Object.entries(outsiders)) {
			const output = await db.as(
				viewer,
				(viewers) => outputs[name]?.(viewers) ?? Promise.reject(new Error('no such output'))
			);
			expect(told(output), `to ${who}`).toEqual([]);
		}
	});

	it('does not find the resource, by words nor by place', async () => {
		for (const [who, viewer] of Object.entries(outsiders)) {
			for (const hidden of ['Béma', 'Diéma', 'Fatoumata', 'Bailleur du Nord', 'Dembélé']) {
				const { items, respelt } = await db.as(viewer, (viewers) =>
					searching.find(viewers, all, search({ words: hidden }))
				);
				expect([items, respelt], `${hidden} for ${who}`).toEqual([[], null]);
			}
			for (const territory of ['bema', 'cercle-de-diema']) {
				const { items } = await db.as(viewer, (viewers) =>
					searching.find(viewers, all, search({ filters: { territories: [territory] } }))
				);
				expect(items, `${territory} for ${who}`).toEqual([]);
			}
		}
	});

	it('keeps it findable by its region, and shows the region', async () => {
		const { items, facets } = await db.as(world.visitor, (viewers) =>
			searching.find(viewers, all, search({ filters: { territories: ['region-de-kayes'] } }))
		);
		expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([resource.id, organisation.id]));
		expect(facets.territories).toHaveProperty('mali');
		const shown = await db.as(world.visitor, page);
		expect(shown?.territories.map(({ code }) => code)).toEqual(['region-de-kayes']);
		expect(shown?.contributors.map(({ name }) => name)).toEqual(['Éditions du Fleuve']);
		expect((await db.as(world.visitor, sheet))?.territory?.code).toBe('region-de-kayes');
	});

	it('stays out of what search engines and feeds take', async () => {
		for (const [name, listed, hidden] of [
			['the feed', neighbour, resource],
			['the site map', neighbour, resource],
			['the feed of the agenda', otherEvent, event],
			['the events of the site map', otherEvent, event]
		] as const) {
			const output = JSON.stringify(
				await db.as(world.visitor, (viewers) => outputs[name]?.(viewers) ?? Promise.resolve(null))
			);
			expect(output, name).toContain(listed.slug);
			expect(output, name).not.toContain(hidden.slug);
		}
	});

	it('is not in what an event sends to other programs, even for those who make it', async () => {
		for (const name of [
			'the linked data of the event',
			'the calendar of the event',
			'the calendar of the agenda'
		] as const) {
			const output = await db.as(world.kayes, (viewers) => outputs[name]?.(viewers) ?? Promise.resolve(null));
			expect(JSON.stringify(output), name).toContain('Fête du château d’eau');
			expect(told(output), name).toEqual([]);
		}
		expect((await db.as(world.kayes, rendezVous))?.place?.name).toBe('Forage de la grande mosquée');
	});

	it('is seen by those who make it', async () => {
		for (const viewer of [world.kayes, world.cresi, author]) {
			const shown = await db.as(viewer, page);
			expect(shown?.territories.map(({ code }) => code)).toEqual(['bema']);
			expect(shown?.contributors.map(({ name }) => name)).toEqual([
				'Fatoumata Konaté',
				'Bailleur du Nord',
				'Éditions du Fleuve'
			]);
			const facts = await db.as(viewer, (viewers) => resources.history(viewers, resource.id));
			expect(facts.map(({ reason }) => reason)).toContain('Béma : Fatoumata Konaté est partie');
		}
		expect((await db.as(world.kayes, sheet))?.exactTerritory?.code).toBe('bema');
	});
});

describe('the public API', () => {
	let supabase: TestSupabase;
	beforeAll(async () => {
		supabase = await testSupabase(db);
	});
	afterAll(() => supabase.close());

	/** Vocabularies name every place; people are named where they chose to be. */
	const notWalked = ['territories', 'territory_ancestors', 'people'];

	it.each(['visitor', 'member'])('tells nothing of it to a %s, whatever the table', async (who) => {
		const tables = await db.owner<{ name: string }[]>`
			select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`;
		let rows = 0;
		for (const { name } of tables.filter((table) => !notWalked.includes(table.name))) {
			const answer = await supabase.ask(outsiders[who] as Viewer, `/rest/v1/${name}?select=*`);
			const text = await answer.text();
			// Of some tables a visitor has no right to anything; of some a member has none to what is secret.
			expect([200, 401, 403], `${name}: ${text.slice(0, 200)}`).toContain(answer.status);
			rows += answer.status === 200 ? (JSON.parse(text) as unknown[]).length : 0;
			expect(told(text), name).toEqual([]);
		}
		expect(rows).toBeGreaterThan(50);
	});

	it('tells nothing of it through what is embedded', async () => {
		const embedded =
			'id,resource_territories(*),resource_contributors(*),resource_files(*,files(*,file_texts(*))),organisations(*,organisation_places(*)),resource_versions(*)';
		for (const [who, viewer] of Object.entries(outsiders)) {
			const answer = await supabase.ask(viewer, `/rest/v1/resources?id=eq.${resource.id}&select=${embedded}`);
			const text = await answer.text();
			expect(answer.status, text).toBe(200);
			expect(text).toContain('Éditions du Fleuve');
			expect(told(text), who).toEqual([]);
		}
	});

	it('does not let it be guessed by filtering on what is hidden', async () => {
		for (const filter of [
			'resource_contributors?name=like.*Fatoumata*',
			'resource_territories?territory_code=eq.bema',
			'organisations?territory_code=eq.bema',
			'organisation_places?territory_code=eq.bema'
		]) {
			const answer = await supabase.ask(world.nouvelle, `/rest/v1/${filter}&select=*`);
			expect(await answer.json(), filter).toEqual([]);
		}
	});

	it('still tells it to those who make it', async () => {
		const answer = await supabase.ask(
			world.kayes,
			`/rest/v1/resource_territories?resource_id=eq.${resource.id}&select=territory_code&order=territory_code`
		);
		expect(await answer.json()).toEqual([{ territory_code: 'bema' }, { territory_code: 'region-de-kayes' }]);
	});

	it('names no person in the storage of its files', async () => {
		const objects = await db.as(world.visitor, (viewers) =>
			viewers
				.withSchema('storage')
				.selectFrom('objects' as never)
				.selectAll()
				.execute()
		);
		expect(JSON.stringify(objects)).toContain(resource.files[0]);
		expect(told(objects)).toEqual([]);
	});
});

it('every reading of these modules is walked', () => {
	// Verbs that write, and helpers that read nothing of an object.
	const silent = [
		...['create', 'revise', 'decide', 'discard', 'cursorAfter', 'shownTerritory'],
		...['announce', 'changeOccurrence', 'subscribe', 'unsubscribe', 'subscribedSince', 'calendarResponse'],
		// Pieces of a statement, words of forms, and what tests/integration/agenda.test.ts compares with the policies.
		...[
			'local',
			'narrowed',
			'columns',
			'sources',
			'today',
			'pageSize',
			'choices',
			'withOffset',
			'organisationsNamed',
			'personalCalendar'
		]
	];
	const walked = Object.values(outputs).map(String).join('\n') + page + sheet + rendezVous;
	const modules = {
		resources,
		listing,
		editing,
		organisations,
		spaces,
		searching,
		resultsReading,
		resourceLinks,
		organisationLinks,
		events,
		agenda,
		agendaFeeds,
		agendaEditing,
		eventLinks
	};
	const missing = Object.entries(modules).flatMap(([module, exported]) =>
		Object.keys(exported)
			.filter((name) => !silent.includes(name) && !new RegExp(`\\b${name}\\b`).test(walked))
			.map((name) => `${module}.${name}`)
	);
	expect(missing).toEqual([]);
});
