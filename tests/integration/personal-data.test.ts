/** A copy of one's data, and leaving: what each holds, and what each refuses. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as documents from '../../src/lib/documents/documents.server';
import * as states from '../../src/lib/documents/states.server';
import * as exports from '../../src/lib/people/data-exports.server';
import * as departure from '../../src/lib/people/departure.server';
import { exportPerson } from '../../src/lib/people/export-job.server';
import type { PersonData } from '../../src/lib/people/export-page.server';
import { SessionEnded } from '../../src/lib/platform/database.server';
import { newId } from '../../src/lib/platform/ids';
import { putBytes } from '../../src/lib/platform/storage.server';
import {
	aDocument,
	aFile,
	aMessage,
	anEvent,
	anOrganisation,
	aResource,
	aSpace,
	aThread,
	reportValues
} from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

let person: Person;
beforeEach(async () => {
	person = await aPerson(db, { name: 'Awa Diarra' });
});

const mailsTo = (address: string) =>
	db.owner<
		{ kind: string; body_text: string }[]
	>`select kind, body_text from private.mails where recipient = ${address} order by id`;

describe('a copy of one’s data', () => {
	async function archive(): Promise<{ names: string[]; data: PersonData; page: string }> {
		const id = newId();
		await db.as(person, (own) => exports.ask(own, id));
		await exportPerson({ id });
		const files = unzipSync(new Uint8Array(await readFile(exports.exportFile(id))));
		const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
		return { names: Object.keys(files), data: JSON.parse(text('donnees.json')), page: text('index.html') };
	}

	it('holds what the person said, wrote, brought and did, and reads in a browser', async () => {
		const { name } = await anOrganisation(world, { name: 'Les Amis <de> Kayes', referent: person });
		const { title } = await aResource(world, { title: 'Un puits à Diéma', author: person });
		const file = await aFile(world, { name: 'plan.pdf', broughtBy: person });
		await putBytes(`${file}/original`, Buffer.from('%PDF'), 'application/pdf');
		await db.as(person, (own) =>
			own
				.insertInto('reports')
				.values(reportValues(newId()) as never)
				.execute()
		);
		const { names, data, page } = await archive();
		expect(names).toEqual(['index.html', 'donnees.json', `fichiers/${file.slice(-6)}-plan.pdf`]);
		expect(data).toMatchObject({
			account: { address: person.claims.email },
			profile: { name: 'Awa Diarra' },
			organisations: [{ name, role: 'referent' }],
			written: { resource: [{ title }], file: [{ name: 'plan.pdf' }] },
			tables: { 'public.reports.reporter_id': [{ explanation: 'La date du document est fausse.' }] }
		});
		expect(page).toContain('Les Amis &lt;de&gt; Kayes');
		expect(page).toContain(title);
	});

	it('holds what one said in every room, and of a document written together, when one wrote in it', async () => {
		const { id: space } = await aSpace(world, { members: [[person, 'membre']] });
		await aThread(world, { space, author: person, said: [{ body: 'Je tiens le stand.' }] });
		await aMessage(world, { room: space, author: person, body: 'J’arrive.' });
		const { title } = await anEvent(world, { author: person });
		const document = await aDocument(world, { space, author: person, title: 'Bilan du stand' });
		for (const text of ['Un.', 'Deux.'])
			await db.as(person, (own) => states.append(own, document, documents.sharedFrom(text)));
		const { data, page } = await archive();
		expect(data).toMatchObject({
			written: {
				post: [{ body: 'Je tiens le stand.' }],
				event: [{ title }],
				document: [{ title: 'Bilan du stand' }]
			},
			tables: {
				'public.chat_messages.author_id': [{ body: 'J’arrive.' }],
				'private.document_updates.person_id': [{ count: 2, first: expect.any(String) }]
			}
		});
		expect(page).toContain('Je tiens le stand.');
	});

	it('holds nothing of others, and no secret', async () => {
		await db.owner`insert into private.address_changes ${db.owner({ id: newId(), account_id: person.claims.sub, former_email: 'a@example.org', new_email: 'b@example.org', code_hash: 'hash-of-a-code', undo_hash: `hash-${newId()}` })}`;
		const { data } = await archive();
		const text = JSON.stringify(data);
		expect(text).toContain('b@example.org');
		for (const absent of ['hash-', world.admin.claims.email ?? '', world.nouvelle.id, 'encrypted'])
			expect(text).not.toContain(absent);
	});

	it('says of what one did to others its date only', async () => {
		const { sub } = world.unverified.claims;
		await db.owner`insert into private.admissions ${db.owner({ account_id: sub, by_person: person.id })}`;
		const { data } = await archive();
		expect(data.tables['private.admissions.by_person']).toMatchObject([{ granted_at: expect.any(String) }]);
		expect(JSON.stringify(data)).not.toContain(sub);
		await db.owner`delete from private.admissions where account_id = ${sub}`;
	});

	it('is told by mail, once, to the person', async () => {
		const id = newId();
		await db.as(person, (own) => exports.ask(own, id));
		for (const _ of [1, 2]) await exportPerson({ id });
		expect((await mailsTo(person.claims.email ?? '')).map(({ kind }) => kind)).toEqual(['export-ready']);
		expect(await db.as(person, (own) => exports.find(own, id))).toMatchObject({ id });
	});

	it('is found by nobody else, nor after seven days', async () => {
		const id = newId();
		await db.as(person, (own) => exports.ask(own, id));
		await exportPerson({ id });
		for (const who of [world.admin, world.nouvelle, world.unverified])
			expect(await db.as(who, (others) => exports.find(others, id))).toBeUndefined();
		await db.owner`update data_exports set expires_at = now() - interval '1 second' where id = ${id}`;
		expect(await db.as(person, (own) => exports.find(own, id))).toBeUndefined();
	});

	it('is not asked for twice within an hour, and the same form twice is one', async () => {
		const id = newId();
		for (const _ of [1, 2]) await db.as(person, (own) => exports.ask(own, id));
		await expect(db.as(person, (own) => exports.ask(own, newId()))).rejects.toMatchObject({ code: 'PT409' });
	});
});

describe('leaving', () => {
	const ask = (who: Person, anyway = false, id = newId()) =>
		db.as(who, (own) => departure.ask(own, id, anyway)).then(() => id);
	const due = (id: string) => db.owner`update private.departures set due_at = now() where id = ${id}`;
	const someone = async ({ id }: Person) =>
		(await db.owner`select name, function, account_id, network_role from people where id = ${id}`)[0];

	it('asks for a fresh proof', async () => {
		await db.owner`update auth.sessions set created_at = now() - interval '16 minutes' where id = ${person.claims.session_id}`;
		await expect(ask(person)).rejects.toMatchObject({ code: '42501' });
		for (const who of [world.unverified, world.visitor])
			await expect(
				db.as(who, (own) => sql`select private.ask_to_leave(${newId()}, 'x', true)`.execute(own))
			).rejects.toMatchObject({ code: '42501' });
	});

	it('is told in the transaction that asks for it, once, to nobody else', async () => {
		const leaver = await aPerson(db);
		const id = newId();
		for (const _ of [1, 2]) await ask(leaver, false, id);
		const told = () =>
			db.owner`select recipient from private.mails where kind = 'leaving' and recipient = ${leaver.claims.email ?? ''}`;
		expect(await told()).toHaveLength(1);
		for (const who of [leaver, world.kayes])
			await db.as(who, (own) => sql`select private.mail_departure(${id}, 'Encore', 'Encore')`.execute(own));
		expect(await told()).toHaveLength(1);
	});

	it('does nothing for seven days, and then what it said', async () => {
		const { id: resource } = await aResource(world, { author: person });
		await anOrganisation(world, { referent: person });
		const { lurcat } = world.organisations;
		await db.owner`insert into organisation_requests ${db.owner({ id: newId(), organisation_id: lurcat.id, person_id: person.id, message: 'Je voudrais aider.' })}`;
		const id = await ask(person, true);
		await departure.closeAccount({ id });
		expect(await someone(person)).toMatchObject({ name: 'Awa Diarra' });
		await due(id);
		for (const _ of [1, 2]) await departure.closeAccount({ id });
		expect(await someone(person)).toEqual({
			name: 'Ancien membre',
			function: null,
			account_id: null,
			network_role: 'membre'
		});
		await expect(db.as(person, async () => {})).rejects.toBeInstanceOf(SessionEnded);
		expect(await db.owner`select 1 from auth.users where id = ${person.claims.sub}`).toHaveLength(0);
		for (const table of ['organisation_members', 'organisation_requests'])
			expect(await db.owner`select 1 from ${db.owner(table)} where person_id = ${person.id}`).toHaveLength(0);
		expect(
			await db.owner`select 1 from private.authorships where object_id = ${resource} and person_id = ${person.id}`
		).toHaveLength(1);
		expect((await mailsTo(person.claims.email ?? '')).map(({ kind }) => kind)).toEqual(['left']);
	});

	it('is taken back by the link of the mail, or on the account’s page', async () => {
		const id = await ask(person);
		const [mail] = await mailsTo(person.claims.email ?? '');
		const token = /jeton=(\S+)/.exec(mail?.body_text ?? '')?.[1] ?? '';
		const event = { getClientAddress: () => '203.0.113.9' } as never;
		expect(await departure.stayByLink(event, 'another')).toEqual({ outcome: 'refused' });
		expect(await departure.stayByLink(event, token)).toEqual({ outcome: 'done' });
		await departure.closeAccount({ id });
		const again = await ask(person);
		expect(await db.as(person, departure.stay)).toBe(true);
		await departure.closeAccount({ id: again });
		expect(await someone(person)).toMatchObject({ name: 'Awa Diarra' });
	});

	it('is not taken back by somebody else', async () => {
		await ask(person);
		expect(await db.as(world.admin, departure.stay)).toBe(false);
		await expect(db.as(world.admin, (own) => sql`select private.stay_by_link('x')`.execute(own))).rejects.toMatchObject(
			{ code: '42501' }
		);
		await expect(
			db.as(world.admin, (own) => sql`select * from private.close_account(${newId()})`.execute(own))
		).rejects.toMatchObject({ code: '42501' });
	});

	it('leaves nothing alone in silence', async () => {
		const { name: organisation } = await anOrganisation(world, { name: 'Association seule', referent: person });
		const { name: space } = await aSpace(world, { name: 'Espace seul', members: [[person, 'animateur']] });
		const shared = await anOrganisation(world, { name: 'Association à deux', referent: person });
		await db.owner`insert into organisation_members ${db.owner({ organisation_id: shared.id, person_id: world.nouvelle.id, role: 'referent' })}`;
		expect((await db.as(person, departure.leftAlone)).map(({ name }) => name)).toEqual([organisation, space]);
		await expect(ask(person)).rejects.toMatchObject({ code: 'PT409', hint: 'leaves-alone' });
		await ask(person, true);
	});

	it('waits for another administrator when they became the last one meanwhile, says so once, and goes on', async () => {
		await db.owner`update people set network_role = 'admin' where id = ${person.id}`;
		await db.owner`update people set network_role = 'membre' where id = ${world.admin.id}`;
		await db.owner`update network set contact_email = 'reseau@example.org'`;
		const id = newId();
		await db.owner`insert into private.departures (id, person_id, cancel_hash, due_at) values (${id}, ${person.id}, ${id}, now())`;
		for (const _ of [1, 2]) await departure.closeAccount({ id });
		for (const address of [person.claims.email ?? '', 'reseau@example.org'])
			expect((await mailsTo(address)).map(({ kind }) => kind)).toEqual(['leaving-held']);
		const waits = () => db.owner`select 1 from private.departures where id = ${id} and held_at is not null`;
		expect(await waits()).toHaveLength(1);
		await db.owner`delete from graphile_worker._private_jobs`;
		await db.owner`update people set network_role = 'admin' where id = ${world.admin.id}`;
		expect(await waits()).toHaveLength(0);
		expect(
			await db.owner`select payload ->> 'id' as id from graphile_worker._private_jobs where key like 'close-account:%'`
		).toEqual([{ id }]);
		await departure.closeAccount({ id });
		expect(await someone(person)).toMatchObject({ account_id: null });
	});

	it('is refused to the last administrator', async () => {
		await expect(ask(world.admin, true)).rejects.toMatchObject({ code: 'PT409', hint: 'last-administrator' });
	});
});
