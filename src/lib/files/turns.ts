/**
 * A few at a time: what weighs hundreds of megabytes waits for its turn, so that ten people who
 * upload together do not take the memory of the whole server. First come, first served.
 */
export function turns(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
	const waiting: (() => void)[] = [];
	let free = places;
	return async (work) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free++;
		}
	};
}
