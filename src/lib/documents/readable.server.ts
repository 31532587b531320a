/**
 * What is read of a document without an editor. The tree of its text, its Markdown and its plain words are written
 * by a job and are the same for everybody; a page is made of the tree, for its reader.
 */
import * as m from '$lib/paraglide/messages';
import type * as Y from 'yjs';
import type { Database } from '$lib/platform/database.server';
import { compare, type Compared } from './content/changes';
import { headingsOf, toHtml, type Words } from './content/html';
import { toMarkdown } from './content/markdown';
import { spelledOut } from './content/mention';
import { toPlain } from './content/plain';
import { fragmentOf, treeOf, type Part } from './content/tree';
import type { Template } from './document';
import { readerOf } from './reader.server';

export interface Readable {
	content: Part[];
	markdown: string;
	plain: string;
}

export const localeOf = (language: string) => (language.startsWith('en') ? 'en' : 'fr');

/** In the language of the document: a decision of a French text is « Décision » for everybody. */
export function wordsIn(language: string): Words {
	const locale = localeOf(language);
	return {
		decision: m.documents_callout_decision({}, { locale }),
		note: m.documents_callout_note({}, { locale }),
		image: m.documents_image({}, { locale }),
		mentions: {
			person: m.documents_mention_person({}, { locale }),
			organisation: m.documents_mention_organisation({}, { locale }),
			resource: m.documents_mention_resource({}, { locale }),
			thread: m.documents_mention_thread({}, { locale }),
			event: m.documents_mention_event({}, { locale })
		}
	};
}

/** What a text begins with, in its language. */
export function templateIn(template: Template | undefined, language: string): string {
	const locale = localeOf(language);
	if (template === 'minutes') return m.documents_template_minutes_text({}, { locale });
	return template === 'experience' ? m.documents_template_experience_text({}, { locale }) : '';
}

export function readableOf(shared: Y.Doc, language: string): Readable {
	const content = treeOf(fragmentOf(shared));
	const words = wordsIn(language);
	return { content, markdown: toMarkdown(content, words), plain: toPlain(spelledOut(content, words.mentions)) };
}

export interface Sheet {
	html: string;
	headings: { level: number; text: string; anchor: string }[];
}

/**
 * The text for one reader: what it names, and its pictures, as far as they may see them.
 * @param address of the document.
 */
export async function sheetOf(
	db: Database,
	{ content, language }: { content: Part[]; language: string },
	address: string
): Promise<Sheet> {
	const reader = await readerOf(db, content, address);
	const words = wordsIn(language);
	return {
		html: toHtml(content, words, reader),
		headings: headingsOf(spelledOut(content, words.mentions, reader.mention))
	};
}

/** What changed from one text to another, for one reader. */
export async function comparisonOf(
	db: Database,
	{ former, latter, language }: { former: Part[]; latter: Part[]; language: string }
): Promise<Compared[]> {
	const { mention } = await readerOf(db, [...former, ...latter], '');
	const words = wordsIn(language);
	const said = (parts: Part[]) => spelledOut(parts, words.mentions, mention);
	return compare(said(former), said(latter), words);
}
