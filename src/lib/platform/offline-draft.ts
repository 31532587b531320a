/**
 * No word is lost: what is typed in a form is kept on the device as one types, and given back after
 * a crash, a power cut or a tab closed by mistake. Files and passphrases are not kept.
 */
import type { Attachment } from 'svelte/attachments';
import { differs } from './realtime/typing';

interface Kept {
	at: string;
	fields: [name: string, value: string][];
}

const prefix = 'palabre-brouillon:';

/**
 * What one wrote or ticked (true) before this script was there, on a line that is slow: newer than any draft, and
 * no event will say it again. Hydration takes the defaults of fields and what is ticked away: it is read before.
 */
const early = new Map<Element, boolean>();
const remember = (field: Element) => {
	// The last of the circles of one name is the one that is chosen.
	early.delete(field);
	early.set(field, isBox(field) && field.checked);
};
const hear = ({ target }: Event) => target instanceof Element && remember(target);
if (typeof document !== 'undefined') {
	// Who comes back to a form sees what the browser kept of it, which has often been sent.
	const [visit] = performance.getEntriesByType('navigation');
	const back = visit instanceof PerformanceNavigationTiming && visit.type === 'back_forward';
	for (const field of back ? [] : document.querySelectorAll('input, select, textarea'))
		if (differs(field)) remember(field);
	addEventListener('input', hear, true);
}

/** What was begun in this form before the script was there, as it was. */
function takeBegun(form: HTMLFormElement): Element[] {
	removeEventListener('input', hear, true);
	const begun = [...early].filter(([field]) => form.contains(field));
	for (const [field, ticked] of begun) {
		early.delete(field);
		if (isBox(field)) field.checked = ticked;
	}
	return begun.map(([field]) => field);
}

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
		const onInput = () => {
			clearTimeout(timer);
			timer = setTimeout(() => save(form), 400);
		};
		const begun = takeBegun(form);
		const kept = restoring ? read(name) : null;
		if (kept && !form.querySelector('[aria-invalid=true]')) {
			putBack(form, kept.fields, begun);
			onFound(new Date(kept.at));
		}
		if (begun.length) onInput();
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
 * @param begun fields that stay as they are.
 */
function putBack(form: HTMLFormElement, fields: Kept['fields'], begun: readonly Element[]): void {
	const left = [...fields];
	for (const control of form.elements) {
		if (
			!(control instanceof HTMLInputElement) &&
			!(control instanceof HTMLSelectElement) &&
			!(control instanceof HTMLTextAreaElement)
		)
			continue;
		if (!control.name || control.type === 'file' || control.type === 'submit') continue;
		const stays = begun.some((other) => other === control || isOfOneChoice(control, other));
		if (isBox(control)) {
			if (stays) continue;
			control.checked = fields.some(([name, value]) => name === control.name && value === control.value);
		} else {
			const next = left.findIndex(([name]) => name === control.name);
			const [kept] = next < 0 ? [] : left.splice(next, 1);
			if (!kept) continue;
			if (!stays) control.value = kept[1];
			// Two texts are both somebody's work.
			else if (control instanceof HTMLTextAreaElement && !control.defaultValue)
				control.value = joined(kept[1], control.value);
		}
		// Svelte's bindings listen to these.
		control.dispatchEvent(new Event(control instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
	}
}

function joined(older: string, newer: string): string {
	if (newer.startsWith(older)) return newer;
	return older.startsWith(newer) ? older : `${older}\n${newer}`;
}

function isBox(field: Element): field is HTMLInputElement {
	return field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio');
}

/** The circles of one name are one field. */
function isOfOneChoice(one: Element, other: Element): boolean {
	return isBox(one) && one.type === 'radio' && isBox(other) && other.type === 'radio' && one.name === other.name;
}
