/**
 * A spreadsheet of organisations: what its dry run says, that it changes nothing, that applying it
 * writes exactly that or nothing, and who may (`domain.md` IN-05, §3.4).
 */
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { GET as getCsv } from '../../src/routes/annuaire.csv/+server';
import * as imports from '../../src/lib/organisations/import/imports.server';
import type { Outcome } from '../../src/lib/organisations/import/import';
import type { Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { provideRuntime, type Runtime } from '../../src/lib/platform/runtime.server';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { everybody, theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
provideRuntime({ configuration: { origin: 'https://reseau.example' } } as Runtime);

const file = (text: string) => new File([text], 'annuaire.csv');
async function dryRun(text: string, viewer: Viewer = world.animatrice) {
	const id = newId();
	const refused = await db.as(viewer, (viewers) => imports.prepare(viewers, id, file(text)));
	expect(refused).toBeNull();
	return id;
}
const lines = async (id: string) =>
	(
		await owner<
			{
				line: number;
				outcome: Outcome;
				values: Record<string, unknown>;
				problems: { column: string; problem: string; value?: string }[];
				alike: { slug: string }[];
			}[]
		>`select line, outcome, "values", problems, alike from organisation_import_rows where import_id = ${id} order by line`
	).map((row) => ({ ...row }));
const outcomes = async (id: string) => (await lines(id)).map(({ outcome }) => outcome);
const apply = (id: string, viewer: Viewer = world.animatrice) => db.as(viewer, (viewers) => imports.apply(viewers, id));
const factsOf = async (name: string) =>
	(
		await owner<
			{ facts: Record<string, unknown> }[]
		>`select private.organisation_facts(id) as facts from organisations where name = ${name}`
	)[0]?.facts;
const everything = async () =>
	JSON.stringify(
		await owner`select private.organisation_facts(id) as facts, version, updated_at from organisations order by id`
	);

beforeEach(async () => {
	await owner`delete from organisations where name like 'Essai%'`;
});

const header = 'Nom;Sigle;Type;Territoire;RNA;SIREN;Résumé;Site;Thèmes;Pays d’action;Autres noms\n';
const full =
	'Essai jumelage;EJ;Comité de jumelage;Bondoufle;W123456789;732829320;Deux rives.;https://essai.example;Santé | Patrimoine bâti, mémoire et documentation;Mali, SN;Essai ancien | Essai très ancien\n';

describe('a dry run', () => {
	it('says what is new, changes nothing, and is applied as it was shown', async () => {
		const before = await everything();
		const id = await dryRun(header + full);
		expect(await outcomes(id)).toEqual(['new']);
		expect(await everything()).toBe(before);
		expect(await apply(id)).toBe(1);
		expect(await factsOf('Essai jumelage')).toEqual({
			name: 'Essai jumelage',
			acronym: 'EJ',
			kind_code: 'comite-de-jumelage',
			territory_code: 'bondoufle',
			rna: 'W123456789',
			siren: '732829320',
			summary: 'Deux rives.',
			website: 'https://essai.example',
			description: null,
			offers: null,
			needs: null,
			themes: ['patrimoine', 'sante'],
			countries: ['ML', 'SN'],
			audiences: [],
			languages: [],
			networks: [],
			twinnings: [],
			names: ['Essai ancien', 'Essai très ancien'],
			shown_territory: 'bondoufle',
			slug: 'essai-jumelage',
			status: 'published'
		});
		const journal = await owner`
			select a.verb from activity a join organisations o on o.id = a.object_id where o.name = 'Essai jumelage' and a.actor_id = ${world.animatrice.id} order by a.id`;
		expect(journal.map((row) => row['verb'])).toEqual(['published', 'imported']);
	});

	it('of the same file again finds everything identical', async () => {
		const text = `${header}${full}Essai deux;;Association;Essonne;;;;;;;\nEssai trois;;MJC;;;;;;;;\n`.replace(
			'MJC',
			'mjc'
		);
		await apply(await dryRun(text));
		const again = await dryRun(text);
		expect(await outcomes(again)).toEqual(['identical', 'identical', 'identical']);
		expect(await apply(again)).toBe(0);
	});

	it('says, field by field, what changes: found by RNA, SIREN, SIRET, name and place, or address', async () => {
		await apply(await dryRun(header + full));
		await owner`update organisations set name = 'Essai renommé' where name = 'Essai jumelage'`;
		const id = await dryRun(
			'Nom;RNA;SIREN;Résumé;Adresse;Autres noms\n' +
				'Essai jumelage;W123456789;;Deux rives.;;Essai ancien\n' +
				'Essai bis;;73282932000012;Autre;;\n' +
				`Centre de ressources CRESI;;;Documentation.;;\n` +
				`Lurçat;;;;https://reseau.example/annuaire/lurcat/?a=1;Essai collège\n` +
				`Sans fiche;;;;/annuaire/jamais-vue;\n`
		);
		const read = await lines(id);
		// The second line is the same body as the first: it is told.
		expect(read.map(({ outcome }) => outcome)).toEqual(['changed', 'rejected', 'changed', 'changed', 'rejected']);
		expect(read.map(({ values }) => values)).toEqual([
			{ name: 'Essai jumelage' },
			{},
			{ summary: 'Documentation.' },
			{ name: 'Lurçat', names: ['Essai collège'] },
			{}
		]);
		expect(read[1]?.problems).toEqual([{ column: 'name', problem: 'import_problem_twice', value: '2' }]);
		expect(read[4]?.problems).toEqual([{ column: 'address', problem: 'import_problem_address', value: 'jamais-vue' }]);
	});

	it('rejects a line and says why, with its number', async () => {
		const id = await dryRun(
			header +
				';;Association;;;;;;;;\n' +
				'Essai type;;Inconnu;;;;;;;;\n' +
				'Essai sans type;;;;;;;;;;\n' +
				'Essai lieu;;Association;Atlantide;;;;;;;\n' +
				'Essai rna;;Association;;X12;;;;;;\n' +
				'Essai siren;;Association;;;732829321;;;;;\n' +
				'Essai thème;;Association;;;;;;Magie | Santé;;\n' +
				'Essai pays;;Association;;;;;;;Mali, Lune;\n' +
				'=Essai;;Association;;;;;;;;\n' +
				'Essai site;;Association;;;;;javascript:alert(1);;;\n' +
				`Essai long;;Association;;;;${'a'.repeat(301)};;;;\n` +
				'Essai osim;;OSIM, association issue des migrations;;;;;;;;\n'
		);
		const read = await lines(id);
		expect(new Set(read.map(({ outcome }) => outcome))).toEqual(new Set(['rejected']));
		expect(
			read.map(({ line, problems }) => [line, problems.map(({ column, problem }) => `${column} ${problem}`).join()])
		).toEqual([
			[2, 'name import_problem_name'],
			[3, 'kind import_problem_unknown_kind'],
			[4, 'kind import_problem_kind_missing'],
			[5, 'territory import_problem_unknown_place'],
			[6, 'rna import_problem_rna'],
			[7, 'siren import_problem_siren'],
			[8, 'themes import_problem_unknown_theme'],
			[9, 'countries import_problem_unknown_country'],
			[10, 'name import_problem_formula'],
			[11, 'website import_problem_website'],
			[12, 'summary import_problem_long'],
			[13, 'kind import_problem_self_declared']
		]);
		expect(await apply(id)).toBe(0);
	});

	it('leaves out a possible duplicate until one says that it is another body', async () => {
		await anOrganisation(world, { name: 'Essai des amis de Kayes', territory: 'bondoufle' });
		const id = await dryRun('Nom;Type;Territoire\nEssai les amis de Kayes;Association;Bondoufle\n');
		expect(await lines(id)).toMatchObject([{ outcome: 'similar', alike: [{ name: 'Essai des amis de Kayes' }] }]);
		const keep = (viewer: Viewer) => db.as(viewer, (viewers) => imports.keep(viewers, id, 2, true));
		expect(await keep(world.bondoufle)).toBe(false);
		expect(await keep(world.admin)).toBe(false);
		expect(await keep(world.animatrice)).toBe(true);
		const shown = await db.as(world.animatrice, async (viewers) => {
			const page = await imports.linesOf(viewers, id, 'similar', 0);
			return { page, names: await imports.namesOf(viewers, page, 'fr') };
		});
		expect(shown).toMatchObject({
			page: [{ line: 2, keep: true, problems: [] }],
			names: { 'kind association': 'Association', 'place bondoufle': 'Bondoufle' }
		});
		expect(await apply(id)).toBe(1);
		expect(await factsOf('Essai les amis de Kayes')).toBeDefined();
	});
});

describe('applying', () => {
	it('is all or nothing: one organisation that changed meanwhile stops the whole', async () => {
		await apply(await dryRun(header + full));
		const id = await dryRun(
			'Nom;Type;Territoire;Résumé\nEssai nouveau;Association;;\nEssai jumelage;;Bondoufle;Autre chose.\n'
		);
		expect(await outcomes(id)).toEqual(['new', 'changed']);
		await owner`insert into organisation_countries select id, 'MR' from organisations where name = 'Essai jumelage'`;
		await expect(apply(id)).rejects.toMatchObject({ code: 'PT409', hint: 'changed:3' });
		expect(await factsOf('Essai nouveau')).toBeUndefined();
	});

	it('stops when somebody added meanwhile what it would add', async () => {
		const id = await dryRun('Nom;Type\nEssai partout;Association\nEssai seul;Association\n');
		await anOrganisation(world, { name: 'Essai partout' });
		await expect(apply(id)).rejects.toMatchObject({ code: 'PT409', hint: 'changed:2' });
		expect(await factsOf('Essai seul')).toBeUndefined();
	});

	it('is done once, within a day', async () => {
		const id = await dryRun('Nom;Type\nEssai une fois;Association\n');
		await apply(id);
		await expect(apply(id)).rejects.toMatchObject({ code: 'PT409', hint: 'applied' });
		const old = await dryRun('Nom;Type\nEssai hier;Association\n');
		await owner`update organisation_imports set created_at = now() - interval '25 hours' where id = ${old}`;
		await expect(apply(old)).rejects.toMatchObject({ code: 'PT409', hint: 'expired' });
		await db.asService((service) => imports.forgetOld(service));
		expect(await lines(old)).toEqual([]);
		expect(await lines(id)).toHaveLength(1);
	});

	it('posted twice is one', async () => {
		const id = newId();
		for (const name of ['Essai un', 'Essai deux'])
			await db.as(world.animatrice, (viewers) => imports.prepare(viewers, id, file(`Nom;Type\n${name};Association\n`)));
		expect((await lines(id)).map(({ values }) => values['name'])).toEqual(['Essai un']);
	});

	it('is for those who facilitate the network, each what they brought, the database says so', async () => {
		const id = await dryRun('Nom;Type\nEssai réservé;Association\n');
		for (const who of everybody) {
			if (who !== 'animatrice') await expect(apply(id, world[who]), who).rejects.toMatchObject({ code: '42501' });
			if (who === 'animatrice' || who === 'admin') continue;
			await expect(
				db.as(world[who], (viewers) => imports.prepare(viewers, newId(), file('Nom;Type\nEssai;Association\n'))),
				who
			).rejects.toMatchObject({ code: '42501' });
			await expect(
				db.as(world[who], (viewers) =>
					sql`select private.keep_organisation_import(${newId()}::uuid, 'a.csv', '{}', '[]')`.execute(viewers)
				),
				who
			).rejects.toMatchObject({ code: '42501' });
		}
		expect(await db.as(world.admin, (viewers) => imports.mine(viewers, id))).toEqual([]);
		expect(await db.as(world.admin, (viewers) => imports.linesOf(viewers, id, 'new', 0))).toEqual([]);
		expect(
			await db.as(world.bondoufle, (viewers) =>
				sql`select private.viewer_open_imports()`.execute(viewers).then(({ rows }) => rows)
			)
		).toEqual([]);
		expect(await factsOf('Essai réservé')).toBeUndefined();
	});

	it('does not touch a draft, which those who validate do not see', async () => {
		await anOrganisation(world, { name: 'Essai brouillon', status: 'draft', referent: world.proviseure });
		const id = await dryRun('Nom;Type\nEssai brouillon;Association\n');
		expect(await outcomes(id)).toEqual(['new']);
	});
});

describe('a place that is protected', () => {
	it('by its territory is masked from the first instant', async () => {
		await owner`update territories set default_sensitivity = '{place,no_index}' where code = 'cercle-de-diema'`;
		await apply(await dryRun('Nom;Type;Territoire\nEssai protégé;Association;Béma\n'));
		const [row] = await owner`select territory_code, sensitivity from organisations where name = 'Essai protégé'`;
		expect({ ...row }).toEqual({ territory_code: 'region-de-kayes', sensitivity: ['no_index', 'place'] });
		// Its own line again, with its exact place or with the region that our spreadsheet says, is no move.
		for (const place of ['Béma', 'Région de Kayes'])
			expect(await outcomes(await dryRun(`Nom;Type;Territoire\nEssai protégé;Association;${place}\n`)), place).toEqual([
				'identical'
			]);
	});
});

describe('what an organisation is tied to', () => {
	const tied = 'Nom;Type;Pour qui;Langues de travail;Réseaux dont elle est membre;Villes jumelées\n';

	it('is read by its words: audiences, languages, networks, twin towns', async () => {
		const union = await anOrganisation(world, { name: 'Essai union, des comités', acronym: 'EUC' });
		await anOrganisation(world, { name: 'Essai homonyme' });
		await anOrganisation(world, { name: 'Essai homonyme' });
		const id = await dryRun(
			`${tied}Essai lié;Association;Jeunes | Élues et élus;Pulaar, peul;Essai union, des comités;Kayes (Mali, 12/06/1994, pulaar, peul) | Ville (sans pays) | Bamako\n` +
				'Essai relié;Association;tout public, jeunes;bm | soninké;EUC;Kayes (Mali, 1994-06-12, français)|Bamako\n' +
				'Essai lunaire;Association;Lunaires;klingonais ancien;Essai homonyme;\n'
		);
		const read = await lines(id);
		expect(read.map(({ outcome }) => outcome)).toEqual(['rejected', 'new', 'rejected']);
		expect(read[0]?.problems).toEqual([
			{ column: 'twinnings', problem: 'import_problem_twinning', value: 'sans pays' }
		]);
		expect(read[2]?.problems).toEqual([
			{ column: 'audiences', problem: 'import_problem_unknown_audience', value: 'Lunaires' },
			{ column: 'languages', problem: 'import_problem_unknown_language', value: 'klingonais ancien' },
			{ column: 'networks', problem: 'import_problem_unknown_network', value: 'Essai homonyme' }
		]);
		await apply(id);
		expect(await factsOf('Essai relié')).toMatchObject({
			audiences: ['jeunes', 'tout-public'],
			languages: ['bm', 'snk'],
			networks: [union.slug],
			twinnings: [
				{ town: 'Bamako', country: null, on: null, language: null },
				{ town: 'Kayes', country: 'ML', on: '1994-06-12', language: 'fr' }
			]
		});
	});

	it('replaces audiences and languages, adds networks and twins, and says more of a twin that is known', async () => {
		const first = await anOrganisation(world, { name: 'Essai premier réseau' });
		const second = await anOrganisation(world, { name: 'Essai second réseau' });
		await apply(await dryRun(`${tied}Essai lié;Association;Jeunes;français;${first.slug};Kayes (Mali) | Bamako\n`));
		const id = await dryRun(
			`${tied}Essai lié;;Tout public;bambara;Essai second réseau;kayes (1994) | Dakar (Sénégal)\n`
		);
		expect((await lines(id))[0]?.values).toEqual({
			audiences: ['tout-public'],
			languages: ['bm'],
			networks: [second.slug],
			twinnings: [
				{ town: 'kayes', country: 'ML', on: '1994', language: null },
				{ town: 'Dakar', country: 'SN', on: null, language: null }
			]
		});
		await apply(id);
		expect(await factsOf('Essai lié')).toMatchObject({
			audiences: ['tout-public'],
			languages: ['bm'],
			networks: [first.slug, second.slug].sort(),
			twinnings: [
				{ town: 'Bamako', country: null },
				{ town: 'Dakar', country: 'SN' },
				{ town: 'kayes', country: 'ML', on: '1994' }
			]
		});
	});
});

it('the directory’s own spreadsheet is read back, and changes nothing', async () => {
	await apply(await dryRun(header + full));
	const joined = await anOrganisation(world, { name: 'Essai réseau, et ses membres' });
	await owner`update organisations set languages = '{ff,fr,yo}' where name = 'Essai jumelage'`;
	await owner`insert into organisation_audiences select id, unnest(array['jeunes', 'elus']) from organisations where name = 'Essai jumelage'`;
	await owner`insert into organisation_networks select id, ${joined.id} from organisations where name = 'Essai jumelage'`;
	await owner`insert into organisation_twinnings (id, organisation_id, town, country, sworn_on, language)
		select gen_random_uuid(), o.id, t.town, t.country, t.day, t.language from organisations o,
			(values ('Nioro du Sahel', 'ML', '1992-03', 'ff'), ('Saint-Louis', 'SN', null, null), ('Kayes', null, '1974', 'snk')) t (town, country, day, language)
		where o.name = 'Essai jumelage'`;
	await anOrganisation(world, {
		name: "Essai d'apostrophe",
		themes: ['patrimoine', 'culture'],
		countries: ['CI', 'CD'],
		territory: 'bema',
		sensitivity: ['place']
	});
	// The twin of a masked town is in no file.
	await owner`insert into organisation_twinnings (id, organisation_id, town) select gen_random_uuid(), id, 'Jumelle de Béma' from organisations where name = ${"Essai d'apostrophe"}`;
	const texts = {
		description: "- Une **liste**\n- et sa suite ; avec « des signes »\n\n=1+1\n'+33 en tête",
		offers: '=Des salles\nau centre',
		needs: '"Un car", et un autre; vite'
	};
	await owner`update organisations set ${owner(texts)} where name = ${"Essai d'apostrophe"}`;
	// Two places of the same name: the code says which.
	await owner`insert into territories (code, name, kind, country, insee) values ('bema-du-sud', 'Béma', 'commune', 'FR', '91999')`;
	await anOrganisation(world, { name: 'Essai homonyme', territory: 'bema-du-sud' });
	const event = {
		url: new URL('https://reseau.example/annuaire.csv'),
		locals: {
			claims: world.animatrice.claims,
			db: <T>(work: (viewers: Database) => Promise<T>) => db.as(world.animatrice, work)
		}
	};
	const text = await (await getCsv(event as unknown as Parameters<typeof getCsv>[0])).text();
	expect(text).toContain('732829320');
	expect(text).toContain('pulaar, peul | français | yo');
	expect(text).toContain('Nioro du Sahel (Mali, 1992-03, pulaar, peul)');
	expect(text).not.toContain('Jumelle de Béma');
	const id = await dryRun(text);
	expect((await lines(id)).filter(({ outcome }) => outcome !== 'identical')).toEqual([]);
	expect((await lines(id)).length).toBeGreaterThan(5);
	await owner`update organisations set description = null, needs = 'Autre chose' where name = ${"Essai d'apostrophe"}`;
	const back = await dryRun(text);
	expect((await lines(back)).filter(({ outcome }) => outcome !== 'identical')).toMatchObject([
		{ outcome: 'changed', values: { description: texts.description, needs: texts.needs } }
	]);
	expect(await apply(back)).toBe(1);
	expect(await factsOf("Essai d'apostrophe")).toMatchObject(texts);
});
