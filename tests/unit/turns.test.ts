import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/lib/chat/turns';

/** Works that end when they are told to. */
function slow() {
	const begun: { key: string; waiting: string[]; end: (answers: string[]) => void; fail: (why: Error) => void }[] = [];
	const turns = new Turns<string, string>(
		(key, waiting) =>
			new Promise((end, fail) => {
				begun.push({ key, waiting: [...waiting], end, fail });
			})
	);
	return { turns, begun };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
	it('hand over together what came while something was done, in its order', async () => {
		const { turns, begun } = slow();
		const answers = ['a', 'b', 'c'].map((asked) => turns.take('room', asked));
		expect(begun.map(({ waiting }) => waiting)).toEqual([['a']]);
		begun[0]?.end(['A']);
		await settled();
		expect(begun[1]?.waiting).toEqual(['b', 'c']);
		begun[1]?.end(['B', 'C']);
		expect(await Promise.all(answers)).toEqual(['A', 'B', 'C']);
		void turns.take('room', 'd');
		expect(begun[2]?.waiting).toEqual(['d']);
	});

	it('hand over again what was not answered, before what came later', async () => {
		const { turns, begun } = slow();
		void turns.take('room', 'a');
		const b = turns.take('room', 'b');
		void turns.take('room', 'c');
		begun[0]?.end(['A']);
		await settled();
		void turns.take('room', 'd');
		begun[1]?.end(['B']);
		expect(await b).toBe('B');
		await settled();
		expect(begun[2]?.waiting).toEqual(['c', 'd']);
	});

	it('of one room do not wait for another', () => {
		const { turns, begun } = slow();
		void turns.take('one', 'a');
		void turns.take('other', 'b');
		expect(begun.map(({ key }) => key)).toEqual(['one', 'other']);
	});

	it('go on after a failure, which is told to those whom it concerns', async () => {
		const { turns, begun } = slow();
		const a = turns.take('room', 'a');
		const b = turns.take('room', 'b');
		begun[0]?.fail(new Error('Lost'));
		await expect(a).rejects.toThrow('Lost');
		await settled();
		begun[1]?.end(['B']);
		expect(await b).toBe('B');
	});
});
