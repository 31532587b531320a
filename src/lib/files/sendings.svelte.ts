/**
 * Files on their way. Each has its id from the start: what is sent again after a cut is the same
 * file. `fetch` cannot tell how far it is, hence XMLHttpRequest.
 */
import { newId } from '$lib/platform/ids';
import * as m from '$lib/paraglide/messages';
import { fileSize } from '$lib/platform/numbers';
import { getLocale } from '$lib/paraglide/runtime';

export interface Sending {
	id: string;
	name: string;
	size: number;
	state: 'there' | 'leaving' | 'stopped';
	/** Per cent. */
	progress: number;
	/** Why it will never be taken; null: it can be sent again. */
	problem: string | null;
}

export class Sendings {
	readonly list: Sending[] = $state([]);
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on screen reads it
	readonly #files = new Map<string, File>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on screen reads it
	readonly #requests = new Map<string, XMLHttpRequest>();
	readonly #limit: number;

	constructor(there: { id: string; name: string; size: number }[], limit: number) {
		this.#limit = limit;
		this.list.push(
			...there.map(({ id, name, size }) => ({ id, name, size, state: 'there' as const, progress: 100, problem: null }))
		);
	}

	add(files: File[]): void {
		for (const file of files) {
			const sending: Sending = {
				id: newId(),
				name: file.name,
				size: file.size,
				state: 'leaving',
				progress: 0,
				problem: null
			};
			this.#files.set(sending.id, file);
			this.list.push(sending);
			// The one that the screen follows.
			const shown = this.list.at(-1) as Sending;
			if (file.size > this.#limit) stop(shown, m.file_problem_too_large({ limit: fileSize(this.#limit, getLocale()) }));
			else if (file.size === 0) stop(shown, m.file_problem_empty());
			else this.#send(shown, file);
		}
	}

	retry(sending: Sending): void {
		const file = this.#files.get(sending.id);
		if (file) this.#send(sending, file);
	}

	cancel(sending: Sending): void {
		this.#requests.get(sending.id)?.abort();
		this.#drop(sending);
	}

	/** What is already attached to a resource goes when the form is saved without it. */
	remove(sending: Sending): void {
		if (sending.state === 'there' && this.#files.has(sending.id))
			void fetch(`/fichiers/${sending.id}`, { method: 'DELETE' }).catch(() => {});
		this.#drop(sending);
	}

	#drop(sending: Sending): void {
		const index = this.list.findIndex(({ id }) => id === sending.id);
		if (index >= 0) this.list.splice(index, 1);
		this.#files.delete(sending.id);
	}

	#send(sending: Sending, file: File): void {
		const request = new XMLHttpRequest();
		this.#requests.set(sending.id, request);
		sending.state = 'leaving';
		sending.progress = 0;
		request.open('PUT', `/fichiers/${sending.id}?nom=${encodeURIComponent(file.name)}`);
		request.upload.onprogress = (event) => {
			if (event.lengthComputable) sending.progress = Math.floor((100 * event.loaded) / event.total);
		};
		request.onload = () => {
			if (request.status === 201) {
				sending.state = 'there';
				sending.size = (JSON.parse(request.responseText) as { size: number }).size;
			} else
				stop(
					sending,
					request.status === 422 ? (JSON.parse(request.responseText) as { problem: string }).problem : null
				);
		};
		request.onerror = () => stop(sending, null);
		// The bytes alone: never a form that another site could post.
		request.send(new Blob([file], { type: 'application/octet-stream' }));
	}
}

function stop(sending: Sending, problem: string | null): void {
	sending.state = 'stopped';
	sending.problem = problem;
}
