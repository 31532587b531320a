/** What is read of a document without an editor: the same text as Markdown, as HTML and in plain words. */
import * as m from '$lib/paraglide/messages';
import type * as Y from 'yjs';
import { toHtml } from './content/html';
import { toMarkdown } from './content/markdown';
import { toPlain } from './content/plain';
import { fragmentOf, treeOf } from './content/tree';

export interface Readable {
	markdown: string;
	html: string;
	plain: string;
}

/** In the language of the document: a decision of a French text is « Décision » for everybody. */
export function readableOf(shared: Y.Doc, language: string): Readable {
	const parts = treeOf(fragmentOf(shared));
	const locale = language.startsWith('en') ? ('en' as const) : ('fr' as const);
	const words = {
		decision: m.documents_callout_decision({}, { locale }),
		note: m.documents_callout_note({}, { locale })
	};
	return { markdown: toMarkdown(parts, words), html: toHtml(parts, words), plain: toPlain(parts) };
}
