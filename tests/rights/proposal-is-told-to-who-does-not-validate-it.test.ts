/** What waits for a decision is told to those who may take it, as long as they may and nobody took it: never to anybody else. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as agenda from '../../src/lib/agenda/editing.server';
import * as organisations from '../../src/lib/organisations/editing.server';
import * as levels from '../../src/lib/notifications/levels.server';
import * as notifications from '../../src/lib/notifications/notifications.server';
import { settingsSchema } from '../../src/lib/notifications/schema';
import * as requests from '../../src/lib/people/sign-up-requests.server';
import { newId } from '../../src/lib/platform/ids';
import { anEvent, aSpace, reportValues } from '../support/factories';
import { minutesPass, runJobs, takeMails } from '../support/notifications';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, openAccount, persons, theWorld, type Name, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(db);
});
afterAll(() => supabase.close());

const unread = async (person: Person, object: string) => {
	await runJobs(world, 'tell');
	const { told } = await db.as(person, (own) => notifications.page(own, 'unread', null));
	return told.filter(({ objectId }) => objectId === object);
};
const readers = async (object: string): Promise<Name[]> => {
	const who: Name[] = [];
	for (const name of persons) if ((await unread(world[name], object)).length) who.push(name);
	return who;
};

async function proposed(options: Parameters<typeof anEvent>[1], by: Person) {
	const event = await anEvent(world, { ...options, status: 'draft', author: by });
	await db.as(by, (own) => own.updateTable('events').set({ status: 'proposed' }).where('id', '=', event.id).execute());
	return event;
}

describe('a proposed event', () => {
	it('is told to those who may publish it, as the database says of each of them, never to who proposed it', async () => {
		const { lurcat } = world.organisations;
		const { comite } = world.spaces;
		for (const [options, by] of [
			[{ organisation: lurcat.id }, world.lurcat],
			[{}, world.nouvelle],
			[{ visibility: 'organisation', organisation: lurcat.id }, world.lurcat],
			[{ visibility: 'espace', space: comite.id }, world.benevole]
		] as const) {
			const { id } = await proposed(options, by);
			const may: Name[] = [];
			for (const name of persons) {
				const { rows } = await db.as(world[name], (own) =>
					sql<{
						may: boolean;
					}>`select private.publishes_events(${'organisation' in options ? options.organisation : null}::uuid,
						${'space' in options ? options.space : null}::uuid, ${'visibility' in options ? options.visibility : 'public'}) as may`.execute(
						own
					)
				);
				if (rows[0]?.may) may.push(name);
			}
			expect(may.length).toBeGreaterThan(0);
			expect(await readers(id)).toEqual(may);
		}
	});

	it('is one line that says where one decides, read for all once somebody decided, told again when it comes back', async () => {
		const { id, slug, title } = await proposed({ organisation: world.organisations.lurcat.id }, world.lurcat);
		expect(await unread(world.proviseure, id)).toMatchObject([
			{ name: title, slug, objectKind: 'event', facts: [{ kind: 'validation', verb: 'proposed', count: 1 }] }
		]);
		// Opening its page decides nothing.
		await db.as(world.proviseure, (own) => notifications.readObject(own, id));
		expect(await unread(world.proviseure, id)).toHaveLength(1);
		await db.as(world.cresi, (own) => agenda.decide(own, id, 'to-correct', 'Il manque le lieu.'));
		expect(await readers(id)).toEqual([]);
		await db.as(world.lurcat, (own) =>
			own.updateTable('events').set({ status: 'proposed' }).where('id', '=', id).execute()
		);
		expect(await unread(world.proviseure, id)).toHaveLength(1);
		await db.as(world.proviseure, (own) => agenda.decide(own, id, 'published', undefined));
		expect(await readers(id)).toEqual([]);
	});

	it('is told no longer to who may no longer decide, neither on screen nor by mail', async () => {
		const referent = await aPerson(db, { name: 'Qui fut référente' });
		const { lurcat } = world.organisations;
		await owner`insert into organisation_members ${owner({ organisation_id: lurcat.id, person_id: referent.id, role: 'referent' })}`;
		const { id } = await proposed({ organisation: lurcat.id }, world.lurcat);
		expect(await unread(referent, id)).toHaveLength(1);
		await owner`delete from organisation_members where person_id = ${referent.id}`;
		expect(await unread(referent, id)).toEqual([]);
		await minutesPass(world, 6);
		await runJobs(world, 'mail-at-once');
		const mails = await takeMails(world);
		expect(mails.map(({ to }) => to)).toContain(world.proviseure.claims.email);
		expect(mails.map(({ to }) => to)).not.toContain(referent.claims.email);
	});
});

it('a proposed organisation is told to those who validate it; read once they did', async () => {
	const id = newId();
	const values = { id, name: 'Puits de Béma', kind: 'association', confirmed: undefined };
	await db.as(world.nouvelle, (own) => organisations.propose(own, values as never));
	expect(await readers(id)).toEqual(['admin', 'animatrice']);
	expect(await unread(world.admin, id)).toMatchObject([{ name: 'Puits de Béma', objectKind: 'organisation' }]);
	await db.as(world.animatrice, (own) =>
		organisations.validate(own, id, { kind: 'association', territory: 'essonne' })
	);
	expect(await readers(id)).toEqual([]);
});

it('a request to join is told to those who run the network, without its words; read once it is answered', async () => {
	await owner`update network set sign_up = 'request'`;
	const applicant = { claims: await openAccount(db, 'candidate@example.org') };
	await owner`insert into private.verified_accounts ${owner({ account_id: applicant.claims.sub })} on conflict do nothing`;
	const id = newId();
	const words = { id, name: 'Une candidate', message: 'Je tiens une radio à Kayes, et voudrais vous rejoindre.' };
	await db.as(applicant, (own) => requests.ask(own, applicant.claims.sub, words, 'fr'));
	expect(await readers(id)).toEqual(['admin', 'animatrice']);
	const told = await unread(world.animatrice, id);
	expect(told).toMatchObject([{ name: 'Une candidate', objectKind: 'sign-up', facts: [{ verb: 'asked' }] }]);
	expect(JSON.stringify(told)).not.toContain('radio');
	// No mail of their own: theirs says all that waits, and can be stopped.
	expect(await owner`select 1 from private.mails where kind like 'sign-up%'`).toEqual([]);
	await db.as(world.admin, (own) => requests.answer(own, id, { status: 'accepted' }));
	expect(await readers(id)).toEqual([]);
});

it('a report is told to administrators, not to who reported it; read once it is decided, not when it is taken up', async () => {
	const values = reportValues(newId());
	const id = String(values['id']);
	await db.as(world.nouvelle, (own) =>
		own
			.insertInto('reports')
			.values(values as never)
			.execute()
	);
	expect(await readers(id)).toEqual(['admin']);
	const told = await unread(world.admin, id);
	expect(told).toMatchObject([{ objectKind: 'report', name: null }]);
	expect(JSON.stringify(told)).not.toContain('fausse');
	const decide = (set: Record<string, unknown>) =>
		db.as(world.admin, (own) => own.updateTable('reports').set(set).where('id', '=', id).execute());
	await decide({ status: 'examined' });
	expect(await readers(id)).toEqual(['admin']);
	await decide({ status: 'kept', answer: 'La date est juste.' });
	expect(await readers(id)).toEqual([]);
});

it('what was decided before the job ran is told to nobody', async () => {
	const { id } = await proposed({ organisation: world.organisations.lurcat.id }, world.lurcat);
	await db.as(world.proviseure, (own) => agenda.decide(own, id, 'published', undefined));
	await runJobs(world, 'tell');
	expect(await owner`select 1 from notifications where object_id = ${id} and kind = 'validation'`).toEqual([]);
});

it('is told as one chose: at once, in the digest, or not at all', async () => {
	const { lurcat } = world.organisations;
	const reach = async (level: string) => {
		const referent = await aPerson(db, { name: `Référente ${level}` });
		await owner`insert into organisation_members ${owner({ organisation_id: lurcat.id, person_id: referent.id, role: 'referent' })}`;
		const now = await db.as(referent, levels.mine);
		const usual = { ...now.levels, atOnce: 'yes', digest: now.digest };
		expect(usual.validation).toBe('now');
		await db.as(referent, (own) => levels.save(own, settingsSchema.parse({ ...usual, validation: level })));
		const { id } = await proposed({ organisation: lurcat.id }, world.lurcat);
		await runJobs(world, 'tell');
		const rows = await owner`select reach from notifications where object_id = ${id} and person_id = ${referent.id}`;
		return rows.map((row) => row['reach']);
	};
	expect(await reach('now')).toEqual(['now']);
	expect(await reach('digest')).toEqual(['digest']);
	expect(await reach('nothing')).toEqual([]);
});

it('an invitation to an event is shown to whom it is for, as long as they read the event', async () => {
	const space = await aSpace(world, {
		members: [
			[world.pilote, 'animateur'],
			[world.kayes, 'membre']
		]
	});
	const event = await anEvent(world, { visibility: 'espace', space: space.id, starts: '2099-05-15T18:30' });
	await db.as(world.pilote, (own) =>
		sql`select private.invite_to_event(${event.id}, ${JSON.stringify([{ id: newId(), person: world.kayes.id }])}::jsonb, null, 'fr')`.execute(
			own
		)
	);
	expect(await readers(event.id)).toEqual(['kayes']);
	expect(await unread(world.kayes, event.id)).toMatchObject([{ facts: [{ kind: 'invitation', verb: 'invited' }] }]);
	await owner`delete from space_members where person_id = ${world.kayes.id} and space_id = ${space.id}`;
	expect(await readers(event.id)).toEqual([]);
});
