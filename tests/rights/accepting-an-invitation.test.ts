import { expect, it } from 'vitest';
import * as accepting from '../../src/lib/invitations/accepting.server';
import { hashOfProof } from '../../src/lib/invitations/tokens.server';
import { linkToken } from '../../src/lib/people/one-time.server';
import * as people from '../../src/lib/people/people.server';
import { newId } from '../../src/lib/platform/ids';
import { anInvitation, type MadeInvitation } from '../support/invitations';
import { aPerson, openAccount, theWorld, type Person } from '../support/world';

/** Its rights are judged again when it is accepted; its address is proven; it serves once. */
const world = await theWorld();
const { owner } = world.db;
const { organisations, spaces } = world;

const accept = (who: Pick<Person, 'claims'>, { token }: MadeInvitation, code?: string) =>
	world.db.as(who, (db) => accepting.accept(db, token, code));

async function provenAccount(email: string) {
	const claims = await openAccount(world.db, email);
	await owner`insert into private.verified_accounts (account_id) values (${claims.sub})`;
	return { claims };
}
async function member(): Promise<Person & { email: string }> {
	const person = await aPerson(world.db);
	return { ...person, email: `${person.id}@example.org` };
}
const roleIn = async (organisation: string, person: string) =>
	(
		await owner<
			{ role: string }[]
		>`select role from organisation_members where organisation_id = ${organisation} and person_id = ${person}`
	)[0]?.role;
const seatIn = async (space: string, person: string) =>
	(
		await owner<{ role: string; organisation_id: string | null }[]>`
		select role, organisation_id from space_members where space_id = ${space} and person_id = ${person}`
	)[0];

it('gives what it promised, once, to who holds the address', async () => {
	const invited = await member();
	const invitation = await anInvitation(world, {
		by: world.bondoufle,
		email: invited.email,
		organisation: organisations.bondoufle.id,
		organisationRole: 'referent'
	});
	expect(await accept(invited, invitation)).toEqual({ outcome: 'accepted', path: '/annuaire/bondoufle' });
	expect(await roleIn(organisations.bondoufle.id, invited.id)).toBe('referent');
	// The same button twice leads to the same place; somebody else is told that it was used.
	expect(await accept(invited, invitation)).toEqual({ outcome: 'accepted', path: '/annuaire/bondoufle' });
	expect(await accept(await member(), invitation)).toEqual({ outcome: 'used' });
});

it('leaves what one already is as it is', async () => {
	const invited = await member();
	await owner`insert into organisation_members ${owner({ organisation_id: organisations.kayes.id, person_id: invited.id, role: 'referent' })}`;
	const invitation = await anInvitation(world, {
		by: world.kayes,
		email: invited.email,
		organisation: organisations.kayes.id
	});
	await accept(invited, invitation);
	expect(await roleIn(organisations.kayes.id, invited.id)).toBe('referent');
});

it('waits for a newcomer to say who they are, then gives', async () => {
	const email = `${newId()}@example.org`;
	const invitation = await anInvitation(world, {
		by: world.pilote,
		email,
		space: spaces.comite.id,
		spaceRole: 'decideur'
	});
	const account = await provenAccount(email);
	expect(await accept(account, invitation)).toEqual({ outcome: 'welcome', path: '/espaces/comite' });
	expect((await world.db.as(world.visitor, (db) => accepting.open(db, invitation.token)))?.state).toBe('open');
	const id = newId();
	await world.db.as(account, (db) =>
		people.join(db, { id, accountId: account.claims.sub, name: 'Awa', language: 'fr' })
	);
	expect(await seatIn(spaces.comite.id, id)).toMatchObject({ role: 'decideur' });
	expect(await accept(account, invitation)).toMatchObject({ outcome: 'accepted' });
});

it('opens a network that one joins by invitation only, to who accepted one and to nobody else', async () => {
	await owner`update network set sign_up = 'invitation'`;
	const join = (account: Pick<Person, 'claims'>) =>
		world.db.as(account, (db) =>
			people.join(db, { id: newId(), accountId: account.claims.sub, name: 'Awa', language: 'fr' })
		);
	const stranger = await provenAccount(`${newId()}@example.org`);
	await expect(join(stranger)).rejects.toMatchObject({ code: '42501' });
	const email = `${newId()}@example.org`;
	const invitation = await anInvitation(world, { by: world.admin, email });
	const account = await provenAccount(email);
	await expect(join(account)).rejects.toMatchObject({ code: '42501' });
	expect(await accept(account, invitation)).toEqual({ outcome: 'welcome', path: '/' });
	await join(account);
	await owner`update network set sign_up = 'open'`;
});

it('is refused to an account that proved nothing, whatever its address says', async () => {
	const invitation = await anInvitation(world, { by: world.admin, email: 'jamais-verifie@example.org' });
	await owner`update invitations set email = 'jamais-verifie@example.org' where id = ${invitation.id}`;
	await expect(accept(world.unverified, invitation)).rejects.toMatchObject({ code: '42501' });
});

it('is not for who found the link and does not hold the address, without the code that was mailed there', async () => {
	const finder = await member();
	const invitation = await anInvitation(world, { by: world.kayes, organisation: organisations.kayes.id });
	expect(await accept(finder, invitation)).toEqual({ outcome: 'not-yours' });
	expect(await accept(finder, invitation, '123456')).toEqual({ outcome: 'wrong-code' });
	expect(await roleIn(organisations.kayes.id, finder.id)).toBeUndefined();
});

