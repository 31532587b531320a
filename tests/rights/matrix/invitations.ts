import { anInvitation } from '../../support/invitations';
import type { World } from '../../support/world';
import type { TableRights } from '../../support/rights';

/** An address is known to who invited, and to those who answer for the same body; functions write. */
export async function invitationRights(world: World): Promise<TableRights[]> {
	const { organisations, spaces } = world;
	const toNetwork = await anInvitation(world, { by: world.animatrice });
	const toOrganisation = await anInvitation(world, { by: world.bondoufle, organisation: organisations.bondoufle.id });
	const toSpace = await anInvitation(world, { by: world.pilote, space: spaces.comite.id });
	// By somebody who has lost the right since: what they sent is still theirs to read.
	const formerly = await anInvitation(world, { by: world.lurcat, organisation: organisations.kayes.id });
	return [
		{
			table: 'public.invitations',
			samples: [
				{ what: 'one to the network', key: { id: toNetwork.id }, read: ['admin', 'animatrice'] },
				{
					what: 'one to an organisation',
					key: { id: toOrganisation.id },
					read: ['admin', 'animatrice', 'bondoufle']
				},
				{ what: 'one to a space', key: { id: toSpace.id }, read: ['admin', 'pilote'] },
				{
					what: 'one of somebody who may no longer',
					key: { id: formerly.id },
					read: ['admin', 'animatrice', 'kayes', 'lurcat']
				}
			]
		}
	];
}
