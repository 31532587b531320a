/**
 * Which tables a backup holds, and how a row is written: one CSV a table, in UTF-8 with a byte order
 * mark and semicolons, as every CSV of Palabre, so that it opens in a spreadsheet; NULL is nothing, an
 * empty text is `""`.
 *
 * Derived tables (search, lineage of territories) are in it like the others: what a restoration
 * rebuilds would depend on the functions of the release that restores (docs/decisions/0002).
 */
import type pg from 'pg';
import type { Sequence } from './backup-manifest.ts';

/** Tables that are all ours: what they hold must come back to the last column. */
const ours = ['public', 'private'];
/** Supabase's, whose columns differ between the embedded one and a hosted one. */
const supabases = ['auth', 'storage', 'supabase_migrations'];
const schemas = [...ours, ...supabases];

/**
 * Left out. What a session is made of: an archive must open no account, and people sign in again.
 * And Supabase's own version tables, which say nothing of the network.
 */
const leftOut = [
	'auth.sessions',
	'auth.refresh_tokens',
	'auth.flow_state',
	'auth.one_time_tokens',
	'auth.mfa_amr_claims',
	'auth.mfa_challenges',
	'auth.saml_relay_states',
	'auth.oauth_authorizations',
	'auth.oauth_client_states',
	'auth.webauthn_challenges',
	'auth.schema_migrations',
	'storage.migrations',
	'storage.s3_multipart_uploads',
	'storage.s3_multipart_uploads_parts'
];

export interface Table {
	schema: string;
	name: string;
	/** Without those that PostgreSQL generates from the others. */
	columns: string[];
}

export interface ForeignKey {
	name: string;
	/** `schema.name` of the table that refers, and of the one that it refers to. */
	child: string;
	parent: string;
	/** As the migrations made it, in the words of `alter constraint`. */
	deferrability: string;
}

export const isOurs = (table: { schema: string }) => ours.includes(table.schema);
export const fullName = (table: { schema: string; name: string }) => `${table.schema}.${table.name}`;
export const quoted = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;
export const quotedName = (table: { schema: string; name: string }) => `${quoted(table.schema)}.${quoted(table.name)}`;
export const columnList = (columns: string[]) => columns.map(quoted).join(', ');

/** The same text for the same value on every server, and nothing found by the search path. */
export const plainSettings = `
	set local search_path = '';
	set local timezone = 'UTC';
	set local datestyle = 'ISO, YMD';
	set local intervalstyle = 'postgres';
	set local bytea_output = 'hex';
	set local extra_float_digits = 1;
	set local client_encoding = 'UTF8';
	set local statement_timeout = 0;
	set local lock_timeout = 0;
	set local idle_in_transaction_session_timeout = 0;`;

export const csvOptions = `format csv, delimiter ';'`;
export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const wantedTables = `
	n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
	and n.nspname || '.' || c.relname <> all ($2)
	and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

export async function listTables(client: pg.Client): Promise<Table[]> {
	const { rows } = await client.query<Table>(
		`select n.nspname as schema, c.relname as name, (
			select array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
			where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
		) as columns
		from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where ${wantedTables} order by 1, 2`,
		[schemas, leftOut]
	);
	return rows.filter((table) => table.columns?.length);
}

/** The counters of those tables (identity and serial columns). */
export async function listSequences(client: pg.Client): Promise<Sequence[]> {
	const { rows } = await client.query<Sequence>(
		`select s.schemaname as schema, s.sequencename as name, s.last_value::text as "lastValue"
		from pg_catalog.pg_sequences s
		where s.last_value is not null and exists (
			select from pg_catalog.pg_depend d
			join pg_catalog.pg_class c on c.oid = d.refobjid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where d.classid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i')
				and d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass and ${wantedTables}
		) order by 1, 2`,
		[schemas, leftOut]
	);
	return rows;
}

export async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
	const { rows } = await client.query<ForeignKey>(
		`select k.conname as name,
			(select n.nspname || '.' || c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = k.conrelid) as child,
			(select n.nspname || '.' || c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = k.confrelid) as parent,
			case when not k.condeferrable then 'not deferrable'
				when k.condeferred then 'deferrable initially deferred' else 'deferrable initially immediate' end as deferrability
		from pg_catalog.pg_constraint k where k.contype = 'f' and k.conrelid <> k.confrelid and k.conparentid = 0
		order by 1, 2`
	);
	return rows;
}

/** Parents first; where tables refer to each other in a circle, some come before their parent. */
export function inOrder<T extends { schema: string; name: string }>(tables: T[], keys: ForeignKey[]): T[] {
	const byName = new Map(tables.map((table) => [fullName(table), table]));
	const placed = new Set<string>();
	const ordered: T[] = [];
	const place = (name: string) => {
		const table = byName.get(name);
		if (!table || placed.has(name)) return;
		placed.add(name);
		for (const key of keys) if (key.child === name) place(key.parent);
		ordered.push(table);
	};
	for (const name of [...byName.keys()].sort()) place(name);
	return ordered;
}

/**
 * Jobs that wait, by the words of graphile-worker's public functions rather than by its private tables,
 * whose shape and ids belong to its version. Its public view has no payload: hence this one join. The
 * attempt of a job that runs right now is not counted: on the restored network it did not end.
 */
export const waitingJobs = `
	select t.identifier as task, j.payload, q.queue_name as queue, j.run_at, j.priority,
		greatest(case when j.locked_at is null then j.attempts else j.attempts - 1 end, 0) as attempts,
		j.max_attempts, j.key as job_key, j.flags, j.last_error
	from graphile_worker._private_jobs j
	join graphile_worker._private_tasks t on t.id = j.task_id
	left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
	order by j.id`;
export const jobColumns = [
	'task text',
	'payload json',
	'queue text',
	'run_at timestamptz',
	'priority integer',
	'attempts integer',
	'max_attempts integer',
	'job_key text',
	'flags jsonb',
	'last_error text'
];
