/** The names of those that the text mentions, asked once each: the text itself holds their ids only. */
import { mentionKey, type Mention } from '../content/mention';

export interface Called extends Mention {
	name: string;
}

export class Names {
	readonly #address: string;
	readonly #known = new Map<string, string>();
	readonly #awaited = new Map<string, ((name: string) => void)[]>();

	/** @param address where names are asked for, under the viewer's rights. */
	constructor(address: string) {
		this.#address = address;
	}

	/** Empty when the viewer may not see it. */
	async of(mention: Mention): Promise<string> {
		const key = mentionKey(mention);
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		return new Promise((resolve) => {
			if (!this.#awaited.size) setTimeout(() => void this.#ask(), 30);
			this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), resolve]);
		});
	}

	learn(called: Called): void {
		this.#known.set(mentionKey(called), called.name);
	}

	async choices(letters: string, signal: AbortSignal): Promise<Called[]> {
		const answer = await fetch(`${this.#address}?q=${encodeURIComponent(letters)}`, { signal });
		return answer.ok ? ((await answer.json()) as Called[]) : [];
	}

	async #ask(): Promise<void> {
		const awaited = new Map(this.#awaited);
		this.#awaited.clear();
		const query = [...awaited.keys()].map((key) => `de=${encodeURIComponent(key)}`).join('&');
		const found = await fetch(`${this.#address}?${query}`)
			.then((answer) => (answer.ok ? (answer.json() as Promise<Called[]>) : undefined))
			.catch(() => undefined);
		for (const called of found ?? []) this.learn(called);
		for (const [key, waiting] of awaited) {
			// A name that could not be asked for is asked again another time.
			if (found && !this.#known.has(key)) this.#known.set(key, '');
			for (const resolve of waiting) resolve(this.#known.get(key) ?? '');
		}
	}
}
