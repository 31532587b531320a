import { expect, it } from 'vitest';
import * as journal from '../../src/lib/spaces/journal.server';
import { anOrganisation, aResource, aSpace } from '../support/factories';
import { theWorld, type Person } from '../support/world';

/** `model.md` § Journal: read under one's rights of now; what one may not see is absent, not hidden. */
const world = await theWorld();
const hidden = await anOrganisation(world, { name: 'Organisation que personne ne voit', visibility: 'prive' });
const open = await aSpace(world, {
	visibility: 'reseau',
	organisations: [hidden.id, world.organisations.lurcat.id],
	members: [
		[world.pilote, 'animateur'],
		[world.benevole, 'membre'],
		[world.elue, 'membre']
	]
});
const published = async (options: Parameters<typeof aResource>[1]) => {
	const made = await aResource(world, { ...options, space: open.id });
	return made.title;
};
const titles = {
	forAll: await published({ title: 'Pour toutes et tous', author: world.pilote }),
	forMembers: await published({ title: 'Pour les membres', visibility: 'espace', author: world.pilote }),
	masked: await published({ title: 'Sans les noms', sensitivity: ['people'], author: world.pilote }),
	mine: await published({ title: 'À moi seule', visibility: 'prive', author: world.pilote }),
	draft: await published({ title: 'Pas encore', status: 'draft', author: world.pilote })
};
const told = async (who: Person) => {
	const { entries } = await world.db.as(who, (db) => journal.page(db, { space: open.id }, null, 100));
	return entries.map(({ verb, object }) => `${verb} ${object.name}`);
};

it('to a member: neither a hidden body, nor somebody who hides, nor what is not for them', async () => {
	const entries = await told(world.elue);
	expect(entries.toSorted()).toEqual(
		[
			`opened ${open.name}`,
			`gathered ${world.organisations.lurcat.name}`,
			`joined ${world.pilote.name}`,
			`joined ${world.elue.name}`,
			`published ${titles.forAll}`,
			`published ${titles.forMembers}`
		].toSorted()
	);
});

it('to who only reads the space: not who is in it', async () => {
	const entries = await told(world.nouvelle);
	expect(entries.toSorted()).toEqual(
		[`opened ${open.name}`, `gathered ${world.organisations.lurcat.name}`, `published ${titles.forAll}`].toSorted()
	);
});

it('page after page, once each', async () => {
	const seen: number[] = [];
	let before: number | null = null;
	do {
		const page: journal.Page = await world.db.as(world.pilote, (db) => journal.page(db, { space: open.id }, before, 2));
		seen.push(...page.entries.map(({ id }) => id));
		before = page.next;
	} while (before !== null);
	const whole = await world.db.as(world.pilote, (db) => journal.page(db, { space: open.id }, null, 100));
	expect(seen).toEqual(whole.entries.map(({ id }) => id));
});

it('to the people of a body that a closed space gathers, or to who facilitates the network: nothing', async () => {
	const closed = await aSpace(world, {
		organisations: [world.organisations.kayes.id],
		members: [[world.pilote, 'animateur']]
	});
	for (const who of [world.kayes, world.animatrice, world.admin]) {
		const rows = await world.db.as(who, (db) =>
			db.selectFrom('activity').select('verb').where('space_id', '=', closed.id).execute()
		);
		expect(rows).toEqual([]);
	}
});
