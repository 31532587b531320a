/** What was said in a room, found by its words. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Message } from './chat';
import { numberedAmong } from './messages.server';

const perPage = 20;

/** The latest first. @param before the number that follows the page.. */
export async function search(db: Database, room: string, words: string, before: number | null) {
	const found: Message[] = await numberedAmong(
		db,
		room,
		sql`select private.search_chat(${room}, ${words}, ${before}::int, ${perPage + 1})`
	);
	const shown = found.slice(0, perPage);
	const last = shown.at(-1);
	return { found: shown, next: found.length > perPage && last ? String(last.seq) : null };
}

/** What an address asks for: `?q=`, and `?avant=` on the next pages. */
export function askedOf({ searchParams }: URL): { words: string; before: number | null } {
	const before = Number(searchParams.get('avant'));
	return {
		words: (searchParams.get('q') ?? '').trim().slice(0, 200),
		before: Number.isInteger(before) && before > 0 && before < 2_000_000_000 ? before : null
	};
}
