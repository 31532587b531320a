/**
 * Which addresses of the HTTP server become WebSockets. Each library listens to the same event and must
 * leave the others' alone: engine.io would cut what it does not know after a second, and if nobody cuts
 * it an unknown upgrade stays open for ever. So they all leave it, and it is refused here.
 */
import type { Server } from 'node:http';
import { dev } from '$app/environment';

const open = new Set<string>();

/** @param path how their addresses begin. */
export function openUpgrade(http: Server, path: string): void {
	const isFirst = open.size === 0;
	open.add(path);
	// In development Vite reloads pages through a WebSocket of its own.
	if (!isFirst || dev) return;
	http.on('upgrade', (request, socket) => {
		if ([...open].some((begins) => request.url?.startsWith(begins))) return;
		socket.on('error', () => {});
		socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
	});
}
