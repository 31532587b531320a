import { newId } from '../../../src/lib/platform/ids';
import { aFile, aResource, type MadeResource } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { college, members, nobody, type TableRights } from '../../support/rights';

interface Situations {
	/** A draft of the college, by its contributor. */
	draft: MadeResource;
	/** Its proposal: the documentaliste takes part too. */
	proposed: MadeResource;
	open: MadeResource;
	/** Published for all, with place, people and funders masked. */
	masked: MadeResource;
	/** For named people, by a member without organisation. */
	named: MadeResource;
}

const makers: Who[] = [...college, 'cresi'];
const publishers: Who[] = ['proviseure', 'cresi'];

/** Parts follow their resource: read with it, written by those who may write it. */
export async function partRights(world: World): Promise<TableRights[]> {
	const common = {
		organisation: world.organisations.lurcat.id,
		author: world.lurcat,
		themes: ['culture', 'sport'],
		territories: ['bema']
	};
	const situations: Situations = {
		draft: await aResource(world, { ...common, status: 'draft' }),
		proposed: await aResource(world, { ...common, status: 'proposed' }),
		open: await aResource(world, common),
		masked: await aResource(world, { ...common, sensitivity: ['place', 'people', 'funders'] }),
		named: await aResource(world, { visibility: 'prive', author: world.nouvelle, readers: [world.bondoufle] })
	};
	return [
		codes('resource_themes', 'theme_code', 'culture', 'genre', situations),
		await audiences(world, situations),
		territories(situations),
		await contributors(world, situations),
		readers(world, situations),
		await versions(world, situations),
		...(await files(world, situations))
	];
}

function codes(
	table: string,
	column: string,
	present: string,
	absent: string,
	{ draft, open }: Situations
): TableRights {
	const part = (resource: MadeResource, code: string) => ({ resource_id: resource.id, [column]: code });
	return {
		table: `public.${table}`,
		samples: [
			{ what: 'of a draft', key: part(draft, present), read: college, remove: college },
			{ what: 'of a published one', key: part(open, present), read: everybody, remove: publishers }
		],
		add: [
			{ what: 'to a draft', values: part(draft, absent), by: college },
			{ what: 'to a published one', values: part(open, absent), by: publishers }
		]
	};
}

async function audiences(world: World, situations: Situations): Promise<TableRights> {
	for (const { id } of [situations.draft, situations.open]) {
		await world.db.owner`insert into resource_audiences (resource_id, audience_code) values (${id}, 'jeunes')`;
	}
	return codes('resource_audiences', 'audience_code', 'jeunes', 'elus', situations);
}

function territories({ draft, open, masked }: Situations): TableRights {
	const place = (resource: MadeResource, territory_code: string, blurred: boolean) => ({
		resource_id: resource.id,
		territory_code,
		blurred
	});
	return {
		table: 'public.resource_territories',
		columns: { add: ['resource_id', 'territory_code'] },
		samples: [
			{ what: 'the place of a draft', key: place(draft, 'bema', false), read: college, remove: college },
			{ what: 'a place that is not masked', key: place(open, 'bema', false), read: everybody, remove: publishers },
			{ what: 'a masked place', key: place(masked, 'bema', false), read: makers, remove: publishers },
			{ what: 'its region', key: place(masked, 'region-de-kayes', true), read: everybody, remove: nobody }
		],
		add: [
			{ what: 'a place to a draft', values: { resource_id: draft.id, territory_code: 'essonne' }, by: college },
			{
				what: 'a place to a published one',
				values: { resource_id: masked.id, territory_code: 'essonne' },
				by: publishers
			},
			{ what: 'a region that is no region', values: place(masked, 'cercle-de-diema', true), by: nobody }
		]
	};
}

