import { newId } from '../../../src/lib/platform/ids';
import { anOrganisation } from '../../support/factories';
import { everybody, persons, type Who, type World } from '../../support/world';
import { facilitators, members, nobody, type Sample, type TableRights } from '../../support/rights';

const facts = [
	...[
		'slug',
		'name',
		'acronym',
		'kind_code',
		'parent_id',
		'territory_code',
		'summary',
		'description',
		'website',
		'rna'
	],
	...['siren', 'legal_form', 'languages', 'offers', 'needs', 'contact_function', 'president_function'],
	...['twinning_activity', 'status', 'visibility', 'sensitivity']
];
const except = (...who: Who[]) => persons.filter((name) => !who.includes(name));

/** `model.md` § Visibility; a sheet is written by its referents and by those who validate it (`domain.md` §4.1). */
export async function organisationRights(world: World): Promise<TableRights[]> {
	const parts = { themes: ['culture'], formerNames: ['Ancien nom'], countries: ['ML'] };
	const open = await anOrganisation(world, { ...parts, referent: world.bondoufle });
	const reserved = await anOrganisation(world, { ...parts, visibility: 'reseau' });
	const closed = await anOrganisation(world, { ...parts, visibility: 'prive', referent: world.bondoufle });
	const proposed = await anOrganisation(world, { ...parts, status: 'proposed', referent: world.kayes });
	const draft = await anOrganisation(world, { ...parts, status: 'draft', referent: world.proviseure });
	const withdrawn = await anOrganisation(world, { ...parts, status: 'withdrawn', referent: world.kayes });
	const sensitive = await anOrganisation(world, { territory: 'bema', sensitivity: ['place'], referent: world.kayes });
	const readers: [what: string, id: string, read: readonly Who[], write: readonly Who[]][] = [
		['a published one', open.id, everybody, ['bondoufle', ...facilitators]],
		['one that is for the network', reserved.id, members, facilitators],
		['one that is for its people', closed.id, ['bondoufle', ...facilitators], ['bondoufle', ...facilitators]],
		['one to validate', proposed.id, ['kayes', ...facilitators], ['kayes', ...facilitators]],
		['a draft', draft.id, ['proviseure'], ['proviseure']],
		['a withdrawn one', withdrawn.id, ['kayes', ...facilitators], facilitators]
	];
	/** Parts that are written as a whole: added and taken away. */
	const part = (table: string, column: string, values: Record<string, unknown>): TableRights => ({
		table,
		samples: readers.map(([what, id, read, write]) => ({ what, key: { [column]: id }, read, remove: write })),
		add: [
			{ what: 'to a published one', values: { [column]: open.id, ...values }, by: ['bondoufle', ...facilitators] },
			{ what: 'to a draft', values: { [column]: draft.id, ...values }, by: ['proviseure'] },
			{ what: 'to a withdrawn one', values: { [column]: withdrawn.id, ...values }, by: facilitators }
		]
	});
	await world.db.owner`insert into organisation_successions (successor_id, predecessor_id) values
		(${open.id}, ${reserved.id}), (${open.id}, ${closed.id}), (${reserved.id}, ${draft.id}), (${open.id}, ${world.organisations.lurcat.id})`;
	for (const [, id] of readers) {
		await world.db.owner`insert into organisation_audiences values (${id}, (select min(code) from audiences))`;
		await world.db.owner`insert into organisation_networks values (${id}, ${id === open.id ? reserved.id : open.id})`;
	}
	const twinned = { id: newId(), organisation_id: open.id, town: 'Troisdorf' };
	const masked = { id: newId(), organisation_id: sensitive.id, town: 'Une ville' };
	await world.db.owner`insert into organisation_twinnings ${world.db.owner([twinned, masked])}`;
	await world.db.owner`insert into organisation_contacts values (${open.id}, 'bureau@example.org')`;
	const [audience] = await world.db.owner<{ code: string }[]>`select max(code) as code from audiences`;
	return [
		organisations(readers, open.id),
		part('public.organisation_names', 'organisation_id', { id: newId(), name: 'Autre nom' }),
		part('public.organisation_themes', 'organisation_id', { theme_code: 'jumelages' }),
		part('public.organisation_countries', 'organisation_id', { country: 'SN' }),
		part('public.organisation_audiences', 'organisation_id', { audience_code: audience?.code }),
		networks(world, open.id, reserved.id, closed.id),
		successions(world, open.id, reserved.id, closed.id, draft.id),
		{
			table: 'public.organisation_twinnings',
			samples: [
				{ what: 'of a committee', key: { id: twinned.id }, read: everybody, remove: ['bondoufle', ...facilitators] },
				{
					what: 'of one whose place is masked',
					key: { id: masked.id },
					read: ['kayes', ...facilitators],
					remove: ['kayes', ...facilitators]
				}
			],
			add: [
				{
					what: 'to a committee',
					values: { id: newId(), organisation_id: open.id, town: 'Bexley' },
					by: ['bondoufle', ...facilitators]
				}
			]
		},
		{
			table: 'public.organisation_contacts',
			columns: { change: ['email'] },
			samples: [
				{
					what: 'where its form writes',
					key: { organisation_id: open.id },
					read: ['bondoufle', ...facilitators],
					change: [{ what: 'the address', set: { email: 'x@example.org' }, by: ['bondoufle', ...facilitators] }],
					remove: ['bondoufle', ...facilitators]
				}
			],
			add: [
				{
					what: 'of a school',
					values: { organisation_id: world.organisations.lurcat.id, email: 'x@example.org' },
					by: ['proviseure', ...facilitators]
				}
			]
		},
		{
			table: 'public.organisation_places',
			samples: [
				{
					what: 'where exactly a masked one is',
					key: { organisation_id: sensitive.id },
					read: ['kayes', ...facilitators]
				}
			]
		},
		memberships(world, draft.id),
		await introductions(world, closed.id),
		await requests(world, { reserved: reserved.id, closed: closed.id, proposed: proposed.id })
	];
}

