/**
 * Puts the rows of a backup back, in one transaction, on tables that the migrations just made.
 *
 * By what an owner may do, without a superuser: the triggers of the tables are switched off by name,
 * foreign keys stay on, parents come before children, and keys that make a circle wait for the end. So
 * the same way serves every grade, and a backup whose rows contradict each other is refused.
 */
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { ArchiveError } from './archive.ts';
import type { ArchiveReader } from './archive-reading.ts';
import {
	isTable,
	jobsName,
	type BackupMember,
	type BackupTable,
	type Manifest,
	type Sequence
} from './backup-manifest.ts';
import {
	byteOrderMark,
	columnList,
	csvOptions,
	fullName,
	inOrder,
	isOurs,
	jobColumns,
	listForeignKeys,
	listTables,
	plainSettings,
	quoted,
	quotedName,
	type ForeignKey,
	type Table
} from './backup-tables.ts';
import { CopyIn } from './copy.ts';

interface Options {
	/** Onto a real Supabase: its Storage API made the rows of files when it took them. */
	realSupabase: boolean;
}

/** A table of the archive, and the same one here. */
interface Load extends Table {
	member: BackupTable;
}

export async function loadRows(
	client: pg.Client,
	archive: ArchiveReader,
	manifest: Manifest,
	options: Options
): Promise<void> {
	await client.query(`begin; ${plainSettings}`);
	try {
		const keys = await listForeignKeys(client);
		const loads = inOrder(matchTables(manifest, await listTables(client), options), keys);
		const switchOn = await switchTriggersOff(client, loads);
		const settle = await deferCircles(client, loads, keys);
		// What the migrations put there (terms, settings) is also in the backup, as the network changed it.
		for (const load of loads.toReversed()) await client.query(`delete from ${quotedName(load)}`);
		for (const load of loads) await loadTable(client, archive, load);
		if (options.realSupabase) await suitRealAuth(client, loads);
		await settle();
		await switchOn();
		await setSequences(client, manifest.sequences);
		await queueJobs(client, archive, manifest.members);
		await client.query('commit');
	} catch (error) {
		await client.query('rollback').catch(() => {});
		throw error;
	}
}

function matchTables(manifest: Manifest, here: Table[], options: Options): Load[] {
	const found = new Map(here.map((table) => [fullName(table), table]));
	const loads: Load[] = [];
	for (const member of manifest.members.filter(isTable)) {
		if (member.table.schema === 'storage' && options.realSupabase) continue;
		const table = found.get(fullName(member.table));
		if (table) loads.push({ ...table, member });
		// Supabase's own tables come and go with its versions; ours are the migrations'.
		else if (isOurs(member.table))
			throw new ArchiveError(`This release does not make the table ${fullName(member.table)}.`);
	}
	const given = new Set(loads.map(fullName));
	const absent = here.find((table) => isOurs(table) && !given.has(fullName(table)));
	if (absent) throw new ArchiveError(`The backup has no table ${fullName(absent)}, which its version has.`);
	return loads;
}

/** @returns what switches the same ones on again, as they were. */
async function switchTriggersOff(client: pg.Client, loads: Load[]): Promise<() => Promise<void>> {
	const { rows } = await client.query<{ place: string; name: string; mode: string }>(
		`select format('%I.%I', n.nspname, c.relname) as place, format('%I', t.tgname) as name,
			case t.tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end as mode
		from pg_catalog.pg_trigger t
		join pg_catalog.pg_class c on c.oid = t.tgrelid
		join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where not t.tgisinternal and t.tgenabled <> 'D' and t.tgparentid = 0
			and n.nspname || '.' || c.relname = any ($1) and pg_has_role(c.relowner, 'usage')`,
		[loads.map(fullName)]
	);
	for (const { place, name } of rows) await client.query(`alter table ${place} disable trigger ${name}`);
	return async () => {
		for (const { place, name, mode } of rows) await client.query(`alter table ${place} enable ${mode} trigger ${name}`);
	};
}

/** Keys to a table that is loaded later are checked at the end. @returns what checks and restores them. */
async function deferCircles(client: pg.Client, loads: Load[], keys: ForeignKey[]): Promise<() => Promise<void>> {
	const position = new Map(loads.map((load, n) => [fullName(load), n]));
	const forward = keys.filter((key) => {
		const [child, parent] = [position.get(key.child), position.get(key.parent)];
		return child !== undefined && parent !== undefined && parent > child;
	});
	const alter = (key: ForeignKey, deferrability: string) => {
		const [schema = '', ...name] = key.child.split('.');
		const table = quotedName({ schema, name: name.join('.') });
		return client.query(`alter table ${table} alter constraint ${quoted(key.name)} ${deferrability}`);
	};
	for (const key of forward) await alter(key, 'deferrable initially deferred');
	return async () => {
		await client.query('set constraints all immediate');
		for (const key of forward) await alter(key, key.deferrability);
	};
}

