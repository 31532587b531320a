/**
 * Where scripts run, a file leaves as soon as it is chosen: it says how far it is, and goes again under the same id
 * after a cut. Without script the same field sends it with its form.
 */
import { newId } from '../platform/ids';

export interface UploadWords {
	/** With « % » where the progress stands. */
	cut: string;
	retry: string;
	remove: string;
}

/** @param list where each file has its line, with a ticked `files[]` once it is there. */
export function sendAtOnce(input: HTMLInputElement, list: HTMLElement, words: UploadWords): void {
	input.addEventListener('change', () => {
		for (const file of input.files ?? []) list.append(line(file, words));
		// They leave by themselves: the form must not send them again.
		input.value = '';
	});
}

function line(file: File, words: UploadWords): HTMLElement {
	const id = newId();
	const item = document.createElement('li');
	item.className = 'row sb';
	const send = () => {
		const progress = document.createElement('progress');
		progress.max = 100;
		progress.setAttribute('aria-label', file.name);
		item.replaceChildren(
			named(file.name),
			progress,
			button(words.remove, file.name, () => stop())
		);
		const request = put(id, file, {
			moved: (percent) => (progress.value = percent),
			arrived: () => item.replaceChildren(ticked(id, file.name)),
			refused: (problem) =>
				item.replaceChildren(
					named(file.name),
					wrong(problem ?? words.cut.replace('%', String(Math.floor(progress.value)))),
					...(problem ? [] : [button(words.retry, file.name, send)]),
					button(words.remove, file.name, () => item.remove())
				)
		});
		const stop = () => {
			request.abort();
			item.remove();
		};
	};
	send();
	return item;
}

interface Outcome {
	moved: (percent: number) => void;
	arrived: () => void;
	/** Null: the network stopped. */
	refused: (problem: string | null) => void;
}

/** `fetch` cannot tell how far it is. */
function put(id: string, file: File, { moved, arrived, refused }: Outcome): XMLHttpRequest {
	const request = new XMLHttpRequest();
	request.open('PUT', `/fichiers/${id}?nom=${encodeURIComponent(file.name)}`);
	request.upload.onprogress = ({ loaded, total }) => moved((100 * loaded) / (total || 1));
	request.onload = () => {
		if (request.status === 201) arrived();
		else refused(request.status === 422 ? (JSON.parse(request.responseText) as { problem: string }).problem : null);
	};
	request.onerror = () => refused(null);
	// The bytes alone: never a form that another site could post.
	request.send(new Blob([file], { type: 'application/octet-stream' }));
	return request;
}

function named(name: string): HTMLElement {
	const text = document.createElement('span');
	text.textContent = name;
	return text;
}

function ticked(id: string, name: string): HTMLElement {
	const label = document.createElement('label');
	label.className = 'chk';
	const box = document.createElement('input');
	Object.assign(box, { type: 'checkbox', name: 'files[]', value: id, checked: true });
	label.append(box, named(name));
	return label;
}

function wrong(problem: string): HTMLElement {
	const text = named(problem);
	text.className = 'err';
	return text;
}

function button(what: string, name: string, act: () => void): HTMLElement {
	const made = document.createElement('button');
	made.type = 'button';
	made.className = 'btn q';
	made.textContent = what;
	made.setAttribute('aria-label', `${what} ${name}`);
	made.addEventListener('click', act);
	return made;
}