function organisations(
	readers: [what: string, id: string, read: readonly Who[], write: readonly Who[]][],
	open: string
): TableRights {
	const written = { slug: `s-${newId()}`, name: 'Nouvelle association', kind_code: 'association' };
	return {
		table: 'public.organisations',
		columns: { add: ['id', ...facts], change: [...facts, 'confirmed_on', 'logo_file_id', 'logo_alternative'] },
		samples: [
			...readers.map(([what, id, read, write]): Sample => ({
				what,
				key: { id },
				read,
				change: [{ what: 'its summary', set: { summary: 'Autre chose.' }, by: write }]
			})),
			{
				what: 'the published one',
				key: { id: open },
				read: everybody,
				change: [
					{ what: 'withdrawn', set: { status: 'withdrawn' }, by: facilitators, refused: ['bondoufle'] },
					{ what: 'its address', set: { slug: 'ailleurs' }, by: nobody, rule: ['bondoufle', ...facilitators] },
					{ what: 'a draft again', set: { status: 'draft' }, by: nobody, rule: ['bondoufle', ...facilitators] },
					{ what: 'its source', set: { source: 'Moi' }, by: nobody }
				]
			}
		],
		add: [
			{ what: 'a proposal', values: { ...written, id: newId(), status: 'proposed' }, by: members },
			{ what: 'a draft', values: { ...written, id: newId(), status: 'draft' }, by: members },
			{ what: 'a published one', values: { ...written, id: newId(), status: 'published' }, by: facilitators },
			{ what: 'a withdrawn one', values: { ...written, id: newId(), status: 'withdrawn' }, by: nobody }
		]
	};
}

function networks(world: World, open: string, reserved: string, closed: string): TableRights {
	const joined = (organisation_id: string, network_id: string) => ({ organisation_id, network_id });
	return {
		table: 'public.organisation_networks',
		samples: [
			{
				what: 'a published one in one that is for the network',
				key: joined(open, reserved),
				read: members,
				remove: ['bondoufle', ...facilitators]
			},
			{
				what: 'one that is for its people in a published one',
				key: joined(closed, open),
				read: ['bondoufle', ...facilitators],
				remove: ['bondoufle', ...facilitators]
			}
		],
		add: [
			{
				what: 'a published one in a network',
				values: joined(open, world.organisations.cresi.id),
				by: ['bondoufle', ...facilitators]
			}
		]
	};
}

function successions(world: World, open: string, reserved: string, closed: string, draft: string): TableRights {
	const succession = (successor_id: string, predecessor_id: string) => ({ successor_id, predecessor_id });
	return {
		table: 'public.organisation_successions',
		samples: [
			{
				what: 'between two published ones',
				key: succession(open, world.organisations.lurcat.id),
				read: everybody,
				remove: ['bondoufle', ...facilitators]
			},
			{
				what: 'after one that is for the network',
				key: succession(open, reserved),
				read: members,
				remove: ['bondoufle', ...facilitators]
			},
			{
				what: 'after one that is for its people',
				key: succession(open, closed),
				read: ['bondoufle', ...facilitators],
				remove: ['bondoufle', ...facilitators]
			},
			{ what: 'after a draft', key: succession(reserved, draft), read: ['proviseure'], remove: nobody }
		],
		add: [
			{ what: 'after another one of theirs', values: succession(closed, open), by: ['bondoufle', ...facilitators] },
			{ what: 'after one of others', values: succession(open, world.organisations.cresi.id), by: facilitators }
		]
	};
}

