/** The sheet of an organisation: what its form keeps, what two people meet, what asks to be confirmed. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import * as editing from '../../src/lib/organisations/editing.server';
import * as joining from '../../src/lib/organisations/joining.server';
import { sheetSchema, type SheetValues } from '../../src/lib/organisations/schema';
import { writtenFields } from '../../src/lib/organisations/written';
import { newId } from '../../src/lib/platform/ids';
import { anOrganisation } from '../support/factories';
import { theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { owner } = db;
const open = async (person: Person, id: string): Promise<editing.Sheet> => {
	const sheet = await db.as(person, (viewers) => editing.valuesOf(viewers, id));
	if (!sheet) throw new Error('not theirs');
	return sheet;
};
const revise = (person: Person, values: SheetValues, was: SheetValues | null = null) =>
	db.as(person, (viewers) => editing.revise(viewers, values, was && writtenFields(was)));
/** As the form sends it, read by the schema of the door. */
const sent = (sheet: editing.Sheet, typed: Record<string, unknown>) =>
	sheetSchema.parse({ ...sheet, countries: sheet.countries.join(','), networks: sheet.networks.join('\n'), ...typed });

it('keeps everything that its form says, and gives it back', async () => {
	const { id } = await anOrganisation(world, { referent: world.bondoufle });
	const network = await anOrganisation(world, { name: 'Réseau des puits', acronym: 'RDP' });
	const sheet = await open(world.bondoufle, id);
	const values = sent(sheet, {
		description: 'Une présentation.',
		siren: '404 833 048 00022',
		rna: 'w912345678',
		website: 'www.example.org',
		countries: 'Mali, sénégal',
		languages: ['fr', 'bm'],
		contactEmail: 'bureau@example.org',
		contactFunction: 'Secrétariat',
		activity: 'en-sommeil',
		networks: 'rdp',
		'names.0.name': 'Ancien nom',
		'names.0.from': '03/1992',
		'names.3.name': 'Nom d’usage',
		'twinnings.1.town': 'Troisdorf',
		'twinnings.1.country': 'Allemagne',
		'twinnings.1.on': '12/06/1972',
		'twinnings.1.language': 'de'
	});
	expect(await revise(world.bondoufle, values)).toHaveProperty('slug');
	expect(await open(world.bondoufle, id)).toMatchObject({
		siren: '404833048',
		rna: 'W912345678',
		website: 'https://www.example.org',
		countries: ['ML', 'SN'],
		languages: ['fr', 'bm'],
		contactEmail: 'bureau@example.org',
		activity: 'en-sommeil',
		networks: [network.name],
		names: [{ name: 'Ancien nom', from: '1992-03' }, { name: 'Nom d’usage' }],
		twinnings: [{ town: 'Troisdorf', country: 'DE', on: '1972-06-12', language: 'de' }]
	});
	expect(await owner`select verb from activity where object_id = ${id} and verb = 'revised'`).toHaveLength(1);
});

it('refuses names that no sheet bears, and links that another sheet would show', async () => {
	const { id } = await anOrganisation(world, { referent: world.bondoufle });
	const sheet = await open(world.bondoufle, id);
	const refusal = await revise(
		world.bondoufle,
		sent(sheet, { networks: 'Personne', parent: 'Commune de Kayes', 'successions.0.name': 'Collège Jean-Lurçat' })
	);
	expect(Object.keys((refusal as { problems: object }).problems).sort()).toEqual(['networks', 'parent', 'successions']);
});

it('tells the second of two what the first changed, and overwrites nothing', async () => {
	const { id } = await anOrganisation(world, { name: 'À deux mains', referent: world.bondoufle });
	const shown = await open(world.bondoufle, id);
	await revise(
		world.animatrice,
		sent(await open(world.animatrice, id), { summary: 'Le sien', 'names.0.name': 'Ancien' })
	);
	expect(await revise(world.bondoufle, sent(shown, { needs: 'Une salle' }), shown)).toEqual({
		conflict: { version: 2, theirs: { summary: 'Le sien', names: 'Ancien' } }
	});
	expect(await open(world.bondoufle, id)).toMatchObject({ summary: 'Le sien', version: 2 });
});

