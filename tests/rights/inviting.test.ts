import { expect, it } from 'vitest';
import type { Invited, Outcome } from '../../src/lib/invitations/invitation';
import * as invitations from '../../src/lib/invitations/invitations.server';
import { newId } from '../../src/lib/platform/ids';
import { anInvitation } from '../support/invitations';
import { aPerson, persons, theWorld, type Name, type Person } from '../support/world';

/** `model.md` § Sessions: who may invite to what; and what inviting never tells. */
const world = await theWorld();
const { owner } = world.db;
const { organisations, spaces } = world;

const line = (given: Partial<Invited> = {}): Invited => ({
	id: newId(),
	email: `${newId()}@example.org`,
	language: 'fr',
	networkRole: 'membre',
	...given
});
const invite = async (who: Person, given: Partial<Invited> = {}): Promise<Outcome | undefined> =>
	(await world.db.as(who, (db) => invitations.invite(db, [line(given)])))[0];
const inviters = async (given: Partial<Invited>): Promise<Name[]> => {
	const may: Name[] = [];
	for (const name of persons) if ((await invite(world[name], given)) === 'invited') may.push(name);
	return may;
};

it('to the network is for its administrators and those who facilitate it', async () => {
	expect(await inviters({})).toEqual(['admin', 'animatrice']);
});

it('with a role of the network is for its administrators', async () => {
	for (const networkRole of ['admin', 'animateur', 'documentaliste'] as const)
		expect(await inviters({ networkRole })).toEqual(['admin']);
	expect(
		await invite(world.bondoufle, {
			networkRole: 'admin',
			organisationId: organisations.bondoufle.id,
			organisationRole: 'contributeur'
		})
	).toBe('refused');
});

it('to an organisation is for its referents and the network, not for who contributes', async () => {
	expect(await inviters({ organisationId: organisations.lurcat.id, organisationRole: 'referent' })).toEqual([
		'admin',
		'animatrice',
		'proviseure'
	]);
});

it('to a space is for those who facilitate it: neither an observer, nor an administrator of the network', async () => {
	expect(await inviters({ spaceId: spaces.comite.id, spaceRole: 'membre' })).toEqual(['pilote']);
});

it('to both needs both rights', async () => {
	const both = {
		organisationId: organisations.lurcat.id,
		organisationRole: 'contributeur',
		spaceId: spaces.comite.id,
		spaceRole: 'membre'
	} as const;
	expect(await inviters(both)).toEqual([]);
});

it('to sit for an organisation that the space does not gather is refused', async () => {
	const space = { spaceId: spaces.comite.id, spaceRole: 'membre', seatId: organisations.kayes.id } as const;
	expect(await invite(world.pilote, space)).toBe('refused');
	await owner`insert into space_organisations ${owner({ space_id: spaces.comite.id, organisation_id: organisations.kayes.id })}`;
	expect(await invite(world.pilote, space)).toBe('invited');
});

it('is refused to a visitor and to an account that is nobody', async () => {
	for (const who of [world.visitor, world.unverified])
		await expect(world.db.as(who, (db) => invitations.invite(db, [line()]))).rejects.toMatchObject({ code: '42501' });
});

it('writes nothing when it is refused, one mail when it is not, however often the form is sent', async () => {
	const refused = line();
	await world.db.as(world.nouvelle, (db) => invitations.invite(db, [refused]));
	expect(await owner`select from invitations where id = ${refused.id}`).toHaveLength(0);
	const sent = line();
	for (const _ of [1, 2])
		expect(await world.db.as(world.admin, (db) => invitations.invite(db, [sent]))).toEqual(['invited']);
	expect(await owner`select from private.invitation_sendings where invitation_id = ${sent.id}`).toHaveLength(1);
	expect(
		await owner`select from graphile_worker.jobs where key like 'mail-invitation:%' and task_identifier = 'mail-invitation'`
	).not.toHaveLength(0);
});

it('twice the same address to the same body is once; to another body it is another', async () => {
	const email = 'deux.fois@example.org';
	const toLurcat = { email, organisationId: organisations.lurcat.id, organisationRole: 'contributeur' } as const;
	expect(await invite(world.admin, { email })).toBe('invited');
	expect(await invite(world.animatrice, { email })).toBe('waiting');
	expect(await invite(world.proviseure, toLurcat)).toBe('invited');
	expect(await invite(world.admin, toLurcat)).toBe('waiting');
});