function memberships(world: World, draft: string): TableRights {
	const { lurcat } = world.organisations;
	return {
		table: 'public.organisation_members',
		columns: { change: ['role'] },
		samples: [
			{
				what: 'a contributor of a school',
				key: { organisation_id: lurcat.id, person_id: world.lurcat.id },
				read: ['lurcat', 'proviseure', ...facilitators],
				change: [
					{ what: 'made a referent', set: { role: 'referent' }, by: ['proviseure', ...facilitators] },
					{ what: 'moved elsewhere', set: { organisation_id: world.organisations.cresi.id }, by: nobody }
				],
				remove: ['lurcat', 'proviseure', ...facilitators]
			},
			{
				what: 'the only referent of a draft',
				key: { organisation_id: draft, person_id: world.proviseure.id },
				read: ['proviseure', ...facilitators],
				change: [
					{
						what: 'made a contributor',
						set: { role: 'contributeur' },
						by: nobody,
						rule: ['proviseure', ...facilitators]
					}
				]
			}
		]
	};
}

/** The school is introduced to the commune by somebody of neither. */
async function introductions(world: World, hidden: string): Promise<TableRights> {
	const { lurcat, kayes, cresi } = world.organisations;
	const message = 'Vous travaillez toutes deux sur les échanges scolaires.';
	const made = { id: newId(), first_id: lurcat.id, second_id: kayes.id, message };
	await world.db.owner`insert into introductions ${world.db.owner({ ...made, author_id: world.nouvelle.id })}`;
	return {
		table: 'public.introductions',
		columns: { add: ['id', 'first_id', 'second_id', 'message'] },
		samples: [{ what: 'of a school to a commune', key: { id: made.id }, read: ['nouvelle', 'proviseure', 'kayes'] }],
		add: [
			{ what: 'of two that everybody sees', values: { ...made, id: newId(), second_id: cresi.id }, by: members },
			{ what: 'of one that is for its people', values: { ...made, id: newId(), second_id: hidden }, by: nobody },
			{ what: 'in the name of another', values: { ...made, id: newId(), author_id: world.kayes.id }, by: nobody }
		]
	};
}

async function requests(
	world: World,
	{ reserved, closed, proposed }: Record<'reserved' | 'closed' | 'proposed', string>
): Promise<TableRights> {
	const { lurcat } = world.organisations;
	const asked = { id: newId(), organisation_id: lurcat.id, person_id: world.nouvelle.id };
	const orphan = { id: newId(), organisation_id: reserved, person_id: world.nouvelle.id };
	await world.db.owner`insert into organisation_requests ${world.db.owner([asked, orphan])}`;
	const accepted = { what: 'accepted', set: { state: 'accepted', role: 'contributeur' } };
	const asking = (organisation_id: string) => ({ id: newId(), organisation_id, message: 'Bonjour' });
	return {
		table: 'public.organisation_requests',
		columns: { add: ['id', 'organisation_id', 'message'], change: ['state', 'role', 'reason'] },
		samples: [
			{
				what: 'to a school that has a referent',
				key: { id: asked.id },
				read: ['nouvelle', 'proviseure', ...facilitators],
				change: [
					{ ...accepted, by: ['proviseure'] },
					{ what: 'given to somebody else', set: { person_id: world.kayes.id }, by: nobody }
				],
				remove: ['nouvelle']
			},
			{
				what: 'to one without referent',
				key: { id: orphan.id },
				read: ['nouvelle', ...facilitators],
				change: [{ ...accepted, by: facilitators }],
				remove: ['nouvelle']
			}
		],
		add: [
			{
				what: 'to a school',
				values: asking(world.organisations.cresi.id),
				by: except('cresi'),
				rule: ['cresi']
			},
			{ what: 'to one that is for its people', values: asking(closed), by: facilitators, rule: ['bondoufle'] },
			{ what: 'to one that is not validated', values: asking(proposed), by: nobody, rule: ['kayes'] }
		]
	};
}
