import { expect, it } from 'vitest';
import { aResource } from '../support/factories';
import { aPerson, theWorld } from '../support/world';

/** What was proposed to a space is published there, or not at all; its facilitator does not take it away. */
const world = await theWorld();
const { owner } = world.db;

it('refuses to publish it for all in the name of the facilitator’s own organisation', async () => {
	const facilitator = await aPerson(world.db);
	await owner`insert into space_members (space_id, person_id, role) values (${world.spaces.comite.id}, ${facilitator.id}, 'animateur')`;
	await owner`insert into organisation_members (organisation_id, person_id, role) values (${world.organisations.kayes.id}, ${facilitator.id}, 'referent')`;
	const proposal = await aResource(world, {
		status: 'proposed',
		visibility: 'espace',
		space: world.spaces.comite.id,
		organisation: world.organisations.lurcat.id,
		author: world.lurcat
	});
	const change = (values: object) =>
		world.db.as(facilitator, (db) =>
			db.updateTable('resources').set(values).where('id', '=', proposal.id).executeTakeFirst()
		);
	const kayes = { organisation_id: world.organisations.kayes.id };
	await expect(change({ ...kayes, visibility: 'public', status: 'published' })).rejects.toMatchObject({
		code: '42501'
	});
	await expect(change(kayes)).rejects.toMatchObject({ code: '42501' });
	await expect(change({ visibility: 'reseau' })).rejects.toMatchObject({ code: '42501' });
	expect((await change({ status: 'published' })).numUpdatedRows).toBe(1n);
});
