/** Pages of discussions cost the same among many (budgets): index scans only, and as many rows as they show. */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { ofQuery } from '../../src/lib/threads/attachments.server';
import { keptQuery } from '../../src/lib/threads/kept.server';
import * as posts from '../../src/lib/threads/posts.server';
import { listQuery } from '../../src/lib/threads/threads.server';
import { aResource, aSpace } from '../support/factories';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const space = await aSpace(world, { visibility: 'public', members: [[world.pilote, 'animateur']] });
const long = newId();
const resource = await aResource(world);
let attachedTo: string[] = [];
const tables = ['threads', 'posts', 'kept_posts', 'files', 'post_files', 'post_resources'];

beforeAll(async () => {
	await world.db.owner.begin(async (owner) => {
		// Facts, counters and the index of words are not what is read here.
		for (const table of ['threads', 'posts']) await owner`alter table ${owner(table)} disable trigger user`;
		await owner`insert into threads (id, space_id, title, last_number, last_posted_at)
			select case when n = 1 then ${long}::uuid else gen_random_uuid() end, ${space.id}, 'Discussion ' || n, case when n = 1 then 2000 else 5 end,
				now() - n * interval '1 minute' from generate_series(1, 4000) n`;
		await owner`insert into posts (id, thread_id, space_id, number, body)
			select gen_random_uuid(), t.id, t.space_id, n, 'Message ' || n from threads t, generate_series(1, t.last_number) n`;
		for (const table of ['threads', 'posts']) await owner`alter table ${owner(table)} enable trigger user`;
		await owner`set local session_replication_role = replica`;
		await owner`insert into post_versions (post_id, version, body) select id, 1, 'Avant' from posts`;
		await owner`insert into post_reactions (post_id, person_id, kind) select id, ${world.pilote.id}, 'thanks' from posts`;
		await owner`insert into private.authorships (object_kind, object_id, person_id) select 'post', id, ${world.pilote.id} from posts`;
		await owner`set local session_replication_role = origin`;
		await owner`alter table kept_posts disable trigger kept_posts_follow`;
		await owner`insert into kept_posts (post_id) select id from posts where number % 4 = 0`;
		await owner`alter table kept_posts enable trigger kept_posts_follow`;
		for (const table of ['files', 'post_files', 'post_resources'])
			await owner`alter table ${owner(table)} disable trigger user`;
		await owner`insert into files (id, name, media_type, size, sha256)
			select p.id, 'bilan.pdf', 'application/pdf', 4, repeat('a', 64) from posts p`;
		await owner`insert into post_files (post_id, file_id, position) select p.id, p.id, 0 from posts p`;
		await owner`insert into post_resources (post_id, resource_id, position) select p.id, ${resource.id}, 0 from posts p`;
		for (const table of ['files', 'post_files', 'post_resources'])
			await owner`alter table ${owner(table)} enable trigger user`;
	});
	attachedTo = (await world.db.owner`select id from posts where thread_id = ${long} and number <= 50`).map(
		(post) => post['id'] as string
	);
	await world.db.owner`analyze`;
});

interface Node {
	'Node Type': string;
	'Relation Name'?: string;
	'Actual Rows'?: number;
	'Actual Loops'?: number;
	Plans?: Node[];
}
const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

async function explained(who: 'visitor' | 'pilote', query: ReturnType<typeof sql>): Promise<Node[]> {
	return world.db.as(world[who], async (db) => {
		const { rows } = await sql<
			Record<string, [{ Plan: Node }]>
		>`explain (analyze, timing off, format json) ${query}`.execute(db);
		const [plan] = Object.values(rows[0] ?? {});
		if (!plan) throw new Error('There is a plan.');
		return nodes(plan[0].Plan);
	});
}

it.each([
	['the last page of a long thread', 'visitor', () => posts.pageQuery(space.slug, long, { page: 'last', quote: null })],
	['the same, for a member', 'pilote', () => posts.pageQuery(space.slug, long, { page: 20, quote: 3 })],
	['the list of threads', 'visitor', () => listQuery(space.id, 'all', null)],
	['the list of those that one has not read', 'pilote', () => listQuery(space.id, 'unread', null)],
	['the list of unanswered ones', 'pilote', () => listQuery(space.id, 'unanswered', null)],
	['what goes with a page of posts', 'visitor', () => ofQuery(attachedTo)],
	['the same, for a member', 'pilote', () => ofQuery(attachedTo)],
	['what is to keep in mind', 'visitor', () => keptQuery(space.id, null)],
	['the same, further', 'pilote', () => keptQuery(space.id, `2020-01-01T00:00:00Z_${long}`)]
] as const)('%s', async (_, who, query) => {
	const read = (await explained(who, query())).filter((node) => tables.includes(node['Relation Name'] ?? ''));
	expect(read.length).toBeGreaterThan(0);
	expect(read.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])).toEqual([]);
	for (const node of read) expect((node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1)).toBeLessThanOrEqual(1000);
});

/** What functions read stands in no plan: it is counted, tables that policies ask included. */
it.each(
	(['visitor', 'pilote'] as const).flatMap((who) =>
		['posts', 'post_versions', 'post_reactions', 'authorships', 'post_files', 'threads'].map(
			(table) => [who, table] as const
		)
	)
)('for %s, a page of posts and the history of one read as many rows of %s as they show', async (who, table) => {
	const { scanned, entries } = await rowsRead(world, world[who], table, async (db) => {
		expect((await posts.read(db, space.slug, long, { page: 20, quote: 3 }))?.posts).toHaveLength(50);
		expect((await posts.history(db, space.slug, long, 7))?.said).toHaveLength(2);
	});
	expect(scanned).toBe(0);
	expect(entries).toBeGreaterThan(0);
	expect(entries).toBeLessThanOrEqual(1000);
});
