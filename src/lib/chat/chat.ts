/**
 * A room is where the members of a space talk at once, or a few people who chose each other. A message is a few
 * plain words: what has to be found again, or laid out, is a discussion. Once acknowledged it is stored, once,
 * and has its number: `seq` counts from 1 in its room, without gaps, in the same order for everybody. What is
 * changed afterwards (edited, withdrawn, answered in a word) counts in the room too: `change`.
 */
import type { Room } from '$lib/platform/realtime/rooms';
import type { Reaction } from '$lib/threads/thread';

/** The longest text of a message, how many are shown at first, how many are caught up at once, and how many files go with one. */
export const limits = { body: 4000, page: 50, since: 100, files: 4 } as const;

/** Null when the person is not there any more; their name is, when they show themselves to nobody. */
export type Author = { id: string; name: string | null } | null;

/** Said with a message; its address is under `/fichiers`. */
export interface SaidFile {
	id: string;
	name: string;
	/** Bytes. */
	size: number;
	/** Of a picture. */
	width: number | null;
	height: number | null;
	/** Whether a small picture of it is there: it is made a moment later. */
	small: boolean;
}

export interface Message {
	id: string;
	room: Room;
	seq: number;
	author: Author;
	/** Null once it was withdrawn. */
	body: string | null;
	/** ISO 8601. */
	createdAt: string;
	/** What it answers, with how that begins; null: it was withdrawn. */
	replyTo?: { seq: number; author: Author; body: string | null };
	/** Of its last change among those of its room; absent: it is as it was said. */
	change?: number;
	edited?: true;
	/** Whom it names. */
	mentions?: { id: string; name: string | null }[];
	reactions?: Partial<Record<Reaction, number>>;
	files?: SaidFile[];
	/** What the viewer said of it in a word; absent where it is told to everybody of the room. */
	mine?: Reaction[];
}

/** How a room is called on the live connection. */
export const liveRoom = (id: string): Room => `chat:${id}`;

export const pathToRoom = (space: string) => `/espaces/${space}/salon`;

/** The address of a message, which stays the same. @param address that of its room. */
export const pathToMessage = (address: string, seq: number) => `${address}?message=${seq}#message-${seq}`;

export type Piece = { text: string; href?: string; mention?: true };

const mention = String.raw`\[@[^\]]{1,80}\]\(person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)`;
const address = String.raw`https?:\/\/[^\s<>"«»]+`;

/** What is said, with the addresses and the people that it holds: nothing else is more than text. */
export function pieces(body: string, mentions: Message['mentions'] = []): Piece[] {
	const found: Piece[] = [];
	let from = 0;
	const add = (at: number, length: number, piece: Piece) => {
		if (at > from) found.push({ text: body.slice(from, at) });
		found.push(piece);
		from = at + length;
	};
	for (const match of body.matchAll(new RegExp(`${mention}|${address}`, 'gi'))) {
		const [typed, id] = match;
		if (id) {
			const named = mentions.find((one) => one.id === id);
			add(match.index, typed.length, pieceOf(typed, named));
			continue;
		}
		// What ends a sentence is not of the address.
		const link = typed.replace(/[.,;:!?…'’)\]]+$/, '');
		if (URL.canParse(link)) add(match.index, link.length, { text: link, href: link });
	}
	if (from < body.length) found.push({ text: body.slice(from) });
	return found;
}

/** The name as it is today rather than as it was typed: nobody is made to speak under another's link. */
function pieceOf(typed: string, named: { id: string; name: string | null } | undefined): Piece {
	if (!named?.name) return { text: typed.slice(1, typed.indexOf(']')) };
	return { text: `@${named.name}`, href: `/annuaire/personnes/${named.id}`, mention: true };
}

/** A message as it is typed: people by their names. @returns whom these names are. */
export function typedOf(body: string): { text: string; named: Map<string, string> } {
	const named = new Map<string, string>();
	const text = body.replace(new RegExp(mention, 'gi'), (typed, id: string) => {
		const name = typed.slice(2, typed.indexOf(']'));
		named.set(name, id);
		return `@${name}`;
	});
	return { text, named };
}

/** The reverse: the names that were chosen, as mentions. */
export function withNamed(text: string, named: ReadonlyMap<string, string>): string {
	// The longest first: « @Kayes Nord » is not « @Kayes ».
	const names = [...named].toSorted(([one], [other]) => other.length - one.length);
	let body = '';
	for (let at = 0; at < text.length;) {
		const found = text[at] === '@' ? names.find(([name]) => text.startsWith(name, at + 1)) : undefined;
		body += found ? `[@${found[0]}](person:${found[1]})` : text[at];
		at += found ? found[0].length + 1 : 1;
	}
	return body;
}

/** How a message begins, on one line. */
export function beginningOf(body: string): string {
	const line = typedOf(body).text.replaceAll(/\s+/g, ' ');
	return line.length > 90 ? `${line.slice(0, 90).trimEnd()}…` : line;
}
