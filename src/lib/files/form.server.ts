/** The files of a plain form: without script they come with it, and are kept whatever the rest of it says. */
import type { Database } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';
import { bring, idOfContent } from './files.server';
import { problemSentence } from './problems.server';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/**
 * The first ten of the field `upload`. @param owner what they are for: sent again for the same, they are the
 * same files. @returns their ids, and why some were not taken.
 */
export async function bringSent(
	data: FormData,
	db: InTransaction,
	owner: string
): Promise<{ ids: string[]; problem: string | null }> {
	const sent = data.getAll('upload').filter((entry): entry is File => entry instanceof File && entry.name !== '');
	const ids: string[] = [];
	const problems: string[] = [];
	for (const file of sent.slice(0, 10)) {
		const bytes = new Uint8Array(await file.arrayBuffer());
		const brought = await bring(db, idOfContent(owner, bytes), file.name, bytes, runtime().configuration.uploadLimit);
		if ('problem' in brought) problems.push(`${file.name} : ${problemSentence(brought.problem)}`);
		else ids.push(brought.id);
	}
	return { ids, problem: problems.length ? problems.join(' ') : null };
}
