/** The door and the table refuse the same things: what a form lets through is never an error of the database. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/lib/platform/forms.server';
import { newId } from '../../src/lib/platform/ids';
import * as editing from '../../src/lib/resources/editing.server';
import { limits, sensitivities, statuses, visibilities } from '../../src/lib/resources/resource';
import { decisionSchema, resourceSchema } from '../../src/lib/resources/schema';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const complete = {
	intent: 'publish',
	title: 'Le bilan du jumelage',
	kind: 'bilan',
	summary: 'Ce qui a marché.',
	theme: 'jumelages',
	licence: 'cc-by'
};

const door = (more: object) => resourceSchema.safeParse({ ...complete, id: newId(), ...more }).success;

/** Whether the table takes it; nothing is kept. */
async function table(column: string, value: unknown): Promise<boolean> {
	const id = newId();
	const row = {
		id,
		slug: `s-${id}`,
		title: 'Un titre',
		kind_code: 'bilan',
		licence_code: 'cc-by',
		summary: 'Un résumé',
		status: 'proposed',
		[column]: value
	};
	const enough = new Error('rolled back');
	const tried = db.asService(async (owner) => {
		await owner
			.insertInto('resources')
			.values(row as never)
			.execute();
		throw enough;
	});
	return tried.catch((thrown: unknown) => {
		if (thrown === enough) return true;
		if ((thrown as { code?: string }).code === '23514') return false;
		throw thrown;
	});
}

const text = (length: number) => 'é'.repeat(length);
const link = (length: number) => `https://example.org/${'a'.repeat(length - 20)}`;
const words = (count: number, length = 5) => Array.from({ length: count }, (_, n) => String(n).padStart(length, 'x'));

describe('limits', () => {
	const texts = ['title', 'summary', 'description', 'conditions', 'extent'] as const;

	it.each(texts)('%s is as long for the door as for the table', async (field) => {
		const { most } = limits[field];
		for (const length of [most, most + 1]) {
			expect([length, door({ [field]: text(length) }), await table(field, text(length))]).toEqual([
				length,
				length === most,
				length === most
			]);
		}
	});

	it.each(['title', 'summary'] as const)(
		'%s is as short for the door as for the table, in letters as people count them',
		async (field) => {
			const { least } = limits[field];
			for (const short of [text(least), text(least - 1), '👩'.repeat(least - 1)]) {
				expect([short, door({ [field]: short })]).toEqual([short, await table(field, short)]);
			}
		}
	);

	it('a link is one that a browser opens', async () => {
		const { most } = limits.link;
		const links = [
			link(most),
			link(most + 1),
			'https://example.org/a b',
			'https://example.org/\u00a0',
			'ftp://example.org',
			'javascript:alert(1)',
			'example.org',
			'http://example.org'
		];
		for (const given of links) expect([given, door({ link: given })]).toEqual([given, await table('link', given)]);
	});

	it('keywords are as many, and as long', async () => {
		const { most } = limits.keywords;
		for (const given of [words(most), words(most + 1), words(most, 60), words(1, 61), ['eau']]) {
			expect([given.length, door({ keywords: given.join(', ') })]).toEqual([
				given.length,
				await table('keywords', given)
			]);
		}
	});

	it('a reason is as long for the door as for the journal', async () => {
		const [row] = await db.owner<
			{ rule: string }[]
		>`select pg_get_constraintdef(oid) as rule from pg_constraint where conrelid = 'activity'::regclass and conname like '%reason%'`;
		const most = Number(/<= (\d+)/.exec(row?.rule ?? '')?.[1]);
		const accepts = (length: number) =>
			decisionSchema.safeParse({ decision: 'archived', reason: text(length) }).success;
		expect([accepts(most), accepts(most + 1)]).toEqual([true, false]);
	});
});

describe('choices', () => {
	it.each([
		['status', statuses],
		['visibility', visibilities]
	] as const)('of %s are the same', async (column, choices) => {
		const rules = await db.owner<{ rule: string }[]>`
			select pg_get_constraintdef(oid) as rule from pg_constraint
			where conrelid = 'resources'::regclass and conname = ${`resources_${column}_check`}`;
		const listed = [...(rules[0]?.rule ?? '').matchAll(/'([^']+)'::text/g)].map(([, choice]) => choice);
		expect(listed.sort()).toEqual([...choices].sort());
	});

	it('of what is masked are the same', async () => {
		const { rows } = await db.asService((owner) =>
			sql<{ all: boolean; other: boolean; none: boolean }>`
			select private.is_sensitivity(${[...sensitivities]}::text[]) as all, private.is_sensitivity(array['faces']) as other,
				private.is_sensitivity(array[null]) as none`.execute(owner)
		);
		expect(rows[0]).toEqual({ all: true, other: false, none: false });
		expect(door({ sensitivity: [...sensitivities] })).toBe(true);
	});
});

describe('whatever people type', () => {
	const typed = fc.oneof(
		fc.string({ unit: 'grapheme', maxLength: 40 }),
		fc.string({ unit: 'binary', maxLength: 40 }),
		fc.lorem({ maxCount: 8 })
	);
	const said = typed.map((end) => `Un ${end}`);
	const lines = fc.array(typed, { maxLength: 5 }).map((list) => list.join('\n'));
	const given = fc.record(
		{
			title: fc.oneof({ weight: 4, arbitrary: said }, typed),
			summary: fc.oneof({ weight: 4, arbitrary: said }, typed),
			description: lines,
			link: fc.oneof(
				{ weight: 3, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
				typed.map((end) => `https://example.org/${end}`)
			),
			extent: typed,
			conditions: typed,
			keywords: fc.array(typed, { maxLength: 22 }).map((list) => list.join(',')),
			date: fc.oneof(
				{ weight: 9, arbitrary: fc.constantFrom('2013', '2010-02', '1998-10-05', '2007/2009', '1000/9998') },
				fc.constantFrom('2010-02-30', '2009/2007', '2007 à 2009', '0000', '9999-12-31', '1000/9999'),
				typed
			),
			creators: fc.oneof(
				{ weight: 3, arbitrary: fc.array(said, { maxLength: 5 }).map((list) => list.join('\n')) },
				lines
			),
			publisher: fc.oneof({ weight: 3, arbitrary: said }, lines),
			language: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('fr', 'bm', 'snk', 'pt-BR') }, typed)
		},
		{ requiredKeys: [] }
	);
	/** As the form cleans it. */
	const clean = (fields: Record<string, string>) =>
		Object.fromEntries(
			Object.entries(fields)
				.map(([name, value]) => [name, cleanText(value)])
				.filter(([, value]) => value !== '')
		);

	it('what the door lets through is written', async () => {
		let written = 0;
		const enough = new Error('rolled back');
		await fc.assert(
			fc.asyncProperty(given, fc.constantFrom('draft', 'publish'), async (fields, intent) => {
				const parsed = resourceSchema.safeParse({ ...complete, ...clean(fields), intent, id: newId() });
				if (!parsed.success) return;
				written += 1;
				const create = db.as(world.cresi, async (viewers) => {
					await editing.create(viewers, parsed.data, []);
					throw enough;
				});
				await create.catch((thrown: unknown) => {
					if (thrown !== enough) throw thrown;
				});
			}),
			{
				numRuns: 400,
				seed: 2013,
				examples: [
					[{ creators: 'A\nAwa Diarra', publisher: 'X' }, 'publish'],
					[{ title: '👩👩' }, 'draft'],
					[{ keywords: 'a\u0085b' }, 'draft']
				]
			}
		);
		expect(written).toBeGreaterThan(50);
	});
});
