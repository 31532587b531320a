/** A right is asked of the rows that a page shows, by their keys: never of all that the viewer may read. */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import type { Database } from '../../src/lib/platform/database.server';
import { aDocument, anOrganisation, aSpace } from '../support/factories';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const many = 5000;
const space = await aSpace(world, {
	visibility: 'reseau',
	themes: ['jumelages'],
	organisations: [world.organisations.cresi.id],
	territories: ['essonne'],
	members: [[world.pilote, 'animateur']]
});
const document = await aDocument(world, { space: space.id, author: world.pilote, readBy: 'reseau' });
const body = await anOrganisation(world, { name: 'Les amis du lac' });

beforeAll(async () => {
	await world.db.owner.begin(async (owner) => {
		await owner`set local session_replication_role = replica`;
		const numbers = owner`from generate_series(1, ${many}::int) n`;
		await owner`insert into spaces (id, slug, name, kind_code, visibility) select md5('space ' || n)::uuid, 'space-' || n, 'Groupe ' || n, 'groupe-de-travail', 'reseau' ${numbers}`;
		await owner`insert into documents (id, space_id, title, read_by) select md5('document ' || n)::uuid, md5('space ' || n)::uuid, 'Compte rendu ' || n, 'reseau' ${numbers}`;
		await owner`insert into document_texts (document_id) select id from documents where id <> ${document}`;
		await owner`insert into people (id, name) select md5('person ' || n)::uuid, 'Membre ' || n ${numbers}`;
		await owner`insert into organisations (id, slug, name, kind_code, status, published_at) select md5('body ' || n)::uuid, 'body-' || n, 'Association ' || n, 'association', 'published', now() ${numbers}`;
		await owner`insert into organisation_requests (id, organisation_id, person_id) select md5('request ' || n)::uuid, md5('body ' || n)::uuid, md5('person ' || n)::uuid ${numbers}`;
		await owner`insert into space_requests (id, space_id, person_id) select md5('request ' || n)::uuid, md5('space ' || n)::uuid, md5('person ' || n)::uuid ${numbers}`;
	});
	await world.db.owner`vacuum analyze`;
});

type Work = (db: Database) => Promise<unknown>;
const ofSpace =
	(table: string): Work =>
	(db) =>
		sql`select * from ${sql.table(table)} where space_id = ${space.id}`.execute(db);
const cases: [what: string, who: 'nouvelle' | 'pilote', table: string, work: Work][] = [
	[
		'the text of a document',
		'nouvelle',
		'documents',
		(db) => sql`select * from document_texts where document_id = ${document}`.execute(db)
	],
	[
		'what a document names',
		'nouvelle',
		'documents',
		(db) => sql`select document_id from document_mentions where document_id = ${document}`.execute(db)
	],
	['the documents of a space', 'nouvelle', 'spaces', ofSpace('documents')],
	['the themes of a space', 'nouvelle', 'spaces', ofSpace('space_themes')],
	['the bodies of a space', 'nouvelle', 'spaces', ofSpace('space_organisations')],
	['where a space acts', 'nouvelle', 'spaces', ofSpace('space_territories')],
	['the charter of a space', 'nouvelle', 'spaces', ofSpace('space_charters')],
	['what happened in a space', 'nouvelle', 'spaces', ofSpace('activity')],
	[
		'somebody whom nobody sees',
		'nouvelle',
		'organisation_requests',
		(db) => sql`select * from people where id = ${world.benevole.id}`.execute(db)
	],
	[
		'naming somebody in a document',
		'pilote',
		'people',
		(db) =>
			sql`insert into document_people (document_id, person_id, writes) values (${document}, ${world.elue.id}, true)`.execute(
				db
			)
	],
	[
		'asking to join an organisation',
		'nouvelle',
		'organisations',
		(db) => sql`insert into organisation_requests (id, organisation_id) values (${newId()}, ${body.id})`.execute(db)
	],
	[
		'asking to take part in a space',
		'nouvelle',
		'spaces',
		(db) => sql`insert into space_requests (id, space_id) values (${newId()}, ${space.id})`.execute(db)
	],
	[
		'introducing an organisation to another',
		'nouvelle',
		'organisations',
		(db) =>
			sql`insert into introductions (id, first_id, second_id, message) values (${newId()}, ${body.id}, ${world.organisations.cresi.id}, 'Vous travaillez sur le même lac.')`.execute(
				db
			)
	]
];

it.each(cases)('%s, for %s, reads few %s', async (_, who, table, work) => {
	const read = await rowsRead(world, world[who], table, work);
	expect(read.scanned).toBe(0);
	expect(read.entries + read.fetched).toBeLessThan(100);
});

it('no right is written « among all those that the viewer reads » of a table that grows', async () => {
	const written = await world.db.owner`
		select tablename, policyname from pg_policies
		where schemaname = 'public' and regexp_replace(concat(qual, with_check), '[[:space:]]+', ' ', 'g')
			~ 'IN [(] ?SELECT [a-z_.]*id FROM (activity|documents|events|files|organisation_imports|organisations|people|posts|resources|spaces|threads)[^a-z_]'`;
	expect(written).toEqual([]);
});
