import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setResponse } from '@sveltejs/kit/node';
import { afterAll, expect, it } from 'vitest';
import { compressing } from '../../src/server/compressing';

const lines = Array.from({ length: 3000 }, (_, n) => `${n};${Math.sin(n)};${'é'.repeat(100 + (n % 90))}\r\n`);
/** A long spreadsheet, as SvelteKit sends one: line by line, with pauses. */
const handler: RequestListener = compressing((_, response) => {
	const left = lines.values();
	const body = new ReadableStream<Uint8Array>({
		async pull(stream) {
			const next = left.next();
			if (next.done) return stream.close();
			if (next.value.startsWith('1500;')) await new Promise((resolve) => setTimeout(resolve, 20));
			stream.enqueue(new TextEncoder().encode(next.value));
		}
	});
	void setResponse(response, new Response(body, { headers: { 'content-type': 'text/csv; charset=utf-8' } }));
});
const server = createServer(handler);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());

it.each(['identity', 'gzip', 'br'])('sends a long answer whole, without piling up who waits (%s)', async (encoding) => {
	const warnings: Error[] = [];
	const keep = (warning: Error) => warnings.push(warning);
	process.on('warning', keep);
	const { port } = server.address() as AddressInfo;
	const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { 'accept-encoding': encoding } });
	expect(await answer.text()).toBe(lines.join(''));
	expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
	await new Promise((resolve) => setImmediate(resolve));
	process.off('warning', keep);
	expect(warnings).toEqual([]);
});
