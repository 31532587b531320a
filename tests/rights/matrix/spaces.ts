import { aSpace } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { comite, members, type Sample, type TableRights } from '../../support/rights';

/** `model.md` § Visibility: an administrator is no exception. Writing comes with its screen. */
export async function spaceRights(world: World): Promise<TableRights[]> {
	const parts = { themes: ['culture'], organisations: [world.organisations.kayes.id] };
	const open = await aSpace(world, { ...parts, visibility: 'public', members: [[world.kayes, 'animateur']] });
	const reserved = await aSpace(world, { ...parts, visibility: 'reseau' });
	const closed = await aSpace(world, { ...parts, visibility: 'espace', members: [[world.kayes, 'membre']] });
	const readers: [what: string, id: string, read: readonly Who[]][] = [
		['an open one', open.id, everybody],
		['one that is for the network', reserved.id, members],
		['one that is for its members', closed.id, ['kayes']]
	];
	const samples = (column: string): Sample[] =>
		readers.map(([what, id, read]) => ({ what, key: { [column]: id }, read }));
	const membership = (space_id: string, person_id: string) => ({ space_id, person_id });
	return [
		{
			table: 'public.spaces',
			samples: [...samples('id'), { what: 'the committee', key: { id: world.spaces.comite.id }, read: comite }]
		},
		{ table: 'public.space_themes', samples: samples('space_id') },
		{ table: 'public.space_organisations', samples: samples('space_id') },
		{
			table: 'public.space_members',
			samples: [
				{ what: 'a member of the committee', key: membership(world.spaces.comite.id, world.elue.id), read: comite },
				{ what: 'a member of an open space', key: membership(open.id, world.kayes.id), read: ['kayes'] }
			]
		}
	];
}
