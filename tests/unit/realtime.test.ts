import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Crowd } from '../../src/lib/platform/realtime/crowd';
import { addressOf, isSameOrigin } from '../../src/lib/platform/realtime/handshake.server';

const ours = { origin: 'https://palabre.example.org' };
const asked = (headers: Record<string, string>) =>
	({ headers, socket: { remoteAddress: '192.0.2.1' } }) as unknown as IncomingMessage;

describe('where a connection comes from', () => {
	it('is the origin that the browser says', () => {
		expect(isSameOrigin(asked({ origin: ours.origin, upgrade: 'websocket' }), ours)).toBe(true);
		for (const origin of [
			'https://ailleurs.example',
			'http://palabre.example.org',
			`${ours.origin}.example`,
			'null',
			''
		])
			expect(isSameOrigin(asked({ origin, upgrade: 'websocket' }), ours), origin).toBe(false);
	});

	it('may be left out of a GET of our own pages, never of a WebSocket', () => {
		expect(isSameOrigin(asked({}), ours)).toBe(true);
		expect(isSameOrigin(asked({ 'sec-fetch-site': 'same-origin' }), ours)).toBe(true);
		for (const site of ['cross-site', 'same-site', 'none'])
			expect(isSameOrigin(asked({ 'sec-fetch-site': site }), ours), site).toBe(false);
		expect(isSameOrigin(asked({ upgrade: 'websocket' }), ours)).toBe(false);
	});

	it('is an address that the trusted proxies saw, and nothing that the client adds', () => {
		const forged = asked({ 'x-forwarded-for': '203.0.113.66, 198.51.100.7, 10.0.0.2' });
		expect(addressOf(forged, { trustedProxies: 0 })).toBe('192.0.2.1');
		expect(addressOf(forged, { trustedProxies: 1 })).toBe('10.0.0.2');
		expect(addressOf(forged, { trustedProxies: 2 })).toBe('198.51.100.7');
		expect(addressOf(asked({}), { trustedProxies: 1 })).toBe('192.0.2.1');
	});
});

describe('a crowd', () => {
	it('is full at its most, and has room again when one leaves', () => {
		const crowd = new Crowd(2);
		crowd.enter('a');
		expect(crowd.isFull('a')).toBe(false);
		crowd.enter('a');
		expect([crowd.isFull('a'), crowd.isFull('b')]).toEqual([true, false]);
		crowd.leave('a');
		expect(crowd.isFull('a')).toBe(false);
	});
});
