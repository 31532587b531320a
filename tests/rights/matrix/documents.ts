import { newId } from '../../../src/lib/platform/ids';
import { aDocument, aFile, aSpace } from '../../support/factories';
import { comite, members, nobody, type Sample, type TableRights } from '../../support/rights';
import { everybody, type Who, type World } from '../../support/world';

const writing: Who[] = ['pilote', 'elue', 'agente', 'benevole'];

/** `model.md` § Visibility: the space says who reads, its members write; an observatrice only reads. */
export async function documentRights(world: World): Promise<TableRights[]> {
	const space = world.spaces.comite.id;
	const open = await aSpace(world, { visibility: 'public', members: [[world.kayes, 'animateur']] });
	const archived = await aSpace(world, { archived: true, members: [[world.kayes, 'animateur']] });
	const text = 'Un texte.';
	const shared = await aDocument(world, { space, author: world.benevole, text });
	const tooFar = await aDocument(world, { space, author: world.benevole, readBy: 'public' });
	const named = await aDocument(world, {
		space,
		author: world.benevole,
		readBy: 'named',
		text,
		people: [
			[world.agente, true],
			// She does not read the space.
			[world.nouvelle, true]
		]
	});
	const forAll = await aDocument(world, { space: open.id, author: world.kayes, readBy: 'public', text });
	const forMembers = await aDocument(world, { space: open.id, author: world.kayes, readBy: 'reseau' });
	const within = await aDocument(world, {
		space: open.id,
		author: world.kayes,
		people: [[world.nouvelle, false]],
		text
	});
	const reviewed = await aDocument(world, { space, author: world.benevole, status: 'in-review', text });
	const adopted = await aDocument(world, { space, author: world.pilote, status: 'adopted', text });
	const decided = await aDocument(world, { space, author: world.pilote, status: 'in-review', text });
	const asleep = await aDocument(world, { space: archived.id, author: world.kayes });

	const versionOf = async (document: string) => {
		const id = newId();
		await world.db.owner`select private.keep_document_version(${id}, ${document})`;
		return { id };
	};
	const versions = {
		shared: await versionOf(shared),
		named: await versionOf(named),
		forAll: await versionOf(forAll),
		within: await versionOf(within),
		decided: await versionOf(decided)
	};
	await world.db.owner`update documents set status = 'adopted' where id = ${decided}`;
	const renamed = { what: 'its name', set: { name: 'Avant le comité' } };

	const readers: [what: string, id: string, read: readonly Who[]][] = [
		['one of the committee', shared, comite],
		['one for all in a closed space', tooFar, comite],
		['one for named people', named, ['benevole', 'agente']],
		['one for all', forAll, everybody],
		['one for the network', forMembers, members],
		['one for the members of an open space', within, ['kayes', 'nouvelle']]
	];
	for (const [, document_id] of readers)
		await world.db
			.owner`insert into document_mentions ${world.db.owner({ document_id, object_kind: 'person', object_id: world.kayes.id })}`;
	const pictureOf = async (document_id: string, shown: boolean) => {
		const file_id = await aFile(world, { name: 'plan.png', mediaType: 'image/png', broughtBy: world.benevole });
		await world.db.owner`insert into document_files ${world.db.owner({ file_id, document_id, shown })}`;
		return { file_id };
	};
	const brought = await aFile(world, { name: 'plan.png', mediaType: 'image/png', broughtBy: world.benevole });
	const report = await aFile(world, { name: 'bilan.pdf', broughtBy: world.benevole });
	const samples = (column: string): Sample[] =>
		readers.map(([what, id, read]) => ({ what, key: { [column]: id }, read }));
	const [first, second, third, ...others] = samples('id');
	const values = { id: newId(), title: 'Un essai' };
	return [
		{
			table: 'public.documents',
			columns: {
				add: ['id', 'space_id', 'title', 'language', 'read_by', 'written_by'],
				change: ['title', 'language', 'read_by', 'written_by', 'status']
			},
			samples: [
				{
					...(first as Sample),
					change: [
						{ what: 'its title', set: { title: 'Autre titre' }, by: ['pilote', 'benevole'] },
						{ what: 'who reads it', set: { read_by: 'public' }, by: ['pilote', 'benevole'] },
						{
							what: 'that it is for named people',
							set: { read_by: 'named', written_by: 'named' },
							by: ['benevole'],
							refused: ['pilote']
						},
						{ what: 'that it is in review', set: { status: 'in-review' }, by: ['pilote', 'benevole'] },
						{ what: 'that it is adopted', set: { status: 'adopted' }, by: nobody, rule: ['pilote', 'benevole'] },
						{ what: 'its space', set: { space_id: open.id }, by: nobody },
						{ what: 'its fingerprint', set: { sha256: 'a'.repeat(64) }, by: nobody }
					],
					remove: ['pilote', 'benevole']
				},
				second as Sample,
				{
					...(third as Sample),
					change: [{ what: 'its title', set: { title: 'Autre titre' }, by: ['benevole'] }],
					remove: ['benevole']
				},
				...others,
				{
					what: 'one in review',
					key: { id: reviewed },
					read: comite,
					change: [
						{ what: 'that it is adopted', set: { status: 'adopted' }, by: ['pilote'], refused: ['benevole'] },
						{ what: 'that it is a draft again', set: { status: 'draft' }, by: ['pilote', 'benevole'] }
					],
					remove: nobody
				},
				{
					what: 'an adopted one',
					key: { id: adopted },
					read: comite,
					change: [
						{ what: 'its title', set: { title: 'Autre titre' }, by: nobody, rule: ['pilote'] },
						{ what: 'that it is a draft', set: { status: 'draft' }, by: nobody, rule: ['pilote'] },
						{ what: 'who reads it', set: { read_by: 'public' }, by: ['pilote'] }
					],
					remove: nobody
				},
				{
					what: 'one of an archived space',
					key: { id: asleep },
					read: ['kayes'],
					change: [{ what: 'its title', set: { title: 'Autre titre' }, by: nobody }]
				}
			],
			add: [
				{ what: 'one in the committee', values: { ...values, space_id: space }, by: writing },
				{ what: 'one in an archived space', values: { ...values, space_id: archived.id }, by: nobody },
				{ what: 'an adopted one', values: { ...values, space_id: space, status: 'adopted' }, by: nobody }
			]
		},
		{
			table: 'public.document_people',
			columns: { add: ['document_id', 'person_id', 'writes'], change: ['writes'] },
			samples: [
				{
					what: 'somebody who is named',
					key: { document_id: named, person_id: world.agente.id },
					read: ['benevole', 'agente'],
					change: [{ what: 'that they only read', set: { writes: false }, by: ['benevole'] }],
					remove: ['benevole']
				},
				{
					what: 'somebody who is named in one of an open space',
					key: { document_id: within, person_id: world.nouvelle.id },
					read: ['kayes', 'nouvelle'],
					change: [{ what: 'that they write', set: { writes: true }, by: ['kayes'] }],
					remove: ['kayes']
				}
			],
			add: [
				{
					what: 'somebody in one of the committee',
					values: { document_id: shared, person_id: world.kayes.id },
					by: ['pilote', 'benevole']
				},
				{
					what: 'somebody whom its facilitator does not see',
					values: { document_id: within, person_id: world.benevole.id },
					by: nobody
				}
			]
		},
		{ table: 'public.document_texts', samples: samples('document_id') },
		{ table: 'public.document_mentions', samples: samples('document_id') },
		{
			table: 'public.document_files',
			columns: { add: ['file_id', 'document_id'] },
			samples: [
				{ what: 'one of the committee', key: await pictureOf(shared, true), read: comite },
				{ what: 'one of a document for all', key: await pictureOf(forAll, true), read: everybody },
				{ what: 'one that left a document for all', key: await pictureOf(forAll, false), read: ['kayes'] },
				{ what: 'one for named people', key: await pictureOf(named, true), read: ['benevole', 'agente'] }
			],
			add: [
				{ what: 'a picture', values: { file_id: brought, document_id: shared }, by: ['benevole'] },
				{
					what: 'a picture in an adopted one',
					values: { file_id: brought, document_id: adopted },
					by: nobody,
					rule: ['benevole']
				},
				{ what: 'what is no picture', values: { file_id: report, document_id: shared }, by: nobody, rule: ['benevole'] }
			]
		},
		{
			table: 'public.document_versions',
			columns: { change: ['name'] },
			samples: [
				{
					what: 'one of a document of the committee',
					key: versions.shared,
					read: comite,
					change: [{ ...renamed, by: writing }]
				},
				{
					what: 'one of a document for named people',
					key: versions.named,
					read: ['benevole', 'agente'],
					change: [{ ...renamed, by: ['benevole', 'agente'] }]
				},
				{
					what: 'one of a document that everybody reads',
					key: versions.forAll,
					read: ['kayes'],
					change: [{ ...renamed, by: ['kayes'] }]
				},
				{
					what: 'one of a document in which somebody from outside is named',
					key: versions.within,
					read: ['kayes', 'nouvelle'],
					change: [{ ...renamed, by: ['kayes'] }]
				},
				{
					what: 'one of an adopted document',
					key: versions.decided,
					read: comite,
					change: [{ ...renamed, by: nobody, rule: writing }]
				}
			]
		}
	];
}
