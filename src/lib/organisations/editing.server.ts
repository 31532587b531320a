/**
 * Writing the sheet of an organisation: what a form says becomes rows, in one transaction. Who may do
 * what is decided by the database; nothing is written over what somebody else wrote meanwhile.
 */
import { sql } from 'kysely';
import { giveReason, type Database } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import { slugOf } from '$lib/platform/slugs';
import { named, type Named } from './naming.server';
import { pages, type OrganisationStatus } from './organisation';
import type { ProposalValues, SheetValues } from './schema';
import { writtenFields, type Written } from './written';

export interface Conflict {
	/** The version to send next, once what changed was seen. */
	version: number;
	/** Fields that somebody else changed meanwhile, with what they say now. */
	theirs: Written;
}
export type Revised = { slug: string } | { conflict: Conflict } | { problems: Record<string, string> };
/** What the form of a sheet holds, and whether the viewer may say where its contact form writes. */
export type Sheet = SheetValues & { slug: string; status: OrganisationStatus; manages: boolean };

/** A member proposes an organisation that is not there. @returns its address. */
export async function propose(db: Database, values: ProposalValues): Promise<string | undefined> {
	await db
		.insertInto('organisations')
		.values({
			id: values.id,
			slug: await freeSlug(db, values.name, values.id),
			status: 'proposed',
			sensitivity: values.sensitivity,
			...essentials(values)
		})
		// Neither RETURNING nor the column of the conflict: both read the row, which its author may not read yet.
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const row = await db.selectFrom('organisations').select('slug').where('id', '=', values.id).executeTakeFirst();
	return row?.slug;
}

/** @param was what the form showed first: a conflict names only what has changed since. */
export async function revise(db: Database, values: SheetValues, was: Written | null): Promise<Revised | null> {
	const current = await valuesOf(db, values.id);
	if (!current) return null;
	const conflict = (version: number): Revised => ({
		conflict: { version, theirs: differences(writtenFields(values), writtenFields(current), was) }
	});
	if (values.version !== current.version) return conflict(current.version);
	const others = await named(db, values, current);
	if ('problems' in others) return others;
	const slug =
		current.status === 'draft' || current.status === 'proposed'
			? await freeSlug(db, values.name, values.id)
			: current.slug;
	const updated = await db
		.updateTable('organisations')
		.set({
			slug,
			// A whole that the viewer does not see stays.
			...(values.parent === current.parent ? {} : { parent_id: others.parent }),
			...essentials(values),
			...columns(values)
		})
		.where('id', '=', values.id)
		.where('version', '=', values.version)
		.executeTakeFirst();
	// Between the two statements: rare, and the next try shows it.
	if (!updated.numUpdatedRows) return conflict(values.version);
	await writeParts(db, values, others);
	if (current.manages) await writeContact(db, values);
	return { slug };
}

