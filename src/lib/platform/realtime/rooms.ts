/**
 * A room is what somebody watches: `<kind>:<id>` of an object, or `person:<one's own id>`. What travels
 * in it are ids and versions, never contents: who receives one fetches the object under their own rights.
 */
export type Room = `${string}:${string}`;

export const realtimePath = '/realtime';

/** Something that one may see has changed. */
export interface Changed {
	object: string;
	id: string;
	/** Null for what has no versions. */
	version: number | null;
}

export type JoinRefusal = 'invalid' | 'not-found' | 'too-many' | 'signed-out' | 'unavailable';
export type JoinAnswer = { ok: true; latest: number | null } | { ok: false; error: JoinRefusal };

/** Why a connection is refused, as the message of `connect_error`. */
export type ConnectRefusal = 'unauthorized' | 'expired' | 'too-many' | 'unavailable';

export interface ServerEvents {
	changed: (what: Changed) => void;
	/** Something may have been missed: the page asks again. */
	missed: () => void;
	/** What was watched in this room is not there any more, for this viewer. */
	'room:closed': (where: { room: Room }) => void;
}

export interface ClientEvents {
	'room:join': (where: { room: Room }, answer?: (answer: JoinAnswer) => void) => void;
	'room:leave': (where: { room: Room }) => void;
}
