/** What has had its time is removed, rule by rule, and nothing else; and the register is kept without overwriting. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFile } from '../../src/lib/people/data-exports.server';
import { registerSchema, registerTexts } from '../../src/lib/people/register';
import * as register from '../../src/lib/people/register.server';
import { retain, retentionRules } from '../../src/lib/people/retention.server';
import { newId } from '../../src/lib/platform/ids';
import { reportValues } from '../support/factories';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { aPerson, openAccount, theWorld } from '../support/world';

const world = await theWorld();
const { owner } = world.db;
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(world.db);
});
afterAll(() => supabase.close());

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const left = async (table: string, ids: string[], column = 'id') => {
	const rows = await owner<
		{ id: string }[]
	>`select ${owner(column)} as id from ${owner(table)} where ${owner(column)} in ${owner(ids)}`;
	return ids.filter((id) => rows.some((row) => row.id === id));
};

describe('the retention job', () => {
	it('removes what its rules say, keeps the rest, and writes how much', async () => {
		const person = await aPerson(world.db);
		const [oldMail, emptied, freshMail] = [newId(), newId(), newId()];
		const mail = (id: string, days: number) => ({
			id,
			kind: 'sign-in',
			recipient: 'a@example.org',
			subject: 'x',
			body_text: 'y',
			kept_in: 'z',
			created_at: ago(days)
		});
		await owner`insert into private.mails ${owner([mail(oldMail, 400), mail(emptied, 370), mail(freshMail, 1)])}`;

		const [stale, fresh] = [newId(), newId()];
		await owner`insert into auth.sessions ${owner([
			{ id: stale, user_id: person.claims.sub, created_at: ago(40), updated_at: ago(31) },
			{ id: fresh, user_id: person.claims.sub, created_at: ago(40), updated_at: ago(2) }
		])}`;

		const change = (days: number, confirmed: number | null) => ({
			id: newId(),
			account_id: person.claims.sub,
			former_email: 'a@example.org',
			new_email: 'b@example.org',
			created_at: ago(days),
			confirmed_at: confirmed === null ? null : ago(confirmed)
		});
		const changes = [change(8, 8), change(2, null), change(6, 6)];
		await owner`insert into private.address_changes ${owner(changes)}`;

		const [closed, recent, open] = [newId(), newId(), newId()];
		const report = (id: string, more: object) => ({ ...reportValues(newId()), id, ...more }) as never;
		for (const row of [
			report(closed, { status: 'kept', answer: 'Rien à retirer', answered_at: ago(366) }),
			report(recent, { status: 'kept', answer: 'Rien à retirer', answered_at: ago(30) }),
			report(open, {})
		])
			await owner`insert into reports ${owner(row)}`;

		const accounts: string[] = [];
		for (const _ of [1, 2, 3]) accounts.push((await openAccount(world.db, `${newId()}@example.org`)).sub);
		const [forgotten = '', waiting = '', late = ''] = accounts;
		await owner`update auth.users set created_at = ${ago(31)} where id in ${owner([forgotten, waiting, person.claims.sub])}`;
		await owner`insert into sign_up_requests ${owner({ id: newId(), account_id: waiting, name: 'Awa Diarra', message: 'Je rejoins le comité.' })}`;

		const [expired, kept] = [newId(), newId()];
		const copy = (id: string, days: number) => ({
			id,
			person_id: person.id,
			asked_at: ago(days),
			ready_at: ago(days),
			expires_at: ago(days - 7),
			size: 3
		});
		await owner`insert into data_exports ${owner(copy(expired, 8))}`;
		await owner`insert into data_exports ${owner(copy(kept, 2))}`;
		await fs.mkdir(path.dirname(exportFile(kept)), { recursive: true });
		for (const id of [expired, kept, newId()]) await fs.writeFile(exportFile(id), 'zip');

		const invitation = (days: number) => ({
			id: newId(),
			email: `${newId()}@example.org`,
			created_at: ago(days),
			expires_at: ago(days - 14)
		});
		const [ended, waits] = [invitation(45), invitation(3)];
		await owner`insert into invitations ${owner([ended, waits])}`;
		const introduction = (days: number) => ({
			id: newId(),
			author_id: world.cresi.id,
			first_id: world.organisations.kayes.id,
			second_id: world.organisations.bondoufle.id,
			message: 'Vous cherchez les mêmes archives.',
			created_at: ago(days)
		});
		const introductions = [introduction(400), introduction(300)];
		await owner`insert into introductions ${owner(introductions)}`;

		await retain();

		expect(await left('invitations', [ended.id, waits.id])).toEqual([waits.id]);
		expect(
			await left(
				'introductions',
				introductions.map(({ id }) => id)
			)
		).toEqual([introductions[1]?.id]);
		expect(await left('private.mails', [oldMail, emptied, freshMail])).toEqual([emptied, freshMail]);
		expect(
			await owner`select body_text from private.mails where id in ${owner([emptied, freshMail])} order by created_at`
		).toMatchObject([{ body_text: null }, { body_text: 'y' }]);
		expect(await left('auth.sessions', [stale, fresh])).toEqual([fresh]);
		expect(
			await left(
				'private.address_changes',
				changes.map(({ id }) => id)
			)
		).toEqual([changes[2]?.id]);
		expect(
			await owner`select id, reporter_name is null as forgotten from reports where id in ${owner([closed, recent, open])} order by array_position(${[closed, recent, open]}::uuid[], id)`
		).toMatchObject([
			{ id: closed, forgotten: true },
			{ id: recent, forgotten: false },
			{ id: open, forgotten: false }
		]);
		expect(await left('auth.users', [forgotten, waiting, late, person.claims.sub])).toEqual([
			waiting,
			late,
			person.claims.sub
		]);
		expect(await left('data_exports', [expired, kept])).toEqual([kept]);
		expect(await fs.readdir(path.dirname(exportFile(kept)))).toEqual([`${kept}.zip`]);

		const [run] = await world.db.as(world.admin, register.lastRuns);
		expect(Object.keys(run?.removed ?? {}).toSorted()).toEqual(retentionRules.map(({ rule }) => rule).toSorted());
		expect(run?.removed).toMatchObject({
			sessions: 1,
			'address-changes': 2,
			exports: 1,
			reporters: 1,
			'unwelcomed-accounts': 1,
			invitations: 1
		});
	});

	it('is run by the system only', async () => {
		for (const who of [world.admin, world.nouvelle, world.visitor])
			await expect(world.db.as(who, (own) => sql`select private.retain('mails')`.execute(own))).rejects.toMatchObject({
				code: '42501'
			});
	});
});

describe('the register of processing', () => {
	it('ships with what is true of Palabre, for everybody', async () => {
		const entries = await world.db.as(world.visitor, register.entries);
		expect(entries.map(({ name }) => name)).toContain('Comptes et connexion');
		expect(entries.length).toBeGreaterThanOrEqual(8);
		for (const entry of entries) expect(registerTexts.filter((text) => !entry[text])).toEqual([]);
	});

	it('shows the second editor what the first one changed, and overwrites nothing', async () => {
		const [entry] = await world.db.as(world.admin, register.entries);
		if (!entry) throw new Error('The register is empty.');
		const edit = (change: Partial<register.Entry>) =>
			world.db.as(world.admin, (own) => register.save(own, registerSchema.parse({ ...entry, ...change })));
		expect(await edit({ retention: 'Deux mois' })).toBeNull();
		expect(await edit({ purpose: 'Un autre but' })).toEqual({
			version: entry.version + 1,
			theirs: { retention: 'Deux mois', purpose: entry.purpose }
		});
		expect(await edit({ version: entry.version + 1, retention: 'Deux mois', retentionEn: 'Two months' })).toBeNull();
		expect((await world.db.as(world.admin, register.entries))[0]).toMatchObject({
			retentionEn: 'Two months',
			retention: 'Deux mois',
			purpose: entry.purpose
		});
	});
});
