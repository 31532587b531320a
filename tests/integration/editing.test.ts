/** Writing a resource: once however often it is sent, by whom it may be, and never over somebody else's work. */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import * as editing from '../../src/lib/resources/editing.server';
import * as resources from '../../src/lib/resources/resources.server';
import { resourceSchema, type ResourceValues } from '../../src/lib/resources/schema';
import { aFile, aResource } from '../support/factories';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
const { lurcat, comite } = { lurcat: world.organisations.lurcat.id, comite: world.spaces.comite.id };

/** As the form sends it, read by the schema of the door. */
const form = (more: Record<string, unknown> = {}): ResourceValues =>
	resourceSchema.parse({
		...{
			id: newId(),
			intent: 'draft',
			title: 'Le bilan du jumelage',
			kind: 'bilan',
			summary: 'Ce qui a marché.',
			theme: 'jumelages',
			licence: 'cc-by'
		},
		...more
	});
const create = (person: Person, values: ResourceValues, files: string[] = []) =>
	db.as(person, (viewers) => editing.create(viewers, values, files));
const revise = (person: Person, values: ResourceValues, was: ResourceValues | null = null, files: string[] = []) =>
	db.as(person, (viewers) => editing.revise(viewers, values, files, was));
const decide = (person: Person, id: string, ...decision: [Parameters<typeof editing.decide>[2], string?]) =>
	db.as(person, (viewers) => editing.decide(viewers, id, decision[0], decision[1]));
/** What the form shows somebody who opens it now. */
const opened = async (person: Person, id: string, more: Record<string, unknown> = {}): Promise<ResourceValues> => {
	const shown = await db.as(person, (viewers) => editing.valuesOf(viewers, id));
	return form({ ...shown, keywords: undefined, ...more });
};
const rowOf = async (id: string) =>
	(await owner`select status, slug, version, title, published_at from resources where id = ${id}`)[0];
const address = (slug: string) => db.as(world.visitor, (viewers) => resources.addressState(viewers, slug));
const forgotten = async (files: string[]) =>
	(await owner<{ key: string }[]>`select key from graphile_worker.jobs where task_identifier = 'forget-file'`).filter(
		({ key }) => files.some((file) => key.endsWith(file))
	).length;

describe('a form sent twice', () => {
	it('makes one resource, in one version', async () => {
		const [file] = [await aFile(world, { broughtBy: world.nouvelle, text: 'Le bilan' })];
		const values = form({
			title: 'Envoyé deux fois',
			keywords: 'eau, Kayes',
			themes: ['ecsi'],
			territories: ['mali', 'essonne']
		});
		const slug = await create(world.nouvelle, values, [file]);
		expect(await create(world.nouvelle, values, [file])).toBe(slug);
		expect(await rowOf(values.id)).toMatchObject({ title: 'Envoyé deux fois', version: 1 });
	});

	it('says what was sent last, its answer having been lost, unless somebody wrote since', async () => {
		const values = form({ title: 'Envoyé deux fois' });
		await create(world.proviseure, values);
		const last = { ...values, title: 'Envoyé encore', intent: 'publish' as const, organisation: lurcat };
		expect(await create(world.proviseure, last)).toBe('envoye-encore');
		expect(await rowOf(values.id)).toMatchObject({ title: 'Envoyé encore', status: 'published', version: 2 });
		await create(world.proviseure, { ...values, title: 'D’un vieil onglet' });
		expect(await rowOf(values.id)).toMatchObject({ title: 'Envoyé encore', version: 2 });
	});

	it('at the same instant makes one resource, told once in the journal', async () => {
		const values = form({ title: 'Double clic', intent: 'publish' });
		const slugs = await Promise.all([1, 2, 3, 4].map(() => create(world.cresi, values)));
		expect(new Set(slugs)).toEqual(new Set(['double-clic']));
		expect(await owner`select verb from activity where object_id = ${values.id}`).toMatchObject([
			{ verb: 'published' }
		]);
		expect(await owner`select person_id from private.authorships where object_id = ${values.id}`).toMatchObject([
			{ person_id: world.cresi.id }
		]);
	});

	it('under the id of somebody else’s resource changes nothing and shows nothing', async () => {
		const theirs = await aResource(world, { status: 'draft', author: world.kayes });
		await expect(create(world.nouvelle, form({ id: theirs.id, title: 'Par-dessus' }))).rejects.toMatchObject({
			status: 409
		});
		expect(await rowOf(theirs.id)).toMatchObject({ title: theirs.title });
	});
});

