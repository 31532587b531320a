/** What waits for the viewer in their spaces and organisations, in one statement: under their rights, never more. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

export interface Waiting {
	/** Spaces that the viewer facilitates, where somebody asks to take part. */
	spaceRequests: { slug: string; name: string; count: number }[];
	/** Organisations that the viewer answers for, where somebody asks to join. */
	organisationRequests: { slug: string; name: string; count: number }[];
	/** Charters that the viewer may accept, for their organisation or for themselves. */
	charters: { slug: string; name: string; requiredFrom: string }[];
	/** Their own requests, that wait for others. */
	asked: Asked[];
	/** Spaces where discussions that they follow were not read to their end. */
	unread: { slug: string; name: string; count: number }[];
	/** Spaces in whose room something was said that they have not read. */
	unheard: { slug: string; name: string; count: number }[];
	/** How many conversations they have not read to their end. */
	conversations: number;
}

export interface Asked {
	kind: 'space' | 'organisation';
	/** Of the space or the organisation. */
	id: string;
	slug: string | null;
	/** Null: the viewer asked, and sees it no longer. */
	name: string | null;
}

export async function waiting(db: Database): Promise<Waiting> {
	const { rows } = await sql<{ waiting: Waiting }>`
		select jsonb_build_object(
			'unread', coalesce((
				select jsonb_agg(jsonb_build_object('slug', s.slug, 'name', s.name, 'count', u.threads) order by u.threads desc, private.fold(s.name))
				from private.viewer_unread_threads() u join spaces s on s.id = u.space_id where s.archived_at is null
			), '[]'),
			'unheard', coalesce((
				select jsonb_agg(jsonb_build_object('slug', s.slug, 'name', s.name, 'count', s.count) order by s.count desc, private.fold(s.name))
				from (
					select s.slug, s.name, private.viewer_chat_unread(s.id) as count from spaces s
					where s.id in (select private.viewer_spaces()) and s.archived_at is null
				) s where s.count > 0
			), '[]'),
			'conversations', private.viewer_unread_conversations(),
			'spaceRequests', coalesce((select jsonb_agg(x) from (
				select s.slug, s.name, count(*)::int as count from space_requests r join spaces s on s.id = r.space_id
				where r.state = 'pending' and r.space_id in (select private.viewer_facilitated_spaces())
				group by s.id order by min(r.created_at) limit 20
			) x), '[]'),
			'organisationRequests', coalesce((select jsonb_agg(x) from (
				select o.slug, o.name, count(*)::int as count from organisation_requests r join organisations o on o.id = r.organisation_id
				where r.state = 'pending' and r.organisation_id in (select private.viewer_referent_organisations())
				group by o.id order by min(r.created_at) limit 20
			) x), '[]'),
			'charters', coalesce((
				select jsonb_agg(jsonb_build_object('slug', c.slug, 'name', c.name, 'requiredFrom', c.required_from) order by c.required_from)
				from private.charters_to_accept() c
			), '[]'),
			'asked', coalesce((select jsonb_agg(x) from (
				select r.kind, r.id, r.slug, r.name from (
					select 'space' as kind, r.space_id as id, coalesce(s.slug, d.slug) as slug, coalesce(s.name, d.name) as name, r.created_at
					from space_requests r
					left join spaces s on s.id = r.space_id
					left join private.viewer_door_names() d on d.space_id = r.space_id
					where r.state = 'pending' and r.person_id = private.viewer()
					union all
					select 'organisation', r.organisation_id, o.slug, o.name, r.created_at
					from organisation_requests r left join organisations o on o.id = r.organisation_id
					where r.state = 'pending' and r.person_id = private.viewer()
				) r order by r.created_at limit 20
			) x), '[]')
		) as waiting`.execute(db);
	return rows[0]?.waiting as Waiting;
}
