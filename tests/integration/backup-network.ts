/** A small network whose rows are hard to carry, and what is compared of it after a restoration. */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import type { Runtime } from '../../src/lib/platform/runtime.server.ts';
import { FilesOnDisk } from '../../src/server/files-on-disk.ts';

export interface Contents {
	/** By `schema.name`: rows, and the MD5 of the ordered rows. */
	tables: Record<string, { rows: number; md5: string }>;
	sequences: { name: string; last: string }[];
	jobs: object[];
	files: { name: string; sha256: string }[];
	/** Files that the storage's rows name. */
	objects: string[];
	outbox: { name: string; sha256: string }[];
}

const email = 'bondoufle@example.org';
const password = 'une très longue phrase';

/** Texts that a careless CSV loses. */
const nasty = [
	'« Guillemets » "doubles" et \'simples\'',
	'point;virgule, tabulation\tet retour\r\nde chariot\nlignes\n\n',
	'une ligne\n\\.\nqui finirait un COPY, et \\N \\\\ \\x41',
	'مرحبا بالعالم \u202Eretourné\u202C שלום',
	'👩🏽‍🌾 🇲🇱 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 e\u0301 \u200b\ufeff fin',
	'=HYPERLINK("https://example.org";"clic")',
	'NULL',
	' \u00a0 '
];

export async function populate(runtime: Runtime): Promise<void> {
	const sql = postgres(runtime.database.ownerUrl, { max: 1, onnotice: () => {} });
	try {
		const account = await signUp(runtime);
		await sql.begin(async (tx) => {
			await people(tx, account);
			await catalogue(tx);
			await journal(tx);
		});
		await files(sql, runtime);
	} finally {
		await sql.end();
	}
}

async function signUp(runtime: Runtime): Promise<string> {
	const response = await runtime.supabase.fetch(`${runtime.configuration.origin}/auth/v1/signup`, {
		method: 'POST',
		headers: { apikey: runtime.supabase.publishableKey, 'content-type': 'application/json' },
		body: JSON.stringify({ email, password })
	});
	const body = (await response.json()) as { user?: { id: string }; id?: string };
	return body.user?.id ?? body.id ?? '';
}

/** The status that the sign-in answers. */
export async function signIn(runtime: Runtime): Promise<number> {
	const sql = postgres(runtime.database.ownerUrl, { max: 1 });
	await sql`update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now())`;
	await sql.end();
	const response = await runtime.supabase.fetch(`${runtime.configuration.origin}/auth/v1/token?grant_type=password`, {
		method: 'POST',
		headers: { apikey: runtime.supabase.publishableKey, 'content-type': 'application/json' },
		body: JSON.stringify({ email, password })
	});
	return response.status;
}

async function people(tx: postgres.TransactionSql, account: string): Promise<void> {
	const [first] = await tx<{ id: string }[]>`
		insert into public.people (id, account_id, name, function, bio)
		values (${randomUUID()}, ${account}, 'Awa "la" Diarra', '', null) returning id`;
	await tx`insert into private.verified_accounts (account_id) values (${account})`;
	for (const text of nasty) {
		await tx`insert into public.people (id, name, bio, function) values (${randomUUID()}, ${`P ${text}`.slice(0, 60)}, ${text}, null)`;
	}
	// Enough for a restoration to last.
	await tx`insert into public.people (id, name, bio)
		select gen_random_uuid(), 'Membre ' || n, repeat('Une ligne; une "autre"' || chr(10), 12) from generate_series(1, 30000) n`;
	await tx`insert into auth.sessions (id, user_id) values (${randomUUID()}, ${account})`;
	// A circle that each table closes on itself, the child before its parent.
	await tx`insert into public.organisations (id, slug, name, kind_code, status, published_at)
		values ('00000000-0000-7000-8000-00000000000a', 'departement', 'Département', 'departement', 'published', now())`;
	await tx`insert into public.organisations (id, slug, name, kind_code, parent_id, summary, sensitivity)
		values ('00000000-0000-7000-8000-000000000001', 'service', 'Service', 'service', '00000000-0000-7000-8000-00000000000a', '', '{place,people}')`;
	await tx`insert into public.organisation_members values ('00000000-0000-7000-8000-00000000000a', ${first?.id ?? ''}, 'referent')`;
	await tx`insert into public.territories (code, name, kind, country, parent_code, latitude, longitude) values
		('mali', 'Mali', 'pays', 'ML', null, 0.1, -7.999999999999999), ('kayes', 'Kayes', 'region', 'ML', 'mali', null, null)`;
}

