import { expect, test } from 'vitest';
import { csvLine, csvResponse } from '../../src/lib/platform/csv.server.ts';

test('cells are separated by semicolons, and quoted when they hold one, a quote or a line end', () => {
	expect(csvLine(['a;b', 'dit « "oui" »', 'deux\nlignes', null, undefined, 3])).toBe(
		'"a;b";"dit « ""oui"" »";"deux\nlignes";;;3\r\n'
	);
});

test('what a spreadsheet would run is only shown', () => {
	for (const formula of ['=1+1', '+33 1', '-2', '@SUM(A1)']) expect(csvLine([formula])).toBe(`'${formula}\r\n`);
});

test('a file begins with the BOM that spreadsheets ask for', async () => {
	async function* rows() {
		yield ['Évry'];
	}
	const answer = await csvResponse('liste.csv', ['Nom'], rows());
	expect(new Uint8Array(await answer.clone().arrayBuffer()).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
	expect(await answer.text()).toBe('Nom\r\nÉvry\r\n');
});

test('a file is sent as it is read, and no longer read when nobody listens', async () => {
	let read = 0;
	async function* rows() {
		for (;;) yield [String((read += 1))];
	}
	const reader = (await csvResponse('liste.csv', ['N'], rows())).body!.getReader();
	const decoder = new TextDecoder();
	expect(decoder.decode((await reader.read()).value)).toBe('N\r\n');
	expect(decoder.decode((await reader.read()).value)).toBe('1\r\n');
	await reader.cancel();
	expect(read).toBeLessThan(5);
});

test('what is refused at the first line is refused, and is no file that breaks off', async () => {
	// eslint-disable-next-line require-yield -- it fails before
	async function* rows(): AsyncGenerator<string[]> {
		throw new Error('The session ended.');
	}
	await expect(csvResponse('liste.csv', ['Nom'], rows())).rejects.toThrow('The session ended.');
});
