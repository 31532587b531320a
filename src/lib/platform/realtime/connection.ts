/**
 * The live connection of a page. It comes back by itself; when the session's token is over, the page first
 * asks for itself, since an ordinary answer renews it and a socket cannot.
 */
import { io, type Socket } from 'socket.io-client';
import { realtimePath, type ClientEvents, type ConnectRefusal, type ServerEvents } from './rooms';

/** `over`: the session is closed, or the page is gone for this viewer. */
export type Renewal = 'renewed' | 'unreachable' | 'over';

/** Milliseconds. A database that is away comes back soon; all those who wait do not ask at the same instant. */
const soon = () => 3_000 + Math.random() * 4_000;
const later = 30_000;

export interface Connection {
	socket: Socket<ServerEvents, ClientEvents>;
	close: () => void;
}

export function openConnection(renew: () => Promise<Renewal>): Connection {
	const socket: Connection['socket'] = io({
		path: realtimePath,
		transports: ['websocket', 'polling'],
		tryAllTransports: true
	});
	const closing = new AbortController();
	const { signal } = closing;
	let renewed = false;

	const refused = async (why: ConnectRefusal) => {
		if (socket.active) return;
		const outcome = why === 'expired' || why === 'unauthorized' ? await renew() : 'unreachable';
		if (outcome === 'over' || signal.aborted) return;
		const atOnce = why === 'expired' && outcome === 'renewed' && !renewed;
		renewed = true;
		const pause = why === 'unavailable' ? soon() : later;
		setTimeout(() => signal.aborted || socket.connect(), atOnce ? 0 : pause);
	};
	socket
		.on('connect', () => (renewed = false))
		.on('connect_error', ({ message }) => void refused(message as ConnectRefusal));
	// The browser knows before the connection does, which would wait for an answer.
	addEventListener('offline', () => socket.disconnect(), { signal });
	addEventListener('online', () => socket.disconnect().connect(), { signal });
	// A page with an open connection could not come back as it was by « back ».
	addEventListener('pagehide', () => socket.disconnect(), { signal });
	addEventListener('pageshow', ({ persisted }) => persisted && socket.connect(), { signal });
	return {
		socket,
		close: () => {
			closing.abort();
			socket.disconnect();
		}
	};
}
