/**
 * An empty network belongs to whoever reads the server's log: at each start without administrator a
 * one-time code is printed, and the first person who types it becomes administrator.
 */
import { createHash, randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { asService } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';

export function hashOfCode(code: string): string {
	return createHash('sha256').update(code.replace(/[\s-]/g, '')).digest('hex');
}

export async function offerFirstAdministrator(): Promise<void> {
	// Twelve digits: 40 bits, tried at most sixty times in a quarter of an hour.
	const digits = Array.from({ length: 12 }, () => randomInt(10)).join('');
	const offered = await asService(async (db) => {
		const taken = await sql<{
			taken: boolean;
		}>`select exists (select from people where network_role = 'admin') as taken`.execute(db);
		if (taken.rows[0]?.taken) return false;
		await sql`delete from private.first_administrator`.execute(db);
		await sql`insert into private.first_administrator (code_hash) values (${hashOfCode(digits)})`.execute(db);
		return true;
	});
	if (!offered) return;
	const code = digits.replace(/(\d{4})(?=\d)/g, '$1 ');
	const address = `${runtime().configuration.origin}/admin/premier`;
	runtime().log.info(
		{ address, code },
		'This network has no administrator: sign up, open this address and type this code'
	);
}
