/**
 * The demonstration network: `npm run demo` loads it once into an empty database; a second run keeps
 * what was done since; `-- --reset` starts over. It never touches a real network: it refuses to load
 * where there are people that it did not bring, and to erase data that it did not make.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import bcrypt from 'bcryptjs';
import postgres from 'postgres';
import { ConfigurationError, type Configuration } from '../lib/platform/config.server.ts';
import type { Runtime } from '../lib/platform/runtime.server.ts';
import {
	fileBytes,
	idOf,
	read,
	readDataset,
	type Dataset,
	type Organisation,
	type Persona,
	type Table
} from '../../supabase/demo/dataset.ts';
import { readLibrary } from '../../supabase/demo/documents/library.ts';
import { chatTables, conversationTables } from '../../supabase/demo/rows/chat.ts';
import { documentsOf, documentTables } from '../../supabase/demo/rows/documents.ts';
import { eventTables } from '../../supabase/demo/rows/events.ts';
import { fileTables, objectName } from '../../supabase/demo/rows/files.ts';
import { organisationTables, spaceTables, territoryRows, themeRows } from '../../supabase/demo/rows/network.ts';
import { demoPassword, personTables, roleOf } from '../../supabase/demo/rows/people.ts';
import { threadTables } from '../../supabase/demo/rows/threads.ts';
import { resourceTables } from '../../supabase/demo/rows/resources.ts';
import { FilesOnDisk } from './files-on-disk.ts';
import { lockDataDirectory } from './lock.ts';
import { openLog } from './log.ts';
import { clusterPlaces, stopSurvivor } from './postgres.ts';

/** Says that the data directory holds a demonstration, which may be erased. */
const mark = 'demonstration';
/** All that Palabre writes in a data directory; whatever else is there is somebody's, and stays. */
const written = [
	'files',
	'outbox',
	'exports',
	'postgres.log',
	'.initdb-password',
	'secrets.json.new',
	'secrets.json',
	mark
];

/** Erases the data of a demonstration. @throws ConfigurationError when they are not those of one. */
export async function reset(configuration: Configuration): Promise<void> {
	const { dataDir } = configuration;
	if (configuration.databaseUrl) {
		throw new ConfigurationError('DATABASE_URL is set: --reset only erases the embedded database of a demonstration.');
	}
	const release = await lockDataDirectory(dataDir);
	try {
		const clusters = await existing(clusterPlaces(dataDir));
		if (clusters.length && !(await existing([path.join(dataDir, mark)])).length) {
			throw new ConfigurationError(
				`${dataDir} does not hold a demonstration: nothing was erased. Choose another DATA_DIR, or delete it yourself.`
			);
		}
		for (const cluster of clusters) await stopSurvivor(cluster, openLog(configuration.logLevel));
		// The mark goes last: interrupted, the next reset goes on.
		const [inside, sheltered] = clusterPlaces(dataDir);
		await erase(inside, `${inside}.new`, path.dirname(sheltered));
		await erase(...written.map((name) => path.join(dataDir, name)));
	} finally {
		await release();
	}
}

async function existing(places: readonly string[]): Promise<string[]> {
	const found = await Promise.all(
		places.map((place) =>
			fs.access(place).then(
				() => [place],
				() => []
			)
		)
	);
	return found.flat();
}

async function erase(...places: string[]): Promise<void> {
	for (const place of places) await fs.rm(place, { recursive: true, force: true });
}

/** Loads the network, in one transaction. @throws ConfigurationError where there is another one. */
export async function load(runtime: Runtime): Promise<void> {
	const sql = postgres(runtime.database.ownerUrl, { max: 1, onnotice: () => {} });
	try {
		const state = await stateOf(sql);
		if (state === 'occupied') {
			throw new ConfigurationError(
				'This database already holds a network: the demonstration only loads into an empty one.'
			);
		}
		await fs.writeFile(
			path.join(runtime.configuration.dataDir, mark),
			'Loaded by npm run demo; npm run demo -- --reset erases it.\n'
		);
		if (state === 'loaded') return;
		const started = Date.now();
		const data = readDataset();
		// Bytes before rows: a row never promises a file that is not there.
		const metadata = await storeBytes(runtime, data);
		const passwordHash = await bcrypt.hash(demoPassword, 10);
		await sql.begin((transaction) => fill(transaction, data, metadata, passwordHash, new Date(started)));
		runtime.log.info({ milliseconds: Date.now() - started }, 'The demonstration network is loaded');
	} finally {
		await sql.end();
	}
}

async function stateOf(sql: postgres.Sql): Promise<'empty' | 'loaded' | 'occupied'> {
	const demoPeople = read<Persona[]>('personas.json').map(({ id }) => idOf('person', id));
	const [found] = await sql<{ ours: boolean; anybody: boolean }[]>`
		select exists (select from public.people where id = any (${demoPeople})) as ours,
			exists (select from public.people) or exists (select from public.organisations)
				or exists (select from public.resources) as anybody`;
	if (found?.ours) return 'loaded';
	return found?.anybody ? 'occupied' : 'empty';
}

