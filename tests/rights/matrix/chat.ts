import { newId } from '../../../src/lib/platform/ids';
import { aConversation, aFile, aMessage, aSpace } from '../../support/factories';
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
	const inArchived = await aMessage(world, { room: archived.id, author: world.kayes });
	const withdrawn = await aMessage(world, { room: committee.id, author: world.elue });
	await world.db.owner`update chat_messages set withdrawn_at = now() where id = ${withdrawn}`;
	const naming = await aMessage(world, {
		room: committee.id,
		author: world.elue,
		body: `[@Agente](person:${world.agente.id}) et [@Kayes](person:${world.kayes.id})`
	});
	await world.db
		.owner`insert into chat_reactions ${world.db.owner({ message_id: inCommittee, person_id: world.agente.id, kind: 'thanks' })}`;
	await world.db
		.owner`insert into chat_readings ${world.db.owner({ room_id: committee.id, person_id: world.elue.id, seq: 1 })}`;
	const conversation = await aConversation(world, [world.kayes, world.lurcat]);
	const alone = await aConversation(world, [world.kayes]);
	const between = await aMessage(world, { room: conversation, author: world.kayes });
	const [said, brought, others] = [
		await aFile(world, { broughtBy: world.elue }),
		await aFile(world, { broughtBy: world.elue }),
		await aFile(world, { broughtBy: world.pilote })
	];
	await world.db.owner`insert into chat_files ${world.db.owner({ message_id: inCommittee, file_id: said })}`;
	// As in the transaction where it is said.
	const saidNow = await aMessage(world, { room: committee.id, author: world.elue });
	await world.db.owner`update chat_messages set created_at = now() + interval '1 hour' where id = ${saidNow}`;
	const message = (room_id: string) => ({ id: newId(), room_id, body: 'Bonjour à toutes et à tous.' });
	const word = (message_id: string) => ({ message_id, kind: 'agree' });
	return [
		{
			table: 'public.chat_rooms',
			samples: [
				{ what: 'that of the committee', key: { id: committee.id }, read: comite },
				{ what: 'that of an open space', key: { id: open.id }, read: ['kayes'] },
				{ what: 'that of an archived space', key: { id: archived.id }, read: ['kayes'] },
				{ what: 'a conversation', key: { id: conversation }, read: ['kayes', 'lurcat'] }
			]
		},
		{
			table: 'public.chat_members',
			samples: [
				{
					what: 'one of a conversation',
					key: { room_id: conversation, person_id: world.lurcat.id },
					read: ['kayes', 'lurcat'],
					remove: ['lurcat']
				}
			]
		},
		{
			table: 'public.chat_messages',
			columns: { add: ['id', 'room_id', 'body', 'reply_to'], change: ['body', 'withdrawn_at'] },
			samples: [
				{
					what: 'said in the committee',
					key: { id: inCommittee },
					read: comite,
					change: [
						{ what: 'other words', set: { body: 'Autre chose.' }, by: ['elue'], refused: ['pilote'] },
						{ what: 'withdrawn', set: { withdrawn_at: new Date() }, by: ['elue', 'pilote'] }
					]
				},
				{ what: 'said in an open space', key: { id: inOpen }, read: ['kayes'] },
				{
					what: 'said before the space was archived',
					key: { id: inArchived },
					read: ['kayes'],
					change: [{ what: 'other words', set: { body: 'Autre chose.' }, by: nobody }]
				},
				{
					what: 'withdrawn',
					key: { id: withdrawn },
					read: comite,
					change: [{ what: 'words again', set: { body: 'Si.' }, by: nobody, rule: ['elue', 'pilote'] }]
				},
				{
					what: 'said in a conversation',
					key: { id: between },
					read: ['kayes', 'lurcat'],
					change: [{ what: 'withdrawn', set: { withdrawn_at: new Date() }, by: ['kayes'] }]
				}
			],
			add: [
				{ what: 'to the committee', values: message(committee.id), by: writers },
				{ what: 'to an open space', values: message(open.id), by: ['kayes'] },
				{ what: 'to an archived space', values: message(archived.id), by: nobody },
				{ what: 'to a conversation', values: message(conversation), by: ['kayes', 'lurcat'] },
				{ what: 'where nobody else is left', values: message(alone), by: nobody },
				{ what: 'to a room that is not there', values: message(newId()), by: nobody },
				{
					what: 'in the name of somebody else',
					values: { ...message(committee.id), author_id: world.elue.id },
					by: nobody
				},
				{ what: 'under a number of one’s own', values: { ...message(committee.id), seq: 1 }, by: nobody }
			]
		},
		{
			table: 'public.chat_files',
			columns: { add: ['message_id', 'file_id', 'position'] },
			samples: [{ what: 'said in the committee', key: { file_id: said }, read: comite }],
			add: [
				{ what: 'by who says it', values: { message_id: saidNow, file_id: brought }, by: ['elue'] },
				{ what: 'under what was said before', values: { message_id: inCommittee, file_id: brought }, by: nobody },
				{ what: 'that somebody else brought', values: { message_id: saidNow, file_id: others }, by: nobody }
			]
		},
		{
			table: 'public.chat_mentions',
			samples: [
				{
					what: 'of a member',
					key: { message_id: naming, person_id: world.agente.id },
					read: comite
				},
				{
					what: 'of somebody who is not of the room',
					key: { message_id: naming, person_id: world.kayes.id },
					read: nobody
				}
			]
		},
		{
			table: 'public.chat_reactions',
			columns: { add: ['message_id', 'kind'] },
			samples: [
				{
					what: 'thanks',
					key: { message_id: inCommittee, person_id: world.agente.id, kind: 'thanks' },
					read: ['agente'],
					remove: ['agente']
				}
			],
			add: [
				{ what: 'to a message of the committee', values: word(inCommittee), by: writers },
				{ what: 'to one that was withdrawn', values: word(withdrawn), by: nobody },
				{ what: 'to one of a conversation', values: word(between), by: ['kayes', 'lurcat'] },
				{
					what: 'for somebody else',
					values: { ...word(inCommittee), person_id: world.elue.id },
					by: nobody
				}
			]
		},
		{
			table: 'public.chat_readings',
			columns: { add: ['room_id', 'seq'], change: ['seq'] },
			samples: [
				{
					what: 'that of a member',
					key: { room_id: committee.id, person_id: world.elue.id },
					read: ['elue'],
					change: [{ what: 'further', set: { seq: 2 }, by: ['elue'] }]
				}
			],
			add: [
				{ what: 'of a conversation', values: { room_id: conversation, seq: 1 }, by: ['kayes', 'lurcat'] },
				{ what: 'of the open space', values: { room_id: open.id, seq: 1 }, by: ['kayes'] }
			]
		}
	];
}
