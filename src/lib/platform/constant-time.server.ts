/**
 * Answers that all take the same time, so that none tells which way was taken: an account that exists
 * costs a bcrypt comparison, one that does not costs nothing.
 */

/** Longer than the slowest way through on a machine at rest. */
const least = 800;
/** On a busy machine the answer waits for the next of these steps: what differs is lost between two. */
const step = 400;

export async function inConstantTime<T>(work: Promise<T>): Promise<T> {
	const started = performance.now();
	try {
		return await work;
	} finally {
		const taken = performance.now() - started;
		const due = taken <= least ? least : least + Math.ceil((taken - least) / step) * step;
		await new Promise((resolve) => setTimeout(resolve, due - taken));
	}
}
