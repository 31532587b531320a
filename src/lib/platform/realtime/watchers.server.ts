/** Who watches, and how a slice says whether an object of its own is there for them. */
import { sql } from 'kysely';
import type { Server, Socket } from 'socket.io';
import type { Claims, Database } from '../database.server.ts';
import type { ClientEvents, Room, ServerEvents } from './rooms.ts';

/** Undefined when the viewer may not see it, or it is not there: the same. */
export type Watch = (db: Database, id: string) => Promise<{ version: number | null } | undefined>;

/** By kind of object, as the journal names them. */
export type Watchable = Record<string, Watch>;

export interface Watcher {
	claims: Claims;
	person: string;
}

/** What a slice adds to open connections, beside what is watched. */
export interface LiveSlice {
	/** Once for each connection that was let in. */
	connected: (socket: WatcherSocket) => void;
	/** What to do with what the database says on channels of its own: in the order of commits. */
	channels: Record<string, (payload: string) => void>;
}

export type WatcherSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, Watcher>;
export type Sockets = Server<ClientEvents, ServerEvents, Record<string, never>, Watcher>;

/** For the kinds whose table has versions: whether its row is there under the viewer's rights. */
export const rowOf =
	(table: string): Watch =>
	async (db, id) => {
		const { rows } = await sql<{ version: number }>`select version from ${sql.table(table)} where id = ${id}`.execute(
			db
		);
		return rows[0];
	};

/** Where all the sockets of one person are: no client can name it. */
export const socketsOf = (person: string) => `sockets of ${person}`;

/** Who is being judged to join a room: what changes meanwhile is said to them too, if they see it. No client can name it. */
export const judgedFor = (room: Room) => `judged for ${room}`;
