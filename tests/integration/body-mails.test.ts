/**
 * The mails of organisations and spaces, each kind once and in both languages, through a real SMTP port: who
 * receives it, and that it holds nobody's address and nothing that its reader may not see.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import * as contact from '../../src/lib/organisations/contact.server';
import * as editing from '../../src/lib/organisations/editing.server';
import * as joining from '../../src/lib/organisations/joining.server';
import { mailOrganisation, remindOrganisations } from '../../src/lib/organisations/organisation-mail.server';
import { newId } from '../../src/lib/platform/ids';
import * as charters from '../../src/lib/spaces/charters.server';
import * as membership from '../../src/lib/spaces/membership.server';
import * as requests from '../../src/lib/spaces/requests.server';
import { mailSpace } from '../../src/lib/spaces/space-mail.server';
import { anOrganisation, aSpace } from '../support/factories';
import { mailing, readersOf as to } from '../support/mails';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
const post = mailing(world, { 'mail-organisation': mailOrganisation, 'mail-space': mailSpace });
const seen = new Set<string>();

async function arrived() {
	const mails = await post.arrived();
	for (const { kind } of await owner<{ kind: string }[]>`select kind from private.mails`) seen.add(kind);
	return mails;
}

const addressOf = ({ claims }: Person) => claims.email ?? '';
/** As long as their fields let them be: a mail stays small. */
const longName = (what: string) => `${what} ${'é'.repeat(200)}`.slice(0, 150);
const reason = `Parce que. ${'à'.repeat(580)}`;

