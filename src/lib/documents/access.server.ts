/** What a viewer may do with a document that is open in an editor, judged each time that they come. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import { isId } from '$lib/platform/ids';

export interface Access {
	writes: boolean;
	/** Only members of the space meet those who write: carets carry names. */
	member: boolean;
}

/** Undefined when the viewer may not see it, or it is not there: the same. */
export async function accessTo(db: Database, id: string): Promise<Access | undefined> {
	return db
		.selectFrom('documents as d')
		.where('d.id', '=', isId(id) ? id : null)
		.select([
			sql<boolean>`d.status <> 'adopted' and private.writes_document(d.id)`.as('writes'),
			sql<boolean>`d.space_id in (select private.viewer_spaces())`.as('member')
		])
		.executeTakeFirst();
}
