/**
 * From the journal to those who watch: a change is said to the room of its object and to that of its
 * space, on this process (each listens for itself), and to nobody who may not see the object now.
 */
import { z } from 'zod';
import { asViewer, SessionEnded, type Claims } from '../database.server.ts';
import { runtime } from '../runtime.server.ts';
import type { Changed, Room } from './rooms.ts';
import { judgedFor, type Sockets, type Watch, type Watchable, type WatcherSocket } from './watchers.server.ts';

const announcedSchema = z.object({
	object: z.string(),
	id: z.uuid(),
	space: z.uuid().nullable(),
	version: z.number().int().nullable()
});
type Announced = z.infer<typeof announcedSchema>;

/** Viewers who are judged at once: the pool serves pages first. */
const atOnce = 3;

/** @returns what to call with each payload of `palabre_changed`. */
export function relayTo(io: Sockets, watchable: Watchable): (payload: string) => void {
	// The latest of each object: changes that follow each other closely are said once.
	const waiting = new Map<string, Announced>();
	let running = false;

	const run = async () => {
		if (running) return;
		running = true;
		// What is announced meanwhile is found by the same loop.
		for (const [key, announced] of waiting) {
			waiting.delete(key);
			const watch = Object.hasOwn(watchable, announced.object) ? watchable[announced.object] : undefined;
			if (watch) await say(io, announced, watch);
		}
		running = false;
	};
	return (payload) => {
		const announced = announcedSchema.safeParse(JSON.parse(payload)).data;
		if (!announced) return;
		waiting.set(`${announced.object} ${announced.id} ${announced.space}`, announced);
		void run();
	};
}

async function say(io: Sockets, { object, id, space, version }: Announced, watch: Watch): Promise<void> {
	const own: Room = `${object}:${id}`;
	const sockets = watching(io, [own, ...(space ? [`space:${space}` as const] : [])]);
	if (sockets.length === 0) return;
	const changed: Changed = { object, id, version };
	const sees = (claims: Claims | null) => asViewer(claims, (db) => watch(db, id)).then((seen) => seen !== undefined);
	// What a visitor reads, everybody reads: most changes cost one statement, however many watch.
	if (await sees(null).catch(() => false)) {
		for (const socket of sockets) socket.emit('changed', changed);
		return;
	}
	const sessions = Map.groupBy(sockets, ({ data }) => data.claims.session_id);
	await eachOf([...sessions.values()], async (theirs) => {
		const claims = theirs[0]?.data.claims;
		if (!claims) return;
		try {
			const seen = await sees(claims);
			for (const socket of theirs) {
				if (seen) socket.emit('changed', changed);
				else if (socket.rooms.has(own)) close(socket, own);
			}
		} catch (error) {
			unjudged(theirs, error);
		}
	});
}

function watching(io: Sockets, rooms: Room[]): WatcherSocket[] {
	const names = rooms.flatMap((room) => [room, judgedFor(room)]);
	const ids = new Set(names.flatMap((name) => [...(io.sockets.adapter.rooms.get(name) ?? [])]));
	return [...ids].flatMap((id) => io.sockets.sockets.get(id) ?? []);
}

/** They saw it when they came; that it is gone is all that they learn. */
function close(socket: WatcherSocket, room: Room): void {
	void socket.leave(room);
	socket.emit('room:closed', { room });
}

function unjudged(sockets: WatcherSocket[], error: unknown): void {
	if (error instanceof SessionEnded) {
		for (const socket of sockets) socket.conn.close();
		return;
	}
	runtime().log.warn({ error: String(error) }, 'A change could not be judged');
	for (const socket of sockets) socket.emit('missed');
}

async function eachOf<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
	const left = all.values();
	const hand = async () => {
		for (const one of left) await work(one);
	};
	await Promise.all(Array.from({ length: atOnce }, hand));
}