async function storeBytes(runtime: Runtime, { files }: Dataset): Promise<Map<string, object>> {
	if (!runtime.filesDir) {
		throw new ConfigurationError('SUPABASE_URL is set: the demonstration loads with the embedded Supabase only.');
	}
	const storage = new FilesOnDisk(runtime.filesDir);
	const stored = new Map<string, object>();
	for (const file of files) {
		const answer = await storage.uploadObject(
			'files',
			objectName(file),
			undefined,
			fileBytes(file),
			file.mediaType,
			'no-cache'
		);
		stored.set(file.path, answer);
	}
	return stored;
}

async function fill(
	sql: postgres.TransactionSql,
	data: Dataset,
	metadata: Map<string, object>,
	passwordHash: string,
	now: Date
): Promise<void> {
	await insert(sql, territoryRows(data));
	await insert(
		sql,
		themeRows(data),
		sql`on conflict (code) do update set label_fr = excluded.label_fr, label_en = excluded.label_en, parent_code = excluded.parent_code`
	);
	const tables = [
		...organisationTables(data, now),
		...spaceTables(data, now),
		...personTables(data, passwordHash, now),
		...resourceTables(data, now),
		...fileTables(data, metadata),
		...threadTables(data, now),
		...chatTables(data, now),
		...conversationTables(data, now),
		...eventTables(data, now)
	];
	for (const table of tables) await insert(sql, table);
	await insertDocuments(sql, now);
	await dateJournal(sql);
	await dateDiscussions(sql);
	await orderJournal(sql);
	await tellNews(sql);
	await nameNetwork(sql);
}

/** One statement a table. PostgreSQL reads each value from JSON as its column's type, domains included. */
async function insert(sql: postgres.TransactionSql, table: Table, onConflict = sql``): Promise<void> {
	const [first] = table.rows;
	if (!first) return;
	const columns = Object.keys(first);
	await sql`
		insert into ${sql(table.name)} (${sql(columns)})
		select ${sql(columns)} from jsonb_populate_recordset(null::${sql(table.name)}, ${sql.json(table.rows as never)})
		${onConflict}`;
}

/** Rows of their text come with each document: what the data say of it replaces them. */
async function insertDocuments(sql: postgres.TransactionSql, now: Date): Promise<void> {
	const library = readLibrary();
	for (const table of documentTables(library, now)) {
		const kept = ['private.document_states', 'public.document_texts'].includes(table.name);
		if (kept) await sql`delete from ${sql(table.name)}`;
		await insert(sql, table);
	}
	for (const { id, status } of documentsOf(library)) {
		const document = idOf('document', id);
		if (status !== 'draft') await sql`update public.documents set status = 'in-review' where id = ${document}`;
		if (status === 'adopted')
			await sql`
				update public.documents set status = 'adopted',
					adopted_at = (select max(created_at) from public.document_versions where document_id = ${document})
				where id = ${document}`;
	}
	await dateDocuments(sql);
}

/** When each was opened, written and named, and by whom. */
async function dateDocuments(sql: postgres.TransactionSql): Promise<void> {
	await sql`
		update public.documents d set updated_at = v.at
		from (select document_id, max(created_at) as at from public.document_versions group by document_id) v
		where v.document_id = d.id`;
	await sql`
		update public.activity a set happened_at = d.created_at, actor_id = w.person_id
		from public.documents d join private.authorships w on w.object_kind = 'document' and w.object_id = d.id
		where a.object_kind = 'document' and a.object_id = d.id`;
	await sql`
		update public.activity a set happened_at = v.created_at, actor_id = h.person_id
		from public.document_versions v join private.document_version_hands h on h.version_id = v.id
		where a.object_kind = 'document' and a.verb = 'named' and a.object_id = v.document_id and v.name is not null`;
	await sql`
		insert into public.activity (actor_id, verb, object_kind, object_id, space_id, happened_at)
		select h.person_id, 'written', 'document', d.id, d.space_id, v.created_at
		from public.document_versions v
		join private.document_version_hands h on h.version_id = v.id
		join public.documents d on d.id = v.document_id`;
	await sql`
		update public.activity a set happened_at = d.updated_at from public.documents d
		where a.object_kind = 'document' and a.object_id = d.id and a.verb in ('in-review', 'adopted')`;
}

/** The journal tells when each record came and, where a role wrote it, who brought it; when each space was opened and joined. */
async function dateJournal(sql: postgres.TransactionSql): Promise<void> {
	await sql`
		update public.activity a set happened_at = r.created_at, actor_id = w.person_id
		from public.resources r left join private.authorships w on w.object_kind = 'resource' and w.object_id = r.id
		where a.object_kind = 'resource' and a.object_id = r.id`;
	await sql`
		update public.activity a set happened_at = e.created_at
		from public.events e where a.object_kind = 'event' and a.object_id = e.id`;
	await sql`
		update public.activity a set happened_at = s.created_at
		from public.spaces s where a.object_kind in ('space', 'organisation') and a.space_id = s.id`;
	await sql`
		update public.activity a set happened_at = m.since
		from public.space_members m where a.object_kind = 'person' and a.space_id = m.space_id and a.object_id = m.person_id`;
}

