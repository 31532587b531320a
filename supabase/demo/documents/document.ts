/**
 * A document of the demonstration: made from a record and what the data know around it, so that a
 * search by a word that only a file holds has something to find. Never the original, and it says so
 * on its first page.
 */
export interface Item {
	/** In bold, before the text. */
	term?: string;
	text: string;
}

export type Block =
	{ kind: 'heading'; text: string } | { kind: 'paragraph'; text: string } | { kind: 'list'; items: Item[] };

export interface DemoDocument {
	title: string;
	/** « Document de démonstration… » */
	warning: string;
	/** What the record says of it: kind, date, places. */
	facts: Item[];
	blocks: Block[];
}

/** Metadata of every format. The instant is one for all, so that making them again gives the same bytes. */
export const madeAt = new Date(Date.UTC(2026, 0, 1));
export const maker = 'Palabre, réseau de démonstration';
export const language = 'fr-FR';

export const warning =
	'Document de démonstration. Il a été généré à partir de la notice du catalogue et des données du réseau de démonstration. Ce n’est pas l’original, qui reste soumis aux droits de ses auteurs et éditeurs.';

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const list = (items: Item[]): Block => ({ kind: 'list', items });

/** Each text of a document, in reading order. */
export function* textsOf(document: DemoDocument): Generator<string> {
	yield document.title;
	yield document.warning;
	for (const { term, text } of document.facts) yield* term ? [term, text] : [text];
	for (const block of document.blocks) {
		if (block.kind !== 'list') yield block.text;
		else for (const { term, text } of block.items) yield* term ? [term, text] : [text];
	}
}
