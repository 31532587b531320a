import { newId } from '../../../src/lib/platform/ids';
import { aResource, reportValues } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { college, comite, facilitators, members, nobody, type Sample, type TableRights } from '../../support/rights';

export async function networkRights(world: World): Promise<TableRights[]> {
	return [
		{
			table: 'public.network',
			columns: {
				change: [
					...[
						'name',
						'tagline',
						'introduction',
						'publisher',
						'publisher_address',
						'publication_director',
						'host',
						'host_address'
					],
					...['contact_email', 'contact_phone', 'accessibility_status', 'accessibility_audited_on', 'sign_up']
				]
			},
			samples: [
				{
					what: 'the settings',
					key: { id: '00000000-0000-7000-8000-000000000001' },
					read: everybody,
					change: [
						{ what: 'the name', set: { name: 'Autre réseau' }, by: ['admin'] },
						{ what: 'who may sign up', set: { sign_up: 'request' }, by: ['admin'] },
						{ what: 'the version', set: { version: 12 }, by: nobody }
					]
				}
			]
		},
		await register(world),
		await retention(world),
		await reports(world),
		await journal(world)
	];
}

/** `domain.md` §2.4: anybody reports; who reported and the administrators follow it. */
async function reports(world: World): Promise<TableRights> {
	const values = reportValues(newId());
	await world.db.as(world.nouvelle, (db) =>
		db
			.insertInto('reports')
			.values(values as never)
			.execute()
	);
	const another = () => ({ ...values, id: newId() });
	return {
		table: 'public.reports',
		columns: {
			add: [
				'id',
				'object_kind',
				'object_id',
				'address',
				'ground',
				'explanation',
				'reporter_name',
				'reporter_email',
				'good_faith',
				'language'
			],
			change: ['status', 'answer', 'answered_at', 'lifted_at']
		},
		samples: [
			{
				what: 'the report of a member',
				key: { id: values['id'] },
				read: ['admin', 'nouvelle'],
				change: [
					{ what: 'its state', set: { status: 'examined' }, by: ['admin'] },
					{ what: 'what it says', set: { explanation: 'Tout va très bien ici.' }, by: nobody },
					{ what: 'who made it', set: { reporter_id: world.kayes.id }, by: nobody }
				]
			}
		],
		add: [
			{ what: 'a report', values: another(), by: everybody },
			{ what: 'a report in the name of another', values: { ...another(), reporter_id: world.kayes.id }, by: nobody },
			{
				what: 'a report that is already decided',
				values: { ...another(), status: 'kept', answer: 'Rien', answered_at: new Date() },
				by: nobody
			}
		]
	};
}

/** `model.md` § Journal: read with its object. What was said while it was made stays between its makers. */
async function journal(world: World): Promise<TableRights> {
	const common = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const open = await aResource(world, common);
	const draft = await aResource(world, { ...common, status: 'draft' });
	const masked = await aResource(world, { ...common, sensitivity: ['people'] });
	const makers: Who[] = [...college, 'cresi'];
	const kayes: readonly Who[] = ['kayes', ...facilitators];
	const facts: [
		what: string,
		kind: string,
		object: string,
		verb: string,
		reason: string | null,
		read: readonly Who[]
	][] = [
		['what was published', 'resource', open.id, 'published', null, members],
		['why it was sent back', 'resource', open.id, 'to-correct', 'Le nom de l’élève est lisible', makers],
		['why it was archived', 'resource', open.id, 'archived', 'Elle est dépassée', makers],
		['a fact about a draft', 'resource', draft.id, 'published', null, college],
		['who wrote what masks its people', 'resource', masked.id, 'published', null, makers],
		['a change of the settings', 'network', newId(), 'settings', null, ['admin']],
		['that something was reported', 'report', newId(), 'reported', null, ['admin']],
		['a fact about a person', 'person', world.admin.id, 'became-administrator', null, nobody],
		['what an organisation changed', 'organisation', world.organisations.kayes.id, 'revised', null, members],
		['who was removed from one', 'organisation', world.organisations.kayes.id, 'person-removed', null, kayes],
		['a fact about a space', 'space', world.spaces.comite.id, 'opened', null, comite],
		['what an open space became', 'space', world.spaces.plateforme.id, 'revised', null, members],
		[
			'who entered an open space as administration',
			'space',
			world.spaces.plateforme.id,
			'joined-as-administration',
			null,
			nobody
		]
	];
	const samples: Sample[] = [];
	for (const [what, object_kind, object_id, verb, reason, read] of facts) {
		const [row] = await world.db.owner<{ id: string }[]>`
			insert into activity ${world.db.owner({ object_kind, object_id, verb, reason, actor_id: world.lurcat.id })} returning id::text`;
		samples.push({ what, key: { id: row?.id ?? '' }, read });
	}
	return { table: 'public.activity', samples };
}

/** GDPR art. 30: everybody reads what is done with their data; who answers for the network writes it. */
async function register(world: World): Promise<TableRights> {
	const id = newId();
	const french = ['name', 'purpose', 'legal_basis', 'people', 'data', 'recipients', 'retention'];
	const texts = [...french, ...french.map((name) => `${name}_en`)];
	const values = Object.fromEntries(texts.map((name) => [name, 'Ce que nous en faisons']));
	await world.db.owner`insert into processing_register ${world.db.owner({ id, ...values } as never)}`;
	return {
		table: 'public.processing_register',
		columns: { add: ['id', 'position', ...texts], change: ['position', ...texts] },
		samples: [
			{
				what: 'an entry',
				key: { id },
				read: everybody,
				change: [
					{ what: 'its purpose', set: { purpose: 'Autre but' }, by: ['admin'] },
					{ what: 'its version', set: { version: 12 }, by: nobody }
				],
				remove: ['admin']
			}
		],
		add: [{ what: 'an entry', values: { id: newId(), ...values }, by: ['admin'] }]
	};
}

async function retention(world: World): Promise<TableRights> {
	const id = newId();
	await world.db.owner`insert into retention_runs ${world.db.owner({ id })}`;
	return { table: 'public.retention_runs', samples: [{ what: 'what a night removed', key: { id }, read: ['admin'] }] };
}
