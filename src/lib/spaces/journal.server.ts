/** What happened in spaces, read under the viewer's rights of now: a fact about what they may not see is not there. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export type ActivityKind = 'resource' | 'organisation' | 'space' | 'person' | 'thread' | 'document' | 'post' | 'event';

export interface Activity {
	id: number;
	at: Date;
	verb: string;
	kind: ActivityKind;
	/** Null: the system, or somebody whom the viewer does not see. */
	actor: { id: string; name: string } | null;
	/** What it is about; its address when it has a page: that of a post is the discussion, with its number. */
	object: { id: string; name: string; slug: string | null; number: number | null };
	space: { slug: string; name: string };
}

export interface Page {
	entries: Activity[];
	/** The last entry, when there are others before it. */
	next: number | null;
}

/**
 * @param which one space, or those of the viewer.
 * @param before the last entry of the page before.
 */
export async function page(
	db: Database,
	which: { space: string } | 'mine',
	before: number | null,
	size: number
): Promise<Page> {
	const spaces =
		which === 'mine'
			? sql`select s.id from spaces s where s.id in (select private.viewer_spaces()) and s.archived_at is null`
			: sql`select ${which.space}::uuid as id`;
	// Space by space through the index on (space, id): what happens elsewhere in the network costs nothing here.
	const { rows } = await sql<Activity>`
		select a.id, a.happened_at as at, a.verb, a.object_kind as kind,
			case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as actor,
			jsonb_build_object('id', a.object_id, 'name', coalesce(r.title, d.title, e.title, o.name, x.name, t.title, s.name),
				'slug', coalesce(r.slug, e.slug, o.slug, t.id::text, d.id::text), 'number', post.number) as object,
			jsonb_build_object('slug', s.slug, 'name', s.name) as space
		from (
			select recent.* from (${spaces}) mine (id)
			cross join lateral (
				select a.id, a.happened_at, a.verb, a.object_kind, a.object_id, a.actor_id, a.space_id from activity a
				where a.space_id = mine.id and (${before}::bigint is null or a.id < ${before}::bigint)
				order by a.id desc limit ${size + 1}
			) recent
			order by recent.id desc limit ${size + 1}
		) a
		join spaces s on s.id = a.space_id
		left join people p on p.id = a.actor_id
		left join resources r on a.object_kind = 'resource' and r.id = a.object_id
		left join events e on a.object_kind = 'event' and e.id = a.object_id
		left join documents d on a.object_kind = 'document' and d.id = a.object_id
		left join organisations o on a.object_kind = 'organisation' and o.id = a.object_id
		left join people x on a.object_kind = 'person' and x.id = a.object_id
		left join posts post on a.object_kind = 'post' and post.id = a.object_id
		left join threads t on t.id = case a.object_kind when 'thread' then a.object_id when 'post' then post.thread_id end
		order by a.id desc`.execute(db);
	const entries = rows.slice(0, size);
	return { entries, next: rows.length > size ? (entries.at(-1)?.id ?? null) : null };
}

/** The cursor of an address; anything else is the first page. */
export function cursorOf(url: URL): number | null {
	const given = Number(url.searchParams.get('avant'));
	return Number.isSafeInteger(given) && given > 0 ? given : null;
}
