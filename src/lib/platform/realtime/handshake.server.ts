/** What is asked of a connection before anything is read from it: where it comes from. */
import type { IncomingMessage } from 'node:http';
import type { Configuration } from '../config.server.ts';

/**
 * A browser always says the origin of a WebSocket. It leaves it out of its own GET requests, which is
 * how polling begins: those carry our cookie only from our own pages, and no other origin may read their
 * answer.
 */
export function isSameOrigin({ headers }: IncomingMessage, { origin }: Pick<Configuration, 'origin'>): boolean {
	if (headers.origin !== undefined) return headers.origin === origin;
	const from = headers['sec-fetch-site'];
	return headers.upgrade === undefined && (from === undefined || from === 'same-origin');
}

/** The address that the nearest trusted proxy saw; without proxies, that of the socket. */
export function addressOf(
	{ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
	{ trustedProxies }: Pick<Configuration, 'trustedProxies'>
): string {
	const own = socket.remoteAddress ?? '';
	if (!trustedProxies) return own;
	const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
	return forwarded.at(-trustedProxies)?.trim() || own;
}
