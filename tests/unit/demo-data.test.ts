/** The demonstration network: its files refer to each other, fit our tables and name nobody. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { isId } from '../../src/lib/platform/ids.ts';
import { cataloguedAt, partialDate } from '../../supabase/demo/calendar.ts';
import { fileBytes, idOf, read, readDataset, type Table } from '../../supabase/demo/dataset.ts';
import { documents, pathOf, write } from '../../supabase/demo/documents/catalogue.ts';
import { textsOf } from '../../supabase/demo/documents/document.ts';
import { readLibrary } from '../../supabase/demo/documents/library.ts';
import { staleFiles } from '../../supabase/demo/make-files.ts';
import { chatTables, conversationTables } from '../../supabase/demo/rows/chat.ts';
import { documentTables } from '../../supabase/demo/rows/documents.ts';
import { eventTables } from '../../supabase/demo/rows/events.ts';
import { fileTables } from '../../supabase/demo/rows/files.ts';
import { organisationTables, spaceTables, territoryRows, themeRows } from '../../supabase/demo/rows/network.ts';
import { personTables } from '../../supabase/demo/rows/people.ts';
import { resourceTables } from '../../supabase/demo/rows/resources.ts';

const data = readDataset();
const library = readLibrary();
const now = new Date('2026-11-22T10:00:00Z');
const folder = new URL('../../supabase/demo/', import.meta.url);
const migrations = new URL('../../supabase/migrations/', import.meta.url);
const terms = fs
	.readdirSync(migrations)
	.map((name) => fs.readFileSync(new URL(name, migrations), 'utf8'))
	.join('\n');
const tables = [
	territoryRows(data),
	themeRows(data),
	...organisationTables(data, now),
	...spaceTables(data, now),
	...personTables(data, 'hash', now),
	...resourceTables(data, now),
	...fileTables(data, new Map()),
	...chatTables(data, now),
	...conversationTables(data, now),
	...eventTables(data, now),
	...documentTables(library, now)
];

const ids = (objects: readonly { id: string }[]) => new Set(objects.map(({ id }) => id));
const rowsOf = (name: string) => (tables.find((table) => table.name === name) as Table).rows;
/** Those of `wanted` that are not among `known`. */
const missing = (wanted: readonly (string | undefined)[], known: ReadonlySet<string>) =>
	wanted.filter((one) => one !== undefined && !known.has(one));
