/** The lists of the administration read indexes, however many rows there are and however far one pages. */
import { beforeAll, expect, it } from 'vitest';
import * as eventInvitations from '../../src/lib/agenda/invitations.server';
import { reachable } from '../../src/lib/chat/conversations.server';
import * as invitations from '../../src/lib/invitations/invitations.server';
import * as reports from '../../src/lib/moderation/reports.server';
import { recentMails } from '../../src/lib/network/mails.server';
import * as stewardship from '../../src/lib/people/stewardship.server';
import type { Database } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { rowsRead } from '../support/reads';
import { theWorld } from '../support/world';

const world = await theWorld();
const many = 20_000;

beforeAll(async () => {
	await world.db.owner.begin(async (owner) => {
		// As rows that were there before: no job, no journal.
		await owner`set local session_replication_role = replica`;
		await owner`insert into auth.users (id, email)
			select md5('account ' || n)::uuid, 'membre' || n || '@example.org' from generate_series(1, ${many}) n`;
		await owner`insert into people (id, account_id, name)
			select md5('person ' || n)::uuid, md5('account ' || n)::uuid, 'Personne ' || md5(n::text) from generate_series(1, ${many}) n`;
		await owner`insert into private.mails (id, kind, recipient, subject, created_at)
			select md5('mail ' || n)::uuid, 'sign-in', 'membre' || n || '@example.org', 'Code', now() - n * interval '1 minute' from generate_series(1, ${many}) n`;
		await owner`insert into invitations (id, email, inviter_id, created_at)
			select md5('invitation ' || n)::uuid, 'invite' || n || '@example.org', ${world.admin.id}, now() - n * interval '1 second' from generate_series(1, ${many}) n`;
		await owner`insert into reports (id, object_kind, object_id, address, ground, explanation, reporter_name, reporter_email, good_faith, created_at)
			select md5('report ' || n)::uuid, 'resource', md5('object')::uuid, '/ressources/bilan', 'error', 'La date est fausse.', 'Une lectrice', 'lectrice@example.org', true, now() - n * interval '1 minute' from generate_series(1, ${many}) n`;
	});
	await world.db.owner`analyze`;
});

async function middle(table: string, order: string): Promise<string> {
	const [row] = await world.db.owner.unsafe<{ id: string }[]>(
		`select id from ${table} order by ${order} offset ${many / 2} limit 1`
	);
	return row?.id ?? '';
}

const people = (wanted: Partial<Parameters<typeof stewardship.list>[1]>) => (db: Database) =>
	stewardship.list(db, { words: '', organisation: '', after: null, ...wanted });

it.each([
	['everybody', {}],
	['a part of a name', { words: 'e4da3b7fbbce2345' }],
	['two letters that begin a word', { words: 'c4' }],
	['a whole address', { words: 'membre12345@example.org' }],
	['an organisation', { organisation: 'lurcat' }]
])('people: %s', async (_, wanted) => {
	const read = await rowsRead(world, world.admin, 'people', people(wanted));
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(2000);
});

it('people: a page in the middle', async () => {
	const after = await middle('people', 'private.fold(name), id');
	const read = await rowsRead(world, world.admin, 'people', people({ after }));
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(1000);
});

it.each([
	['to invite', (db: Database) => eventInvitations.findPeople(db, newId(), 'E4da3b7fbbce2345')],
	['to write to', (db: Database) => reachable(db, 'E4da3b7fbbce2345', [])]
])('people %s, by a part of their name', async (_, find) => {
	const read = await rowsRead(world, world.proviseure, 'people', find);
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(100);
	expect(await world.db.as(world.proviseure, find)).toHaveLength(1);
});

it('mails: a page in the middle', async () => {
	const before = await middle('private.mails', 'created_at desc, id desc');
	const read = await rowsRead(world, world.admin, 'mails', (db) => recentMails(db, before));
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(200);
});

it('reports: a page in the middle', async () => {
	const before = await middle('reports', 'created_at desc, id desc');
	const read = await rowsRead(world, world.admin, 'reports', (db) => reports.list(db, 'waiting', before));
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(200);
});

it('invitations: a page in the middle', async () => {
	const before = await middle('invitations', 'created_at desc, id desc');
	const body = { kind: 'network', administers: true } as const;
	const read = await rowsRead(world, world.admin, 'invitations', (db) =>
		invitations.list(db, { body, state: 'waiting', before }, new Date())
	);
	expect(read.scanned).toBe(0);
	expect(read.fetched).toBeLessThan(200);
});
