/**
 * A network of an earlier release starts again with this one: every migration since runs over real rows, in
 * one transaction, and what was there is still there and still found.
 */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, expect, inject, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { migrate } from '../../src/server/migrate.ts';
import { databaseUrl } from '../support/postgres';

/** The last migration of the first release. */
const firstRelease = '20261101001200';

const provided = inject('postgres');
const name = `upgrade_${randomUUID().replaceAll('-', '')}`;
const administration = postgres(provided.ownerUrl, { max: 1, onnotice: () => {} });
await administration.unsafe(`create database ${name}`);
const ownerUrl = databaseUrl(provided.ownerUrl, name);
const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
afterAll(async () => {
	await sql.end();
	await administration.unsafe(`drop database ${name} with (force)`);
	await administration.end();
});

const options = { ownerUrl, secrets: provided.secrets, embeddedSupabase: true };
const ids = {
	account: newId(),
	person: newId(),
	committee: newId(),
	agency: newId(),
	space: newId(),
	resource: newId(),
	file: newId(),
	report: newId()
};

async function fill(): Promise<void> {
	const published = { status: 'published', published_at: new Date() };
	await sql.begin(async (sql) => {
		await sql`insert into territories (code, name, kind, country, parent_code) values
			('mali', 'Mali', 'pays', 'ML', null), ('region-de-kayes', 'Région de Kayes', 'region', 'ML', 'mali'),
			('bema', 'Béma', 'ville-partenaire', 'ML', 'region-de-kayes')`;
		await sql`insert into auth.users ${sql({ id: ids.account, email: 'referente@example.org' })}`;
		await sql`insert into private.verified_accounts (account_id) values (${ids.account})`;
		await sql`insert into people ${sql({ id: ids.person, account_id: ids.account, name: 'Référente', network_role: 'admin' })}`;
		await sql`update network set sign_up = 'closed', name = 'Réseau de toujours'`;
		await sql`insert into organisations ${sql([
			{
				id: ids.committee,
				slug: 'comite',
				name: 'Comité de jumelage',
				kind_code: 'comite-de-jumelage',
				territory_code: 'bema',
				sensitivity: ['place'],
				siren: '123456789',
				...published
			},
			{
				id: ids.agency,
				slug: 'agence',
				name: 'Agence',
				kind_code: 'association',
				territory_code: 'mali',
				sensitivity: [],
				siren: null,
				...published
			}
		])}`;
		await sql`insert into organisation_names (id, organisation_id, name) values (${newId()}, ${ids.committee}, 'Maison du Jumelage')`;
		await sql`insert into organisation_themes values (${ids.committee}, 'jumelages')`;
		await sql`insert into organisation_countries values (${ids.committee}, 'ML')`;
		await sql`insert into organisation_successions (successor_id, predecessor_id) values (${ids.committee}, ${ids.agency})`;
		await sql`insert into organisation_members ${sql({ organisation_id: ids.committee, person_id: ids.person, role: 'referent' })}`;
		await sql`insert into spaces ${sql({ id: ids.space, slug: 'groupe', name: 'Groupe de travail', kind_code: 'groupe-de-travail', visibility: 'espace' })}`;
		await sql`insert into space_organisations (space_id, organisation_id) values (${ids.space}, ${ids.committee})`;
		await sql`insert into space_members ${sql({ space_id: ids.space, person_id: ids.person, organisation_id: ids.committee, role: 'animateur' })}`;
		await sql`insert into resources ${sql({ id: ids.resource, slug: 'bilan', title: 'Un bilan', summary: 'Ce qui a marché.', kind_code: 'bilan', licence_code: 'cc-by', organisation_id: ids.committee, ...published })}`;
		await sql`insert into resource_themes values (${ids.resource}, 'jumelages')`;
		await sql`insert into files ${sql({ id: ids.file, name: 'bilan.pdf', media_type: 'application/pdf', size: 4, sha256: 'a'.repeat(64) })}`;
		await sql`insert into resource_files ${sql({ resource_id: ids.resource, file_id: ids.file, position: 0 })}`;
		await sql`insert into file_texts ${sql({ file_id: ids.file, content: 'Le bibliobus de Kayes' })}`;
		await sql`insert into reports ${sql({ id: ids.report, object_kind: 'resource', object_id: ids.resource, address: '/ressources/bilan', ground: 'error', explanation: 'La date est fausse.', reporter_name: 'Lectrice', reporter_email: 'lectrice@example.org', good_faith: true })}`;
		await sql`insert into private.mails ${sql({ id: newId(), kind: 'sign-in', recipient: 'referente@example.org', subject: 'Code', body_text: '…' })}`;
	});
}

/** How many rows each table of ours has; those that a migration made are new. */
async function counts(): Promise<Record<string, number>> {
	const tables = await sql<{ table: string }[]>`
		select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname in ('public', 'private') order by 1`;
	const counted: Record<string, number> = {};
	for (const { table } of tables) {
		const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql.unsafe(table)}`;
		counted[table] = row?.n ?? -1;
	}
	return counted;
}

const found = async (words: string) => {
	const [row] = await sql<{ ids: string[] }[]>`
		select array(select item ->> 'id' from jsonb_array_elements(private.search(${words}, '{}', 'relevance', 1) -> 'items') item order by 1) as ids`;
	return row?.ids;
};

it('starts on the data of the first release', async () => {
	await migrate({ ...options, until: firstRelease });
	await fill();
	const before = await counts();
	const applied = await migrate(options);
	expect(applied.length).toBeGreaterThan(0);
	const after = await counts();
	// A vocabulary may gain terms; nothing loses a row.
	for (const [table, n] of Object.entries(before))
		expect([table, after[table] ?? 0], table).toSatisfy(([, now]) => now >= n);
	expect(await found('Maison du Jumelage')).toContain(ids.committee);
	expect(await found('bibliobus')).toEqual([ids.resource]);
	expect(await sql`select name, sign_up from network`).toMatchObject([
		{ name: 'Réseau de toujours', sign_up: 'invitation' }
	]);
	// Its place is still masked.
	expect(await sql`select territory_code from organisations where id = ${ids.committee}`).toMatchObject([
		{ territory_code: 'region-de-kayes' }
	]);
});

it('does nothing the second time', async () => {
	expect(await migrate(options)).toEqual([]);
});
