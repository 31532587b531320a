/** Rows that tests make, as the owner: what is not said is filled, parents included. */
import { createHash } from 'node:crypto';
import { newId } from '../../src/lib/platform/ids';
import type { Sensitivity, Status, Visibility } from '../../src/lib/resources/resource';
import type { Person, World } from './world';

interface ContributorOptions {
	role: 'creator' | 'publisher' | 'funder';
	/** A name, or the id of an organisation. */
	name?: string;
	organisation?: string;
	isPerson?: boolean;
}

interface FileOptions {
	name?: string;
	mediaType?: string;
	/** What a job read in it. */
	text?: string;
	/** Widths of an image. */
	widths?: number[];
	broughtBy?: Person;
}

interface ResourceOptions {
	title?: string;
	slug?: string;
	summary?: string;
	description?: string;
	kind?: string;
	language?: string;
	keywords?: string[];
	year?: number;
	status?: Status;
	visibility?: Visibility;
	sensitivity?: Sensitivity[];
	organisation?: string;
	space?: string;
	author?: Person;
	themes?: string[];
	territories?: string[];
	contributors?: ContributorOptions[];
	files?: FileOptions[];
	readers?: Person[];
	publishedAt?: Date;
}

export interface MadeResource {
	id: string;
	slug: string;
	title: string;
	files: string[];
}

export async function aResource({ db }: World, options: ResourceOptions = {}): Promise<MadeResource> {
	const id = newId();
	const { title = 'Un bilan de jumelage', status = 'published', themes = ['jumelages'], author } = options;
	const slug = options.slug ?? `ressource-${id}`;
	const files: string[] = [];
	await db.owner.begin(async (sql) => {
		await sql`insert into resources ${sql({
			id,
			slug,
			title,
			summary: options.summary ?? 'Ce que nous avons fait, et ce qui a marché.',
			description: options.description ?? null,
			kind_code: options.kind ?? 'bilan',
			licence_code: 'cc-by',
			language: options.language ?? 'fr',
			keywords: options.keywords ?? [],
			...(options.year
				? {
						date_text: String(options.year),
						date_precision: 'year',
						date_range: `[${options.year}-01-01,${options.year + 1}-01-01)`
					}
				: {}),
			status,
			visibility: options.visibility ?? 'public',
			sensitivity: options.sensitivity ?? [],
			organisation_id: options.organisation ?? null,
			space_id: options.space ?? null,
			published_at: ['draft', 'proposed', 'to-correct'].includes(status) ? null : (options.publishedAt ?? new Date())
		})}`;
		if (author)
			await sql`insert into private.authorships ${sql({ object_kind: 'resource', object_id: id, person_id: author.id })}`;
		for (const theme_code of themes) await sql`insert into resource_themes ${sql({ resource_id: id, theme_code })}`;
		for (const territory_code of options.territories ?? [])
			await sql`insert into resource_territories ${sql({ resource_id: id, territory_code })}`;
		for (const [position, { role, name = null, organisation = null, isPerson = false }] of (
			options.contributors ?? []
		).entries()) {
			await sql`insert into resource_contributors ${sql({ id: newId(), resource_id: id, role, position, name, organisation_id: organisation, is_person: isPerson })}`;
		}
		for (const reader of options.readers ?? [])
			await sql`insert into resource_readers ${sql({ resource_id: id, person_id: reader.id })}`;
	});
	for (const file of options.files ?? [])
		files.push(await aFile({ db }, { ...(author ? { broughtBy: author } : {}), ...file }));
	for (const [position, file_id] of files.entries())
		await db.owner`insert into resource_files ${db.owner({ resource_id: id, file_id, position })}`;
	return { id, slug, title, files };
}

/** A file with its bytes' row in storage; attached to nothing. */
export async function aFile(
	{ db }: Pick<World, 'db'>,
	{ name = 'bilan.pdf', mediaType = 'application/pdf', text, widths = [], broughtBy }: FileOptions = {}
): Promise<string> {
	const id = newId();
	await db.owner.begin(async (sql) => {
		const sha256 = createHash('sha256').update(id).digest('hex');
		await sql`insert into files ${sql({ id, name, media_type: mediaType, size: 4, sha256 })}`;
		if (broughtBy)
			await sql`insert into private.authorships ${sql({ object_kind: 'file', object_id: id, person_id: broughtBy.id })}`;
		if (text) await sql`insert into file_texts ${sql({ file_id: id, content: text })}`;
		for (const width of widths)
			await sql`insert into file_variants ${sql({ file_id: id, width, format: 'webp', size: 2 })}`;
		await sql`insert into storage.objects ${sql({ bucket_id: 'files', name: `${id}/original` })}`;
	});
	return id;
}

interface OrganisationOptions {
	name?: string;
	acronym?: string;
	summary?: string;
	status?: 'draft' | 'proposed' | 'published' | 'archived' | 'withdrawn';
	visibility?: 'public' | 'reseau' | 'prive';
	sensitivity?: Sensitivity[];
	territory?: string;
	themes?: string[];
	formerNames?: string[];
	countries?: string[];
	referent?: Person;
}

