/** What a text may hold: the kinds of `content/tree.ts`, as the editor knows them. */
import { mergeAttributes, Node, type Extensions } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import CollaborationCaret from '@tiptap/extension-collaboration-caret';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { TableKit } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';
import type { HocuspocusProvider } from '@hocuspocus/provider';
import { dye } from '$lib/platform/ui/avatar';
import { isAllowedAddress } from '../content/html';
import { mentionNode, type MentionWords } from './mention';
import type { Names } from './names';
import { pictureNode, type PictureWords } from './picture';

export interface EditorWords extends MentionWords, PictureWords {
	decision: string;
	note: string;
	task: string;
}

/** The kinds of the text, without what others write. */
export const textExtensions = (names: Names, words: EditorWords): Extensions => [
	StarterKit.configure({
		// Yjs keeps its own history: one takes back what one wrote, not what others did.
		undoRedo: false,
		underline: false,
		heading: { levels: [2, 3, 4] },
		link: { openOnClick: false, isAllowedUri: (address) => isAllowedAddress(address) }
	}),
	TaskList,
	TaskItem.configure({
		nested: true,
		a11y: { checkboxLabel: (item) => item.textContent || words.task }
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
