/**
 * What goes with a post: files that its author brought, resources that it points to. Who attaches is decided by
 * the database; of a resource one reads what its own policies show, and nothing of the others but that they are there.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { Family } from '$lib/platform/ui/spine';

export interface AttachedFile {
	id: string;
	name: string;
	mediaType: string;
	/** Bytes. */
	size: number;
	/** Null until a job has read it, or when it has none. */
	pages: number | null;
	/** Pixels of a picture whose small widths are ready. */
	picture: { width: number; height: number } | null;
}

/** Its title is null for who may not see it. */
export interface LinkedResource {
	id: string;
	slug: string | null;
	title: string | null;
	kind: { fr: string | null; en: string | null };
	family: Family;
}

export interface Attachments {
	files: AttachedFile[];
	resources: LinkedResource[];
}

const fileFacts = sql`jsonb_build_object(
	'id', f.id, 'name', f.name, 'mediaType', f.media_type, 'size', f.size, 'pages', f.pages,
	'picture', case when exists (select from file_variants v where v.file_id = f.id and v.width = 320 and v.format = 'webp')
		then jsonb_build_object('width', f.width, 'height', f.height) end
)`;
const resourceFacts = (id: ReturnType<typeof sql>) => sql`jsonb_build_object(
	'id', ${id}, 'slug', r.slug, 'title', r.title, 'family', coalesce(k.family, 'report'),
	'kind', jsonb_build_object('fr', k.label_fr, 'en', k.label_en)
)`;
const seenResource = (id: ReturnType<typeof sql>) =>
	sql`left join resources r on r.id = ${id} left join resource_kinds k on k.code = r.kind_code`;

/** What goes with one post, as two values. Asked post by post: the policies of files are cheap for a few, dear for a set. */
const attached = {
	files: sql`coalesce((
		select jsonb_agg(${fileFacts} order by pf.position) from post_files pf join files f on f.id = pf.file_id where pf.post_id = p.id
	), '[]')`,
	resources: sql`coalesce((
		select jsonb_agg(${resourceFacts(sql`pr.resource_id`)} order by pr.position)
		from post_resources pr ${seenResource(sql`pr.resource_id`)} where pr.post_id = p.id
	), '[]')`
};

/** What a form shows again: files that the viewer brought, resources that they see. */
export async function described(db: Database, files: string[], resources: string[]): Promise<Attachments> {
	if (!files.length && !resources.length) return { files: [], resources: [] };
	const { rows } = await sql<Attachments>`
		select coalesce((
			select jsonb_agg(${fileFacts} order by w.n) from unnest(${files}::uuid[]) with ordinality w (id, n) join files f on f.id = w.id
		), '[]') as files, coalesce((
			select jsonb_agg(${resourceFacts(sql`r.id`)} order by w.n)
			from unnest(${resources}::uuid[]) with ordinality w (id, n) ${seenResource(sql`w.id`)} where r.id is not null
		), '[]') as resources`.execute(db);
	return rows[0] ?? { files: [], resources: [] };
}

/** What goes with each of these posts. Its plan is tested. */
export const ofQuery = (posts: readonly string[]) => sql<Attachments & { id: string }>`
	select p.id, ${attached.files} as files, ${attached.resources} as resources from unnest(${posts}::uuid[]) p (id)`;

/** What goes with these posts, as the viewer sees it: by post. */
export async function ofPosts(db: Database, posts: readonly string[]): Promise<Map<string, Attachments>> {
	const rows = posts.length ? (await ofQuery(posts).execute(db)).rows : [];
	return new Map(rows.map(({ id, files, resources }) => [id, { files, resources }]));
}

/** What goes with a post already, as its author sees it. */
export async function of(db: Database, post: string): Promise<Attachments> {
	return (await ofPosts(db, [post])).get(post) ?? { files: [], resources: [] };
}

/** @param addresses as they were pasted: of this site or not, one after the other. @returns those that nobody reads here. */
export async function resourcesAt(db: Database, addresses: string): Promise<{ ids: string[]; unknown: string[] }> {
	const pasted = addresses.split(/\s+/).filter(Boolean);
	const slugs = pasted.map((address) => /(?:^|\/ressources\/)([a-z0-9-]+)\/?(?:[?#].*)?$/.exec(address)?.[1] ?? '');
	if (!pasted.length) return { ids: [], unknown: [] };
	const found = await db.selectFrom('resources').select(['id', 'slug']).where('slug', 'in', slugs).execute();
	const ids = slugs.map((slug) => found.find((resource) => resource.slug === slug)?.id);
	return { ids: ids.filter((id) => id !== undefined), unknown: pasted.filter((_, n) => ids[n] === undefined) };
}

interface Kept {
	files?: string[] | undefined;
	resources?: string[] | undefined;
}

/** Those that are not there yet, in the places that are free. */
export async function attach(db: Database, post: string, { files = [], resources = [] }: Kept): Promise<void> {
	if (files.length) await add(db, { table: 'post_files', column: 'file_id' }, post, files);
	if (resources.length) await add(db, { table: 'post_resources', column: 'resource_id' }, post, resources);
}

async function add(db: Database, { table, column }: { table: string; column: string }, post: string, ids: string[]) {
	const there = sql`select from ${sql.table(table)} there where there.post_id = ${post}`;
	await sql`
		insert into ${sql.table(table)} (post_id, ${sql.ref(column)}, position)
		select ${post}, wanted.id, free.position
		from (
			select w.id, row_number() over (order by w.n) as nth from unnest(${ids}::uuid[]) with ordinality w (id, n)
			where not exists (${there} and there.${sql.ref(column)} = w.id)
		) wanted
		join (
			select p as position, row_number() over (order by p) as nth from generate_series(0, 9) p
			where not exists (${there} and there.position = p)
		) free using (nth)`.execute(db);
}

/** Only these stay. */
export async function replace(db: Database, post: string, { files = [], resources = [] }: Kept): Promise<void> {
	await sql`delete from post_files where post_id = ${post} and not file_id = any (${files}::uuid[])`.execute(db);
	await sql`delete from post_resources where post_id = ${post} and not resource_id = any (${resources}::uuid[])`.execute(
		db
	);
	await attach(db, post, { files, resources });
}
