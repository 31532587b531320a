/** What was added and removed between two texts: passage by passage, and word by word within one that changed. */
import { diffArrays, diffWordsWithSpace } from 'diff';
import { startOf, wordsOf, type Words } from './html.ts';
import { isRun, keyOf, type Block, type Part } from './tree.ts';

interface Change {
	count: number;
	added: boolean;
	removed: boolean;
}

/** Milliseconds: two long texts that have nothing in common are not worth more. */
const patience = 300;

export function changesBetween(before: string[], after: string[]): Change[] {
	return (
		diffArrays(before, after, { timeout: patience }) ?? [
			{ count: before.length, added: false, removed: true },
			{ count: after.length, added: true, removed: false }
		]
	);
}

/** What is read in one go: a paragraph, a title, an item, a row. */
export interface Passage {
	/** What stands before it, for those who see it: a bullet, a box, the title of its frame. */
	sign: string;
	heading: boolean;
	text: string;
	/** Everything that it says, its marks included. */
	key: string;
}

export interface Piece {
	text: string;
	change: 'same' | 'added' | 'removed';
}
export type Compared =
	| { change: 'same'; passages: Passage[] }
	| { change: 'added' | 'removed'; passages: Passage[] }
	| { change: 'styled'; passage: Passage }
	| { change: 'changed'; passage: Passage; pieces: Piece[] };

export function compare(before: Part[], after: Part[], words: Words): Compared[] {
	const [left, right] = [passagesOf(before, words), passagesOf(after, words)];
	const compared: Compared[] = [];
	let removed: Passage[] = [];
	const changes = changesBetween(
		left.map(({ key }) => key),
		right.map(({ key }) => key)
	);
	for (const change of changes) {
		if (change.removed) removed = left.splice(0, change.count);
		else if (change.added) {
			compared.push(...exchanged(removed, right.splice(0, change.count)));
			removed = [];
		} else {
			compared.push(...exchanged(removed, []));
			removed = [];
			left.splice(0, change.count);
			compared.push({ change: 'same', passages: right.splice(0, change.count) });
		}
	}
	return [...compared, ...exchanged(removed, [])];
}

/** So many passages further, it is another one. */
const nearby = 8;

/** A passage that keeps half of its words was changed; the others went, or came. */
function exchanged(removed: Passage[], added: Passage[]): Compared[] {
	const compared: Compared[] = [];
	let from = 0;
	let come: Passage[] = [];
	const settle = (to: number) => {
		if (to > from) compared.push({ change: 'removed', passages: removed.slice(from, to) });
		if (come.length) compared.push({ change: 'added', passages: come });
		from = to;
		come = [];
	};
	for (const passage of added) {
		const near = removed.slice(from, from + nearby);
		const at = near.findIndex((one) => isAlike(one, passage));
		const former = near[at];
		if (!former) come.push(passage);
		else {
			settle(from + at);
			compared.push(changed(former, passage));
			from += 1;
		}
	}
	settle(removed.length);
	return compared;
}

/** Beyond, words are not compared one by one. */
const longest = 20_000;

function isAlike(one: Passage, other: Passage): boolean {
	if (one.text === other.text) return true;
	const [few, many] = [bagOf(one.text), bagOf(other.text)].sort((a, b) => a.size - b.size) as [
		Set<string>,
		Set<string>
	];
	const shared = [...few].filter((word) => many.has(word)).length;
	return one.text.length + other.text.length < longest && shared * 2 >= Math.max(1, many.size);
}

const bagOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

function changed(former: Passage, passage: Passage): Compared {
	if (former.text === passage.text) return { change: 'styled', passage };
	const pieces = diffWordsWithSpace(former.text, passage.text).map(({ value, added, removed }): Piece => ({
		text: value,
		change: added ? 'added' : removed ? 'removed' : 'same'
	}));
	return { change: 'changed', passage, pieces };
}

/** Their order is that of reading. A frame gives its sign to the first passage in it. */
export function passagesOf(parts: Part[], words: Words, sign = ''): Passage[] {
	let first = sign;
	return parts.flatMap((part): Passage[] => {
		if (isRun(part)) return [passage([part], first)];
		const found = inBlock(part, words, first);
		if (found.length) first = '';
		return found;
	});
}

function inBlock(part: Block, words: Words, sign: string): Passage[] {
	const { kind, attributes, children } = part;
	const within = (own: string) => passagesOf(children, words, sign ? `${sign} ${own}`.trim() : own);
	switch (kind) {
		case 'paragraph':
		case 'codeBlock':
			return wordsOf(children).trim() ? [passage(children, sign)] : [];
		case 'heading':
			return [{ ...passage(children, sign), heading: true, key: keyOf([part]) }];
		case 'image':
			return [passage([part], words.image)];
		case 'horizontalRule':
			return [{ sign, heading: false, text: '———', key: kind }];
		case 'blockquote':
			return within('«');
		case 'callout':
			return within(`${words[attributes['kind'] === 'decision' ? 'decision' : 'note']} :`);
		case 'taskItem':
			return within(attributes['checked'] === true ? '☑' : '☐');
		case 'bulletList':
			return children.flatMap((item) => passagesOf([item], words, '•'));
		case 'orderedList':
			return children.flatMap((item, index) => passagesOf([item], words, `${startOf(part) + index}.`));
		case 'tableRow':
			return [{ ...passage(children, sign), text: rowOf(children) }];
		default:
			return within('');
	}
}

const passage = (parts: Part[], sign: string): Passage => ({
	sign,
	heading: false,
	text: wordsOf(parts).replace(/\s+/g, ' ').trim(),
	// What moved from the second place to the third says the same.
	key: `${sign.replace(/^\d+\./, '1.')} ${keyOf(parts)}`
});

const rowOf = (cells: Part[]) => cells.map((cell) => wordsOf([cell]).replace(/\s+/g, ' ').trim()).join(' | ');
