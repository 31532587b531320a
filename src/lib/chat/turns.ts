interface Waiting<Asked, Answer> {
	asked: Asked;
	answer: (given: Answer) => void;
	fail: (reason: unknown) => void;
}

/**
 * What comes for the same key is done in the order in which it came, and what comes meanwhile waits together: the work
 * is handed all that waits, and answers as many of the first of them as it did at once. Other keys do not wait for it.
 */
export class Turns<Asked, Answer> {
	readonly #waiting = new Map<string, Waiting<Asked, Answer>[]>();
	readonly #work: (key: string, waiting: readonly Asked[]) => Promise<readonly Answer[]>;

	constructor(work: (key: string, waiting: readonly Asked[]) => Promise<readonly Answer[]>) {
		this.#work = work;
	}

	take(key: string, asked: Asked): Promise<Answer> {
		const { promise, resolve: answer, reject: fail } = Promise.withResolvers<Answer>();
		const queue = this.#waiting.get(key);
		if (queue) queue.push({ asked, answer, fail });
		else void this.#run(key, [{ asked, answer, fail }]);
		return promise;
	}

	async #run(key: string, queue: Waiting<Asked, Answer>[]): Promise<void> {
		this.#waiting.set(key, queue);
		while (queue.length) {
			const given = queue.map(({ asked }) => asked);
			try {
				const answers = await this.#work(key, given);
				for (const [n, { answer }] of queue.splice(0, answers.length).entries()) answer(answers[n] as Answer);
			} catch (error) {
				for (const { fail } of queue.splice(0, given.length)) fail(error);
			}
		}
		this.#waiting.delete(key);
	}
}
