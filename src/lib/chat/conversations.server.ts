/** Conversations between a few people (« messages »): each is a room that no space gathers. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { ruleMet } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';
import type { Author } from './chat';

export const perPage = 20;

export interface Correspondent {
	id: string;
	/** Null: they show themselves to nobody any more. */
	name: string | null;
	/** Whether their account is still there. */
	isHere: boolean;
}

export interface Conversation {
	id: string;
	/** Those who talk there, without the viewer. */
	people: Correspondent[];
	/** As PostgreSQL writes it. */
	spokenAt: string;
	unread: number;
	/** The last thing said; null: nothing yet. */
	last: { author: Author; body: string | null } | null;
}

/** Where the next page begins: `<instant>_<room>` of the last line. The instant as text: nothing is cut from it. */
function readCursor(text: string | null): { at: string; id: string } | null {
	const [at = '', id = ''] = (text ?? '').split('_');
	return isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null;
}

const peopleOf = (room: string) => sql`(
	select coalesce(jsonb_agg(jsonb_build_object('id', m.person_id, 'name', p.name, 'isHere', p.account_id is not null) order by private.fold(p.name)), '[]')
	from chat_members m left join people p on p.id = m.person_id and p.visibility <> 'prive'
	where m.room_id = ${sql.ref(room)} and m.person_id <> (select private.viewer())
)`;

/** One's own, the latest first. In one statement. */
export async function list(db: Database, after: string | null) {
	const before = readCursor(after);
	const { rows } = await sql<Conversation>`
		select r.id, r.spoken_at::text as "spokenAt", private.viewer_chat_unread(r.id) as unread, ${peopleOf('r.id')} as people, (
			select jsonb_build_object('body', c.body, 'author',
				case when c.author_id is not null then jsonb_build_object('id', c.author_id, 'name', p.name) end)
			from chat_messages c left join people p on p.id = c.author_id and p.visibility <> 'prive'
			where c.room_id = r.id and c.seq = r.latest
		) as last
		from (
			select r.* from chat_members m join chat_rooms r on r.id = m.room_id
			where m.person_id = (select private.viewer())
				${before ? sql`and (r.spoken_at, r.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``}
			order by r.spoken_at desc, r.id desc limit ${perPage + 1}
		) r
		order by r.spoken_at desc, r.id desc`.execute(db);
	const conversations = rows.slice(0, perPage);
	const last = conversations.at(-1);
	return { conversations, next: rows.length > perPage && last ? `${last.spokenAt}_${last.id}` : null };
}

/** Whom it is between; null: it is not the viewer's. */
export async function head(db: Database, id: string): Promise<{ people: Correspondent[] } | null> {
	const { rows } = await sql<{ people: Correspondent[] }>`
		select ${peopleOf('r.id')} as people from chat_rooms r where r.id = ${id} and r.space_id is null`.execute(db);
	return rows[0] ?? null;
}

/** Why a conversation is not opened: keys of its sentences. */
export type OpeningRule = 'people' | 'hidden' | 'unreachable' | 'too-many';

/** @returns its id: for two people, that of the one that is there already. */
export async function open(
	db: Database,
	id: string,
	others: readonly string[]
): Promise<{ done: string } | { rule: string }> {
	return ruleMet(
		sql<{ id: string }>`select private.open_conversation(${id}, ${others}::uuid[]) as id`
			.execute(db)
			.then(({ rows }) => rows[0]?.id ?? id)
	);
}

export async function leave(db: Database, id: string): Promise<void> {
	await sql`delete from chat_members where room_id = ${id} and person_id = private.viewer()`.execute(db);
}

/** People of the network to write to, by a part of their name, and those who are chosen already. */
export async function reachable(db: Database, text: string, chosen: readonly string[]) {
	const { rows } = await sql<{ id: string; name: string; function: string | null; chosen: boolean }>`
		(select p.id, p.name, p.function, true as chosen from people p where p.id = any (${chosen}::uuid[]))
		union all
		(select p.id, p.name, p.function, false from people p
			where p.id in (select private.people_named(${text}))
				and p.account_id is not null and p.visibility <> 'prive' and p.takes_messages
				and p.id <> (select private.viewer()) and p.id <> all (${chosen}::uuid[])
			order by private.fold(p.name), p.id limit 20)`.execute(db);
	return rows;
}
