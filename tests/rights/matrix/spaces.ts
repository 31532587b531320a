import { newId } from '../../../src/lib/platform/ids';
import { aSpace } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { college, comite, facilitators, members, nobody, type Sample, type TableRights } from '../../support/rights';

/** With a body that answers for the space, or who facilitate the network. */
const founders: Who[] = [...college, ...facilitators, 'cresi', 'bondoufle', 'kayes'];

/** `model.md` § Visibility: an administrator is no exception. Kayes facilitates the open space. */
export async function spaceRights(world: World): Promise<TableRights[]> {
	const parts = { themes: ['culture'], territories: ['bema'], organisations: [world.organisations.kayes.id] };
	const open = await aSpace(world, { ...parts, visibility: 'public', members: [[world.kayes, 'animateur']] });
	const reserved = await aSpace(world, { ...parts, visibility: 'reseau' });
	const closed = await aSpace(world, { ...parts, visibility: 'espace', members: [[world.kayes, 'membre']] });
	const archived = await aSpace(world, { ...parts, archived: true, members: [[world.kayes, 'animateur']] });
	const masked = await aSpace(world, { ...parts, visibility: 'public', sensitivity: ['place'] });
	const readers: [what: string, id: string, read: readonly Who[]][] = [
		['an open one', open.id, everybody],
		['one that is for the network', reserved.id, members],
		['one that is for its members', closed.id, ['kayes']]
	];
	const samples = (column: string): Sample[] =>
		readers.map(([what, id, read]) => ({ what, key: { [column]: id }, read }));
	const [one, ...others] = samples('id');
	return [
		{
			table: 'public.spaces',
			columns: {
				add: ['id', 'slug', 'name', ...writable],
				change: ['name', 'archived_at', ...writable]
			},
			samples: [
				{
					...(one as Sample),
					change: [
						{ what: 'its name', set: { name: 'Autre nom' }, by: ['kayes'] },
						{ what: 'that it is archived', set: { archived_at: new Date() }, by: ['kayes'] },
						{ what: 'its address', set: { slug: 'ailleurs' }, by: nobody },
						{ what: 'its version', set: { version: 9 }, by: nobody },
						{ what: 'within a space of others', set: { parent_id: closed.id }, by: ['kayes'] },
						{
							what: 'within a space where its facilitator is not',
							set: { parent_id: reserved.id },
							by: nobody,
							refused: ['kayes']
						}
					]
				},
				...others,
				{
					what: 'an archived one',
					key: { id: archived.id },
					read: ['kayes'],
					change: [
						{ what: 'its name', set: { name: 'Autre nom' }, by: nobody, rule: ['kayes'] },
						{ what: 'that it is open again', set: { archived_at: null }, by: ['kayes'] }
					]
				},
				{
					what: 'the committee',
					key: { id: world.spaces.comite.id },
					read: comite,
					change: [{ what: 'who reads it', set: { visibility: 'public' }, by: ['pilote'] }]
				}
			],
			add: [
				{
					what: 'a space',
					values: { id: newId(), slug: 'un-essai', name: 'Un essai', kind_code: 'projet' },
					by: founders
				},
				{
					what: 'a space within one where one is not',
					values: { id: newId(), slug: 'un-essai', name: 'Un essai', kind_code: 'projet', parent_id: open.id },
					by: ['kayes']
				}
			]
		},
		codes('space_themes', 'theme_code', 'culture', 'sport', samples('space_id'), open.id, archived.id),
		{
			...codes('space_territories', 'territory_code', 'bema', 'essonne', samples('space_id'), open.id, archived.id),
			samples: [
				...codes('space_territories', 'territory_code', 'bema', 'essonne', samples('space_id'), open.id, archived.id)
					.samples,
				{ what: 'the masked place of an open one', key: { space_id: masked.id }, read: nobody }
			]
		},
		gathered(world, open.id, archived.id, samples('space_id')),
		memberships(world, open.id),
		await requests(world),
		...(await charters(world))
	];
}

const writable = [
	...['kind_code', 'visibility', 'purpose', 'level', 'mandate', 'rhythm', 'quorum', 'decision_mode', 'parent_id']
];

function codes(
	table: string,
	column: string,
	present: string,
	absent: string,
	samples: Sample[],
	open: string,
	archived: string
): TableRights {
	return {
		table: `public.${table}`,
		samples: [
			...samples,
			{
				what: 'of an open one',
				key: { space_id: open, [column]: present },
				read: everybody,
				remove: ['kayes']
			}
		],
		add: [
			{ what: 'to an open one', values: { space_id: open, [column]: absent }, by: ['kayes'] },
			{ what: 'to an archived one', values: { space_id: archived, [column]: absent }, by: nobody, rule: ['kayes'] }
		]
	};
}

function gathered(world: World, open: string, archived: string, samples: Sample[]): TableRights {
	const { lurcat, kayes } = world.organisations;
	const seat = (space_id: string, organisation_id: string) => ({ space_id, organisation_id });
	return {
		table: 'public.space_organisations',
		columns: { add: ['space_id', 'organisation_id', 'college_code'], change: ['college_code'] },
		samples: [
			...samples,
			{
				what: 'a body in an open one',
				key: seat(open, kayes.id),
				read: everybody,
				change: [
					{ what: 'its college', set: { college_code: 'associations' }, by: ['kayes'] },
					{ what: 'which body', set: { organisation_id: lurcat.id }, by: nobody }
				],
				remove: ['kayes']
			}
		],
		add: [
			{ what: 'a body to an open one', values: { ...seat(open, lurcat.id), college_code: 'autres' }, by: ['kayes'] },
			{
				what: 'a body to an archived one',
				values: { ...seat(archived, lurcat.id), college_code: 'autres' },
				by: nobody,
				rule: ['kayes']
			}
		]
	};
}

