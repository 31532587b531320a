/** What must be true after each kill. Each check gives back what is broken, in sentences. */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import type { Post } from './client.ts';

type Acknowledged = Post & { slug: string };

/** The owner's address: the port changes at each start, and only the database's own file tells it. */
export async function ownerUrl(dataDir: string): Promise<string> {
	const { ownerPassword } = JSON.parse(await fs.readFile(path.join(dataDir, 'secrets.json'), 'utf8')) as {
		ownerPassword: string;
	};
	const port = (await fs.readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3]?.trim();
	return `postgres://postgres:${encodeURIComponent(ownerPassword)}@127.0.0.1:${port}/postgres`;
}

export async function asOwner<T>(dataDir: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
	const sql = postgres(await ownerUrl(dataDir), { max: 1, onnotice: () => {} });
	try {
		return await work(sql);
	} finally {
		await sql.end({ timeout: 5 });
	}
}

/** Everything acknowledged is there once and whole; nothing else of ours is there in part. */
export async function inDatabase(dataDir: string, posts: readonly Acknowledged[]): Promise<string[]> {
	return asOwner(dataDir, async (sql) => {
		const rows = await sql<
			{ id: string; title: string; status: string; themes: number; files: string[]; indexed: boolean }[]
		>`
			select r.id, r.title, r.status,
				(select count(*)::int from resource_themes t where t.resource_id = r.id) as themes,
				array(select f.sha256 from resource_files rf join files f on f.id = rf.file_id where rf.resource_id = r.id) as files,
				exists (select from private.search_entries e where e.object_kind = 'resource' and e.object_id = r.id) as indexed
			from resources r where r.title like 'Compte rendu titro%'`;
		const broken: string[] = [];
		for (const row of rows) {
			const whole = row.status === 'published' && row.themes === 1 && row.files.length === 1 && row.indexed;
			if (!whole) broken.push(`« ${row.title} » is half there: ${JSON.stringify(row)}`);
		}
		for (const post of posts) {
			const found = rows.filter((row) => row.title === post.title);
			if (found.length !== 1 || found[0]?.id !== post.id)
				broken.push(`« ${post.title} », acknowledged, is ${found.length} times in the database`);
			else if (found[0].files[0] !== post.file.sha256)
				broken.push(`« ${post.title} » has another file than the one sent`);
		}
		return broken;
	});
}

/** A row promises bytes: they are there, and they are those. */
export async function bytesOfRows(dataDir: string, checked: Set<string>): Promise<string[]> {
	const rows = await asOwner(
		dataDir,
		async (sql) => sql<{ id: string; sha256: string }[]>`select id, sha256 from files`
	);
	const broken: string[] = [];
	for (const { id, sha256 } of rows.filter((row) => !checked.has(row.id))) {
		const bytes = await fs.readFile(path.join(dataDir, 'files/files', id, 'original')).catch(() => null);
		if (bytes && sha256Of(bytes) === sha256) checked.add(id);
		else broken.push(`the file ${id} ${bytes ? 'has other bytes than its row says' : 'has a row and no bytes'}`);
	}
	return broken;
}

/** As a visitor reads it: its page, then its file. */
export async function onPages(origin: string, post: Acknowledged): Promise<string[]> {
	const answer = await fetch(`${origin}/ressources/${post.slug}`);
	const page = await answer.text();
	if (answer.status !== 200 || !page.includes(post.title))
		return [`/ressources/${post.slug} answers ${answer.status}${answer.ok ? ' without its title' : ''}`];
	const address = new RegExp(`/ressources/${post.slug}/fichiers/[0-9a-f-]{36}/[^"/?\\s]+`).exec(page)?.[0];
	if (!address) return [`/ressources/${post.slug} shows no file`];
	const file = await fetch(origin + address);
	const bytes = new Uint8Array(await file.arrayBuffer());
	return file.status === 200 && sha256Of(bytes) === post.file.sha256
		? []
		: [`${address} answers ${file.status} and other bytes than those sent`];
}

export async function searchFinds(origin: string, word: string, slug: string): Promise<boolean> {
	const answer = await fetch(`${origin}/ressources?q=${word}`);
	return answer.ok && (await answer.text()).includes(`/ressources/${slug}`);
}

/** Jobs of the killed process are taken up again, without anybody's help. */
export async function untilJobsDone(dataDir: string, milliseconds: number): Promise<string[]> {
	const deadline = Date.now() + milliseconds;
	return asOwner(dataDir, async (sql) => {
		for (;;) {
			const left = await sql<{ task: string; attempts: number; held: string | null; last_error: string | null }[]>`
				select task_identifier as task, attempts, locked_by as held, last_error from graphile_worker.jobs where task_identifier <> 'sweep-files'`;
			if (!left.length) return [];
			if (Date.now() > deadline)
				return [
					`${left.length} jobs were not done after ${milliseconds / 1000} s, for example ${JSON.stringify(left[0])}`
				];
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	});
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
