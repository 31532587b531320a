/** The hard parts of a backup, each alone: COPY, circles of foreign keys, archives of many members. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveWriter } from '../../src/server/archive.ts';
import { ArchiveReader } from '../../src/server/archive-reading.ts';
import type { Manifest } from '../../src/server/backup-manifest.ts';
import { listTables } from '../../src/server/backup-tables.ts';
import { CopyIn, CopyOut } from '../../src/server/copy.ts';
import { openLog } from '../../src/server/log.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/server/postgres.ts';
import { loadRows } from '../../src/server/restore-rows.ts';

let home: string;
let server: EmbeddedPostgres;
let client: pg.Client;

beforeAll(async () => {
	home = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-rows-'));
	await fs.chmod(home, 0o755);
	server = await startEmbeddedPostgres({
		...{ dataDir: path.join(home, 'data'), password: 'secret', log: openLog('silent') },
		settings: { fsync: 'off' }
	});
	client = new pg.Client({ connectionString: server.ownerUrl });
	await client.connect();
}, 60_000);

beforeEach(async () => {
	await client.query('drop schema if exists public cascade; create schema public');
});

afterAll(async () => {
	await client?.end();
	await server?.stop();
	await fs.rm(home, { recursive: true, force: true });
});

describe('a table copied out and in', () => {
	it('is the same, whatever its values', async () => {
		await client.query(`
			create table public.one (id int, words text, bytes bytea, number numeric, real double precision, flags boolean[],
				texts text[], document jsonb, range daterange, span interval, instant timestamptz, words_found tsvector);
			insert into public.one values
				(1, '', '\\x', 'NaN', 'Infinity', '{}', '{}', 'null', 'empty', '-1 mon +2 days -03:04:05.6', '-infinity', ''),
				(2, null, null, null, null, null, null, null, null, null, null, null),
				(3, '\\.', '\\x00ff0a0d5c2e223b', 1e-30, 0.1, '{t,f,null}', array['', null, 'NULL', 'a"b', 'c,d', '{}', E'e\\nf'],
					'{"a": "\\u20ac", "b": [1e400]}', '[2013-01-01,)', '1 year', '2013-07-14 12:00:00.123456+02', to_tsvector('french', 'Les écoles d''Évry; "citées"')),
				(4, E'\\\\.\\n\\\\.\\r\\n"', repeat('x', 300000)::bytea, 0, '-0', null, null, '""', '(,)', '0', now(), null);
			create table public.single (value text);
			insert into public.single values (null), (''), ('\\.'), (E'\\n'), ('""'), (null);
			create table public.one_again (like public.one);
			create table public.single_again (like public.single)`);
		for (const name of ['one', 'single']) {
			const out = client.query(
				new CopyOut(`copy (select * from public.${name}) to stdout (format csv, delimiter ';', header)`)
			);
			const bytes: Uint8Array[] = [];
			for await (const chunk of out) bytes.push(chunk as Buffer);
			const into = client.query(
				new CopyIn(`copy public.${name}_again from stdin (format csv, delimiter ';', header match)`)
			);
			await pipeline(Readable.from(bytes), into);
			expect(into.rows).toBe(out.rows);
			const sum = async (table: string) =>
				(await client.query(`select count(*), md5(string_agg(t::text, '|' order by t::text)) from public.${table} t`))
					.rows[0];
			expect(await sum(`${name}_again`)).toEqual(await sum(name));
		}
	});

	it('streams: a slow reader does not fill the memory, and the connection serves again', async () => {
		const out = client.query(new CopyOut(`copy (select repeat('x', 1000) from generate_series(1, 100000)) to stdout`));
		let [most, size] = [0, 0];
		for await (const chunk of out) {
			size += (chunk as Buffer).length;
			most = Math.max(most, out.readableLength);
			if (size < 5_000_000) await new Promise((resolve) => setImmediate(resolve));
		}
		expect([size, out.rows]).toEqual([100_100_000, 100_000]);
		expect(most).toBeLessThan(2_000_000);
		expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
	});

	it('leaves nobody waiting when its reader gives up', async () => {
		const other = new pg.Client({ connectionString: server.ownerUrl });
		other.on('error', () => {});
		await other.connect();
		const out = other.query(new CopyOut(`copy (select repeat('x', 1000) from generate_series(1, 1000000)) to stdout`));
		const full = async (chunks: AsyncIterable<unknown>) => {
			for await (const _ of chunks) throw new Error('no space left');
		};
		await expect(pipeline(out, full)).rejects.toThrow(/no space left/);
		await expect(other.query('rollback')).rejects.toThrow();
		await other.end().catch(() => {});
	});

	it('fails with the sentence of PostgreSQL, at any moment, and the connection serves again', async () => {
		await client.query('create table public.strict (id int primary key, parent int references public.strict (id))');
		const copy = (rows: Iterable<string>) =>
			pipeline(Readable.from(rows), client.query(new CopyIn('copy public.strict from stdin (format csv)')));
		await expect(copy(['1,2\n'])).rejects.toThrow(/foreign key/);
		await expect(copy(['1,1\nx,1\n'])).rejects.toThrow(/invalid input syntax/);
		await expect(
			copy(
				(function* () {
					for (;;) yield '1,1,1\n'.repeat(10_000);
				})()
			)
		).rejects.toThrow(/extra data|line/);
		await expect(
			copy(
				(function* () {
					yield '1,1\n';
					throw new Error('the disk went away');
				})()
			)
		).rejects.toThrow(/disk went away/);
		await expect(copy([])).resolves.toBeUndefined();
		const absent = client.query(new CopyIn('copy public.absent from stdin'));
		await expect(pipeline(Readable.from(['1\n']), absent)).rejects.toThrow(/does not exist/);
		const broken = client.query(
			new CopyOut('copy (select 1 / (10000 - n) from generate_series(1, 10000) n) to stdout')
		);
		await expect(broken.toArray()).rejects.toThrow(/division by zero/);
		expect((await client.query('select count(*)::int as count from public.strict')).rows).toEqual([{ count: 0 }]);
	});
});

describe('tables that refer to each other', () => {
	const tables = `
		create table public.threads (id int primary key, answer_id int);
		create table public.posts (id int primary key, thread_id int not null references public.threads (id) on delete cascade);
		alter table public.threads add constraint threads_answer_fkey foreign key (answer_id) references public.posts (id) deferrable;
		create function public.count_it() returns trigger language plpgsql as 'begin raise exception ''a trigger ran''; end';
		create trigger plain before insert on public.posts for each row execute function public.count_it();
		create trigger silent before insert on public.posts for each row execute function public.count_it();
		create trigger insistent before insert on public.posts for each row execute function public.count_it();
		alter table public.posts disable trigger silent;
		alter table public.posts enable always trigger insistent`;

	/** An archive of these two tables, as a backup writes them. */
	async function archiveOf(csv: Record<string, string>): Promise<{ reader: ArchiveReader; manifest: Manifest }> {
		const file = path.join(home, 'tables.zip');
		const archive = await ArchiveWriter.create(file, new Date());
		const manifest = {
			format: 'palabre-backup',
			formatVersion: 1,
			madeAt: '',
			migrations: [],
			sequences: [],
			missing: [],
			damaged: []
		} as unknown as Manifest;
		manifest.members = [];
		for (const [name, text] of Object.entries(csv)) {
			const [header = '', ...rows] = text.split('\n');
			const member = await archive.add(`tables/public.${name}.csv`, Readable.from([Buffer.from(text)]), 'compressed');
			manifest.members.push({
				...member,
				rows: rows.length,
				table: { schema: 'public', name, columns: header.split(';') }
			});
		}
		await archive.finish();
		return { reader: await ArchiveReader.open(file), manifest };
	}
	const load = ({ reader, manifest }: Awaited<ReturnType<typeof archiveOf>>) =>
		loadRows(client, reader, manifest, { realSupabase: false }).finally(() => reader.close());

	it('come back whole, their keys and triggers as they were', async () => {
		await client.query(tables);
		const state = `select tgname, tgenabled::text from pg_trigger where not tgisinternal
			union all select conname, condeferrable::text || condeferred from pg_constraint where contype = 'f' order by 1`;
		const before = (await client.query(state)).rows;
		await load(await archiveOf({ threads: 'id;answer_id\n1;11\n2;', posts: 'id;thread_id\n10;1\n11;1' }));
		expect((await client.query('select * from public.threads order by id')).rows).toEqual([
			{ id: 1, answer_id: 11 },
			{ id: 2, answer_id: null }
		]);
		expect((await client.query(state)).rows).toEqual(before);
		expect(await listTables(client)).toHaveLength(2);
	});

	it('are refused when a row names one that is not there, and nothing stays', async () => {
		await client.query(tables);
		await client.query('insert into public.threads values (7, null)');
		const dangling = await archiveOf({ threads: 'id;answer_id\n1;99', posts: 'id;thread_id\n10;1' });
		await expect(load(dangling)).rejects.toThrow(/threads_answer_fkey/);
		expect((await client.query('select * from public.threads')).rows).toEqual([{ id: 7, answer_id: null }]);
	});

	it('are refused when a table or a column is not the one of that version', async () => {
		await client.query(tables);
		await expect(load(await archiveOf({ threads: 'id;answer_id' }))).rejects.toThrow(/no table public.posts/);
		await expect(load(await archiveOf({ threads: 'id', posts: 'id;thread_id' }))).rejects.toThrow(
			/columns of public.threads/
		);
		await expect(
			load(await archiveOf({ threads: 'id;answer_id', posts: 'id;thread_id', other: 'id' }))
		).rejects.toThrow(/public.other/);
	});
});

describe('an archive', () => {
	it('holds more members than 16 bits can count', async () => {
		const file = path.join(home, 'many.zip');
		const archive = await ArchiveWriter.create(file, new Date());
		for (let n = 0; n < 65_600; n++)
			await archive.add(`files/${n}`, Readable.from([Buffer.from([n & 0xff])]), 'stored');
		await archive.finish();
		const read = await ArchiveReader.open(file);
		expect(read.names).toHaveLength(65_600);
		for await (const chunk of read.read('files/65599')) expect(chunk).toEqual(Buffer.from([65_599 & 0xff]));
		await read.close();
	}, 60_000);
});