describe('addresses', () => {
	it('are numbered when they clash, also at the same instant', async () => {
		const slugs = await Promise.all([1, 2, 3, 4].map(() => create(world.nouvelle, form({ title: 'Compte rendu' }))));
		expect(slugs.sort()).toEqual(['compte-rendu', 'compte-rendu-2', 'compte-rendu-3', 'compte-rendu-4']);
	});

	it('follow the title until publication, then never move; older ones lead there', async () => {
		const values = form({ title: 'Première adresse', organisation: lurcat, intent: 'propose' });
		await create(world.proviseure, values);
		await revise(
			world.proviseure,
			await opened(world.proviseure, values.id, { title: 'Seconde adresse', intent: 'save' })
		);
		expect(await rowOf(values.id)).toMatchObject({ slug: 'seconde-adresse' });
		expect(await address('premiere-adresse')).toBeNull();
		await decide(world.proviseure, values.id, 'published');
		expect(await address('premiere-adresse')).toEqual({ state: 'moved', slug: 'seconde-adresse' });
		await revise(
			world.proviseure,
			await opened(world.proviseure, values.id, { title: 'Troisième titre', intent: 'save' })
		);
		expect(await rowOf(values.id)).toMatchObject({ slug: 'seconde-adresse', title: 'Troisième titre' });
		expect(await create(world.nouvelle, form({ title: 'Première adresse' }))).toBe('premiere-adresse-2');
		await decide(world.proviseure, values.id, 'withdrawn', 'Une erreur de personne');
		for (const slug of ['premiere-adresse', 'seconde-adresse']) expect(await address(slug)).toEqual({ state: 'gone' });
	});

	it('of what is not for all say nothing', async () => {
		const { slug } = await aResource(world, { status: 'withdrawn', visibility: 'reseau' });
		expect(await address(slug)).toBeNull();
		expect(await address('nulle-part')).toBeNull();
	});

	it('are free again when a draft is thrown away', async () => {
		const values = form({ title: 'Pour rien' });
		await create(world.nouvelle, values);
		await revise(world.nouvelle, await opened(world.nouvelle, values.id, { title: 'Vraiment rien' }));
		await db.as(world.nouvelle, (viewers) => editing.discard(viewers, values.id));
		expect(await create(world.bondoufle, form({ title: 'Pour rien' }))).toBe('pour-rien');
	});
});

describe('from a proposal to a publication', () => {
	it('a contributor proposes, a referent sends back with a reason, then publishes', async () => {
		const values = form({ organisation: lurcat, title: 'La malle du quartier' });
		await expect(create(world.lurcat, { ...values, intent: 'publish' })).rejects.toMatchObject({ code: '42501' });
		await create(world.lurcat, { ...values, intent: 'propose' });
		const waits = (person: Person) => db.as(person, resources.waiting).then((rows) => rows.map(({ id }) => id));
		expect(await waits(world.proviseure)).toContain(values.id);
		expect(await waits(world.bondoufle)).not.toContain(values.id);
		await decide(world.proviseure, values.id, 'to-correct', 'Il manque la date');
		const mine = await db.as(world.lurcat, resources.mine);
		expect(mine.find(({ id }) => id === values.id)).toMatchObject({
			status: 'to-correct',
			reason: 'Il manque la date'
		});
		await revise(world.lurcat, await opened(world.lurcat, values.id, { date: '2013', intent: 'propose' }));
		await decide(world.proviseure, values.id, 'published');
		const told = await db.as(world.lurcat, (viewers) => resources.history(viewers, values.id));
		expect(told.map(({ verb, reason, actor }) => [verb, reason, actor?.name ?? null])).toEqual([
			['published', null, world.proviseure.name],
			['proposed', null, world.lurcat.name],
			['to-correct', 'Il manque la date', world.proviseure.name],
			['proposed', null, world.lurcat.name]
		]);
		expect(await db.as(world.lurcat, (viewers) => editing.valuesOf(viewers, values.id))).toBeNull();
		expect(await revise(world.lurcat, { ...values, version: 4, intent: 'save' })).toBeNull();
	});

	it('the animateur of a space publishes what an organisation proposes there', async () => {
		const { id } = await aResource(world, {
			status: 'proposed',
			visibility: 'espace',
			space: comite,
			organisation: lurcat,
			author: world.lurcat
		});
		await decide(world.pilote, id, 'to-correct', 'Un mot manque');
		await revise(world.lurcat, await opened(world.lurcat, id, { intent: 'propose' }));
		await decide(world.pilote, id, 'published');
		expect(await rowOf(id)).toMatchObject({ status: 'published' });
	});

	it('a referent corrects what their organisation published in a space where they do not sit', async () => {
		const { id } = await aResource(world, {
			visibility: 'espace',
			space: comite,
			organisation: lurcat,
			author: world.lurcat
		});
		expect(
			await revise(world.proviseure, await opened(world.proviseure, id, { title: 'Corrigé', intent: 'save' }))
		).toHaveProperty('slug');
		expect(await rowOf(id)).toMatchObject({ title: 'Corrigé' });
	});

	it('asks for a theme when the transaction ends, a draft excepted', async () => {
		const insert = (status: string) => {
			const id = newId();
			const values = {
				id,
				slug: `s-${id}`,
				title: 'Sans thème',
				kind_code: 'bilan',
				licence_code: 'cc-by',
				summary: 'Résumé',
				status
			};
			return db.as(world.cresi, (viewers) => viewers.insertInto('resources').values(values).execute());
		};
		await insert('draft');
		for (const status of ['proposed', 'published'])
			await expect(insert(status)).rejects.toMatchObject({ code: 'PT409' });
	});
});

