/**
 * A room is where the members of a space talk at once. A message is a few plain words: what has to be
 * found again, or laid out, is a discussion. Once acknowledged it is stored, once, and has its number:
 * `seq` counts from 1 in its room, without gaps, in the same order for everybody.
 */
import type { Room } from '$lib/platform/realtime/rooms';

/** The longest text of a message, how many are shown at first, and how many are caught up at once. */
export const limits = { body: 4000, page: 50, since: 100 } as const;

export interface Message {
	id: string;
	room: Room;
	seq: number;
	/** Null when the person is not there any more; their name is, when they show themselves to nobody. */
	author: { id: string; name: string | null } | null;
	body: string;
	/** ISO 8601. */
	createdAt: string;
}

/** How a room is called on the live connection. */
export const liveRoom = (id: string): Room => `chat:${id}`;

export type Piece = { text: string; href?: string };

/** What is said, with the addresses that it holds: nothing else is more than text. */
export function pieces(body: string): Piece[] {
	const found: Piece[] = [];
	let from = 0;
	for (const match of body.matchAll(/https?:\/\/[^\s<>"«»]+/gi)) {
		// What ends a sentence is not of the address.
		const address = match[0].replace(/[.,;:!?…'’)\]]+$/, '');
		if (!URL.canParse(address)) continue;
		if (match.index > from) found.push({ text: body.slice(from, match.index) });
		found.push({ text: address, href: address });
		from = match.index + address.length;
	}
	if (from < body.length) found.push({ text: body.slice(from) });
	return found;
}
