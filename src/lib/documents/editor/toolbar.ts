/** The buttons of the page, which are there from the server: what each one does, and which are pressed. */
import type { ChainedCommands, Command, Editor } from '@tiptap/core';
import { isAllowedAddress } from '../content/html';

interface Action {
	run: (chain: ChainedCommands) => ChainedCommands;
	isOn?: (editor: Editor) => boolean;
}

const toggled = (kind: string, run: Action['run'], attributes?: object): Action => ({
	run,
	isOn: (editor) => editor.isActive(kind, attributes)
});
const boxed = (kind: string): Action => ({
	...toggled('callout', (chain) => chain.toggleWrap('callout', { kind }), { kind })
});

const actions: Record<string, Action> = {
	heading2: toggled('heading', (chain) => chain.toggleHeading({ level: 2 }), { level: 2 }),
	heading3: toggled('heading', (chain) => chain.toggleHeading({ level: 3 }), { level: 3 }),
	bold: toggled('bold', (chain) => chain.toggleBold()),
	italic: toggled('italic', (chain) => chain.toggleItalic()),
	strike: toggled('strike', (chain) => chain.toggleStrike()),
	bulletList: toggled('bulletList', (chain) => chain.toggleBulletList()),
	orderedList: toggled('orderedList', (chain) => chain.toggleOrderedList()),
	taskList: toggled('taskList', (chain) => chain.toggleTaskList()),
	blockquote: toggled('blockquote', (chain) => chain.toggleBlockquote()),
	decision: boxed('decision'),
	note: boxed('note'),
	table: { run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }) },
	rowAfter: { run: (chain) => chain.addRowAfter() },
	columnAfter: { run: (chain) => chain.addColumnAfter() },
	deleteRow: { run: (chain) => chain.deleteRow() },
	deleteColumn: { run: (chain) => chain.deleteColumn() },
	deleteTable: { run: (chain) => chain.deleteTable() },
	// What opens the menu is typed.
	mention: { run: (chain) => chain.command(typeAt) },
	undo: { run: (chain) => chain.undo() },
	redo: { run: (chain) => chain.redo() }
};

/** After a space, or it would be a part of the word before. */
const typeAt: Command = ({ state: { selection }, tr }) => {
	const { parent, parentOffset } = selection.$from;
	tr.insertText(/\S$/.test(parent.textBetween(0, parentOffset)) ? ' @' : '@');
	return true;
};

export function wireToolbar(bar: HTMLElement, dialog: HTMLDialogElement, editor: Editor, addPicture: () => void): void {
	const buttons = [...bar.querySelectorAll<HTMLButtonElement>('button[data-command]')];
	const inTable = [...bar.querySelectorAll<HTMLElement>('[data-in-table]')];
	bar.addEventListener('click', (event) => {
		const command = (event.target as Element).closest<HTMLElement>('[data-command]')?.dataset['command'];
		if (command === 'link') openLink(dialog, editor);
		else if (command === 'image') addPicture();
		else if (command) actions[command]?.run(inText(editor)).run();
	});
	// One stop for the keyboard, then the arrows (WAI-ARIA, toolbar).
	bar.addEventListener('keydown', (event) => {
		const shown = buttons.filter((button) => button.offsetParent !== null);
		const at = shown.indexOf(document.activeElement as HTMLButtonElement);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
		if (at < 0 || to === undefined) return;
		event.preventDefault();
		const next = shown[(to + shown.length) % shown.length];
		for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
		next?.focus();
	});
	buttons.forEach((button, index) => (button.tabIndex = index === 0 ? 0 : -1));
	const show = () => {
		for (const button of buttons) {
			const command = button.dataset['command'] ?? '';
			const isOn = command === 'link' ? editor.isActive('link') : actions[command]?.isOn?.(editor);
			if (isOn !== undefined) button.setAttribute('aria-pressed', String(isOn));
			button.disabled = !editor.isEditable;
		}
		for (const part of inTable) part.hidden = !editor.isActive('table');
	};
	editor.on('transaction', show);
	show();
	wireLink(dialog, editor);
}

/** Tiptap's own `focus` waits for a frame: what is typed meanwhile would go to the button. */
function inText(editor: Editor): ChainedCommands {
	editor.view.focus();
	return editor.chain();
}

function openLink(dialog: HTMLDialogElement, editor: Editor): void {
	const field = dialog.querySelector('input');
	if (field) {
		field.value = String(editor.getAttributes('link')['href'] ?? '');
		field.setCustomValidity('');
	}
	dialog.showModal();
}

/** As it was typed, or the site that it names. */
const addressIn = (field: HTMLInputElement): string => {
	const typed = field.value.trim();
	return !typed || /^([a-z]+:|\/|#)/i.test(typed) ? typed : `https://${typed}`;
};

function wireLink(dialog: HTMLDialogElement, editor: Editor): void {
	const field = dialog.querySelector('input') as HTMLInputElement;
	field.addEventListener('input', () => {
		const typed = field.value.trim();
		// Chromium makes a site of any words.
		const isRefused = typed !== '' && (/\s/.test(typed) || !isAllowedAddress(addressIn(field)));
		field.setCustomValidity(isRefused ? (field.dataset['refused'] ?? '') : '');
	});
	dialog.addEventListener('close', () => {
		const address = addressIn(field);
		const chain = inText(editor).extendMarkRange('link');
		if (dialog.returnValue === 'remove' || (dialog.returnValue === 'set' && !address)) chain.unsetLink().run();
		else if (dialog.returnValue === 'set') setLink(editor, address);
		dialog.returnValue = '';
	});
}

function setLink(editor: Editor, href: string): void {
	const chain = inText(editor).extendMarkRange('link');
	if (editor.state.selection.empty && !editor.isActive('link'))
		chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
	else chain.setLink({ href }).run();
}