it('is accepted with another account by the code of that mail, tried five times at most', async () => {
	const keeper = await member();
	const invitation = await anInvitation(world, { by: world.kayes, organisation: organisations.kayes.id });
	const mailed = () => owner`
		insert into private.invitation_codes ${owner({ invitation_id: invitation.id, account_id: keeper.claims.sub, code_hash: hashOfProof(invitation.token, '424242') })}
		on conflict (invitation_id, account_id) do update set tries = 0`;
	await mailed();
	// Each wrong one counts, and the right one after five is refused too.
	for (let n = 0; n < 5; n += 1) expect(await accept(keeper, invitation, '000000')).toEqual({ outcome: 'wrong-code' });
	expect(await accept(keeper, invitation, '424242')).toEqual({ outcome: 'wrong-code' });
	await mailed();
	// Another account cannot use it.
	expect(await accept(await member(), invitation, '424242')).toEqual({ outcome: 'wrong-code' });
	await owner`update private.invitation_codes set expires_at = now() - interval '1 second'`;
	expect(await accept(keeper, invitation, '424242')).toEqual({ outcome: 'wrong-code' });
	await owner`update private.invitation_codes set expires_at = now() + interval '1 minute'`;
	expect(await accept(keeper, invitation, '424242')).toMatchObject({ outcome: 'accepted' });
	expect(await roleIn(organisations.kayes.id, keeper.id)).toBe('contributeur');
});

it.each(['expired', 'revoked'] as const)('says plainly that it is %s, and gives nothing', async (state) => {
	const invited = await member();
	const invitation = await anInvitation(world, {
		by: world.kayes,
		email: invited.email,
		organisation: organisations.kayes.id
	});
	if (state === 'expired')
		await owner`update invitations set expires_at = now() - interval '1 second' where id = ${invitation.id}`;
	else await owner`update invitations set revoked_at = now() where id = ${invitation.id}`;
	expect(await accept(invited, invitation)).toEqual({ outcome: state });
	expect((await world.db.as(world.visitor, (db) => accepting.open(db, invitation.token)))?.state).toBe(state);
	expect(await roleIn(organisations.kayes.id, invited.id)).toBeUndefined();
});

it('no longer gives what who invited may no longer give', async () => {
	const invited = await member();
	const inviter = await aPerson(world.db);
	const membership = { organisation_id: organisations.lurcat.id, person_id: inviter.id };
	await owner`insert into organisation_members ${owner({ ...membership, role: 'referent' })}`;
	const invitation = await anInvitation(world, {
		by: inviter,
		email: invited.email,
		organisation: organisations.lurcat.id
	});
	await owner`update organisation_members set role = 'contributeur' where person_id = ${inviter.id}`;
	expect(await accept(invited, invitation)).toEqual({ outcome: 'lapsed' });
	await owner`delete from organisation_members where person_id = ${inviter.id}`;
	expect((await world.db.as(world.visitor, (db) => accepting.open(db, invitation.token)))?.state).toBe('lapsed');
	expect(await roleIn(organisations.lurcat.id, invited.id)).toBeUndefined();
});

it('gives the part that still holds', async () => {
	const invited = await member();
	const inviter = await aPerson(world.db, { networkRole: 'admin' });
	const invitation = await anInvitation(world, {
		by: inviter,
		email: invited.email,
		networkRole: 'documentaliste',
		organisation: organisations.lurcat.id,
		organisationRole: 'referent'
	});
	// No longer an administrator, but they still facilitate the network.
	await owner`update people set network_role = 'animateur' where id = ${inviter.id}`;
	expect((await accept(invited, invitation)).outcome).toBe('accepted');
	expect(await roleIn(organisations.lurcat.id, invited.id)).toBe('referent');
	expect(await owner`select network_role from people where id = ${invited.id}`).toEqual([{ network_role: 'membre' }]);
});

it('gives nothing to a newcomer whose inviter was removed before they said who they are', async () => {
	const email = `${newId()}@example.org`;
	const inviter = await aPerson(world.db);
	await owner`insert into space_members ${owner({ space_id: spaces.comite.id, person_id: inviter.id, role: 'animateur' })}`;
	const invitation = await anInvitation(world, { by: inviter, email, space: spaces.comite.id });
	const account = await provenAccount(email);
	expect((await accept(account, invitation)).outcome).toBe('welcome');
	await owner`update space_members set role = 'observateur' where person_id = ${inviter.id}`;
	const id = newId();
	await world.db.as(account, (db) =>
		people.join(db, { id, accountId: account.claims.sub, name: 'Awa', language: 'fr' })
	);
	expect(await seatIn(spaces.comite.id, id)).toBeUndefined();
});

it('shows neither its address nor anything at all to who has no token', async () => {
	const invitation = await anInvitation(world, {
		by: world.kayes,
		email: 'awa.diarra@example.org',
		organisation: organisations.kayes.id
	});
	const shown = await world.db.as(world.visitor, (db) => accepting.open(db, invitation.token));
	expect(shown).toMatchObject({
		state: 'open',
		address: 'a…@example.org',
		organisation: 'Commune de Kayes',
		viewer: 'nobody'
	});
	expect(JSON.stringify(shown)).not.toContain('awa.diarra');
	expect(await world.db.as(world.visitor, (db) => accepting.open(db, linkToken()))).toBeNull();
	expect(await accept(world.nouvelle, { ...invitation, token: linkToken() })).toEqual({ outcome: 'absent' });
});
