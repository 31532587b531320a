/** What the database announces of rooms, said to those of this process who are in them. */
import type { Socket } from 'socket.io';
import { z } from 'zod';
import { asService } from '$lib/platform/database.server';
import { socketsOf, type Sockets, type Watcher } from '$lib/platform/realtime/watchers.server';
import { runtime } from '$lib/platform/runtime.server';
import { liveRoom } from './chat';
import * as messages from './messages.server';
import type { ChatAsks, ChatTells } from './schema';
import type { SaidHere } from './speaking.server';

export type ChatSocket = Socket<ChatAsks, ChatTells, Record<string, never>, Watcher>;

/** Sockets are typed by the platform, which knows no chat. */
export interface ChatTeller {
	to(room: string): { emit<E extends keyof ChatTells>(event: E, ...said: Parameters<ChatTells[E]>): void };
}

const events = {
	said: 'chat:message',
	edited: 'chat:edited',
	deleted: 'chat:deleted',
	reaction: 'chat:reaction'
} as const satisfies Record<string, keyof ChatTells>;

const announcedSchema = z.object({
	room: z.uuid(),
	message: z.uuid(),
	fact: z.enum(['said', 'edited', 'deleted', 'reaction'])
});
type Announced = z.infer<typeof announcedSchema>;

/**
 * What was announced is said in the order in which it was announced: what this process stored as it was answered, the
 * rest as it is read, together. A room where nobody of this process is costs nothing. When reading fails, clients are
 * told that they missed something: they ask for what follows the last that they have.
 */
export function tellRooms(io: Sockets, here: SaidHere): (payload: string) => void {
	const teller = io as unknown as ChatTeller;
	let announced: Announced[] = [];
	let reading = false;

	const tell = async () => {
		if (reading) return;
		reading = true;
		while (announced.length) {
			const facts = announced;
			announced = [];
			try {
				const said = await Promise.all(
					facts.map(({ room, message, fact }) => fact === 'said' && here.take(room, message))
				);
				const others = facts.filter((_, n) => !said[n]).map(({ message }) => message);
				const read = others.length ? await asService((db) => messages.byId(db, [...new Set(others)])) : [];
				const byId = new Map(read.map((message) => [message.id, message]));
				for (const [n, { message: id, fact }] of facts.entries()) {
					const message = said[n] || byId.get(id);
					if (message) teller.to(message.room).emit(events[fact], message);
				}
			} catch (error) {
				runtime().log.warn({ error: String(error) }, 'Messages could not be said');
				io.local.emit('missed');
			}
		}
		reading = false;
	};
	return (payload) => {
		const said = announcedSchema.safeParse(JSON.parse(payload)).data;
		if (!said) return;
		if (!io.sockets.adapter.rooms.has(liveRoom(said.room))) return void here.take(said.room, said.message);
		announced.push(said);
		void tell();
	};
}

const readSchema = z.object({ person: z.uuid(), room: z.uuid(), seq: z.number() });

export function tellReadings(io: Sockets): (payload: string) => void {
	const teller = io as unknown as ChatTeller;
	return (payload) => {
		const read = readSchema.safeParse(JSON.parse(payload)).data;
		if (read) teller.to(socketsOf(read.person)).emit('chat:read', { room: liveRoom(read.room), seq: read.seq });
	};
}
