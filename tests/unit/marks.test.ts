import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emphasise, startLines } from '../../src/lib/threads/marks';

const selected = ({ text, from, to }: { text: string; from: number; to: number }) => text.slice(from, to);

describe('the marks of Markdown', () => {
	it('are put around what is selected', () => {
		expect(emphasise({ text: 'Il faut trois équipes', from: 8, to: 13 }, '**')).toEqual({
			text: 'Il faut **trois** équipes',
			from: 10,
			to: 15
		});
		expect(emphasise({ text: '**trois**', from: 2, to: 7 }, '*').text).toBe('***trois***');
	});

	it('begin every line that the selection touches', () => {
		expect(startLines({ text: 'Qui ?\nMassy\nÉvry', from: 8, to: 13 }, '- ').text).toBe('Qui ?\n- Massy\n- Évry');
		expect(startLines({ text: '', from: 0, to: 0 }, '> ')).toEqual({ text: '> ', from: 0, to: 2 });
	});

	it('are taken away by the same button, which leaves the text as it was', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(), fc.nat(), fc.constantFrom('- ', '> '), (text, a, b, mark) => {
				const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
				const bold = emphasise({ text, from, to }, '**');
				expect(selected(bold)).toBe(text.slice(from, to));
				expect(emphasise(bold, '**')).toEqual({ text, from, to });
				const once = startLines({ text, from, to }, mark);
				expect(startLines(startLines(once, mark), mark).text).toBe(once.text);
			})
		);
	});
});