/** The codes that the migrations give to a vocabulary. */
const codesOf = (vocabulary: string) =>
	new Set(
		[...terms.matchAll(new RegExp(`into public.${vocabulary} [^;]*`, 'g'))].flatMap(([statement]) =>
			[...statement.matchAll(/^\t\('([^']+)'/gm)].map(([, code]) => code as string)
		)
	);

describe('the files of the demonstration', () => {
	const { territories, themes, organisations, spaces, resources, extraResources, personas, kinds } = data;

	it('tell the twin towns that their sources name, and no other', () => {
		const told = rowsOf('public.organisation_twinnings').map(({ town, country, sworn_on }) => [
			town,
			country,
			sworn_on
		]);
		expect(told).toEqual([
			['Troisdorf', 'DE', null],
			['Bexley', 'GB', null]
		]);
	});

	it('have the numbers that their README tells', () => {
		const counts = [territories, themes, organisations, spaces, resources, extraResources, personas].map(
			(one) => one.length
		);
		expect(counts).toEqual([47, 33, 132, 14, 76, 8, 12]);
	});

	it('have rooms where those who speak take part, the last one on the day before', () => {
		const sits = new Set(personas.flatMap(({ id, spaces }) => spaces.map((seat) => `${id} ${seat.id}`)));
		const strangers = data.chat.flatMap(({ space, messages }) =>
			messages.map(({ author }) => `${author} ${space}`).filter((seat) => !sits.has(seat))
		);
		expect(strangers).toEqual([]);
		const said = rowsOf('public.chat_messages').map((row) => row['created_at'] as string);
		expect([said.length, said.toSorted().at(-1)?.slice(0, 10)]).toEqual([90, '2026-11-21']);
	});

	it('have each their conversations, in which only those whom they are between talk', () => {
		const people = ids(personas);
		const strangers = data.conversations.flatMap(({ members, messages }) => [
			...missing(members, people),
			...missing(
				messages.map(({ author }) => author),
				new Set(members)
			)
		]);
		expect(strangers).toEqual([]);
		expect(new Set(data.conversations.flatMap(({ members }) => members))).toEqual(people);
	});

	it('have documents of members of their spaces, which can be compared, and say their source', () => {
		const sits = new Set(
			personas.flatMap(({ id, spaces }) => spaces.map((seat) => `${idOf('person', id)} ${idOf('space', seat.id)}`))
		);
		const spaceOf = new Map(rowsOf('public.documents').map((row) => [row['id'], row['space_id']]));
		const strangers = rowsOf('private.document_updates')
			.map((row) => `${String(row['person_id'])} ${String(spaceOf.get(row['document_id']))}`)
			.filter((seat) => !sits.has(seat));
		expect(strangers).toEqual([]);
		expect(rowsOf('public.documents').filter((row) => !row['source'])).toEqual([]);
		expect(spaceOf.size).toBe(4);
		for (const id of spaceOf.keys())
			expect(rowsOf('public.document_versions').filter((row) => row['document_id'] === id).length).toBeGreaterThan(1);
	});

	it('have unique ids', () => {
		for (const objects of [territories, themes, organisations, spaces, [...resources, ...extraResources], personas]) {
			expect(ids(objects).size).toBe(objects.length);
		}
	});

	it('refer to what exists', () => {
		const [places, subjects, bodies, rooms, people] = [
			ids(territories),
			ids(themes),
			ids(organisations),
			ids(spaces),
			ids(personas)
		];
		const wrong = [
			...missing(
				territories.map(({ parent }) => parent),
				places
			),
			...missing(
				themes.map(({ parent }) => parent),
				subjects
			),
			...organisations.flatMap((one) => [
				...missing([one.territory], places),
				...missing(one.themes, subjects),
				...missing([one.parent, ...(one.succeeds ?? []).map(({ id }) => id)], bodies)
			]),
			...spaces.flatMap((one) => [...missing(one.members, bodies), ...missing(one.themes, subjects)]),
			...[...resources, ...extraResources].flatMap((one) => [
				...missing(one.territories, places),
				...missing(one.subjects, subjects)
			]),
			...resources.flatMap((one) => [
				...missing([one.creator, one.publisher], bodies),
				...missing([one.partOf], ids(resources))
			]),
			...extraResources.flatMap((one) => [
				...missing([one.organisation], bodies),
				...missing([one.space], rooms),
				...missing([one.author, ...(one.readers ?? [])], people)
			]),
			...personas.flatMap((one) => [
				...missing([one.organisation], bodies),
				...missing([one.territory], places),
				...missing(
					one.spaces.map(({ id }) => id),
					rooms
				)
			]),
			...missing(Object.keys(kinds.resources), ids(resources)),
			...missing(Object.keys(kinds.organisations), ids(organisations)),
			...missing(Object.keys(kinds.territorySensitivity), places)
		];
		expect(wrong).toEqual([]);
	});

	it('use kinds, themes, audiences and licences that the migrations know', () => {
		const wrong = [
			...missing(
				rowsOf('public.resources').map((row) => String(row['kind_code'])),
				codesOf('resource_kinds')
			),
			...missing(
				rowsOf('public.resources').map((row) => String(row['licence_code'])),
				codesOf('licences')
			),
			...missing(
				rowsOf('public.organisations').map((row) => String(row['kind_code'])),
				codesOf('organisation_kinds')
			),
			...missing(
				rowsOf('public.spaces').map((row) => String(row['kind_code'])),
				codesOf('space_kinds')
			),
			...missing(
				extraResources.flatMap(({ audiences }) => audiences),
				codesOf('audiences')
			),
			...missing(
				themes.map(({ id }) => id),
				codesOf('themes')
			)
		];
		expect(wrong).toEqual([]);
	});

	it('name no natural person and no machine', () => {
		for (const file of fs.readdirSync(folder).filter((name) => /\.(json|md)$/.test(name))) {
			const text = fs.readFileSync(new URL(file, folder), 'utf8');
			expect.soft(text, file).not.toMatch(/"(firstName|lastName|givenName|familyName|phone|birthDate|gender)"/);
			expect.soft(text, file).not.toMatch(/\b[\w.+-]+@(?!example\.org)[\w-]+\.\w+/);
			expect.soft(text, file).not.toMatch(/\/(work|home|tmp|Users)\/|\.txt\b/);
		}
		expect(new Set(personas.map(({ email }) => email)).size).toBe(personas.length);
	});

	it('say of everything added that it is a demonstration', () => {
		for (const { title, summary, description, demo } of extraResources) {
			expect.soft(title).toMatch(/démonstration\)$/);
			expect.soft(summary).toMatch(/^Notice de démonstration/);
			expect.soft(description, title).toMatch(/écrite? pour la démonstration/);
			expect.soft(demo).toBe(true);
		}
	});
});

