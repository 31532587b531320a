/** How the viewer wants to be told: by kind, by space, and which mails they receive. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Kind, Level, MailList, Rhythm } from './notification';
import type { SettingsValues } from './schema';
import { kinds } from './notification';

export interface Settings {
	atOnce: boolean;
	digest: Rhythm;
	levels: Record<Kind, Level>;
	/** Those where they are; null: as usual. */
	spaces: { id: string; name: string; level: Level | null }[];
}

export async function mine(db: Database): Promise<Settings> {
	const { rows } = await sql<Settings>`
		select coalesce(s.at_once, true) as "atOnce", coalesce(s.digest, 'weekly') as digest,
			(select jsonb_object_agg(k, coalesce(l.level, private.usual_level(k)))
				from unnest(${kinds as readonly string[]}::text[]) k left join notification_levels l on l.kind = k) as levels,
			coalesce((
				select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name, 'level', l.level) order by private.fold(x.name))
				from spaces x left join notification_space_levels l on l.space_id = x.id
				where x.id in (select private.viewer_spaces()) and x.archived_at is null
			), '[]') as spaces
		from (select 1) one left join notification_settings s on true`.execute(db);
	return rows[0] as Settings;
}

/** What is as usual keeps no row. */
export async function save(db: Database, values: SettingsValues): Promise<void> {
	const { atOnce, digest, spaces, ...levels } = values;
	await sql`insert into notification_settings (at_once, digest) values (${atOnce}, ${digest})
		on conflict (person_id) do update set at_once = excluded.at_once, digest = excluded.digest`.execute(db);
	const chosen = Object.entries(levels).map(([kind, level]) => ({ kind, level }));
	await sql`delete from notification_levels`.execute(db);
	await sql`insert into notification_levels (kind, level)
		select c.kind, c.level from jsonb_to_recordset(${JSON.stringify(chosen)}::jsonb) c (kind text, level text)
		where c.level <> private.usual_level(c.kind)`.execute(db);
	await sql`delete from notification_space_levels`.execute(db);
	// One that they left meanwhile is left out.
	await sql`insert into notification_space_levels (space_id, level)
		select c.space, c.level from jsonb_to_recordset(${JSON.stringify(spaces)}::jsonb) c (space uuid, level text)
		where c.space in (select private.viewer_spaces())`.execute(db);
}

/** By the token of a mail, without a session: for the system's own work. */
export async function stop(db: Database, token: string, list: MailList): Promise<void> {
	await sql`select private.stop_notification_mails(${token}, ${list})`.execute(db);
}
