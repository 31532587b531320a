/** What counts as an attempt. */
import { describe, expect, it } from 'vitest';
import { attempt, countingWhatIsJudged, type Limit } from '../../src/lib/platform/limits.server';
import { newId } from '../../src/lib/platform/ids';

/** Five are allowed. */
const limit: Limit = 'sign-in';

const refusedAfter = async (who: string, answer: () => Response) => {
	for (let times = 0; times < 20; times++) {
		let minutes = 0;
		await countingWhatIsJudged(async () => {
			minutes = await attempt(limit, who);
			return answer();
		}).catch(() => {});
		if (minutes) return times;
	}
	return Infinity;
};

describe('an attempt', () => {
	it('counts when it was judged, right or wrong', async () => {
		expect(await refusedAfter(newId(), () => new Response())).toBe(5);
		expect(await refusedAfter(newId(), () => new Response(null, { status: 422 }))).toBe(5);
	});

	it('does not when the request ended with an error of ours', async () => {
		expect(await refusedAfter(newId(), () => new Response(null, { status: 503 }))).toBe(Infinity);
		const thrown = () => {
			throw new Error('the database is away');
		};
		expect(await refusedAfter(newId(), thrown)).toBe(Infinity);
	});

	it('made together with others counts for itself: those that were judged stay counted', async () => {
		const who = newId();
		const ask = (status: number) =>
			countingWhatIsJudged(async () => {
				await attempt(limit, who);
				return new Response(null, { status });
			});
		await Promise.all([ask(422), ask(503), ask(422), ask(500), ask(422)]);
		expect([await attempt(limit, who), await attempt(limit, who), await attempt(limit, who)]).toEqual([0, 0, 15]);
	});
});