async function contributors(world: World, { draft, proposed, open, masked }: Situations): Promise<TableRights> {
	const contributor = (resource: MadeResource, role: string, is_person = false) => ({
		...{ id: newId(), resource_id: resource.id, role, is_person, name: 'Awa Diarra' }
	});
	const rows = {
		person: contributor(open, 'creator', true),
		funder: contributor(open, 'funder'),
		maskedPerson: contributor(masked, 'creator', true),
		maskedFunder: contributor(masked, 'funder'),
		body: contributor(masked, 'publisher'),
		drafted: contributor(draft, 'creator')
	};
	for (const row of Object.values(rows)) await world.db.owner`insert into resource_contributors ${world.db.owner(row)}`;
	const named = (by: readonly Who[], refused: readonly Who[] = []) => [
		{ what: 'the name', set: { name: 'Autre nom' }, by },
		{
			what: 'making it a funder',
			set: { role: 'funder' },
			by: by.filter((who) => who === 'cresi'),
			refused: [...by.filter((who) => who !== 'cresi'), ...refused]
		}
	];
	const moving = { what: 'attaching it elsewhere', set: { resource_id: draft.id }, by: nobody };
	return {
		table: 'public.resource_contributors',
		columns: { change: ['role', 'organisation_id', 'name', 'is_person', 'position'] },
		samples: [
			{
				what: 'who made it',
				key: { id: rows.person.id },
				read: everybody,
				change: [...named(publishers), moving],
				remove: publishers
			},
			{
				what: 'who paid for it',
				key: { id: rows.funder.id },
				read: everybody,
				change: [{ what: 'the name', set: { name: 'Autre nom' }, by: ['cresi'] }],
				remove: ['cresi']
			},
			{
				what: 'a masked person',
				key: { id: rows.maskedPerson.id },
				read: makers,
				change: named(publishers),
				remove: publishers
			},
			{
				what: 'a masked funder',
				key: { id: rows.maskedFunder.id },
				read: makers,
				change: [{ what: 'the name', set: { name: 'Autre nom' }, by: ['cresi'] }],
				remove: ['cresi']
			},
			{
				what: 'a body beside masked people',
				key: { id: rows.body.id },
				read: everybody,
				change: named(publishers),
				remove: publishers
			},
			{
				what: 'who makes a draft',
				key: { id: rows.drafted.id },
				read: college,
				change: named(college),
				remove: college
			}
		],
		add: [
			{ what: 'a maker to a draft', values: contributor(draft, 'creator', true), by: college },
			{ what: 'a funder to a draft', values: contributor(draft, 'funder'), by: nobody },
			{ what: 'a maker to a proposal', values: contributor(proposed, 'creator'), by: makers },
			{ what: 'a funder to a proposal', values: contributor(proposed, 'funder'), by: ['cresi'] },
			{ what: 'a funder to a published one', values: contributor(masked, 'funder'), by: ['cresi'] }
		]
	};
}

function readers(world: World, { draft, named }: Situations): TableRights {
	const reader = (resource: MadeResource, person_id: string) => ({ resource_id: resource.id, person_id });
	return {
		table: 'public.resource_readers',
		samples: [
			{
				what: 'who is named',
				key: reader(named, world.bondoufle.id),
				read: ['nouvelle', 'bondoufle'],
				remove: ['nouvelle']
			}
		],
		add: [
			{ what: 'somebody to one’s own', values: reader(named, world.kayes.id), by: ['nouvelle'] },
			{ what: 'oneself, beside its author', values: reader(draft, world.proviseure.id), by: ['lurcat'] }
		]
	};
}

async function versions(world: World, { open }: Situations): Promise<TableRights> {
	await world.db.owner`update resources set title = 'Un titre corrigé' where id = ${open.id}`;
	return {
		table: 'public.resource_versions',
		samples: [{ what: 'what it said before', key: { resource_id: open.id, version: 1 }, read: publishers }]
	};
}

async function files(world: World, { draft, open }: Situations): Promise<TableRights[]> {
	const file = { text: 'Le texte', widths: [320], broughtBy: world.lurcat };
	const drafted = await aFile(world, file);
	const attached = await aFile(world, file);
	const waiting = await aFile(world, { ...file, broughtBy: world.nouvelle });
	const lurcats = await aFile(world, file);
	await world.db
		.owner`insert into resource_files (resource_id, file_id) values (${draft.id}, ${drafted}), (${open.id}, ${attached})`;
	const facts = { name: 'bilan.pdf', media_type: 'application/pdf', size: 12, sha256: 'a'.repeat(64) };
	const attachment = (resource: MadeResource, file_id: string) => ({ resource_id: resource.id, file_id });
	const situations: [what: string, id: string, read: readonly Who[]][] = [
		['of a draft', drafted, college],
		['of a published one', attached, everybody],
		['not attached yet', waiting, ['nouvelle']]
	];
	const reads = (column: string, of = (id: string) => id) =>
		situations.map(([what, id, read]) => ({ what, key: { [column]: of(id) }, read }));
	return [
		{
			table: 'public.files',
			columns: { add: ['id', 'name', 'media_type', 'size', 'sha256', 'width', 'height'] },
			samples: reads('id').map((sample, n) => ({ ...sample, remove: n === 2 ? ['nouvelle'] : nobody })),
			add: [
				{ what: 'a file', values: { id: newId(), ...facts }, by: members },
				{ what: 'a file that was read already', values: { id: newId(), ...facts, reading: 'done' }, by: nobody }
			]
		},
		{ table: 'public.file_texts', samples: reads('file_id') },
		{ table: 'public.file_variants', samples: reads('file_id') },
		{ table: 'storage.objects', samples: reads('name', (id) => `${id}/original`) },
		{
			table: 'public.resource_files',
			columns: { change: ['position', 'label', 'alternative'] },
			samples: [
				{
					what: 'the file of a draft',
					key: attachment(draft, drafted),
					read: college,
					change: [
						{ what: 'its label', set: { label: 'Le bilan' }, by: college },
						{ what: 'exchanging it', set: { file_id: lurcats }, by: nobody }
					],
					remove: college
				},
				{
					what: 'the file of a published one',
					key: attachment(open, attached),
					read: everybody,
					change: [{ what: 'its label', set: { label: 'Le bilan' }, by: publishers }],
					remove: publishers
				}
			],
			add: [
				{ what: 'one’s own file to a draft', values: attachment(draft, lurcats), by: ['lurcat'] },
				{ what: 'the file of somebody else', values: attachment(draft, waiting), by: nobody }
			]
		}
	];
}
