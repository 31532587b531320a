/** A former text: what changed since, and how it comes back while others write. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { compare, type Compared } from '../../../src/lib/documents/content/changes';
import { parseMarkdown } from '../../../src/lib/documents/content/parse.server';
import { toPlain } from '../../../src/lib/documents/content/plain';
import { changeTo } from '../../../src/lib/documents/content/rewrite';
import { block, fragmentOf, keyOf, treeOf, write, type Part } from '../../../src/lib/documents/content/tree';

const words = {
	decision: 'Décision',
	note: 'À noter',
	image: 'Image :',
	mentions: {
		person: 'une personne',
		organisation: 'une organisation',
		resource: 'une ressource',
		thread: 'une discussion',
		event: 'un rendez-vous'
	}
};

function sharedOf(parts: Part[]): Y.Doc {
	const shared = new Y.Doc();
	write(fragmentOf(shared), parts);
	return shared;
}
const partsOf = (shared: Y.Doc) => treeOf(fragmentOf(shared));
function copyOf(shared: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(shared));
	return copy;
}

const marks = fc.constantFrom({}, { bold: {} }, { italic: {} }, { link: { href: 'https://example.org/' } });
const runs = fc.array(fc.record({ text: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), marks }), {
	maxLength: 3
});
const paragraph = runs.map((parts) => block('paragraph', parts));
const parts = fc.array(
	fc.oneof(
		paragraph,
		fc.tuple(runs, fc.constantFrom(2, 3)).map(([said, level]) => block('heading', said, { level })),
		fc.array(paragraph, { minLength: 1, maxLength: 3 }).map((items) =>
			block(
				'bulletList',
				items.map((item) => block('listItem', [item]))
			)
		),
		fc.array(paragraph, { minLength: 1, maxLength: 2 }).map((inner) => block('callout', inner, { kind: 'note' })),
		fc.constant(block('horizontalRule'))
	),
	{ maxLength: 6 }
);

describe('a former text that comes back', () => {
	it('is what the document says, whatever it said meanwhile', () => {
		fc.assert(
			fc.property(parts, parts, (now, former) => {
				const shared = sharedOf(now);
				const wanted = partsOf(sharedOf(former));
				const other = copyOf(shared);
				Y.applyUpdate(other, changeTo(shared, wanted));
				expect(keyOf(partsOf(shared))).toBe(keyOf(wanted));
				expect(keyOf(partsOf(other))).toBe(keyOf(wanted));
			}),
			{ numRuns: 500, seed: 7 }
		);
	});

	it('leaves what others write in a passage that it does not change', () => {
		const shared = sharedOf(parseMarkdown('Un.\n\nDeux, changé.\n\nTrois.'));
		const other = copyOf(shared);
		const third = fragmentOf(other).get(2) as Y.XmlElement;
		(third.get(0) as Y.XmlText).insert(6, ' Et quatre.');
		const change = changeTo(shared, parseMarkdown('Zéro.\n\nUn.\n\nDeux.\n\nTrois.'));
		Y.applyUpdate(other, change);
		expect(toPlain(partsOf(other))).toBe('Zéro.\nUn.\nDeux.\nTrois. Et quatre.');
	});

	it('leaves what others write beside the words that it changes', () => {
		const shared = sharedOf(parseMarkdown('La salle est ouverte lundi.'));
		const other = copyOf(shared);
		((fragmentOf(other).get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'Note : ');
		Y.applyUpdate(other, changeTo(shared, parseMarkdown('La salle est ouverte mardi.')));
		expect(toPlain(partsOf(other))).toBe('Note : La salle est ouverte mardi.');
	});
});

const said = (line: Compared) =>
	line.change === 'same'
		? `= ${line.passages.length}`
		: line.change === 'changed'
			? `± ${line.pieces.map(({ text, change }) => (change === 'same' ? text : `[${change === 'added' ? '+' : '-'}${text}]`)).join('')}`
			: line.change === 'styled'
				? `~ ${line.passage.text}`
				: `${line.change === 'added' ? '+' : '-'} ${line.passages.map(({ text }) => text).join(' / ')}`;
const compared = (before: string, after: string) =>
	compare(parseMarkdown(before), parseMarkdown(after), words).map(said);

describe('two versions', () => {
	it('differ by passages, and by words within one', () => {
		expect(
			compared(
				'## Décisions\n\nLa salle est prise le lundi.\n\nLe bus part à huit heures.',
				'## Décisions\n\nLa salle est prise le mardi soir.\n\nUn repas suit.'
			)
		).toEqual([
			'= 1',
			'± La salle est prise le [-lundi][+mardi soir].',
			'- Le bus part à huit heures.',
			'+ Un repas suit.'
		]);
	});

	it('say that only the formatting of a passage changed', () => {
		expect(compared('Une salle.', 'Une **salle**.')).toEqual(['~ Une salle.']);
	});

	it('do not differ by the numbers of a list that grew', () => {
		expect(compared('1. un\n2. deux', '1. zéro\n2. un\n3. deux')).toEqual(['+ zéro', '= 2']);
	});

	it('tell rows and frames as one reads them', () => {
		const table = '| Quoi | Qui |\n| --- | --- |\n| Salle | Ville |';
		expect(compared(table, `${table}\n| Bus | Comité |`)).toEqual(['= 2', '+ Bus | Comité']);
		const framed = [block('callout', [block('paragraph', [{ text: 'Oui.', marks: {} }])], { kind: 'decision' })];
		expect(compare([], framed, words)).toEqual([
			{ change: 'added', passages: [expect.objectContaining({ sign: 'Décision :', text: 'Oui.' })] }
		]);
	});

	it('are told in time, however much they differ', () => {
		const long = (word: string) => Array.from({ length: 3000 }, (_, n) => `${word} ${n} ${word}${n}.`).join('\n\n');
		const lines = compare(parseMarkdown(long('un')), parseMarkdown(long('deux')), words);
		expect(lines.flatMap((line) => ('passages' in line ? line.passages : []))).toHaveLength(6000);
	});
});
