/** What a text may hold: the kinds of `content/tree.ts`, as the editor knows them. */
import { mergeAttributes, Node, type Extensions } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Code } from '@tiptap/extension-code';
import { CodeBlock } from '@tiptap/extension-code-block';
import Collaboration from '@tiptap/extension-collaboration';
import CollaborationCaret from '@tiptap/extension-collaboration-caret';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { HorizontalRule } from '@tiptap/extension-horizontal-rule';
import { Italic } from '@tiptap/extension-italic';
import { ListKit } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Strike } from '@tiptap/extension-strike';
import { TableKit } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { Dropcursor } from '@tiptap/extensions/drop-cursor';
import { Gapcursor } from '@tiptap/extensions/gap-cursor';
import { TrailingNode } from '@tiptap/extensions/trailing-node';
import type { HocuspocusProvider } from '@hocuspocus/provider';
import { dye } from '$lib/platform/ui/avatar';
import { linkMark } from './link';
import { mentionNode, type MentionWords } from './mention';
import type { Names } from './names';
import { pictureNode, type PictureWords } from './picture';

export interface EditorWords extends MentionWords, PictureWords {
	decision: string;
	note: string;
	task: string;
}

/** The kinds of the text, without what others write; Yjs keeps the history: one takes back what one wrote. */
export const textExtensions = (names: Names, words: EditorWords): Extensions => [
	...[
		Document,
		Paragraph,
		Text,
		HardBreak,
		Blockquote,
		CodeBlock,
		HorizontalRule,
		Bold,
		Italic,
		Strike,
		Code,
		linkMark
	],
	...[Dropcursor, Gapcursor, TrailingNode],
	Heading.configure({ levels: [2, 3, 4] }),
	ListKit.configure({
		taskItem: { nested: true, a11y: { checkboxLabel: (item) => item.textContent || words.task } }
	}),
	TableKit.configure({ table: { resizable: false } }),
	callout(words),
	mentionNode(names, words),
	pictureNode(words)
];

export const extensionsFor = (provider: HocuspocusProvider, names: Names, words: EditorWords): Extensions => [
	...textExtensions(names, words),
	Collaboration.configure({ document: provider.document }),
	CollaborationCaret.configure({
		provider,
		render: caret,
		selectionRender: ({ id }) => ({ class: `chosen ${dye(String(id))}` })
	})
];

const callout = (words: EditorWords) =>
	Node.create({
		name: 'callout',
		group: 'block',
		content: 'block+',
		defining: true,
		addAttributes: () => ({
			kind: {
				default: 'note',
				parseHTML: (element: HTMLElement) => (element.classList.contains('decision') ? 'decision' : 'note'),
				rendered: false
			}
		}),
		parseHTML: () => [{ tag: 'div.callout' }],
		renderHTML: ({ node, HTMLAttributes }) => {
			const kind = node.attrs['kind'] === 'decision' ? 'decision' : 'note';
			const said = {
				class: kind === 'decision' ? 'callout decision' : 'callout',
				role: 'note',
				'aria-label': words[kind],
				'data-title': words[kind]
			};
			return ['div', mergeAttributes(HTMLAttributes, said), 0];
		}
	});

/** Where somebody else writes, with their name. */
function caret(user: Record<string, unknown>): HTMLElement {
	const mark = document.createElement('span');
	mark.className = `caret ${dye(String(user['id'] ?? ''))}`;
	const name = document.createElement('b');
	name.textContent = String(user['name'] ?? '');
	mark.append(name);
	return mark;
}
