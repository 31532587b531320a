/** Naming the people of a room in what one says there: `[@Nom](person:uuid)`, as in discussions. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { typedWords, withMentions } from '$lib/threads/mentions.server';

export interface Called {
	id: string;
	name: string;
}

/** Those of a room whom the viewer may name, by words of their name; most is how many of each word. */
const calledBy = (room: string, words: readonly string[], most: number) => sql<Called & { word: string }>`
	select w.word, found.* from unnest(${words}::text[]) w (word), lateral (
		select p.id, p.name from (
			select m.person_id from space_members m where m.space_id = ${room}
			union all
			select m.person_id from chat_members m where m.room_id = ${room}
		) of_room join people p on p.id = of_room.person_id
		where p.visibility <> 'prive' and p.account_id is not null and p.id <> (select private.viewer())
			and position(private.fold(w.word) in private.fold(p.name)) > 0
		order by position(private.fold(w.word) in private.fold(p.name)), private.fold(p.name) limit ${most}
	) found`;

/** Whom « @… » may be, as one types. */
export async function callable(db: Database, room: string, text: string): Promise<Called[]> {
	const { rows } = await calledBy(room, [text], 6).execute(db);
	return rows.map(({ id, name }) => ({ id, name }));
}

/** A word that names only one person of the room names them: without script one has nothing to choose from. */
export async function withTypedMentions(db: Database, room: string, body: string): Promise<string> {
	const words = typedWords(body);
	if (!words.length) return body;
	const { rows } = await calledBy(room, words, 2).execute(db);
	const alone = words.flatMap((word) => {
		const [person, another] = rows.filter((row) => row.word === word);
		return person && !another ? [`person:${person.id} ${word}`] : [];
	});
	return withMentions(db, body, alone);
}
