/** Whoever reads a text: what it names and its pictures are asked for at once, under their rights. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Reader, Shown } from './content/html';
import { mentionKey, mentionsIn } from './content/mention';
import { picturesIn } from './content/picture';
import type { Part } from './content/tree';
import { namedIn, type Named } from './mentions.server';

interface Seen {
	named: Named[];
	pictures: (Omit<Shown, 'address'> & { id: string })[];
}

/** One statement, none when there is nothing to ask. */
export async function readerOf(db: Database, content: Part[], address: string): Promise<Reader> {
	const [mentions, files] = [mentionsIn(content), picturesIn(content).map(({ file }) => file)];
	const { named, pictures } = mentions.length || files.length ? await seen(db, mentions, files) : nothing;
	const called = new Map(named.map((one) => [mentionKey(one), one]));
	const shown = new Map(pictures.map((one) => [one.id, { ...one, address: `${address}/images/${one.id}` }]));
	return { mention: (mention) => called.get(mentionKey(mention)), picture: (file) => shown.get(file) };
}

const nothing: Seen = { named: [], pictures: [] };

async function seen(db: Database, mentions: Parameters<typeof namedIn>[0], files: string[]): Promise<Seen> {
	const { rows } = await sql<Seen>`
		select (select coalesce(jsonb_agg(x), '[]') from (${namedIn(mentions)}) x) as named,
			(select coalesce(jsonb_agg(y), '[]') from (
				select f.id, f.width, f.height, array(
					select v.width from file_variants v where v.file_id = f.id and v.format = 'webp' order by v.width
				) as widths
				from document_files df join files f on f.id = df.file_id where df.file_id = any (${files}::uuid[])
			) y) as pictures`.execute(db);
	return rows[0] ?? nothing;
}