describe.each(['fr', 'en'] as const)('in %s', (language) => {
	const hello = { fr: 'Bonjour', en: 'Hello' }[language];
	let asker: Person;
	let referent: Person;
	let facilitators: string[];
	beforeAll(async () => {
		[asker, referent] = [await aPerson(db, { name: 'Qui demande' }), await aPerson(db, { name: 'Qui répond' })];
		await owner`update people set language = ${language}`;
		facilitators = [addressOf(world.admin), addressOf(world.animatrice)].sort();
		await arrived();
	});

	/** One mail to each of them, and to nobody else. */
	async function expectMails(readers: string[], says: string[], hides: string[] = []): Promise<void> {
		const mails = await arrived();
		expect(mails.flatMap(to).sort()).toEqual([...readers].sort());
		for (const mail of mails) {
			expect(mail.text?.startsWith(hello), mail.text).toBe(true);
			for (const words of says) expect(mail.text).toContain(words);
			for (const words of hides) expect(`${mail.subject}\n${mail.text}`).not.toContain(words);
			// Readable on any phone, and nobody learns an address.
			expect(mail.html).toBe(false);
			expect(mail.text).not.toMatch(/[\w.+-]+@[\w-]+\./);
			expect(mail.text).not.toContain('undefined');
			expect(mail.size).toBeLessThan(25_000);
			expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
		}
	}
	const ask = async (organisation: string, message?: string) => {
		const id = newId();
		await db.as(asker, (own) => joining.ask(own, { id, organisation, message }));
		return id;
	};

	it('an organisation: asked, accepted, refused', async () => {
		const body = await anOrganisation(world, { name: longName('Association'), referent });
		const message = `Je tiens le stand. ${'ô'.repeat(560)}`;
		const request = await ask(body.id, message);
		await expectMails([addressOf(referent)], [body.name, asker.name, message, `/annuaire/${body.slug}/membres`]);
		const refuse = { request, answer: 'refused', role: 'contributeur', reason } as const;
		expect(await db.as(referent, (own) => joining.answer(own, refuse))).toBe(true);
		await expectMails([addressOf(asker)], [body.name, reason], [referent.name]);
		// What they read by mail is said where they would ask again, until they do.
		const refusal = () => db.as(asker, (own) => joining.refusal(own, body.id));
		expect(await refusal()).toBe(reason);
		const again = await ask(body.id);
		expect(await refusal()).toBeNull();
		await arrived();
		const accept = { request: again, answer: 'accepted', role: 'contributeur' } as const;
		expect(await db.as(referent, (own) => joining.answer(own, accept))).toBe(true);
		await expectMails([addressOf(asker)], [body.name, `/annuaire/${body.slug}`], [referent.name]);
	});

	it('an organisation that nobody answers for: asked, and once left', async () => {
		const body = await anOrganisation(world, { name: 'Association sans référent' });
		await ask(body.id);
		await expectMails(facilitators, [body.name, '/admin/organisations?liste=demandes']);
		const left = await anOrganisation(world, { name: 'Association quittée', referent });
		await owner`delete from organisation_members where organisation_id = ${left.id}`;
		await expectMails(facilitators, [left.name, `/annuaire/${left.slug}/membres`], [referent.name]);
	});

	it('an organisation: proposed, validated, not validated', async () => {
		const propose = async (name: string) => {
			const id = newId();
			await db.as(asker, (own) =>
				editing.propose(own, { id, name, kind: 'association', confirmed: undefined } as never)
			);
			// Those who validate are told by their notifications.
			await expectMails([], []);
			return id;
		};
		const good = await propose(`Puits ${language}`);
		await db.as(world.animatrice, (own) => editing.validate(own, good, { kind: 'association', territory: 'essonne' }));
		await expectMails([addressOf(asker)], [`Puits ${language}`], [world.animatrice.name]);
		const bad = await propose(`Doublon ${language}`);
		await db.as(world.admin, (own) => editing.decide(own, bad, 'withdrawn', reason));
		await expectMails([addressOf(asker)], [reason], [world.admin.name]);
	});

	it('an organisation: its yearly reminder, and a message to it', async () => {
		const body = await anOrganisation(world, { name: 'Association à confirmer', referent });
		await owner`update organisations set confirmed_on = current_date - 400 where id = ${body.id}`;
		await remindOrganisations();
		await expectMails([addressOf(referent)], [body.name, `/annuaire/${body.slug}/modifier`]);

		const message = `Comment aider ? ${'é'.repeat(3900)}`;
		const values = { id: newId(), name: 'Une lectrice', email: 'lectrice@example.net', message, website: undefined };
		for (const _ of [1, 2]) await contact.write(body, values as never);
		const [mail, ...others] = await arrived();
		expect(others).toEqual([]);
		expect(mail && to(mail)).toEqual([addressOf(referent)]);
		expect(mail?.replyTo?.value[0]?.address).toBe('lectrice@example.net');
		expect(mail?.text?.startsWith(hello)).toBe(true);
		expect(mail?.text).toContain(message);
		expect(mail?.size).toBeLessThan(25_000);
	});

	it('a space: asked, accepted, refused, removed', async () => {
		const space = await aSpace(world, {
			name: longName('Comité'),
			visibility: 'reseau',
			members: [[referent, 'animateur']]
		});
		const askToTakePart = async () => {
			const id = newId();
			await db.as(asker, (own) => requests.ask(own, space.id, { id, message: 'Pour le suivi.' }));
			await expectMails(
				[addressOf(referent)],
				[space.name, asker.name, 'Pour le suivi.', `/espaces/${space.slug}/membres`]
			);
			return id;
		};
		const refused = await askToTakePart();
		await db.as(referent, (own) => requests.answer(own, space.id, { request: refused, answer: 'refuse', reason }));
		await expectMails([addressOf(asker)], [space.name, reason], [referent.name]);
		const refusal = () => db.as(asker, (own) => requests.refusal(own, space.id));
		expect(await refusal()).toBe(reason);
		expect(await db.as(referent, (own) => requests.refusal(own, space.id))).toBeNull();
		const accepted = await askToTakePart();
		expect(await refusal()).toBeNull();
		await db.as(referent, (own) =>
			requests.answer(own, space.id, { request: accepted, answer: 'accept', role: 'technique' })
		);
		await expectMails([addressOf(asker)], [space.name, `/espaces/${space.slug}`], [referent.name]);
		expect(await db.as(referent, (own) => membership.remove(own, space.id, asker.id))).toBe(true);
		await expectMails([addressOf(asker)], [space.name], [referent.name]);
	});

	it('a space: its charter, and when nobody facilitates it any longer', async () => {
		const body = await anOrganisation(world, { name: 'Association signataire', referent: asker });
		const space = await aSpace(world, {
			name: 'Comité à charte',
			purpose: 'Décider à huis clos.',
			members: [[referent, 'animateur']]
		});
		await owner`insert into space_members ${owner({ space_id: space.id, person_id: asker.id, role: 'membre', organisation_id: body.id })}`;
		const text = 'Le secrétariat tourne chaque trimestre.';
		await db.as(referent, (own) => charters.publish(own, space.id, { id: newId(), body: text, grace: 0 } as never));
		await expectMails([addressOf(asker)], [space.name, `/espaces/${space.slug}/charte`], [text]);
		await owner`delete from space_members where space_id = ${space.id} and person_id = ${referent.id}`;
		// They facilitate the network, and read nothing of a closed space but its name.
		await expectMails(facilitators, [space.name], ['huis clos', asker.name, referent.name]);
	});
});

it('every kind of them was sent', async () => {
	const words = JSON.parse(readFileSync('messages/fr.json', 'utf8')) as Record<string, unknown>;
	const kinds = Object.keys(words).flatMap((key) => {
		const [, about] = /^mail_((?:organisation|space)_\w+)_subject$/.exec(key) ?? [];
		return about ? [about.replaceAll('_', '-')] : [];
	});
	expect(kinds.length).toBeGreaterThan(12);
	expect([...kinds, 'organisation-contact'].filter((kind) => !seen.has(kind))).toEqual([]);
	const { rows } = await db.asService((service) =>
		sql<{ n: number }>`select count(*)::int as n from private.mails where body_text is not null`.execute(service)
	);
	// What was sent is not kept.
	expect(rows).toEqual([{ n: 0 }]);
});