describe('the rows of the demonstration', () => {
	it('have our ids, unique, and the same every time', () => {
		const all = tables.flatMap(({ rows }) => rows.flatMap((row) => (typeof row['id'] === 'string' ? [row['id']] : [])));
		expect(all.filter((id) => !isId(id))).toEqual([]);
		expect(new Set(all).size).toBe(all.length);
		expect(idOf('organisation', 'caece')).toBe(idOf('organisation', 'caece'));
		expect(idOf('organisation', 'caece')).toMatch(/^019b76da-a800-7/);
	});

	it('have unique addresses of ASCII letters', () => {
		for (const name of ['public.organisations', 'public.spaces', 'public.resources']) {
			const slugs = rowsOf(name).map((row) => String(row['slug']));
			expect(new Set(slugs).size).toBe(slugs.length);
			expect(slugs.filter((slug) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 80)).toEqual([]);
		}
	});

	it('have the same columns in each row of a table', () => {
		for (const { name, rows } of tables) {
			for (const row of rows) expect(Object.keys(row), name).toEqual(Object.keys(rows[0] ?? {}));
		}
	});

	it('fit the limits of the columns', () => {
		const over = (name: string, column: string, most: number) =>
			rowsOf(name)
				.filter((row) => String(row[column] ?? '').length > most)
				.map((row) => row['id']);
		expect([
			...over('public.resources', 'title', 200),
			...over('public.resources', 'summary', 300),
			...over('public.resources', 'conditions', 600),
			...over('public.resources', 'source', 300),
			...over('public.organisations', 'summary', 300),
			...over('public.organisations', 'note', 600),
			...over('public.spaces', 'purpose', 600),
			...over('public.documents', 'title', 200),
			...over('public.documents', 'source', 300),
			...over('public.people', 'function', 120),
			...over('public.people', 'bio', 600),
			...over('public.files', 'name', 120)
		]).toEqual([]);
	});

	it('put records in the catalogue on working days before now, oldest first', () => {
		const instants = rowsOf('public.resources').map((row) => String(row['created_at']));
		expect(instants).toEqual([...instants].sort());
		expect(instants.at(-1)! < now.toISOString()).toBe(true);
		expect(instants.filter((instant) => [0, 6].includes(new Date(instant).getUTCDay()))).toEqual([]);
		for (const hour of ['00:05', '23:55']) {
			const midnight = new Date(`2026-11-22T${hour}:00Z`);
			expect(cataloguedAt(0, 'any', midnight) < midnight).toBe(true);
		}
	});
});

describe('dates of documents', () => {
	it('keep what is known, and a range to sort by', () => {
		expect(partialDate('2010')).toEqual({
			date_text: '2010',
			date_precision: 'year',
			date_range: '[2010-01-01,2011-01-01)'
		});
		expect(partialDate('2010-12').date_range).toBe('[2010-12-01,2011-01-01)');
		expect(partialDate('2012-02-29').date_range).toBe('[2012-02-29,2012-03-01)');
		expect(partialDate('2011-12/2012-05')).toEqual({
			date_text: '2011-12/2012-05',
			date_precision: 'interval',
			date_range: '[2011-12-01,2012-06-01)'
		});
	});

	it('leave unknown what is unknown', () => {
		expect(partialDate(null)).toEqual({ date_text: null, date_precision: null, date_range: null });
	});

	it.each(['vers 2010', '2010-13', '2011-02-29', ''])('refuse « %s »', (text) => {
		expect(() => partialDate(text)).toThrow(/demonstration|calendar/);
	});
});

describe('documents to read', () => {
	it('are up to date with the data', async () => {
		expect(await staleFiles()).toEqual([]);
	});

	it('are at least fourteen, of three formats, and small', () => {
		expect(new Set(data.files.map(({ resource }) => resource)).size).toBeGreaterThanOrEqual(14);
		expect(new Set(data.files.map(({ mediaType }) => mediaType)).size).toBe(3);
		expect(data.files.reduce((total, { size }) => total + size, 0)).toBeLessThan(400_000);
	});

	it('have the bytes that the index tells', () => {
		for (const file of data.files) {
			const bytes = fileBytes(file);
			expect(createHash('sha256').update(bytes).digest('hex'), file.path).toBe(file.sha256);
			expect(bytes.length).toBe(file.size);
		}
	});

	it('say on their first page that they are not the original, and carry their title', async () => {
		for (const made of documents) {
			const [title, warning] = textsOf(write(made, library));
			expect(warning).toMatch(/^Document de démonstration\..*Ce n’est pas l’original/);
			if (made.format === 'pdf') {
				const file = data.files.find(({ path }) => path === pathOf(made));
				expect((await PDFDocument.load(fileBytes(file!))).getTitle()).toBe(title);
			}
		}
	});

	it('hold words that their records do not', () => {
		const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{6,}/gu) ?? []);
		const names = [...data.organisations, ...data.territories].map(({ name }) => name).join(' ');
		for (const made of documents) {
			const { title, description } = data.resources.find(({ id }) => id === made.resource)!;
			const known = wordsOf(
				`${title} ${description} ${names} ${read<{ fr: string }[]>('themes.json')
					.map(({ fr }) => fr)
					.join(' ')}`
			);
			const own = [...wordsOf([...textsOf(write(made, library))].join(' '))].filter((word) => !known.has(word));
			expect(own.length, pathOf(made)).toBeGreaterThan(20);
		}
	});

	it('are ODT whose first entry is their type, stored', () => {
		for (const file of data.files.filter(({ path }) => path.endsWith('.odt'))) {
			const start = Buffer.from(fileBytes(file).subarray(0, 77)).toString('latin1');
			expect(start.slice(30)).toBe('mimetypeapplication/vnd.oasis.opendocument.text');
		}
	});
});