it('tells so too when the first changed its lists only', async () => {
	const { id } = await anOrganisation(world, { referent: world.bondoufle });
	const shown = await open(world.bondoufle, id);
	await revise(world.animatrice, sent(await open(world.animatrice, id), { themes: ['culture'] }));
	expect(await revise(world.bondoufle, sent(shown, { themes: ['jumelages'] }), shown)).toMatchObject({
		conflict: { version: 2, theirs: { themes: 'culture' } }
	});
	expect(await open(world.bondoufle, id)).toMatchObject({ themes: ['culture'] });
});

it('of a masked place gives the exact one to its people only, and keeps it when they save', async () => {
	const { id } = await anOrganisation(world, { territory: 'bema', sensitivity: ['place'], referent: world.kayes });
	const sheet = await open(world.kayes, id);
	expect(sheet.territory).toBe('bema');
	await revise(world.kayes, sent(sheet, { summary: 'Autre' }));
	expect(await owner`select territory_code from organisations where id = ${id}`).toMatchObject([
		{ territory_code: 'region-de-kayes' }
	]);
	expect((await open(world.kayes, id)).territory).toBe('bema');
});

it('is confirmed without a new version, and asked about once a year', async () => {
	const { id, slug } = await anOrganisation(world, { referent: world.bondoufle });
	await owner`update organisations set confirmed_on = current_date - 400 where id = ${id}`;
	const remind = () =>
		db.asService((service) => sql<{ n: number }>`select private.remind_organisations() as n`.execute(service));
	const asked = async () =>
		(await owner`select key from graphile_worker.jobs where key = ${`mail-organisation:${id}:to-confirm`}`).length;
	expect((await remind()).rows[0]?.n).toBe(1);
	expect((await remind()).rows[0]?.n).toBe(0);
	expect(await asked()).toBe(1);
	expect(await db.as(world.bondoufle, (viewers) => editing.confirm(viewers, slug))).toBe(true);
	expect(await db.as(world.kayes, (viewers) => editing.confirm(viewers, slug))).toBe(false);
	expect(
		await owner`select version, confirmed_on = current_date as today from organisations where id = ${id}`
	).toMatchObject([{ version: 1, today: true }]);
});

it('is joined once, by who was accepted, and each answer is told once', async () => {
	const { id } = await anOrganisation(world, { referent: world.bondoufle });
	const request = { id: newId(), organisation: id, message: 'Bonjour' };
	for (const _ of [1, 2]) await db.as(world.nouvelle, (viewers) => joining.ask(viewers, request));
	await db.as(world.nouvelle, (viewers) => joining.ask(viewers, { ...request, id: newId() }));
	const [waiting, ...more] = await db.as(world.bondoufle, (viewers) => joining.waiting(viewers, id));
	expect([waiting?.person, more]).toEqual([world.nouvelle.name, []]);
	const answer = { request: request.id, answer: 'accepted' as const, role: 'contributeur' as const };
	expect(await db.as(world.animatrice, (viewers) => joining.answer(viewers, answer))).toBe(false);
	expect(await db.as(world.bondoufle, (viewers) => joining.answer(viewers, answer))).toBe(true);
	expect(await db.as(world.bondoufle, (viewers) => joining.answer(viewers, answer))).toBe(false);
	expect(
		await owner`select role from organisation_members where organisation_id = ${id} and person_id = ${world.nouvelle.id}`
	).toMatchObject([{ role: 'contributeur' }]);
	await expect(
		db.as(world.nouvelle, (viewers) => joining.ask(viewers, { ...request, id: newId() }))
	).rejects.toMatchObject({ code: 'PT409', hint: 'member' });
});

it('is asked ten times a day by one person, not more: each writes to somebody', async () => {
	for (let n = 0; n < 10; n += 1) {
		const { id } = await anOrganisation(world);
		await db.as(world.benevole, (viewers) => joining.ask(viewers, { id: newId(), organisation: id }));
	}
	const { id } = await anOrganisation(world);
	await expect(
		db.as(world.benevole, (viewers) => joining.ask(viewers, { id: newId(), organisation: id }))
	).rejects.toMatchObject({ code: 'PT409', hint: 'too-many' });
});