/** Administrators enter to read; those who facilitate the network, where nobody facilitates. */
function memberships(world: World, open: string): TableRights {
	const membership = (space_id: string, person_id: string) => ({ space_id, person_id });
	const { comite: committee, plateforme } = world.spaces;
	return {
		table: 'public.space_members',
		columns: { add: ['space_id', 'person_id', 'role'], change: ['role', 'organisation_id'] },
		samples: [
			{
				what: 'a member of the committee',
				key: membership(committee.id, world.elue.id),
				read: comite,
				change: [
					{ what: 'their role', set: { role: 'animateur' }, by: ['pilote'], refused: ['elue'] },
					{ what: 'for whom they sit', set: { organisation_id: null }, by: ['pilote', 'elue'] },
					{
						what: 'a body that is not theirs',
						set: { organisation_id: world.organisations.kayes.id },
						by: nobody,
						rule: ['pilote', 'elue']
					},
					{ what: 'who they are', set: { person_id: world.nouvelle.id }, by: nobody }
				],
				remove: ['pilote', 'elue']
			},
			{ what: 'a member of an open space', key: membership(open, world.kayes.id), read: ['kayes'] }
		],
		add: [
			{
				what: 'an administrator, to read',
				values: { ...membership(committee.id, world.admin.id), role: 'observateur' },
				by: ['admin']
			},
			{
				what: 'an administrator, to write',
				values: { ...membership(committee.id, world.admin.id), role: 'membre' },
				by: nobody
			},
			{
				what: 'a facilitator of the network where somebody facilitates',
				values: { ...membership(committee.id, world.animatrice.id), role: 'animateur' },
				by: nobody
			},
			{
				what: 'a facilitator of the network where nobody does',
				values: { ...membership(plateforme.id, world.animatrice.id), role: 'animateur' },
				by: ['animatrice']
			},
			{
				what: 'somebody else',
				values: { ...membership(committee.id, world.nouvelle.id), role: 'membre' },
				by: nobody
			}
		]
	};
}

/** Kayes asks to take part in the committee, whose door they see; others do not know of it. */
async function requests(world: World): Promise<TableRights> {
	const committee = world.spaces.comite.id;
	const ask = (space_id: string, more = {}) => ({ id: newId(), space_id, ...more });
	const expected = await aSpace(world, {
		organisations: [world.organisations.kayes.id],
		members: [[world.pilote, 'animateur']]
	});
	const asked = { ...ask(expected.id, { organisation_id: world.organisations.kayes.id }), person_id: world.kayes.id };
	await world.db.owner`insert into space_requests ${world.db.owner(asked)}`;
	return {
		table: 'public.space_requests',
		columns: { add: ['id', 'space_id', 'organisation_id', 'message'], change: ['state', 'role', 'reason'] },
		samples: [
			{
				what: 'a request',
				key: { id: asked.id },
				read: ['kayes', 'pilote'],
				change: [
					{ what: 'accepted', set: { state: 'accepted', role: 'membre' }, by: ['pilote'], refused: ['kayes'] },
					{ what: 'taken back', set: { state: 'withdrawn' }, by: ['kayes', 'pilote'] }
				]
			}
		],
		add: [
			{ what: 'in a space of the network', values: ask(world.spaces.plateforme.id), by: members },
			{ what: 'in a space that one does not know of', values: ask(committee), by: nobody, rule: comite },
			{
				what: 'in the name of a body that is not theirs',
				values: ask(world.spaces.plateforme.id, { organisation_id: world.organisations.kayes.id }),
				by: ['kayes']
			},
			{
				what: 'in the name of another',
				values: { ...ask(world.spaces.plateforme.id), person_id: world.kayes.id },
				by: nobody
			}
		]
	};
}

/** In a closed space facilitated by the pilot: Kayes is expected there, and accepts for their commune. */
async function charters(world: World): Promise<TableRights[]> {
	const { kayes } = world.organisations;
	const space = await aSpace(world, {
		organisations: [kayes.id],
		members: [
			[world.pilote, 'animateur'],
			[world.elue, 'membre']
		]
	});
	const archived = await aSpace(world, { archived: true, members: [[world.pilote, 'animateur']] });
	const body = 'On se réunit quatre fois par an.';
	const charter = { id: newId(), space_id: space.id, body };
	const signed = { id: newId(), charter_id: charter.id, organisation_id: kayes.id, person_id: world.kayes.id };
	await world.db.owner`insert into space_charters ${world.db.owner(charter)}`;
	await world.db.owner`insert into charter_acceptances ${world.db.owner(signed)}`;
	const another = { id: newId(), space_id: space.id, body };
	const accepting = (organisation_id: string | null) => ({ id: newId(), charter_id: charter.id, organisation_id });
	return [
		{
			table: 'public.space_charters',
			columns: { add: ['id', 'space_id', 'body', 'required_from'] },
			samples: [{ what: 'the charter of a closed space', key: { id: charter.id }, read: ['pilote', 'elue', 'kayes'] }],
			add: [
				{ what: 'a version', values: another, by: ['pilote'] },
				{
					what: 'a version in an archived space',
					values: { ...another, space_id: archived.id },
					by: nobody,
					rule: ['pilote']
				}
			]
		},
		{
			table: 'public.charter_acceptances',
			columns: { add: ['id', 'charter_id', 'organisation_id'] },
			samples: [{ what: 'that of a commune', key: { id: signed.id }, read: ['pilote', 'kayes'] }],
			add: [
				{ what: 'in one’s own name', values: accepting(null), by: ['pilote', 'elue', 'kayes'] },
				{
					what: 'for a body that is not there',
					values: accepting(world.organisations.lurcat.id),
					by: nobody
				}
			]
		}
	];
}
