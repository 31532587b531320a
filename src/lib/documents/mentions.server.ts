/** Whom and what the texts of a space name: the names of today, as far as their reader may see them. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { mentionsIn, type Mention } from './content/mention';
import type { Part } from './content/tree';

export interface Named extends Mention {
	name: string;
	href: string;
}

/** A query of those of these that the viewer may see. */
export const namedIn = (mentions: Mention[]) => sql<Named>`
		select m.kind, m.id, x.name, x.href from jsonb_to_recordset(${JSON.stringify(mentions)}::jsonb) m (kind text, id uuid)
		cross join lateral (
			select p.name, '/annuaire/personnes/' || p.id from people p where m.kind = 'person' and p.id = m.id
			union all
			select coalesce(o.acronym, o.name), '/annuaire/' || o.slug from organisations o where m.kind = 'organisation' and o.id = m.id
			union all
			select r.title, '/ressources/' || r.slug from resources r where m.kind = 'resource' and r.id = m.id
			union all
			select t.title, '/espaces/' || s.slug || '/discussions/' || t.id
			from threads t join spaces s on s.id = t.space_id where m.kind = 'thread' and t.id = m.id
			union all
			select e.title, '/agenda/' || e.slug from events e where m.kind = 'event' and e.id = m.id
		) x (name, href)`;

export const named = async (db: Database, mentions: Mention[]): Promise<Named[]> =>
	(await namedIn(mentions).execute(db)).rows;

const each = 5;

/** Who and what of the space one may mean by these letters: its people first, its people alone when there are none. */
export async function choices(db: Database, space: string, letters: string): Promise<Named[]> {
	const says = (name: ReturnType<typeof sql>) => sql`position(private.fold(${letters}) in private.fold(${name})) > 0`;
	const { rows } = await sql<Named>`
		(select 'person' as kind, p.id, p.name, '/annuaire/personnes/' || p.id as href
			from space_members sm join people p on p.id = sm.person_id
			where sm.space_id = ${space} and ${says(sql`p.name`)} order by private.fold(p.name) limit ${each})
		union all
		(select 'organisation', o.id, o.name, '/annuaire/' || o.slug
			from space_organisations so join organisations o on o.id = so.organisation_id
			where so.space_id = ${space} and ${letters} <> '' and ${says(sql`concat_ws(' ', o.name, o.acronym)`)}
			order by private.fold(o.name) limit ${each})
		union all
		(select 'thread', t.id, t.title, '' from threads t
			where t.space_id = ${space} and ${letters} <> '' and ${says(sql`t.title`)} order by t.last_posted_at desc limit ${each})
		union all
		(select 'resource', r.id, r.title, '/ressources/' || r.slug from resources r
			where r.space_id = ${space} and ${letters} <> '' and ${says(sql`r.title`)} order by r.updated_at desc limit ${each})
		union all
		(select 'event', e.id, e.title, '/agenda/' || e.slug from events e
			where e.space_id = ${space} and ${letters} <> '' and ${says(sql`e.title`)} order by e.created_at desc limit ${each})`.execute(
		db
	);
	return rows;
}

/** Written with the readable form, by the system: whoever tells people that they are named reads it there. */
export async function keepMentions(db: Database, document: string, content: Part[]): Promise<void> {
	const said = JSON.stringify(mentionsIn(content));
	await sql`
		with said as (select kind, id from jsonb_to_recordset(${said}::jsonb) m (kind text, id uuid)),
		gone as (
			delete from document_mentions d where d.document_id = ${document}
				and not exists (select from said where said.kind = d.object_kind and said.id = d.object_id)
		)
		insert into document_mentions (document_id, object_kind, object_id) select ${document}, kind, id from said
		on conflict do nothing`.execute(db);
}
