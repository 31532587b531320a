import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

/** Somebody who drafts for one organisation and publishes for another does not carry drafts across. */
const world = await theWorld();
const { owner } = world.db;
const both = await aPerson(world.db);
await owner`insert into organisation_members (organisation_id, person_id, role) values
	(${world.organisations.lurcat.id}, ${both.id}, 'contributeur'), (${world.organisations.kayes.id}, ${both.id}, 'referent')`;
const away = { organisation_id: world.organisations.kayes.id, status: 'published' };

it('is refused for the draft of a colleague', async () => {
	const draft = await aResource(world, {
		status: 'draft',
		organisation: world.organisations.lurcat.id,
		author: world.lurcat
	});
	const carry = world.db.as(both, (db) => db.updateTable('resources').set(away).where('id', '=', draft.id).execute());
	await expect(carry).rejects.toMatchObject({ code: '42501' });
});

it('is allowed for one’s own draft', async () => {
	const draft = await aResource(world, { status: 'draft', organisation: world.organisations.lurcat.id, author: both });
	const carried = await world.db.as(both, (db) =>
		db.updateTable('resources').set(away).where('id', '=', draft.id).executeTakeFirst()
	);
	expect(carried.numUpdatedRows).toBe(1n);
});