/** Validated, archived, withdrawn: the network says so, and why. @returns whether there was a sheet to decide about. */
export async function decide(db: Database, id: string, status: OrganisationStatus, reason?: string): Promise<boolean> {
	if (reason) await giveReason(db, reason);
	const done = await db.updateTable('organisations').set({ status }).where('id', '=', id).executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** The network says what it is and where, and so that it is. */
export async function validate(
	db: Database,
	id: string,
	as: { kind: string; territory?: string | undefined }
): Promise<boolean> {
	const done = await db
		.updateTable('organisations')
		.set({ status: 'published', kind_code: as.kind, territory_code: as.territory ?? null })
		.where('id', '=', id)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** @param logo a picture that the viewer brought, with its words; null takes it away. */
export async function setLogo(
	db: Database,
	slug: string,
	logo: { file: string; alternative: string } | null
): Promise<boolean> {
	const done = await db
		.updateTable('organisations')
		.set({ logo_file_id: logo?.file ?? null, logo_alternative: logo?.alternative ?? null })
		.where('slug', '=', slug)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** Other words for the same picture. */
export async function describeLogo(db: Database, slug: string, alternative: string): Promise<boolean> {
	const done = await db
		.updateTable('organisations')
		.set({ logo_alternative: alternative })
		.where('slug', '=', slug)
		.where('logo_file_id', 'is not', null)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** « Ces informations sont à jour. » The day is that of the database. */
export async function confirm(db: Database, slug: string): Promise<boolean> {
	const done = await db
		.updateTable('organisations')
		.set({ confirmed_on: sql<Date>`current_date` })
		.where('slug', '=', slug)
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

async function freeSlug(db: Database, name: string, id: string): Promise<string> {
	const { rows } = await sql<{ slug: string }>`
		select private.free_organisation_slug(${slugOf(name, pages)}, ${id}) as slug`.execute(db);
	return rows[0]?.slug ?? id;
}

function essentials(values: ProposalValues | SheetValues) {
	return {
		name: values.name,
		acronym: values.acronym ?? null,
		kind_code: values.kind,
		territory_code: values.territory ?? null,
		summary: values.summary ?? null,
		website: values.website ?? null,
		rna: values.rna ?? null,
		siren: values.siren ?? null
	};
}

function columns(values: SheetValues) {
	return {
		description: values.description ?? null,
		legal_form: values.legalForm ?? null,
		languages: values.languages,
		offers: values.offers ?? null,
		needs: values.needs ?? null,
		contact_function: values.contactFunction ?? null,
		president_function: values.presidentFunction ?? null,
		twinning_activity: values.activity ?? null,
		visibility: values.visibility,
		sensitivity: values.sensitivity
	};
}

/** Lists are written as a whole; links to other sheets only where they change, since adding one asks for more. */
async function writeParts(db: Database, values: SheetValues, others: Named): Promise<void> {
	const { id } = values;
	await sql`delete from organisation_themes where organisation_id = ${id}`.execute(db);
	await sql`insert into organisation_themes select ${id}, unnest(${values.themes}::text[])`.execute(db);
	await sql`delete from organisation_audiences where organisation_id = ${id}`.execute(db);
	await sql`insert into organisation_audiences select ${id}, unnest(${values.audiences}::text[])`.execute(db);
	await sql`delete from organisation_countries where organisation_id = ${id}`.execute(db);
	await sql`insert into organisation_countries select distinct ${id}::uuid, unnest(${values.countries}::text[])`.execute(
		db
	);
	await sql`delete from organisation_names where organisation_id = ${id}`.execute(db);
	if (values.names.length) {
		const names = values.names.map(({ name, from, to }) => ({
			id: newId(),
			organisation_id: id,
			name,
			valid_from: from ?? null,
			valid_to: to ?? null
		}));
		await db.insertInto('organisation_names').values(names).execute();
	}
	await sql`delete from organisation_twinnings where organisation_id = ${id}`.execute(db);
	if (values.twinnings.length) {
		const twinnings = values.twinnings.map(({ town, country, on, language }) => ({
			id: newId(),
			organisation_id: id,
			town,
			country: country ?? null,
			sworn_on: on ?? null,
			language: language ?? null
		}));
		await db.insertInto('organisation_twinnings').values(twinnings).execute();
	}
	await writeLinks(db, id, others);
}

async function writeLinks(db: Database, id: string, { networks, successions }: Named): Promise<void> {
	await sql`delete from organisation_networks where organisation_id = ${id} and not network_id = any (${networks}::uuid[])`.execute(
		db
	);
	await sql`insert into organisation_networks select ${id}, unnest(${networks}::uuid[]) on conflict do nothing`.execute(
		db
	);
	const kept = successions.filter(({ isNew }) => !isNew).map((succession) => succession.id);
	await sql`delete from organisation_successions where successor_id = ${id} and not predecessor_id = any (${kept}::uuid[])`.execute(
		db
	);
	const added = successions.filter(({ isNew }) => isNew);
	if (!added.length) return;
	await db
		.insertInto('organisation_successions')
		.values(added.map((one) => ({ successor_id: id, predecessor_id: one.id, happened_on: one.on ?? null })))
		.execute();
}

async function writeContact(db: Database, { id, contactEmail }: SheetValues): Promise<void> {
	if (contactEmail) {
		await sql`insert into organisation_contacts (organisation_id, email) values (${id}, ${contactEmail})
			on conflict (organisation_id) do update set email = excluded.email`.execute(db);
	} else await db.deleteFrom('organisation_contacts').where('organisation_id', '=', id).execute();
}

/** What the form would show now, for who may write it: to fill it, and to compare when two people write. */
export async function valuesOf(db: Database, key: string): Promise<Sheet | null> {
	const found = /^[0-9a-f-]{36}$/.test(key) ? sql`(o.id = ${key}::uuid)` : sql`o.slug = ${key}`;
	const { rows } = await sql<{ values: Sheet }>`
		select jsonb_strip_nulls(jsonb_build_object(
			'id', o.id, 'version', o.version, 'slug', o.slug, 'status', o.status, 'manages', private.manages_organisation(o.id),
			'name', o.name, 'acronym', o.acronym, 'kind', o.kind_code, 'summary', o.summary, 'description', o.description,
			'website', o.website, 'rna', o.rna, 'siren', o.siren, 'legalForm', o.legal_form, 'languages', o.languages,
			'offers', o.offers, 'needs', o.needs, 'contactFunction', o.contact_function, 'presidentFunction', o.president_function,
			'activity', o.twinning_activity, 'visibility', o.visibility, 'sensitivity', o.sensitivity,
			'territory', coalesce((select x.territory_code from organisation_places x where x.organisation_id = o.id), o.territory_code),
			'contactEmail', (select x.email from organisation_contacts x where x.organisation_id = o.id),
			'parent', (select p.name from organisations p where p.id = o.parent_id),
			'themes', coalesce((select jsonb_agg(x.theme_code order by x.theme_code) from organisation_themes x where x.organisation_id = o.id), '[]'),
			'audiences', coalesce((select jsonb_agg(x.audience_code order by x.audience_code) from organisation_audiences x where x.organisation_id = o.id), '[]'),
			'countries', coalesce((select jsonb_agg(x.country order by x.country) from organisation_countries x where x.organisation_id = o.id), '[]'),
			'networks', coalesce((select jsonb_agg(n.name order by private.fold(n.name)) from organisation_networks x join organisations n on n.id = x.network_id where x.organisation_id = o.id), '[]'),
			'names', coalesce((select jsonb_agg(jsonb_build_object('name', x.name, 'from', x.valid_from, 'to', x.valid_to) order by coalesce(x.valid_from, x.valid_to), x.name) from organisation_names x where x.organisation_id = o.id), '[]'),
			'successions', coalesce((select jsonb_agg(jsonb_build_object('name', p.name, 'on', x.happened_on) order by x.happened_on, p.name) from organisation_successions x join organisations p on p.id = x.predecessor_id where x.successor_id = o.id), '[]'),
			'twinnings', coalesce((select jsonb_agg(jsonb_build_object('town', x.town, 'country', x.country, 'on', x.sworn_on, 'language', x.language) order by x.sworn_on, x.town) from organisation_twinnings x where x.organisation_id = o.id), '[]')
		)) as values
		from organisations o where ${found} and private.writes_organisation(o.id)`.execute(db);
	return rows[0]?.values ?? null;
}

/** Fields that are not what they were when the form was shown, nor what is being sent. */
function differences(sent: Written, now: Written, was: Written | null): Written {
	const fields = Object.keys(now) as (keyof Written)[];
	const changed = fields.filter((field) => now[field] !== sent[field] && (was === null || now[field] !== was[field]));
	return Object.fromEntries(changed.map((field) => [field, now[field] ?? '']));
}
