/**
 * Who is in a room at this moment, and who writes there. Nothing of it is stored, and it is that of this process
 * only. Who shows themselves to nobody is not named, nor is anybody where the people of a space are masked.
 */
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import type { Sockets } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { liveRoom } from './chat';
import type { Person } from './schema';
import type { ChatSocket, ChatTeller } from './telling.server';

/** Names that are told, and people who are looked at. */
const most = 20;
const mostLookedAt = 300;
/** Milliseconds: those who come together are told together; somebody who types is told once in a while. */
const together = 800;
const between = 2_500;

export class Presence {
	readonly #io: Sockets;
	/** By room: those whom the others may know to be there. */
	readonly #known = new Map<string, Map<string, Person>>();
	readonly #planned = new Set<string>();
	readonly #typed = new WeakMap<ChatSocket, number>();

	constructor(io: Sockets) {
		this.#io = io;
		const { adapter } = io.sockets;
		adapter.on('join-room', (room: string) => this.#plan(room));
		adapter.on('leave-room', (room: string) => this.#plan(room));
		adapter.on('delete-room', (room: string) => this.#known.delete(room));
	}

	/** @param room the id of a room; nothing is said of somebody who is not in it. */
	types(socket: ChatSocket, room: string): void {
		const name = liveRoom(room);
		const person = socket.rooms.has(name) && this.#known.get(name)?.get(socket.data.person);
		const now = Date.now();
		if (!person || now - (this.#typed.get(socket) ?? 0) < between) return;
		this.#typed.set(socket, now);
		socket.to(name).emit('typing', { room: name, person });
	}

	#plan(room: string): void {
		if (!room.startsWith('chat:') || this.#planned.has(room)) return;
		this.#planned.add(room);
		setTimeout(() => {
			this.#planned.delete(room);
			this.#tell(room).catch((error: unknown) =>
				runtime().log.warn({ error: String(error) }, 'Who is in a room could not be told')
			);
		}, together).unref();
	}

	async #tell(room: string): Promise<void> {
		const { adapter, sockets } = this.#io.sockets;
		const ids = [...(adapter.rooms.get(room) ?? [])].flatMap((id) => sockets.get(id)?.data.person ?? []);
		if (!ids.length) return;
		const people = await asService((db) =>
			shown(db, room.slice('chat:'.length), [...new Set(ids)].slice(0, mostLookedAt))
		);
		if (!adapter.rooms.has(room)) return;
		this.#known.set(room, new Map(people.map((person) => [person.id, person])));
		const told = { room: room as ReturnType<typeof liveRoom>, people: people.slice(0, most), count: people.length };
		(this.#io as unknown as ChatTeller).to(room).emit('presence', told);
	}
}

async function shown(db: Database, room: string, ids: string[]): Promise<Person[]> {
	const { rows } = await sql<Person>`
		select p.id, p.name from people p
		where p.id = any (${ids}) and p.visibility <> 'prive'
			and not exists (select from spaces s where s.id = ${room} and private.masks(s.sensitivity, 'people'))
		order by private.fold(p.name)`.execute(db);
	return rows;
}
