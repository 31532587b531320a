import { newId } from '../../../src/lib/platform/ids';
import { aMessage, aSpace } from '../../support/factories';
import { comite, nobody, type TableRights } from '../../support/rights';
import type { World } from '../../support/world';

/** Everybody of the committee but who observes. */
const writers = comite.filter((who) => who !== 'observatrice');

/** `model.md` § Visibility: a room is for members only, whatever its space's visibility. */
export async function chatRights(world: World): Promise<TableRights[]> {
	const open = await aSpace(world, { visibility: 'public', members: [[world.kayes, 'membre']] });
	const archived = await aSpace(world, { archived: true, members: [[world.kayes, 'animateur']] });
	const { comite: committee } = world.spaces;
	const inCommittee = await aMessage(world, { room: committee.id, author: world.elue });
	const inOpen = await aMessage(world, { room: open.id, author: world.kayes });
	const message = (room_id: string) => ({ id: newId(), room_id, body: 'Bonjour à toutes et à tous.' });
	return [
		{
			table: 'public.chat_rooms',
			samples: [
				{ what: 'that of the committee', key: { id: committee.id }, read: comite },
				{ what: 'that of an open space', key: { id: open.id }, read: ['kayes'] },
				{ what: 'that of an archived space', key: { id: archived.id }, read: ['kayes'] }
			]
		},
		{
			table: 'public.chat_messages',
			columns: { add: ['id', 'room_id', 'body'] },
			samples: [
				{ what: 'said in the committee', key: { id: inCommittee }, read: comite },
				{ what: 'said in an open space', key: { id: inOpen }, read: ['kayes'] }
			],
			add: [
				{ what: 'to the committee', values: message(committee.id), by: writers },
				{ what: 'to an open space', values: message(open.id), by: ['kayes'] },
				{ what: 'to an archived space', values: message(archived.id), by: nobody },
				{ what: 'to a room that is not there', values: message(newId()), by: nobody },
				{
					what: 'in the name of somebody else',
					values: { ...message(committee.id), author_id: world.elue.id },
					by: nobody
				},
				{ what: 'under a number of one’s own', values: { ...message(committee.id), seq: 1 }, by: nobody }
			]
		}
	];
}