async function loadTable(client: pg.Client, archive: ArchiveReader, load: Load): Promise<void> {
	const { columns } = load.member.table;
	const unknown = columns.filter((column) => !load.columns.includes(column));
	if (isOurs(load) && (unknown.length || columns.length !== load.columns.length)) {
		throw new ArchiveError(`The columns of ${fullName(load)} are not those that its version has.`);
	}
	try {
		if (unknown.length) await loadKnownColumns(client, archive, load);
		else await copyIn(client, archive, load.member, quotedName(load), columns);
	} catch (cause) {
		if (cause instanceof ArchiveError || (cause as Error).name === 'AbortError') throw cause;
		throw new ArchiveError(
			`${load.member.path} could not be loaded: ${(cause as Error).message}. No row was restored.`,
			{ cause }
		);
	}
}

async function copyIn(
	client: pg.Client,
	archive: ArchiveReader,
	member: BackupMember,
	target: string,
	columns: string[]
): Promise<void> {
	const sink = client.query(
		new CopyIn(`copy ${target} (${columnList(columns)}) from stdin (${csvOptions}, header match)`)
	);
	await pipeline(withoutMark(archive.readVerified(member)), sink);
	if (sink.rows !== member.rows)
		throw new ArchiveError(`${member.path} gave ${sink.rows} rows instead of ${member.rows}.`);
}

/** Columns that this Supabase does not have stay in the archive. */
async function loadKnownColumns(client: pg.Client, archive: ArchiveReader, load: Load): Promise<void> {
	const { columns } = load.member.table;
	const known = columns.filter((column) => load.columns.includes(column));
	const { rows: types } = await client.query<{ name: string; type: string }>(
		`select attname as name, format_type(atttypid, atttypmod) as type from pg_catalog.pg_attribute
		where attrelid = $1::regclass and attname = any ($2)`,
		[quotedName(load), known]
	);
	const typeOf = new Map(types.map(({ name, type }) => [name, type]));
	await client.query(`create temp table incoming (${columns.map((column) => `${quoted(column)} text`).join(', ')})`);
	await copyIn(client, archive, load.member, 'pg_temp.incoming', columns);
	await client.query(
		`insert into ${quotedName(load)} (${columnList(known)}) overriding system value
		select ${known.map((column) => `${quoted(column)}::${typeOf.get(column)}`).join(', ')} from pg_temp.incoming`
	);
	await client.query('drop table pg_temp.incoming');
}

/**
 * Supabase Auth finds nobody whose `instance_id` is null, and fails on null tokens (supabase/auth#1940);
 * the embedded one has no such column, and leaves its tokens null.
 */
async function suitRealAuth(client: pg.Client, loads: Load[]): Promise<void> {
	const users = loads.find((load) => fullName(load) === 'auth.users');
	const values: Record<string, string> = {
		instance_id: `'00000000-0000-0000-0000-000000000000'`,
		...{ confirmation_token: `''`, recovery_token: `''`, email_change: `''` },
		...{ email_change_token_new: `''`, email_change_token_current: `''`, phone_change: `''`, phone_change_token: `''` },
		reauthentication_token: `''`
	};
	const columns = Object.keys(values).filter((column) => users?.columns.includes(column));
	if (!columns.length) return;
	await client.query(
		`update auth.users set ${columns.map((column) => `${column} = coalesce(${column}, ${values[column]})`).join(', ')}`
	);
}

async function* withoutMark(csv: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let start: Buffer | undefined = Buffer.alloc(0);
	for await (const chunk of csv) {
		if (!start) yield chunk;
		else {
			start = Buffer.concat([start, chunk]);
			if (start.length < byteOrderMark.length) continue;
			const marked = start.subarray(0, byteOrderMark.length).equals(byteOrderMark);
			yield marked ? start.subarray(byteOrderMark.length) : start;
			start = undefined;
		}
	}
	if (start?.length) yield start;
}

async function setSequences(client: pg.Client, sequences: Sequence[]): Promise<void> {
	for (const sequence of sequences) {
		await client.query(`select setval(to_regclass($1), $2) where to_regclass($1) is not null`, [
			quotedName(sequence),
			sequence.lastValue
		]);
	}
}

/** By graphile-worker's public functions: see `waitingJobs`. */
async function queueJobs(client: pg.Client, archive: ArchiveReader, members: BackupMember[]): Promise<void> {
	const jobs = members.find((member) => member.path === jobsName);
	if (!jobs) return;
	await client.query(
		`create temp table jobs (position bigint generated always as identity, ${jobColumns.join(', ')}) on commit drop`
	);
	await copyIn(
		client,
		archive,
		jobs,
		'pg_temp.jobs',
		jobColumns.map((column) => column.split(' ')[0] ?? '')
	);
	await client.query(`
		do $$
		declare
			job record;
			added bigint;
		begin
			perform graphile_worker.complete_jobs(array(select id from graphile_worker.jobs));
			for job in select * from pg_temp.jobs order by position loop
				select id into added from graphile_worker.add_job(
					job.task, job.payload, queue_name => job.queue, run_at => job.run_at, max_attempts => job.max_attempts,
					job_key => job.job_key, priority => job.priority,
					flags => case when job.flags is not null then array(select jsonb_object_keys(job.flags)) end
				);
				if job.attempts > 0 then
					perform graphile_worker.reschedule_jobs(array[added], attempts => job.attempts);
				end if;
			end loop;
		end
		$$`);
}
