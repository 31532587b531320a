/**
 * Links of a text, and the addresses that become links as one types or pastes them. Tiptap's own brings a list of all
 * the domains of the Internet: 15 kB that a phone would wait for, to recognise addresses without `https://`.
 */
import { getMarksBetween, Mark, markPasteRule } from '@tiptap/core';
import { isChangeOrigin } from '@tiptap/extension-collaboration';
import type { MarkType, ResolvedPos } from '@tiptap/pm/model';
import { Plugin, Selection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { isAllowedAddress } from '../content/html';

declare module '@tiptap/core' {
	interface Commands<ReturnType> {
		link: {
			setLink: (attributes: { href: string }) => ReturnType;
			unsetLink: () => ReturnType;
		};
	}
}

/** An address, without the punctuation that follows it: a parenthesis that it opens is its own. */
const address = String.raw`(?:https?:\/\/|www\.)(?:[^\s()<>«»"]|\([^\s()<>«»"]*\))*(?:[^\s()<>«»".,;:!?'’…\]]|\([^\s()<>«»"]*\))`;
const anywhere = new RegExp(address, 'gi');
const alone = new RegExp(`^${address}$`, 'i');
/** The last word, before the space that has just been typed. */
const justWritten = new RegExp(String.raw`(?:^|[\s(«"’'\[\ufffc])(${address})[)»".,;:!?'’…\]]*\s?$`, 'i');

/** @returns where it leads; null when it may not. */
function target(written: string): string | null {
	const href = /^www\./i.test(written) ? `https://${written}` : written;
	return isAllowedAddress(href) ? href : null;
}

/** Said by who takes a link away, so that it does not come back at once. */
const asIs = 'not-linked';

export const linkMark = Mark.create({
	name: 'link',
	priority: 1000,
	keepOnSplit: false,
	exitable: true,
	inclusive: false,
	addAttributes: () => ({ href: { default: null } }),
	parseHTML: () => [
		{
			tag: 'a[href]',
			getAttrs: (element) => (isAllowedAddress(element.getAttribute('href') ?? '') ? null : false)
		}
	],
	renderHTML: ({ HTMLAttributes: { href } }) => [
		'a',
		{ href: isAllowedAddress(String(href)) ? href : '', rel: 'noopener nofollow ugc' },
		0
	],
	addCommands() {
		return {
			setLink:
				({ href }) =>
				({ chain }) =>
					isAllowedAddress(href) && chain().setMark(this.name, { href }).run(),
			unsetLink:
				() =>
				({ chain }) =>
					chain().unsetMark(this.name, { extendEmptyMarkRange: true }).setMeta(asIs, true).run()
		};
	},
	addPasteRules() {
		return [
			markPasteRule({
				find: (text) =>
					[...text.matchAll(anywhere)].flatMap(({ 0: written, index }) => {
						const href = target(written);
						return href ? [{ text: written, index, data: { href } }] : [];
					}),
				type: this.type,
				getAttributes: ({ data }) => ({ href: data?.['href'] as unknown })
			})
		];
	},
	addProseMirrorPlugins() {
		return [
			new Plugin({
				appendTransaction: (done, before, state) =>
					done.some(({ docChanged }) => docChanged) && !done.some((one) => one.getMeta(asIs) || isChangeOrigin(one))
						? linkWritten(this.type, before, state)
						: null,
				props: {
					// An address on words that are chosen: they lead there.
					handlePaste: (view, _event, { content }) => {
						const written = content.textBetween(0, content.size, '\n').trim();
						const href = !view.state.selection.empty && alone.test(written) && target(written);
						return href ? this.editor.commands.setLink({ href }) : false;
					}
				}
			})
		];
	}
});

/** What has just been ended by a space, or by a new paragraph. @returns null when it is no address. */
function linkWritten(type: MarkType, before: EditorState, state: EditorState): Transaction | null {
	const end = endOfWord(before, state);
	if (!end || end.parent.type.spec.code) return null;
	const text = end.parent.textBetween(0, end.parentOffset, undefined, '\ufffc');
	const [whole = '', written = ''] = justWritten.exec(text) ?? [];
	const href = written && target(written);
	if (!href) return null;
	const from = end.start() + text.length - whole.length + whole.indexOf(written);
	const to = from + written.length;
	const marked = getMarksBetween(from, to, state.doc).some(({ mark }) => mark.type === type || mark.type.spec.code);
	return marked ? null : state.tr.addMark(from, to, type.create({ href }));
}

/** Where the caret is after a space, or the end of the paragraph before the one that has just begun. */
function endOfWord(before: EditorState, { doc, selection }: EditorState): ResolvedPos | null {
	const { $from, empty } = selection;
	if (!empty || !$from.parent.isTextblock || doc.content.size <= before.doc.content.size) return null;
	if ($from.parentOffset === 0) return Selection.findFrom(doc.resolve($from.before()), -1, true)?.$to ?? null;
	return /\s/.test(doc.textBetween($from.pos - 1, $from.pos, undefined, '\ufffc')) ? $from : null;
}
