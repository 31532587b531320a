/**
 * No word is lost: what is typed in a form is kept on the device as one types, and given back after
 * a crash, a power cut or a tab closed by mistake. Files and passphrases are not kept.
 */
import type { Attachment } from 'svelte/attachments';

interface Kept {
	at: string;
	fields: [name: string, value: string][];
}

const prefix = 'palabre-brouillon:';

export interface FormDraft {
	/** Put on the form: `{@attach draft.keep}`. */
	keep: Attachment<HTMLFormElement>;
	/** The server has it: nothing to keep any more. */
	forget: () => void;
}

/**
 * @param onFound called with the instant of the draft that was put back in the form.
 * @param restoring false: the form shows something newer than what was kept.
 */
export function formDraft(key: string, onFound: (at: Date) => void, restoring = true): FormDraft {
	const name = prefix + key;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let sent = false;

	const save = (form: HTMLFormElement) => {
		clearTimeout(timer);
		if (sent) return;
		const kept: Kept = { at: new Date().toISOString(), fields: textsOf(form) };
		try {
			localStorage.setItem(name, JSON.stringify(kept));
		} catch {
			// A full or forbidden storage must not stop anybody from writing.
		}
	};

	const keep: Attachment<HTMLFormElement> = (form) => {
		const kept = restoring ? read(name) : null;
		if (kept && !form.querySelector('[aria-invalid=true]')) {
			putBack(form, kept.fields);
			onFound(new Date(kept.at));
		}
		const onInput = () => {
			clearTimeout(timer);
			timer = setTimeout(() => save(form), 400);
		};
		const onLeave = () => timer && save(form);
		form.addEventListener('input', onInput);
		addEventListener('pagehide', onLeave);
		return () => {
			form.removeEventListener('input', onInput);
			removeEventListener('pagehide', onLeave);
			if (timer) save(form);
		};
	};

	return {
		keep,
		forget: () => {
			sent = true;
			clearTimeout(timer);
			localStorage.removeItem(name);
		}
	};
}

function textsOf(form: HTMLFormElement): Kept['fields'] {
	return [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

function read(name: string): Kept | null {
	try {
		return JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null;
	} catch {
		return null;
	}
}

/**
 * Boxes that were not ticked are absent from a form's data: all are cleared first. Fields of the same name are given
 * back in their order.
 */
function putBack(form: HTMLFormElement, fields: Kept['fields']): void {
	const left = [...fields];
	for (const control of form.elements) {
		if (
			!(control instanceof HTMLInputElement) &&
			!(control instanceof HTMLSelectElement) &&
			!(control instanceof HTMLTextAreaElement)
		)
			continue;
		if (!control.name || control.type === 'file' || control.type === 'submit') continue;
		if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
			control.checked = fields.some(([name, value]) => name === control.name && value === control.value);
		} else {
			const next = left.findIndex(([name]) => name === control.name);
			const [kept] = next < 0 ? [] : left.splice(next, 1);
			if (kept) control.value = kept[1];
		}
		// Svelte's bindings listen to these.
		control.dispatchEvent(new Event(control instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
	}
}