describe('two people who write', () => {
	const begun = async () => {
		const values = form({ organisation: lurcat, intent: 'propose', title: 'À deux mains', description: 'Le début' });
		await create(world.lurcat, values);
		return values.id;
	};

	it('the second is told what changed, and nothing is overwritten', async () => {
		const id = await begun();
		const seen = await opened(world.proviseure, id);
		await revise(
			world.lurcat,
			await opened(world.lurcat, id, { title: 'Le titre de la première', theme: 'culture', intent: 'save' })
		);
		const sent = { ...seen, description: 'La suite', intent: 'save' as const };
		expect(await revise(world.proviseure, sent, seen)).toEqual({
			conflict: { version: 2, theirs: { title: 'Le titre de la première', theme: 'culture' } }
		});
		expect(await opened(world.proviseure, id)).toMatchObject({
			title: 'Le titre de la première',
			theme: 'culture',
			description: 'Le début',
			version: 2
		});
		const merged = { ...sent, title: 'Le titre de la première', theme: 'culture', version: 2 };
		expect(await revise(world.proviseure, merged, seen)).toHaveProperty('slug');
		expect(await opened(world.proviseure, id)).toMatchObject({
			title: 'Le titre de la première',
			description: 'La suite',
			version: 3
		});
	});

	it('at the same instant: one is kept, the other is told', async () => {
		const id = await begun();
		const seen = await opened(world.lurcat, id, { intent: 'save' });
		const done = await Promise.all([
			revise(world.lurcat, { ...seen, title: 'Elle' }, seen),
			revise(world.proviseure, { ...seen, title: 'Lui' }, seen)
		]);
		expect(done.filter((one) => one && 'conflict' in one)).toHaveLength(1);
		expect(done.filter((one) => one && 'slug' in one)).toHaveLength(1);
		expect(await rowOf(id)).toMatchObject({ version: 2 });
	});
});

describe('files', () => {
	const withFiles = async (person: Person, more: Record<string, unknown> = {}) => {
		const files = [await aFile(world, { broughtBy: person }), await aFile(world, { broughtBy: person })];
		const values = form({ title: 'Avec deux fichiers', ...more });
		await create(person, values, files);
		return { values, files };
	};
	const attached = (id: string) =>
		owner<{ file_id: string }[]>`select file_id from resource_files where resource_id = ${id} order by position`.then(
			(rows) => rows.map((row) => row.file_id)
		);

	it('are kept in order, and stay when a colleague saves', async () => {
		const { values, files } = await withFiles(world.lurcat, { organisation: lurcat, intent: 'propose' });
		expect(await attached(values.id)).toEqual(files);
		await revise(
			world.proviseure,
			await opened(world.proviseure, values.id, { intent: 'save' }),
			null,
			files.toReversed()
		);
		expect(await attached(values.id)).toEqual(files.toReversed());
	});

	it('that are let go are forgotten', async () => {
		const { values, files } = await withFiles(world.nouvelle);
		await revise(world.nouvelle, await opened(world.nouvelle, values.id), null, files.slice(1));
		expect(await attached(values.id)).toEqual(files.slice(1));
		expect(await owner`select id from files where id = ${files[0] ?? ''}`).toEqual([]);
		expect(await forgotten(files)).toBe(1);
	});

	it('of a draft go with it, and their bytes after', async () => {
		const { values, files } = await withFiles(world.nouvelle);
		expect(await db.as(world.nouvelle, (viewers) => editing.discard(viewers, values.id))).toBe(true);
		expect(await owner`select id from files where id = any (${files})`).toEqual([]);
		expect(await owner`select object_id from private.authorships where object_id = ${values.id}`).toEqual([]);
		expect(await forgotten(files)).toBe(2);
	});

	it('of what is published, or of somebody else, stay', async () => {
		const { values } = await withFiles(world.cresi, { intent: 'publish' });
		const draft = await withFiles(world.nouvelle);
		const discard = (person: Person, id: string) => db.as(person, (viewers: Database) => editing.discard(viewers, id));
		expect([
			await discard(world.cresi, values.id),
			await discard(world.bondoufle, draft.values.id),
			await discard(world.cresi, draft.values.id)
		]).toEqual([false, false, false]);
		expect(await attached(draft.values.id)).toHaveLength(2);
	});
});

describe('versions', () => {
	it('keep what it said before each change since its publication, for those who may change it', async () => {
		const values = form({ organisation: lurcat, title: 'Version une', intent: 'publish' });
		await create(world.proviseure, values);
		for (const title of ['Version deux', 'Version trois'])
			await revise(world.proviseure, await opened(world.proviseure, values.id, { title, intent: 'save' }));
		const kept = await db.as(world.proviseure, (viewers) => resources.versions(viewers, values.id));
		expect(kept.map(({ version, title }) => [version, title])).toEqual([
			[2, 'Version deux'],
			[1, 'Version une']
		]);
		expect(await db.as(world.lurcat, (viewers) => resources.versions(viewers, values.id))).toEqual([]);
		expect(await rowOf(values.id)).toMatchObject({ version: 3, title: 'Version trois' });
	});
});