export async function anOrganisation(
	{ db }: World,
	options: OrganisationOptions = {}
): Promise<{ id: string; slug: string; name: string }> {
	const id = newId();
	const { name = 'Association de jumelage', status = 'published' } = options;
	const slug = `organisation-${id}`;
	await db.owner.begin(async (sql) => {
		await sql`insert into organisations ${sql({
			id,
			slug,
			name,
			acronym: options.acronym ?? null,
			summary: options.summary ?? null,
			kind_code: 'association',
			territory_code: options.territory ?? null,
			status,
			visibility: options.visibility ?? 'public',
			sensitivity: options.sensitivity ?? [],
			published_at: status === 'draft' || status === 'proposed' ? null : new Date()
		})}`;
		for (const former of options.formerNames ?? [])
			await sql`insert into organisation_names ${sql({ id: newId(), organisation_id: id, name: former })}`;
		for (const theme_code of options.themes ?? [])
			await sql`insert into organisation_themes ${sql({ organisation_id: id, theme_code })}`;
		for (const country of options.countries ?? [])
			await sql`insert into organisation_countries ${sql({ organisation_id: id, country })}`;
		if (options.referent)
			await sql`insert into organisation_members ${sql({ organisation_id: id, person_id: options.referent.id, role: 'referent' })}`;
	});
	return { id, slug, name };
}

interface SpaceOptions {
	name?: string;
	purpose?: string;
	visibility?: 'public' | 'reseau' | 'espace';
	themes?: string[];
	territories?: string[];
	sensitivity?: Sensitivity[];
	archived?: boolean;
	organisations?: string[];
	members?: [person: Person, role: 'animateur' | 'decideur' | 'technique' | 'membre' | 'observateur'][];
}

export async function aSpace(
	{ db }: World,
	options: SpaceOptions = {}
): Promise<{ id: string; slug: string; name: string }> {
	const id = newId();
	const { name = 'Groupe de travail' } = options;
	const slug = `espace-${id}`;
	await db.owner.begin(async (sql) => {
		await sql`insert into spaces ${sql({ id, slug, name, kind_code: 'groupe-de-travail', visibility: options.visibility ?? 'espace', purpose: options.purpose ?? null, sensitivity: options.sensitivity ?? [], archived_at: options.archived ? new Date() : null })}`;
		for (const theme_code of options.themes ?? [])
			await sql`insert into space_themes ${sql({ space_id: id, theme_code })}`;
		for (const organisation_id of options.organisations ?? [])
			await sql`insert into space_organisations ${sql({ space_id: id, organisation_id })}`;
		for (const territory_code of options.territories ?? [])
			await sql`insert into space_territories ${sql({ space_id: id, territory_code })}`;
		for (const [person, role] of options.members ?? [])
			await sql`insert into space_members ${sql({ space_id: id, person_id: person.id, role })}`;
	});
	return { id, slug, name };
}

interface ThreadOptions {
	title?: string;
	space: string;
	author?: Person;
	pinned?: boolean;
	/** Why it is closed. */
	closed?: string;
	/** What was said in it, one after the other. */
	said?: { body?: string; author?: Person; at?: Date; withdrawn?: boolean }[];
}

/** A discussion with its posts, the first one by who opened it. */
export async function aThread(
	{ db }: World,
	{ title = 'Qui tient le stand samedi ?', space, author, pinned, closed, said = [{}] }: ThreadOptions
): Promise<{ id: string; title: string; posts: string[] }> {
	const id = newId();
	const posts: string[] = [];
	await db.owner.begin(async (sql) => {
		const wrote = async (object_kind: string, object_id: string, who: Person | undefined) => {
			if (who) await sql`insert into private.authorships ${sql({ object_kind, object_id, person_id: who.id })}`;
		};
		await sql`insert into threads ${sql({ id, title, space_id: space })}`;
		await wrote('thread', id, author);
		for (const { body = 'Il nous faut trois équipes.', author: who = author, at = new Date(), withdrawn } of said) {
			const post = newId();
			posts.push(post);
			await sql`insert into posts ${sql({ id: post, thread_id: id, body, created_at: at })}`;
			await wrote('post', post, who);
			if (withdrawn) await sql`update posts set withdrawn_at = now() where id = ${post}`;
		}
		if (pinned) await sql`update threads set pinned_at = now() where id = ${id}`;
		if (closed) await sql`update threads set closed_at = now(), closed_reason = ${closed} where id = ${id}`;
	});
	return { id, title, posts };
}

/** What the form of a report says, without who reports. */
export function reportValues(object: string): Record<string, unknown> {
	return {
		id: newId(),
		object_kind: 'resource',
		object_id: object,
		address: '/ressources/bilan',
		ground: 'error',
		explanation: 'La date du document est fausse.',
		reporter_name: 'Une lectrice',
		reporter_email: 'lectrice@example.org',
		good_faith: true
	};
}

