/**
 * A former text brought back into what is shared, by the smallest change: what it says already is not touched, so
 * that what others are writing there stays theirs.
 */
import * as Y from 'yjs';
import { changesBetween } from './changes.ts';
import { fragmentOf, grouped, keyOf, partsOf, typesOf, type Block, type Part, type Run } from './tree.ts';

type Shared = Y.XmlElement | Y.XmlText;
type Wanted = Block | Run[];

/** The update after which the shared text says these parts. */
export function changeTo(shared: Y.Doc, parts: Part[]): Uint8Array {
	const before = Y.encodeStateVector(shared);
	shared.transact(() => rewrite(fragmentOf(shared), parts));
	return Y.encodeStateAsUpdate(shared, before);
}

const asParts = (wanted: Wanted): Part[] => (Array.isArray(wanted) ? wanted : [wanted]);

function rewrite(parent: Y.XmlFragment, parts: Part[]): void {
	const now = parent.toArray() as Shared[];
	const wanted = grouped(parts);
	const [keys, wantedKeys] = [now.map((child) => keyOf(partsOf(child))), wanted.map((one) => keyOf(asParts(one)))];
	let at = 0;
	let gone: Shared[] = [];
	let come: Wanted[] = [];
	const settle = () => {
		at = replace(parent, at, gone, come);
		[gone, come] = [[], []];
	};
	const [left, awaited] = [[...now], [...wanted]];
	for (const { added, removed, count } of changesBetween(keys, wantedKeys)) {
		if (!added && !removed) {
			settle();
			at += count;
		}
		const [passed, reached] = [added ? [] : left.splice(0, count), removed ? [] : awaited.splice(0, count)];
		if (removed) gone.push(...passed);
		if (added) come.push(...reached);
	}
	settle();
}

/** One after the other: what is of the same kind is rewritten in place, the rest is exchanged. */
function replace(parent: Y.XmlFragment, from: number, gone: Shared[], come: Wanted[]): number {
	let at = from;
	for (const [index, child] of gone.entries()) {
		const next = come[index];
		if (!next || !rewrittenInPlace(child, next)) {
			parent.delete(at, 1);
			if (next) parent.insert(at, typesOf(asParts(next)));
		}
		if (next) at += 1;
	}
	const others = come.slice(gone.length);
	if (others.length)
		parent.insert(
			at,
			others.flatMap((one) => typesOf(asParts(one)))
		);
	return at + others.length;
}

function rewrittenInPlace(child: Shared, wanted: Wanted): boolean {
	if (child instanceof Y.XmlText) {
		if (Array.isArray(wanted)) rewriteText(child, wanted);
		return Array.isArray(wanted);
	}
	if (Array.isArray(wanted) || child.nodeName !== wanted.kind) return false;
	const said = child.getAttributes() as Record<string, unknown>;
	for (const [name, value] of Object.entries(wanted.attributes))
		if (said[name] !== value) child.setAttribute(name, value as string);
	rewrite(child, wanted.children);
	return true;
}

interface Letter {
	letter: string;
	marks: Run['marks'];
	key: string;
}

const lettersOf = (runs: Part[]): Letter[] =>
	(runs as Run[]).flatMap(({ text, marks }) =>
		[...text].map((letter) => ({ letter, marks, key: keyOf([{ text: letter, marks }]) }))
	);
const lengthOf = (letters: Letter[]) => letters.reduce((sum, { letter }) => sum + letter.length, 0);

/** Between what begins and what ends the same, all is exchanged. */
function rewriteText(text: Y.XmlText, wanted: Run[]): void {
	const [before, after] = [lettersOf(partsOf(text)), lettersOf(wanted)];
	const shortest = Math.min(before.length, after.length);
	let first = 0;
	while (first < shortest && before[first]?.key === after[first]?.key) first += 1;
	let last = 0;
	while (last < shortest - first && before.at(-1 - last)?.key === after.at(-1 - last)?.key) last += 1;
	const [kept, removed] = [lengthOf(before.slice(0, first)), lengthOf(before.slice(first, before.length - last))];
	text.applyDelta([
		...(kept ? [{ retain: kept }] : []),
		...(removed ? [{ delete: removed }] : []),
		...inserted(after.slice(first, after.length - last))
	]);
}

/** Letters with the same marks are one insertion. */
function inserted(letters: Letter[]): { insert: string; attributes: Run['marks'] }[] {
	const insertions: { insert: string; attributes: Run['marks'] }[] = [];
	for (const { letter, marks } of letters) {
		const last = insertions.at(-1);
		if (last?.attributes === marks) last.insert += letter;
		else insertions.push({ insert: letter, attributes: marks });
	}
	return insertions;
}
