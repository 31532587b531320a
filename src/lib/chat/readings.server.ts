/** Until where the viewer has read a room. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';

/** Never backwards, and never beyond what was said. */
export async function keepReading(db: Database, { room, seq }: { room: string; seq: number }): Promise<void> {
	await sql`
		insert into chat_readings (room_id, seq) select r.id, least(r.latest, ${seq}::int) from chat_rooms r
		where r.id = ${room} and r.latest > 0 and ${seq}::int > 0
		on conflict (person_id, room_id) do update set seq = excluded.seq where chat_readings.seq < excluded.seq`.execute(db);
}