/** It is read by its numbers: they follow the time of what happened, not the order in which it was loaded. */
async function orderJournal(sql: postgres.TransactionSql): Promise<void> {
	await sql`
		create temporary table loaded_journal on commit drop as
		select n.id, a.actor_id, a.verb, a.object_kind, a.object_id, a.space_id, a.reason, a.happened_at
		from (select *, row_number() over (order by happened_at, id) as place from public.activity) a
		join (select id, row_number() over (order by id) as place from public.activity) n using (place)`;
	// Nobody is told of it, and no page changed. What waits for the end of the transaction is done first.
	await sql`set constraints all immediate`;
	await sql`alter table public.activity disable trigger user`;
	await sql`delete from public.activity`;
	await sql`
		insert into public.activity (id, actor_id, verb, object_kind, object_id, space_id, reason, happened_at)
		overriding system value select id, actor_id, verb, object_kind, object_id, space_id, reason, happened_at from loaded_journal`;
	await sql`alter table public.activity enable trigger user`;
}

/** When each was opened and what was said in it, by whom. */
async function dateDiscussions(sql: postgres.TransactionSql): Promise<void> {
	await sql`
		update public.activity a set happened_at = coalesce(p.created_at, t.created_at), actor_id = w.person_id
		from private.authorships w
		left join public.posts p on w.object_kind = 'post' and p.id = w.object_id
		left join public.threads t on w.object_kind = 'thread' and t.id = w.object_id
		where a.object_kind in ('thread', 'post') and w.object_kind = a.object_kind and w.object_id = a.object_id
			and a.verb in ('opened', 'replied')`;
}

/** What each account was told of the last three weeks, as it would have been; read after four days, and in no mail. */
async function tellNews(sql: postgres.TransactionSql): Promise<void> {
	await sql`
		select private.tell(fact.source, fact.id) from (
			select 'activity' as source, a.id::text, a.happened_at as at from public.activity a where a.actor_id is not null
			union all
			select 'chat_message', c.id::text, c.created_at from public.chat_messages c
		) fact where fact.at > now() - interval '3 weeks' order by fact.at`;
	await sql`
		update public.notifications n set told_at = told.at, settled_at = told.at
		from (
			select n.id, coalesce(a.happened_at, p.created_at, c.created_at) as at
			from public.notifications n
			left join public.activity a on n.fact = 'activity:' || a.id
			left join public.posts p on n.fact = 'post:' || p.id
			left join public.chat_messages c on n.fact = 'message:' || c.id
		) told where told.id = n.id`;
	await sql`update public.notifications set read_at = now() where told_at < now() - interval '4 days'`;
	// Telling queued them.
	await sql`select graphile_worker.remove_job('mail-at-once:' || id) from public.people`;
}

/** True of a machine at home: nobody is named who would answer for it. */
async function nameNetwork(sql: postgres.TransactionSql): Promise<void> {
	const network = {
		name: 'Réseau essonnien de coopération (démonstration)',
		tagline: 'Partager ce que nous faisons, ici et avec nos partenaires',
		introduction:
			'Ceci est une démonstration de Palabre. Les organisations et les notices décrivent des faits publics, pour la plupart de 1990 à 2017 ; les comptes sont des rôles, et leurs propos sont fictifs.',
		publisher: 'Réseau de démonstration',
		publisher_address: 'Cette démonstration n’est pas un site publié.',
		publication_director: 'Aucune personne : cette démonstration n’est pas un site publié.',
		host: 'Cet ordinateur',
		host_address: 'L’ordinateur qui exécute la démonstration.',
		contact_email: 'animation-reseau@example.org'
	};
	await sql`update public.network set ${sql(network)}`;
}

/** Where to go and who to be, in French: the demonstration's first words. */
export function announce(configuration: Configuration): void {
	const organisations = new Map(read<Organisation[]>('organisations.json').map(({ id, name }) => [id, name]));
	const personas = read<Persona[]>('personas.json');
	const width = Math.max(...personas.map(({ email }) => email.length));
	const accounts = personas.map(
		(persona) => `  ${persona.email.padEnd(width)}  ${roleOf(persona, organisations.get(persona.organisation) ?? '')}`
	);
	const lines = [
		'',
		`Palabre est prêt : ${configuration.origin}`,
		'',
		`Comptes de démonstration, tous avec le mot de passe « ${demoPassword} » :`,
		...accounts,
		'',
		'Les données restent d’un lancement à l’autre ; « npm run demo -- --reset » repart de zéro.',
		''
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}
