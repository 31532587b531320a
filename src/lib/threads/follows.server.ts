/** Until where the viewer read a thread, and what of it, or of its space, they want to be told. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { usualLevel, type Level } from './thread';

/** Never backwards: reading again from another device takes nothing back. */
export async function keepReading(db: Database, thread: string, number: number): Promise<void> {
	await sql`
		insert into thread_readings (thread_id, last_number) values (${thread}, ${number})
		on conflict (person_id, thread_id) do update set last_number = excluded.last_number
		where thread_readings.last_number < excluded.last_number`.execute(db);
}

export async function followThread(db: Database, thread: string, level: Level): Promise<void> {
	await sql`
		insert into thread_follows (thread_id, level) values (${thread}, ${level})
		on conflict (person_id, thread_id) do update set level = excluded.level`.execute(db);
}

export async function followSpace(db: Database, slug: string, level: Level): Promise<void> {
	await sql`
		insert into space_follows (space_id, level) select s.id, ${level} from spaces s where s.slug = ${slug}
		on conflict (person_id, space_id) do update set level = excluded.level`.execute(db);
}

/** What they want to be told of a space. */
export async function levelOf(db: Database, space: string): Promise<Level> {
	const { rows } = await sql<{ level: Level }>`select level from space_follows where space_id = ${space}`.execute(db);
	return rows[0]?.level ?? usualLevel;
}
