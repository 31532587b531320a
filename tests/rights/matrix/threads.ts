import { newId } from '../../../src/lib/platform/ids';
import { aFile, aResource, aSpace, aThread } from '../../support/factories';
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
		},
		...(await ownRows(world, { own, reserved, open })),
		...(await postActs(world, {
			said,
			other: own.posts[1] ?? '',
			withdrawn: withdrawn.posts[0] ?? '',
			open: open.posts[0] ?? ''
		})),
		...(await attachments(world, {
			said,
			withdrawn: withdrawn.posts[0] ?? '',
			closed: closed.posts[0] ?? '',
			open: open.posts[0] ?? ''
		}))
	];
}

type Threads = Record<'own' | 'reserved' | 'open', { id: string }>;

/** Until where one read, and what one follows: each for its person, about what they see. */
async function ownRows(world: World, { own, reserved, open }: Threads): Promise<TableRights[]> {
	const { comite: committee, plateforme, jumelages } = world.spaces;
	const { owner } = world.db;
	const person_id = world.elue.id;
	const rows = {
		thread_readings: { person_id, thread_id: own.id, last_number: 1 },
		thread_follows: { person_id, thread_id: own.id, level: 'everything' },
		space_follows: { person_id, space_id: committee.id, level: 'nothing' }
	};
	await owner`insert into thread_readings ${owner(rows.thread_readings)}`;
	await owner`insert into thread_follows ${owner(rows.thread_follows)}`;
	await owner`insert into space_follows ${owner(rows.space_follows)}`;
	const table = (
		name: keyof typeof rows,
		key: string,
		written: Record<string, unknown>,
		places: [what: string, id: string, by: readonly Who[]][]
	): TableRights => ({
		table: `public.${name}`,
		columns: { add: [key, ...Object.keys(written)], change: Object.keys(written) },
		samples: [
			{
				what: 'that of the elected member',
				key: { person_id, [key]: rows[name][key as never] },
				read: ['elue'],
				change: [{ what: 'what it says', set: written, by: ['elue'] }]
			}
		],
		add: [
			...places.map(([what, id, by]) => ({ what, values: { [key]: id, ...written }, by })),
			{ what: 'in the name of another', values: { person_id: world.pilote.id, [key]: own.id, ...written }, by: nobody }
		]
	});
	const threads: [string, string, readonly Who[]][] = [
		['of the network', reserved.id, members],
		['of an open space', open.id, members]
	];
	return [
		table('thread_readings', 'thread_id', { last_number: 2 }, threads),
		table('thread_follows', 'thread_id', { level: 'mentions' }, threads),
		table('space_follows', 'space_id', { level: 'mentions' }, [
			['of the network', plateforme.id, members],
			['that is open', jumelages.id, members]
		])
	];
}

/** Words of one, and what is kept in mind: by those who write there. */
async function postActs(
	world: World,
	posts: Record<'said' | 'other' | 'withdrawn' | 'open', string>
): Promise<TableRights[]> {
	const { owner } = world.db;
	const reaction = { post_id: posts.said, person_id: world.benevole.id, kind: 'thanks' };
	await owner`insert into post_reactions ${owner(reaction)}`;
	await owner`insert into kept_posts ${owner({ post_id: posts.said })}`;
	await owner`insert into kept_posts ${owner({ post_id: posts.open })}`;
	return [
		{
			table: 'public.post_reactions',
			columns: { add: ['post_id', 'kind'] },
			samples: [{ what: 'that of a volunteer', key: reaction, read: ['benevole'], remove: ['benevole'] }],
			add: [
				{ what: 'a word', values: { post_id: posts.other, kind: 'agree' }, by: writing },
				{ what: 'about what was withdrawn', values: { post_id: posts.withdrawn, kind: 'agree' }, by: nobody },
				{ what: 'about what one only reads', values: { post_id: posts.open, kind: 'agree' }, by: nobody },
				{ what: 'in the name of another', values: { ...reaction, post_id: posts.other }, by: nobody }
			]
		},
		{
			table: 'public.kept_posts',
			columns: { add: ['post_id'] },
			samples: [
				{ what: 'a post of the committee', key: { post_id: posts.said }, read: comite, remove: writing },
				{ what: 'a post of an open space', key: { post_id: posts.open }, read: everybody }
			],
			add: [
				{ what: 'a post', values: { post_id: posts.other }, by: writing },
				{ what: 'a withdrawn one', values: { post_id: posts.withdrawn }, by: nobody }
			]
		}
	];
}

/** Files and resources go with what one wrote: the elected member's post of the committee. */
async function attachments(
	world: World,
	posts: Record<'said' | 'withdrawn' | 'closed' | 'open', string>
): Promise<TableRights[]> {
	const { owner } = world.db;
	const fileOf = (who: 'elue' | 'pilote') => aFile(world, { broughtBy: world[who] });
	const [shown, free, others] = [await fileOf('elue'), await fileOf('elue'), await fileOf('pilote')];
	const published = await fileOf('elue');
	const resource = await aResource(world);
	const draft = await aResource(world, { status: 'draft', author: world.kayes });
	await owner`insert into resource_files ${owner({ resource_id: resource.id, file_id: published })}`;
	await owner`insert into post_files ${owner([
		{ post_id: posts.said, file_id: shown, position: 0 },
		{ post_id: posts.open, file_id: await fileOf('elue'), position: 0 }
	])}`;
	await owner`insert into post_resources ${owner([
		{ post_id: posts.said, resource_id: resource.id, position: 0 },
		{ post_id: posts.open, resource_id: draft.id, position: 0 }
	])}`;
	const another = await aResource(world);
	const file = (post_id: string, file_id: string, position = 1) => ({ post_id, file_id, position });
	const link = (post_id: string, resource_id: string, position = 1) => ({ post_id, resource_id, position });
	return [
		{
			table: 'public.post_files',
			columns: { add: ['post_id', 'file_id', 'position'] },
			samples: [
				{ what: 'a file of the committee', key: { post_id: posts.said }, read: comite, remove: ['elue'] },
				{ what: 'a file of an open space', key: { post_id: posts.open }, read: everybody }
			],
			add: [
				{ what: 'one’s own file to what one said', values: file(posts.said, free), by: ['elue'] },
				{ what: 'the file of somebody else', values: file(posts.said, others), by: nobody },
				{ what: 'a file that a resource shows', values: file(posts.said, published), by: nobody },
				{ what: 'a file to a closed thread', values: file(posts.closed, free), by: nobody },
				{ what: 'a file to a withdrawn post', values: file(posts.withdrawn, free), by: nobody }
			]
		},
		{
			table: 'public.post_resources',
			columns: { add: ['post_id', 'resource_id', 'position'] },
			samples: [
				{ what: 'a resource of the committee', key: { post_id: posts.said }, read: comite, remove: ['elue'] },
				{ what: 'that there is one in an open space', key: { post_id: posts.open }, read: everybody }
			],
			add: [
				{ what: 'a resource that one reads', values: link(posts.said, another.id), by: ['elue'] },
				{ what: 'the draft of somebody else', values: link(posts.said, draft.id), by: nobody },
				{ what: 'a resource to a closed thread', values: link(posts.closed, another.id), by: nobody }
			]
		}
	];
}
