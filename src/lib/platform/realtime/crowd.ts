/** How many are inside at once, by whose they are: no place beyond the most. */
export class Crowd {
	readonly #inside = new Map<string, number>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	isFull(whose: string): boolean {
		return (this.#inside.get(whose) ?? 0) >= this.#most;
	}

	enter(whose: string): void {
		this.#inside.set(whose, (this.#inside.get(whose) ?? 0) + 1);
	}

	leave(whose: string): void {
		const left = (this.#inside.get(whose) ?? 0) - 1;
		if (left > 0) this.#inside.set(whose, left);
		else this.#inside.delete(whose);
	}
}