it('gives way to a new one when it has expired', async () => {
	const { id, email } = await anInvitation(world, { by: world.admin, expiresAt: new Date(Date.now() - 1000) });
	expect(await invite(world.animatrice, { email })).toBe('invited');
	expect(await owner`select from invitations where id = ${id} and revoked_at is not null`).toHaveLength(1);
});

it('says « already there » only of a body whose members one sees', async () => {
	const email = `${world.elue.id}@example.org`;
	expect(await invite(world.pilote, { email, spaceId: spaces.comite.id, spaceRole: 'membre' })).toBe('member');
	// A referent learns nothing of an account elsewhere, and somebody who facilitates sees no address.
	expect(
		await invite(world.bondoufle, {
			email,
			organisationId: organisations.bondoufle.id,
			organisationRole: 'contributeur'
		})
	).toBe('invited');
	expect(await invite(world.animatrice, { email })).toBe('invited');
	await owner`update invitations set revoked_at = now() where email = ${email} and organisation_id is null`;
	expect(await invite(world.admin, { email })).toBe('member');
});

it('stops at 250 mails in a day, 3 in a week to one address, and 200 lines at a time', async () => {
	const busy = await aPerson(world.db, { networkRole: 'animateur' });
	await expect(
		world.db.as(busy, (db) =>
			invitations.invite(
				db,
				Array.from({ length: 201 }, () => line())
			)
		)
	).rejects.toMatchObject({ code: 'PT409' });
	const outcomes = await world.db.as(busy, (db) =>
		invitations.invite(
			db,
			Array.from({ length: 200 }, () => line())
		)
	);
	expect(new Set(outcomes)).toEqual(new Set(['invited']));
	const more = await world.db.as(busy, (db) =>
		invitations.invite(
			db,
			Array.from({ length: 60 }, () => line())
		)
	);
	expect([more.filter((o) => o === 'invited').length, more.filter((o) => o === 'limit').length]).toEqual([50, 10]);

	const insistent = await aPerson(world.db, { networkRole: 'animateur' });
	const email = 'assez@example.org';
	const met: (Outcome | undefined)[] = [];
	for (let n = 0; n < 4; n += 1) {
		met.push(await invite(insistent, { email }));
		await owner`update invitations set revoked_at = now() where email = ${email} and revoked_at is null`;
	}
	expect(met).toEqual(['invited', 'invited', 'invited', 'limit']);
});

it('is withdrawn by who reads it, and by nobody else', async () => {
	const fresh = () => anInvitation(world, { by: world.bondoufle, organisation: organisations.bondoufle.id });
	for (const name of persons) {
		const { id } = await fresh();
		const outcome = await world.db.as(world[name], (db) => invitations.revoke(db, id));
		expect([name, outcome]).toEqual([name, ['admin', 'animatrice', 'bondoufle'].includes(name) ? 'revoked' : 'absent']);
	}
	const { id } = await fresh();
	expect(await world.db.as(world.bondoufle, (db) => invitations.revoke(db, id))).toBe('revoked');
	expect(await world.db.as(world.bondoufle, (db) => invitations.revoke(db, id))).toBe('closed');
});

it('is sent again three times at most, a day apart, by who may still invite there', async () => {
	const { id } = await anInvitation(world, { by: world.lurcat, organisation: organisations.kayes.id });
	const resend = (who: Person) => world.db.as(who, (db) => invitations.resend(db, id));
	const yesterday = () => owner`update invitations set last_sent_at = now() - interval '25 hours' where id = ${id}`;
	expect(await resend(world.kayes)).toBe('too-soon');
	await yesterday();
	// Who sent it contributes elsewhere: they read it, and may not send it.
	expect(await resend(world.lurcat)).toBe('refused');
	expect(await resend(world.nouvelle)).toBe('absent');
	expect(await resend(world.kayes)).toBe('resent');
	// Who sends it again answers for it.
	expect(await owner`select from invitations where id = ${id} and inviter_id = ${world.kayes.id}`).toHaveLength(1);
	for (const who of [world.admin, world.animatrice]) {
		await yesterday();
		expect(await resend(who)).toBe('resent');
	}
	await yesterday();
	expect(await resend(world.kayes)).toBe('limit');
	await world.db.as(world.kayes, (db) => invitations.revoke(db, id));
	expect(await resend(world.kayes)).toBe('closed');
});

it('tells the token of its link to nobody: it is kept nowhere', async () => {
	for (const who of [world.admin, world.pilote]) {
		await expect(
			world.db.as(who, (db) =>
				db
					.selectFrom('private.invitation_sendings' as never)
					.selectAll()
					.execute()
			)
		).rejects.toMatchObject({ code: '42501' });
	}
});
