import { sql } from 'kysely';
import { expect, it } from 'vitest';
import * as stewardship from '../../src/lib/people/stewardship.server';
import { newId } from '../../src/lib/platform/ids';
import { aPerson, everybody, theWorld, type Person, type Who } from '../support/world';

/** « Personnes » of the administration: who sees whom, and who changes the roles of the network. */
const world = await theWorld();
const { owner } = world.db;
const all = { words: '', organisation: '', after: null };
const list = (who: Pick<Person, 'claims'>, wanted: Partial<typeof all> = {}) =>
	world.db.as(who, (db) => stewardship.list(db, { ...all, ...wanted }));
const names = async (...asked: Parameters<typeof list>) => (await list(...asked)).people.map(({ name }) => name);

it('is for administrators and those who facilitate, whoever else asks', async () => {
	const readers: Who[] = [];
	for (const who of everybody) {
		const seen = await list(world[who] as Person).catch(() => null);
		if (seen?.people.length) readers.push(who);
	}
	expect(readers).toEqual(['admin', 'animatrice']);
	for (const who of ['nouvelle', 'bondoufle', 'cresi'] as const)
		expect(await world.db.as(world[who], (db) => stewardship.find(db, world.kayes.id))).toBeNull();
});

it('shows addresses to administrators only, and who shows themselves to nobody to them only', async () => {
	const seen = async (who: Person) => new Map((await list(who)).people.map((person) => [person.id, person]));
	expect((await seen(world.admin)).get(world.kayes.id)?.email).toBe(`${world.kayes.id}@example.org`);
	expect((await seen(world.animatrice)).get(world.kayes.id)?.email).toBeNull();
	expect((await seen(world.admin)).has(world.benevole.id)).toBe(true);
	expect((await seen(world.animatrice)).has(world.benevole.id)).toBe(false);
	const sheet = (who: Person, of: Person) => world.db.as(who, (db) => stewardship.find(db, of.id));
	expect(await sheet(world.admin, world.benevole)).toMatchObject({ email: `${world.benevole.id}@example.org` });
	expect(await sheet(world.animatrice, world.benevole)).toBeNull();
	expect(await sheet(world.animatrice, world.kayes)).not.toHaveProperty('email');
});

it('finds by name, by organisation and, for an administrator, by address', async () => {
	const person = await aPerson(world.db, { name: 'Étienne Nguirane' });
	expect(await names(world.animatrice, { words: 'etienne NGUI' })).toEqual(['Étienne Nguirane']);
	expect(await names(world.animatrice, { words: 'ng' })).toEqual(['Étienne Nguirane']);
	expect(await names(world.animatrice, { words: 'guirane xyz' })).toEqual([]);
	expect(await names(world.admin, { words: '100%_' })).toEqual([]);
	expect(await names(world.admin, { words: `${person.id}@EXAMPLE.org` })).toEqual(['Étienne Nguirane']);
	expect(await names(world.animatrice, { words: `${person.id}@example.org` })).toEqual([]);
	expect(await names(world.animatrice, { organisation: 'jean-lurcat' })).toEqual([
		'Contribue pour le collège',
		'Référente du collège'
	]);
});

it('goes through everybody, page after page, once each', async () => {
	for (let n = 0; n < 45; n += 1) await aPerson(world.db, { name: n % 3 ? 'Même nom' : `Personne ${n}` });
	const met: string[] = [];
	let after: string | null = null;
	do {
		const page: Awaited<ReturnType<typeof stewardship.list>> = await world.db.as(world.admin, (db) =>
			stewardship.list(db, { ...all, after })
		);
		met.push(...page.people.map(({ id }) => id));
		after = page.next;
	} while (after);
	const everyone = await owner<{ id: string }[]>`select id from people where account_id is not null`;
	expect([...met].sort()).toEqual(everyone.map(({ id }) => id).sort());
});

it('does not name to an administrator the spaces that they are not in', async () => {
	const sheet = await world.db.as(world.admin, (db) => stewardship.find(db, world.elue.id));
	expect(sheet).toMatchObject({ spaces: [], hiddenSpaces: 1 });
});

it('lets administrators change a role, tells the person, and writes it in the journal', async () => {
	const person = await aPerson(world.db);
	const set = (who: Person, was: 'membre' | 'animateur') =>
		world.db.as(who, (db) => stewardship.setNetworkRole(db, person.id, 'animateur', was));
	for (const who of [world.animatrice, world.cresi, world.nouvelle, person])
		await expect(set(who, 'membre')).rejects.toMatchObject({ code: '42501' });
	expect(await set(world.admin, 'membre')).toBe('done');
	// Somebody else has changed it since it was shown.
	expect(await set(world.admin, 'membre')).toBe('changed');
	expect(
		await owner`select actor_id from activity where object_kind = 'person' and object_id = ${person.id} and verb = 'network-role-animateur'`
	).toEqual([{ actor_id: world.admin.id }]);
	expect(
		await owner`select from graphile_worker._private_jobs where payload ->> 'id' = ${person.id} and payload ->> 'role' = 'animateur'`
	).toHaveLength(1);
	expect(await world.db.as(world.admin, (db) => stewardship.setNetworkRole(db, newId(), 'admin', 'membre'))).toBe(
		'absent'
	);
});

it('never loses its last administrator, whichever way they would go', async () => {
	expect(
		await world.db.as(world.admin, (db) => stewardship.setNetworkRole(db, world.admin.id, 'membre', 'admin'))
	).toBe('last');
	await expect(owner`update people set account_id = null where id = ${world.admin.id}`).rejects.toMatchObject({
		code: 'PT409'
	});
	await expect(owner`delete from auth.users where id = ${world.admin.claims.sub}`).rejects.toMatchObject({
		code: 'PT409'
	});
	await expect(owner`delete from people where id = ${world.admin.id}`).rejects.toMatchObject({ code: 'PT409' });
});

it('keeps one of two administrators who step down at the same moment', async () => {
	const other = await aPerson(world.db, { networkRole: 'admin' });
	const step = (who: Person) =>
		world.db.as(who, async (db) => {
			const outcome = await stewardship.setNetworkRole(db, who.id, 'membre', 'admin');
			if (outcome === 'done') await sql`select pg_sleep(0.2)`.execute(db);
			return outcome;
		});
	expect((await Promise.all([step(world.admin), step(other)])).sort()).toEqual(['done', 'last']);
	await owner`update people set network_role = 'admin' where id = ${world.admin.id}`;
	await owner`update people set network_role = 'membre' where id = ${other.id}`;
});

it('closes the sessions of a person for an administrator, and for nobody else', async () => {
	const person = await aPerson(world.db);
	const close = (who: Person) => world.db.as(who, (db) => stewardship.closeSessions(db, person.id));
	for (const who of [world.animatrice, world.nouvelle])
		await expect(close(who)).rejects.toMatchObject({ code: '42501' });
	expect(await close(world.admin)).toBe(1);
	await expect(world.db.as(person, (db) => stewardship.find(db, person.id))).rejects.toThrow();
});
