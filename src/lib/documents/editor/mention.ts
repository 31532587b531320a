/** Somebody or something named in the text, and the menu that `@` opens: a list chosen from by keyboard (WAI-ARIA). */
import { Node, type Editor } from '@tiptap/core';
import { mentionKey, mentionOf, readMention, type Mention, type MentionKind } from '../content/mention';
import { block } from '../content/tree';
import type { Called, Names } from './names';

export interface MentionWords {
	mentions: Record<MentionKind, string>;
	found: string;
	none: string;
}

export const mentionNode = (names: Names, words: MentionWords) =>
	Node.create({
		name: 'mention',
		group: 'inline',
		inline: true,
		atom: true,
		addAttributes: () => ({ kind: { rendered: false }, id: { rendered: false } }),
		parseHTML: () => [
			{
				tag: 'span[data-mention]',
				getAttrs: (element: HTMLElement) => ({ ...readMention(element.dataset['mention'] ?? '') })
			}
		],
		renderHTML: ({ node }) => ['span', { class: 'at', 'data-mention': mentionKey(node.attrs as Mention) }, '@'],
		renderText: () => '@',
		addNodeView:
			() =>
			({ node }) => {
				const dom = document.createElement('span');
				dom.className = 'at';
				const mention = mentionOf(block('mention', [], node.attrs));
				dom.textContent = mention ? words.mentions[mention.kind] : '';
				if (mention) void names.of(mention).then((name) => name && (dom.textContent = `@${name}`));
				return { dom };
			}
	});

/** « @kay », not that of an address. */
const typed = /(?:^|[\s(«“"'’\uFFFC])@((?:[\p{L}\p{N}][\p{L}\p{N} ’'.-]{0,40})?)$/u;

export class MentionMenu {
	readonly #list: HTMLElement;
	readonly #says: HTMLElement;
	readonly #names: Names;
	readonly #words: MentionWords;
	#editor: Editor | undefined;
	#choices: Called[] = [];
	#chosen = 0;
	/** What is asked for, and left when one types on. */
	#asking: AbortController | undefined;
	#letters: string | undefined;
	/** « @ » that somebody closed the menu on. */
	#left: number | undefined;

	constructor(list: HTMLElement, says: HTMLElement, names: Names, words: MentionWords) {
		this.#list = list;
		this.#says = says;
		this.#names = names;
		this.#words = words;
		list.addEventListener('mousedown', (event) => {
			// The caret stays where the name will be.
			event.preventDefault();
			const option = (event.target as Element).closest('li');
			if (option) this.#choose([...list.children].indexOf(option));
		});
	}

	follow(editor: Editor): void {
		this.#editor = editor;
		editor.on('transaction', () => this.#look());
		editor.on('blur', () => this.#close());
	}

	/** @returns whether the key was for the menu. */
	press(event: KeyboardEvent): boolean {
		if (this.#list.hidden) return false;
		const last = this.#choices.length - 1;
		if (event.key === 'ArrowDown') this.#mark(this.#chosen === last ? 0 : this.#chosen + 1);
		else if (event.key === 'ArrowUp') this.#mark(this.#chosen === 0 ? last : this.#chosen - 1);
		else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(this.#chosen);
		else if (event.key === 'Escape') {
			this.#left = this.#start();
			this.#close();
		} else return false;
		return true;
	}

	#said(): string | undefined {
		const { selection } = this.#editor!.state;
		if (!selection.empty || !this.#editor!.isEditable || this.#editor!.isActive('codeBlock')) return undefined;
		const { parent, parentOffset } = selection.$from;
		return typed.exec(parent.textBetween(0, parentOffset, undefined, '\uFFFC'))?.[1];
	}

	/** Where its « @ » stands. */
	#start(): number {
		return this.#editor!.state.selection.from - (this.#letters?.length ?? 0) - 1;
	}

	#look(): void {
		const letters = this.#said();
		if (letters === this.#letters && letters !== undefined) return;
		this.#letters = letters;
		this.#asking?.abort();
		if (letters === undefined) this.#left = undefined;
		if (letters === undefined || this.#left === this.#start()) return this.#close();
		const asking = (this.#asking = new AbortController());
		setTimeout(() => {
			if (asking.signal.aborted) return;
			this.#names.choices(letters, asking.signal).then(
				(choices) => !asking.signal.aborted && this.#show(choices),
				() => {}
			);
		}, 150);
	}

	#show(choices: Called[]): void {
		this.#choices = choices;
		this.#list.replaceChildren(
			...choices.map(({ kind, name }, index) => {
				const option = document.createElement('li');
				option.id = `mention-${index}`;
				option.role = 'option';
				const what = document.createElement('span');
				what.className = 's mut';
				what.textContent = this.#words.mentions[kind];
				option.append(name, ' ', what);
				return option;
			})
		);
		this.#says.textContent = choices.length
			? this.#words.found.replace('{count}', String(choices.length))
			: this.#words.none;
		if (!choices.length) return this.#close();
		this.#list.hidden = false;
		this.#place();
		this.#mark(0);
	}

	/** Under its « @ », or above it when the rest of the screen is too short; within the page. */
	#place(): void {
		const { view } = this.#editor!;
		const at = view.coordsAtPos(this.#start());
		const frame = (this.#list.offsetParent ?? document.body).getBoundingClientRect();
		const most = frame.width - this.#list.offsetWidth;
		this.#list.style.left = `${Math.max(0, Math.min(at.left - frame.left, most))}px`;
		// What is fixed at both ends of the screen is not room.
		const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
		const end = (window.visualViewport?.height ?? innerHeight) - parseFloat(scrollPaddingBottom);
		const above = at.top - this.#list.offsetHeight;
		const isAbove = at.bottom + this.#list.offsetHeight > end && above > parseFloat(scrollPaddingTop);
		this.#list.style.top = `${(isAbove ? above : at.bottom) - frame.top}px`;
	}

	#mark(index: number): void {
		this.#chosen = index;
		[...this.#list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
		this.#list.children[index]?.scrollIntoView({ block: 'nearest' });
		const { dom } = this.#editor!.view;
		dom.setAttribute('aria-autocomplete', 'list');
		dom.setAttribute('aria-controls', this.#list.id);
		dom.setAttribute('aria-activedescendant', `mention-${index}`);
	}

	#close(): void {
		this.#list.hidden = true;
		for (const name of ['aria-autocomplete', 'aria-controls', 'aria-activedescendant'])
			this.#editor?.view.dom.removeAttribute(name);
	}

	#choose(index: number): void {
		const called = this.#choices[index];
		const editor = this.#editor;
		if (!called || !editor) return;
		this.#names.learn(called);
		const range = { from: this.#start(), to: editor.state.selection.from };
		const { kind, id } = called;
		editor
			.chain()
			.focus()
			.insertContentAt(range, [
				{ type: 'mention', attrs: { kind, id } },
				{ type: 'text', text: ' ' }
			])
			.run();
		this.#close();
	}
}
