/** Pictures: chosen, pasted or dropped, brought once their words are written. */
import { Node, type Editor } from '@tiptap/core';
import { newId } from '$lib/platform/ids';

export interface PictureWords {
	image: string;
	sending: string;
	failed: string;
}

export const pictureNode = (words: PictureWords) =>
	Node.create({
		name: 'image',
		group: 'block',
		atom: true,
		draggable: true,
		addAttributes: () => ({ file: { rendered: false }, alt: { rendered: false } }),
		// Pictures of elsewhere are not taken: they would tell their host who reads.
		parseHTML: () => [
			{
				tag: 'img[data-file]',
				getAttrs: (element: HTMLElement) => ({ file: element.dataset['file'], alt: element.getAttribute('alt') })
			}
		],
		renderHTML: ({ node }) => ['img', { 'data-file': String(node.attrs['file']), alt: String(node.attrs['alt']) }],
		renderText: ({ node }) => String(node.attrs['alt'] ?? ''),
		addNodeView:
			() =>
			({ node }) => {
				const dom = document.createElement('figure');
				const image = document.createElement('img');
				image.alt = String(node.attrs['alt'] ?? '');
				image.src = `${location.pathname}/images/${encodeURIComponent(String(node.attrs['file']))}`;
				const caption = document.createElement('figcaption');
				caption.className = 's mut';
				caption.textContent = `${words.image} ${image.alt}`;
				dom.append(image, caption);
				return { dom };
			}
	});

/** Word also puts a picture of a text beside it: what has words is pasted as words. */
export function picturesOf(data: DataTransfer | null): File[] {
	if (!data || data.getData('text/plain').trim()) return [];
	return [...data.files].filter(({ type }) => type.startsWith('image/'));
}

export class PictureDialog {
	readonly #dialog: HTMLDialogElement;
	readonly #words: PictureWords;
	readonly #editor: () => Editor | undefined;
	#waiting: File[] = [];
	#isChosen = false;

	constructor(dialog: HTMLDialogElement, words: PictureWords, editor: () => Editor | undefined) {
		this.#dialog = dialog;
		this.#words = words;
		this.#editor = editor;
		dialog.querySelector('form')?.addEventListener('submit', (event) => {
			if ((event.submitter as HTMLButtonElement | null)?.value !== 'set') return;
			event.preventDefault();
			void this.#bring();
		});
		dialog.addEventListener('close', () => {
			this.#editor()?.view.focus();
			this.#waiting.shift();
			if (this.#waiting.length) this.#open();
		});
	}

	/** @param files that were pasted or dropped; none: one is chosen in the dialog. */
	ask(files: File[] = []): void {
		this.#waiting = files;
		this.#open();
	}

	/** For a picture that is chosen in the text, its words alone are written again. */
	#open(): void {
		const [file] = this.#waiting;
		const { alternative, choose, name } = this.#fields();
		this.#isChosen = !file && Boolean(this.#editor()?.isActive('image'));
		alternative.value = this.#isChosen ? String(this.#editor()?.getAttributes('image')['alt'] ?? '') : '';
		choose.value = '';
		choose.hidden = file !== undefined || this.#isChosen;
		choose.required = !choose.hidden;
		name.textContent = file?.name ?? '';
		this.#say('');
		this.#dialog.showModal();
	}

	#fields() {
		const field = <T extends Element>(name: string) => this.#dialog.querySelector(`[data-field="${name}"]`) as T;
		return {
			alternative: field<HTMLInputElement>('alternative'),
			choose: field<HTMLInputElement>('file'),
			name: field<HTMLElement>('name'),
			problem: field<HTMLElement>('problem'),
			set: field<HTMLButtonElement>('set')
		};
	}

	#say(problem: string): void {
		this.#fields().problem.textContent = problem;
	}

	async #bring(): Promise<void> {
		const { alternative, choose, set } = this.#fields();
		if (this.#isChosen) {
			this.#dialog.close();
			this.#editor()?.chain().updateAttributes('image', { alt: alternative.value.trim() }).run();
			return;
		}
		const file = this.#waiting[0] ?? choose.files?.[0];
		if (!file) return;
		const id = newId();
		const says = alternative.value.trim();
		this.#say(this.#words.sending);
		set.disabled = true;
		const address = `${location.pathname}/images/${id}?nom=${encodeURIComponent(file.name)}&texte=${encodeURIComponent(says)}`;
		const answer = await fetch(address, { method: 'PUT', body: file }).catch(() => undefined);
		const said = (await answer?.json().catch(() => undefined)) as { problem?: string; says?: string } | undefined;
		set.disabled = false;
		if (!answer?.ok) return this.#say(said?.problem ?? this.#words.failed);
		this.#dialog.close();
		this.#editor()
			?.chain()
			.insertContent({ type: 'image', attrs: { file: id, alt: said?.says ?? says } })
			.run();
	}
}
