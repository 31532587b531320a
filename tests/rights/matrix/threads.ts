import { newId } from '../../../src/lib/platform/ids';
import { aSpace, aThread } from '../../support/factories';
import { comite, members, nobody, type TableRights } from '../../support/rights';
import { everybody, type Who, type World } from '../../support/world';

const writing = comite.filter((who) => who !== 'observatrice');

/**
 * `model.md` § Visibility: a discussion follows its space; its members write, an observateur reads. In the
 * committee the elected member opened a thread, and spoke in it.
 */
export async function threadRights(world: World): Promise<TableRights[]> {
	const { comite: committee, plateforme, jumelages } = world.spaces;
	const archived = await aSpace(world, { archived: true, members: [[world.pilote, 'animateur']] });
	const own = await aThread(world, { space: committee.id, author: world.elue, said: [{}, {}] });
	const closed = await aThread(world, { space: committee.id, author: world.elue, closed: 'Tout est dit.' });
	const old = await aThread(world, { space: archived.id, author: world.pilote });
	const reserved = await aThread(world, { space: plateforme.id });
	const open = await aThread(world, { space: jumelages.id });
	const withdrawn = await aThread(world, { space: committee.id, author: world.elue, said: [{ withdrawn: true }] });
	const [said = ''] = own.posts;
	await world.db.owner`insert into post_versions ${world.db.owner({ post_id: said, version: 0, body: 'Avant.' })}`;
	const readers = (key: (thread: typeof own) => Record<string, unknown>) => [
		{ what: 'in the network', key: key(reserved), read: members },
		{ what: 'in an open space', key: key(open), read: everybody }
	];
	const thread = (space_id: string) => ({ id: newId(), space_id, title: 'Une question' });
	const post = (thread_id: string, more = {}) => ({ id: newId(), thread_id, body: 'Une réponse.', ...more });
	const holders: Who[] = ['pilote', 'elue'];
	return [
		{
			table: 'public.threads',
			columns: {
				add: ['id', 'space_id', 'title', 'language'],
				change: ['title', 'pinned_at', 'closed_at', 'closed_reason']
			},
			samples: [
				{
					what: 'a thread of the committee',
					key: { id: own.id },
					read: comite,
					change: [
						{ what: 'its title', set: { title: 'Autre question' }, by: holders },
						{ what: 'that it is pinned', set: { pinned_at: new Date() }, by: ['pilote'], refused: ['elue'] },
						{
							what: 'that it is closed',
							set: { closed_at: new Date(), closed_reason: 'C’est réglé.' },
							by: holders
						},
						{ what: 'its space', set: { space_id: jumelages.id }, by: nobody },
						{ what: 'how many posts it has', set: { last_number: 12 }, by: nobody }
					]
				},
				{
					what: 'a thread of an archived space',
					key: { id: old.id },
					read: ['pilote'],
					change: [{ what: 'its title', set: { title: 'Autre question' }, by: nobody, rule: ['pilote'] }]
				},
				...readers(({ id }) => ({ id }))
			],
			add: [
				{ what: 'in the committee', values: thread(committee.id), by: writing },
				{ what: 'in the network, where nobody is a member', values: thread(plateforme.id), by: nobody },
				{ what: 'in an archived space', values: thread(archived.id), by: nobody }
			]
		},
		{
			table: 'public.posts',
			columns: { add: ['id', 'thread_id', 'body', 'reply_to'], change: ['body', 'withdrawn_at'] },
			samples: [
				{
					what: 'what the elected member said',
					key: { id: said },
					read: comite,
					change: [
						{ what: 'what it says', set: { body: 'Autre chose.' }, by: ['elue'], refused: ['pilote'] },
						{ what: 'that it is withdrawn', set: { withdrawn_at: new Date() }, by: holders },
						{ what: 'its number', set: { number: 12 }, by: nobody },
						{ what: 'for whom it speaks', set: { organisation_id: world.organisations.kayes.id }, by: nobody }
					]
				},
				{
					what: 'a post of a closed thread',
					key: { id: closed.posts[0] },
					read: comite,
					change: [
						{ what: 'what it says', set: { body: 'Autre chose.' }, by: nobody, rule: ['elue'], refused: ['pilote'] },
						{ what: 'that it is withdrawn', set: { withdrawn_at: new Date() }, by: holders }
					]
				},
				{
					what: 'a withdrawn post',
					key: { id: withdrawn.posts[0] },
					read: comite,
					change: [{ what: 'what it says', set: { body: 'Me revoilà.' }, by: nobody, rule: holders }]
				},
				...readers(({ posts }) => ({ id: posts[0] }))
			],
			add: [
				{ what: 'in the committee', values: post(own.id), by: writing },
				{ what: 'an answer to a post', values: post(own.id, { reply_to: said }), by: writing },
				{
					what: 'in the name of a body',
					values: post(own.id, { organisation_id: world.organisations.kayes.id }),
					by: nobody
				},
				{ what: 'in a closed thread', values: post(closed.id), by: nobody, rule: writing },
				{ what: 'in a thread that one only reads', values: post(reserved.id), by: nobody },
				{ what: 'in an archived space', values: post(old.id), by: nobody }
			]
		},
		{
			table: 'public.post_versions',
			samples: [{ what: 'what a post said before', key: { post_id: said }, read: comite }]
		}
	];
}