/** @returns its id. */
export async function aMessage(
	{ db }: World,
	{ room, author, body = 'La salle est confirmée.' }: { room: string; author: Person; body?: string }
): Promise<string> {
	const id = newId();
	await db.owner`insert into chat_messages ${db.owner({ id, room_id: room, author_id: author.id, body })}`;
	return id;
}
/** Between these people. @returns the id of its room. */
export async function aConversation({ db }: World, people: Person[]): Promise<string> {
	const id = newId();
	await db.owner`insert into chat_rooms (id) values (${id})`;
	await db.owner`insert into private.opened_conversations (room_id, people) values (${id}, ${Math.max(2, people.length)})`;
	await db.owner`insert into chat_members ${db.owner(people.map((person) => ({ room_id: id, person_id: person.id })))}`;
	return id;
}

interface EventOptions {
	title?: string;
	status?: 'draft' | 'proposed' | 'to-correct' | 'published' | 'withdrawn';
	visibility?: 'public' | 'reseau' | 'espace' | 'organisation';
	situation?: 'scheduled' | 'moved-online' | 'postponed' | 'cancelled' | 'full';
	sensitivity?: Sensitivity[];
	organisation?: string;
	space?: string;
	author?: Person;
	timeZone?: string;
	/** Local times. */
	starts?: string;
	ends?: string;
	precision?: 'year' | 'month' | 'day' | 'hour';
	place?: string;
	territory?: string;
	themes?: string[];
	audiences?: string[];
	organisers?: string[];
	registration?: 'none' | 'open' | 'closed';
	capacity?: number;
}

export async function anEvent(
	{ db }: World,
	options: EventOptions = {}
): Promise<{ id: string; slug: string; title: string; occurrence: string }> {
	const [id, occurrence] = [newId(), newId()];
	const { title = 'Une rencontre', status = 'published', situation = 'scheduled', author } = options;
	const slug = `rendez-vous-${id}`;
	const starts_local = options.starts ?? '2026-11-15T18:30';
	await db.owner.begin(async (sql) => {
		await sql`insert into events ${sql({
			id,
			slug,
			title,
			summary: 'Ce que nous ferons ensemble.',
			kind_code: 'rencontre',
			time_zone: options.timeZone ?? 'Europe/Paris',
			status,
			situation,
			situation_reason: situation === 'cancelled' || situation === 'postponed' ? 'La salle est fermée.' : null,
			visibility: options.visibility ?? 'public',
			sensitivity: options.sensitivity ?? [],
			registration: options.registration ?? 'none',
			capacity: options.capacity ?? null,
			organisation_id: options.organisation ?? null,
			space_id: options.space ?? null,
			published_at: status === 'published' || status === 'withdrawn' ? new Date() : null
		})}`;
		if (author)
			await sql`insert into private.authorships ${sql({ object_kind: 'event', object_id: id, person_id: author.id })}`;
		await sql`insert into event_occurrences (id, event_id, starts_local, ends_local, precision)
			values (${occurrence}, ${id}, ${starts_local}::text::timestamp, ${options.ends ?? starts_local}::text::timestamp, ${options.precision ?? 'hour'})`;
		if (options.place || options.territory)
			await sql`insert into event_places ${sql({ event_id: id, name: options.place ?? null, territory_code: options.territory ?? null })}`;
		for (const theme_code of options.themes ?? [])
			await sql`insert into event_themes ${sql({ event_id: id, theme_code })}`;
		for (const audience_code of options.audiences ?? [])
			await sql`insert into event_audiences ${sql({ event_id: id, audience_code })}`;
		for (const organisation_id of options.organisers ?? [])
			await sql`insert into event_organisers ${sql({ event_id: id, organisation_id })}`;
	});
	return { id, slug, title, occurrence };
}

interface DocumentOptions {
	space: string;
	author?: Person;
	title?: string;
	readBy?: 'public' | 'reseau' | 'espace' | 'named';
	writtenBy?: 'espace' | 'named';
	status?: 'draft' | 'in-review' | 'adopted';
	/** Its readable form, as the job would have written it. */
	text?: string;
	/** Who is named, and whether they write. */
	people?: [Person, writes: boolean][];
}

/** @returns its id. */
export async function aDocument({ db }: World, options: DocumentOptions): Promise<string> {
	const { space, author, title = 'Compte rendu', readBy = 'espace', text = '' } = options;
	const { status = 'draft', writtenBy = readBy === 'named' ? 'named' : 'espace', people = [] } = options;
	const id = newId();
	await db.owner.begin(async (sql) => {
		await sql`insert into documents ${sql({ id, space_id: space, title, read_by: readBy, written_by: writtenBy })}`;
		if (author)
			await sql`insert into private.authorships ${sql({ object_kind: 'document', object_id: id, person_id: author.id })}`;
		for (const [person, writes] of people)
			await sql`insert into document_people ${sql({ document_id: id, person_id: person.id, writes })}`;
		const content = text ? [{ kind: 'paragraph', attributes: {}, children: [{ text, marks: {} }] }] : [];
		await sql`update document_texts set content = ${sql.json(content)}, markdown = ${text}, plain = ${text} where document_id = ${id}`;
		if (status !== 'draft') await sql`update documents set status = 'in-review' where id = ${id}`;
		if (status === 'adopted') await sql`update documents set status = 'adopted' where id = ${id}`;
	});
	return id;
}
