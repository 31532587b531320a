/** The pictures that those who write a document bring to it. */
import { sql } from 'kysely';
import * as files from '$lib/files/files.server';
import type { FileProblem } from '$lib/files/file';
import type { Database } from '$lib/platform/database.server';
import { picturesIn } from './content/picture';
import type { Part } from './content/tree';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** Bytes of what is sent: a photograph as a phone takes it. */
export const most = 12_000_000;

interface Sent {
	id: string;
	name: string;
	bytes: Uint8Array;
}

/** Sent twice under the same id, it is one picture. Refused by the database to who does not write the document. */
export async function bring(db: InTransaction, document: string, sent: Sent): Promise<{ problem?: FileProblem }> {
	const brought = await files.bring(db, sent.id, sent.name, sent.bytes, most);
	if ('problem' in brought) return brought;
	if (!brought.mediaType.startsWith('image/')) return { problem: 'unknown_type' };
	await db((viewers) =>
		viewers
			.insertInto('document_files')
			.values({ file_id: sent.id, document_id: document })
			.onConflict((conflict) => conflict.doNothing())
			.execute()
	);
	return {};
}

/** Written with the readable form, by the system: what the text shows now is seen by whoever reads it. */
export async function keepPictures(db: Database, document: string, content: Part[]): Promise<void> {
	const shown = picturesIn(content).map(({ file }) => file);
	await sql`
		update document_files set shown = file_id = any (${shown}::uuid[])
		where document_id = ${document} and shown <> (file_id = any (${shown}::uuid[]))`.execute(db);
}
