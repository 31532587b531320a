import fs from 'node:fs/promises';
import { sql } from 'kysely';
import { asViewer } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';

/** 200 when the database answers with its migrations and the storage can be written. */
export async function GET() {
	try {
		await asViewer(null, (db) => sql`select name from network`.execute(db));
		const { filesDir } = runtime();
		if (filesDir) {
			await fs.mkdir(filesDir, { recursive: true });
			await fs.access(filesDir, fs.constants.W_OK);
		}
		return new Response('ready\n', { headers: { 'cache-control': 'no-store' } });
	} catch {
		return new Response('not ready\n', { status: 503, headers: { 'cache-control': 'no-store', 'retry-after': '2' } });
	}
}
