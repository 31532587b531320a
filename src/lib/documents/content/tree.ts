/**
 * The text of a document as a tree of the few kinds that the editor knows, read from what Yjs shares and
 * written back to it. Yjs carries whatever a client sends: what is not listed here is passed over.
 */
import * as Y from 'yjs';

export const blockKinds = [
	...['paragraph', 'heading', 'blockquote', 'callout', 'codeBlock', 'horizontalRule'],
	...['bulletList', 'orderedList', 'listItem', 'taskList', 'taskItem'],
	...['table', 'tableRow', 'tableHeader', 'tableCell', 'hardBreak', 'mention', 'image']
] as const;
export const markKinds = ['bold', 'italic', 'strike', 'code', 'link'] as const;
export type MarkKind = (typeof markKinds)[number];

export interface Run {
	text: string;
	/** What each mark says: an address for a link, nothing for the others. */
	marks: Partial<Record<MarkKind, { href?: string }>>;
}
export interface Block {
	kind: string;
	attributes: Record<string, unknown>;
	children: Part[];
}
export type Part = Run | Block;

export const isRun = (part: Part): part is Run => 'text' in part;
export const block = (kind: string, children: Part[] = [], attributes: Block['attributes'] = {}): Block => ({
	kind,
	attributes,
	children
});

/** Where the editor keeps its text in the shared document. */
export const fragmentOf = (shared: Y.Doc) => shared.getXmlFragment('default');

/** Deeper, nobody wrote it by hand. */
const deepest = 40;

export function treeOf(fragment: Y.XmlFragment, depth = 0): Part[] {
	if (depth > deepest) return [];
	return fragment.toArray().flatMap((child) => partsOf(child, depth));
}

/** What one of its children says. */
export function partsOf(child: unknown, depth = 0): Part[] {
	if (child instanceof Y.XmlText) return runsOf(child);
	if (!(child instanceof Y.XmlElement)) return [];
	const children = treeOf(child, depth + 1);
	if (!(blockKinds as readonly string[]).includes(child.nodeName)) return children;
	return [block(child.nodeName, children, attributesOf(child))];
}

/** The same for the same parts, in whatever order their properties come back from the database. */
export const keyOf = (parts: Part[]): string => JSON.stringify(parts.map(ordered));

const ordered = (part: Part): unknown =>
	isRun(part)
		? [part.text, keyOfMarks(part)]
		: [part.kind, attributeNames.map((name) => part.attributes[name] ?? null), part.children.map(ordered)];

/** What each kind of block says of itself. */
const attributeNames = ['level', 'kind', 'checked', 'start', 'colspan', 'rowspan', 'id', 'file', 'alt'] as const;

function attributesOf(element: Y.XmlElement): Block['attributes'] {
	const said = element.getAttributes() as Record<string, unknown>;
	return Object.fromEntries(
		attributeNames.flatMap((name): [string, unknown][] => {
			const value = said[name];
			if (typeof value === 'string') return [[name, storable(value)]];
			return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
		})
	);
}

/** PostgreSQL holds neither NUL nor half a character. */
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

function runsOf(text: Y.XmlText): Run[] {
	const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
	const runs: Run[] = [];
	for (const { insert, attributes = {} } of delta) {
		if (typeof insert !== 'string') continue;
		const marks: Run['marks'] = {};
		for (const kind of markKinds) {
			const said = attributes[kind];
			if (said) marks[kind] = kind === 'link' ? { href: hrefOf(said) } : {};
		}
		// What was marked in several times is one run.
		const last = runs.at(-1);
		if (last && keyOfMarks(last) === keyOfMarks({ text: '', marks })) last.text += storable(insert);
		else runs.push({ text: storable(insert), marks });
	}
	return runs;
}

const keyOfMarks = ({ marks }: Run) =>
	markKinds.map((kind) => (marks[kind] ? `${kind} ${marks[kind].href ?? ''}` : '')).join();

const hrefOf = (said: unknown) => storable(String((said as { href?: unknown }).href ?? ''));

/** Adds the tree at the end of what is shared. */
export function write(fragment: Y.XmlFragment, parts: Part[]): void {
	fragment.insert(fragment.length, typesOf(parts));
}

export const typesOf = (parts: Part[]) =>
	grouped(parts).map((part) => (Array.isArray(part) ? textOf(part) : elementOf(part)));

/** Runs that follow each other are one text. */
export function grouped(parts: Part[]): (Block | Run[])[] {
	const groups: (Block | Run[])[] = [];
	for (const part of parts) {
		const last = groups.at(-1);
		if (!isRun(part)) groups.push(part);
		else if (Array.isArray(last)) last.push(part);
		else groups.push([part]);
	}
	return groups;
}

function textOf(runs: Run[]): Y.XmlText {
	const text = new Y.XmlText();
	text.applyDelta(runs.map(({ text: insert, marks }) => ({ insert, attributes: marks })));
	return text;
}

function elementOf({ kind, attributes, children }: Block): Y.XmlElement {
	const element = new Y.XmlElement(kind);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as string);
	element.insert(0, typesOf(children));
	return element;
}