async function catalogue(tx: postgres.TransactionSql): Promise<void> {
	for (const [n, text] of nasty.entries()) {
		const id = randomUUID();
		await tx`insert into public.resources (id, slug, title, kind_code, licence_code, summary, description, keywords, status,
				date_text, date_precision, date_range, sensitivity, conditions)
			values (${id}, ${`ressource-${n}`}, ${`Titre ${text}`.slice(0, 100)}, 'bilan', 'cc-by', ${`Résumé ${text}`}, ${text},
				${[text, '', 'a,b', '{x}', '"']}, 'published', '2013', 'year', '[2013-01-01,2014-01-01)', '{place}', ${n % 2 ? '' : null})`;
		await tx`insert into public.resource_themes values (${id}, 'culture')`;
		await tx`insert into public.resource_territories (resource_id, territory_code) values (${id}, 'kayes')`;
		await tx`insert into public.resource_versions (resource_id, version, content)
			values (${id}, 100, ${tx.json({ text, nothing: null, list: [1.5, true, { deep: text }] })})`;
	}
	await tx`update public.licences set label_fr = 'Corrigée ici', meaning_en = '' where code = 'cc-by'`;
	await tx`delete from public.audiences where code = 'jeunes'`;
}

/** Its last number is given, then erased: a restoration must not give it again. */
async function journal(tx: postgres.TransactionSql): Promise<void> {
	await tx`update public.network set name = 'Réseau d’essai', tagline = 'un'`;
	await tx`insert into private.mails (id, kind, recipient, subject, body_text, body_html)
		values (${randomUUID()}, 'welcome', 'awa@example.org', 'Bienvenue', ${nasty.join('\n')}, null)`;
	await tx`select graphile_worker.add_job('later', ${JSON.stringify({ text: nasty })}::text::json, queue_name => 'one-by-one',
		run_at => '2030-01-01T00:00:00Z', max_attempts => 3, priority => -5, flags => array['heavy'])`;
	await tx`update graphile_worker._private_jobs set attempts = 2, last_error = 'Échec' where key is null`;
	await tx`update public.network set tagline = 'deux'`;
	await tx`delete from public.activity where id = (select max(id) from public.activity)`;
}

async function files(sql: postgres.Sql, runtime: Runtime): Promise<void> {
	const storage = new FilesOnDisk(runtime.filesDir ?? '');
	for (const size of [1, 70_000, 3_000_000]) {
		const id = randomUUID();
		const bytes = Buffer.alloc(size, createHash('sha512').update(String(size)).digest());
		const metadata = await storage.uploadObject(
			'files',
			`${id}/original`,
			undefined,
			bytes,
			'application/pdf',
			'no-cache'
		);
		await sql`insert into storage.objects (bucket_id, name, metadata)
			values ('files', ${`${id}/original`}, ${sql.json(metadata as never)})`;
		await sql`insert into public.files (id, name, media_type, size, sha256) values (${id}, ${`Pièce n° ${size}.pdf`},
			'application/pdf', ${size}, ${createHash('sha256').update(bytes).digest('hex')})`;
	}
	const outbox = path.join(runtime.configuration.dataDir, 'outbox');
	await fs.mkdir(outbox, { recursive: true });
	await fs.writeFile(path.join(outbox, 'lettre.eml'), nasty.join('\r\n'));
}

export async function contentsOf(runtime: Runtime): Promise<Contents> {
	const sql = postgres(runtime.database.ownerUrl, { max: 1 });
	try {
		const named = await sql<{ name: string }[]>`
			select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where n.nspname in ('public', 'private', 'auth', 'storage', 'supabase_migrations') and c.relkind = 'r'
				and n.nspname || '.' || c.relname not in ('auth.sessions', 'auth.refresh_tokens', 'auth.flow_state')
			order by 1`;
		const tables: Contents['tables'] = {};
		for (const { name } of named) {
			const [sum] = await sql<{ rows: number; md5: string }[]>`
				select count(*)::int as rows, md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as md5
				from ${sql(name)} t`;
			if (sum) tables[name] = { ...sum };
		}
		const sequences = await sql<{ name: string; last: string }[]>`
			select schemaname || '.' || sequencename as name, last_value::text as last from pg_sequences
			where schemaname in ('public', 'private') order by 1`;
		const jobs = await sql`
			select t.identifier, j.payload::text, q.queue_name, j.run_at, j.priority, j.attempts, j.max_attempts, j.key, j.flags
			from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
			left join graphile_worker._private_job_queues q on q.id = j.job_queue_id order by j.id`;
		const objects = await sql<
			{ name: string }[]
		>`select bucket_id || '/' || name as name from storage.objects order by 1`;
		return {
			...{ tables, sequences: [...sequences], jobs: [...jobs], objects: objects.map(({ name }) => name) },
			files: await digests(runtime.filesDir ?? ''),
			outbox: await digests(path.join(runtime.configuration.dataDir, 'outbox'))
		};
	} finally {
		await sql.end();
	}
}

async function digests(directory: string): Promise<{ name: string; sha256: string }[]> {
	const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
	const places = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
	return Promise.all(
		places.sort().map(async (place) => ({
			name: path.relative(directory, place),
			sha256: createHash('sha256')
				.update(await fs.readFile(place))
				.digest('hex')
		}))
	);
}
