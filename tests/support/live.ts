/** Two ends of a live connection: a session opened as the form of sign-in does, and a client that remembers what it heard. */
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { demoPassword } from '../../supabase/demo/rows/people';
import type { Changed, JoinAnswer, ServerEvents, ClientEvents } from '../../src/lib/platform/realtime/rooms';

/** @returns the cookie of a new session. */
export async function signIn(origin: string, email: string): Promise<string> {
	const answer = await fetch(`${origin}/connexion?/password`, {
		method: 'POST',
		body: new URLSearchParams({ email, password: demoPassword }),
		headers: { origin, accept: 'text/html' },
		redirect: 'manual'
	});
	expect(answer.status).toBe(303);
	return answer.headers
		.getSetCookie()
		.map((line) => line.slice(0, line.indexOf(';')))
		.filter((cookie) => !cookie.endsWith('='))
		.join('; ');
}

export interface Heard {
	socket: Socket<ServerEvents, ClientEvents>;
	changed: Changed[];
	missed: number;
	closed: string[];
	disconnects: number;
	join(room: string): Promise<JoinAnswer>;
}

const opened: Socket[] = [];

export function hangUp(): void {
	for (const socket of opened.splice(0)) socket.disconnect();
}

interface Connecting {
	cookie?: string;
	from?: string;
	transports?: ('websocket' | 'polling')[];
}

/** Does not wait: a refusal is something to look at. */
export function dial(origin: string, { cookie, from = origin, transports = ['websocket'] }: Connecting): Heard {
	const socket: Socket<ServerEvents, ClientEvents> = io(origin, {
		path: '/realtime',
		transports,
		forceNew: true,
		reconnectionDelay: 50,
		reconnectionDelayMax: 200,
		extraHeaders: { origin: from, ...(cookie ? { cookie } : {}) }
	});
	opened.push(socket);
	const heard: Heard = {
		socket,
		changed: [],
		missed: 0,
		closed: [],
		disconnects: 0,
		join: (room) => socket.timeout(10_000).emitWithAck('room:join', { room } as never)
	};
	socket.on('changed', (what) => heard.changed.push(what));
	socket.on('missed', () => (heard.missed += 1));
	socket.on('room:closed', ({ room }) => heard.closed.push(room));
	socket.on('disconnect', () => (heard.disconnects += 1));
	return heard;
}

export async function connect(origin: string, options: Connecting): Promise<Heard> {
	const heard = dial(origin, options);
	await expect.poll(() => heard.socket.connected, { timeout: 10_000 }).toBe(true);
	return heard;
}

/** Why it is refused, once it is. */
export function refusal(origin: string, options: Connecting): Promise<string> {
	const { socket } = dial(origin, options);
	return new Promise((resolve, reject) => {
		socket.once('connect_error', ({ message }) => resolve(message));
		socket.once('connect', () => reject(new Error('It was let in.')));
	});
}
