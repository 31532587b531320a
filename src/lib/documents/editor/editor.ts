/**
 * The only script of a document that one may write, a file of its own: the page is not hydrated. The text that
 * came with it stays until the editor has the same one to show.
 */
import { Editor } from '@tiptap/core';
import { Connection, type Standing } from './connection';
import { extensionsFor, type EditorWords } from './extensions';
import { MentionMenu } from './mention';
import { Names } from './names';
import { cleanPasted } from './paste';
import { PictureDialog, picturesOf } from './picture';
import { wireToolbar } from './toolbar';

type Words = EditorWords & { standings: Record<Standing, string>; with: string; label: string };

/** Said aloud: the others follow each keystroke. */
const announced: readonly Standing[] = ['offline', 'blocked', 'read-only', 'gone', 'signed-out', 'full'];
const writing: readonly Standing[] = ['connecting', 'saving', 'saved', 'offline', 'blocked'];

class DocumentPage {
	readonly #region: HTMLElement;
	readonly #words: Words;
	readonly #connection: Connection;
	#editor: Editor | undefined;
	#standing: Standing | undefined;

	constructor(region: HTMLElement) {
		this.#region = region;
		this.#words = JSON.parse(region.dataset['words'] ?? '{}') as Words;
		const { write = '', person = '' } = region.dataset;
		this.#connection = new Connection(write, person, (standing) => this.#say(standing));
		this.#say(this.#connection.standing);
		this.#part('state').hidden = false;
		void this.#connection.ready.then(() => this.#open());
	}

	#part<T extends HTMLElement = HTMLElement>(name: string): T {
		return this.#region.querySelector(`[data-part="${name}"]`) as T;
	}

	#open(): void {
		const { provider } = this.#connection;
		const names = new Names(`${location.pathname}/mentions`);
		const menu = new MentionMenu(this.#part('mentions'), this.#part('announced'), names, this.#words);
		const pictures = new PictureDialog(this.#part('image'), this.#words, () => this.#editor);
		this.#editor = new Editor({
			element: this.#part('text'),
			extensions: extensionsFor(provider, names, this.#words),
			injectCSS: false,
			editable: writing.includes(this.#connection.standing),
			editorProps: {
				handleKeyDown: (_view, event) => menu.press(event),
				transformPastedHTML: cleanPasted,
				handlePaste: (_view, { clipboardData }) => this.#take(pictures, clipboardData),
				handleDrop: (_view, { dataTransfer }, _slice, moved) => !moved && this.#take(pictures, dataTransfer),
				attributes: {
					class: 'prose',
					role: 'textbox',
					'aria-multiline': 'true',
					'aria-label': this.#words.label,
					lang: this.#region.dataset['lang'] ?? ''
				}
			}
		});
		menu.follow(this.#editor);
		wireToolbar(this.#part('toolbar'), this.#part<HTMLDialogElement>('link'), this.#editor, () => pictures.ask());
		this.#editor.on('update', () => this.#outline());
		this.#outline();
		provider.on('awarenessChange', () => this.#others());
		this.#others();
		document.querySelector<HTMLElement>('[data-readable]')?.setAttribute('hidden', '');
		this.#part('editor').hidden = false;
		this.#say(this.#connection.standing);
	}

	/** @returns whether there were pictures to take. */
	#take(pictures: PictureDialog, data: DataTransfer | null): boolean {
		const found = picturesOf(data);
		if (found.length && this.#editor?.isEditable) pictures.ask(found);
		return found.length > 0;
	}

	#say(standing: Standing): void {
		if (standing === this.#standing) return;
		this.#standing = standing;
		const words = this.#words.standings[standing];
		this.#part('state').textContent = words;
		this.#part('state').dataset['standing'] = standing;
		this.#part('announced').textContent = announced.includes(standing) ? words : '';
		const isEditable = writing.includes(standing);
		if (this.#editor && this.#editor.isEditable !== isEditable) this.#editor.setEditable(isEditable);
	}

	#others(): void {
		const { awareness, document: shared } = this.#connection.provider;
		const names = new Set<string>();
		for (const [client, state] of awareness?.getStates() ?? []) {
			const name = (state['user'] as { name?: string } | undefined)?.name;
			if (client !== shared.clientID && name) names.add(name);
		}
		const list = new Intl.ListFormat(document.documentElement.lang).format(names);
		this.#part('others').textContent = list && this.#words.with.replace('{names}', list);
	}

	/** A title is reached from the outline, and the caret goes there. */
	#outline(): void {
		const list = this.#part('outline');
		const titles: { level: number; text: string; at: number }[] = [];
		this.#editor?.state.doc.descendants((node, at) => {
			if (node.type.name === 'heading') titles.push({ level: Number(node.attrs['level']), text: node.textContent, at });
			return node.type.name !== 'heading';
		});
		this.#part('plan').hidden = titles.length < 2;
		const before = [...list.children].map(({ textContent }) => textContent).join('\n');
		if (before === titles.map(({ text }) => text).join('\n')) return;
		list.replaceChildren(
			...titles.map(({ level, text }, index) => {
				const line = document.createElement('li');
				line.style.setProperty('--level', String(level - 2));
				const button = document.createElement('button');
				button.type = 'button';
				button.className = 'room';
				button.textContent = text;
				button.addEventListener('click', () => this.#goTo(index));
				line.append(button);
				return line;
			})
		);
	}

	#goTo(index: number): void {
		const title = this.#part('text').querySelectorAll('h2, h3, h4')[index];
		const editor = this.#editor;
		if (!title || !editor) return;
		editor.chain().focus().setTextSelection(editor.view.posAtDOM(title, 0)).run();
		title.scrollIntoView({ block: 'start' });
	}
}

const region = document.querySelector<HTMLElement>('[data-write]');
if (region) new DocumentPage(region);
