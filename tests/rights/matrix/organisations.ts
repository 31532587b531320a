import { anOrganisation } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { facilitators, members, type Sample, type TableRights } from '../../support/rights';

/** `model.md` § Visibility. Writing a sheet comes with its screen: until then nobody may. */
export async function organisationRights(world: World): Promise<TableRights[]> {
	const parts = { themes: ['culture'], formerNames: ['Ancien nom'], countries: ['ML'] };
	const open = await anOrganisation(world, { ...parts, referent: world.bondoufle });
	const reserved = await anOrganisation(world, { ...parts, visibility: 'reseau' });
	const closed = await anOrganisation(world, { ...parts, visibility: 'prive', referent: world.bondoufle });
	const proposed = await anOrganisation(world, { ...parts, status: 'proposed', referent: world.kayes });
	const draft = await anOrganisation(world, { ...parts, status: 'draft', referent: world.proviseure });
	const withdrawn = await anOrganisation(world, { ...parts, status: 'withdrawn', referent: world.kayes });
	const sensitive = await anOrganisation(world, { territory: 'bema', sensitivity: ['place'], referent: world.kayes });
	const readers: [what: string, id: string, read: readonly Who[]][] = [
		['a published one', open.id, everybody],
		['one that is for the network', reserved.id, members],
		['one that is for its people', closed.id, ['bondoufle', ...facilitators]],
		['one to validate', proposed.id, ['kayes', ...facilitators]],
		['a draft', draft.id, ['proviseure']],
		['a withdrawn one', withdrawn.id, ['kayes', ...facilitators]]
	];
	const samples = (column: string): Sample[] =>
		readers.map(([what, id, read]) => ({ what, key: { [column]: id }, read }));
	await world.db.owner`insert into organisation_successions (successor_id, predecessor_id) values
		(${open.id}, ${reserved.id}), (${open.id}, ${closed.id}), (${reserved.id}, ${draft.id}), (${open.id}, ${world.organisations.lurcat.id})`;
	const succession = (successor_id: string, predecessor_id: string) => ({ successor_id, predecessor_id });
	return [
		{ table: 'public.organisations', samples: samples('id') },
		{ table: 'public.organisation_names', samples: samples('organisation_id') },
		{ table: 'public.organisation_themes', samples: samples('organisation_id') },
		{ table: 'public.organisation_countries', samples: samples('organisation_id') },
		{
			table: 'public.organisation_successions',
			samples: [
				{
					what: 'between two published ones',
					key: succession(open.id, world.organisations.lurcat.id),
					read: everybody
				},
				{ what: 'after one that is for the network', key: succession(open.id, reserved.id), read: members },
				{
					what: 'after one that is for its people',
					key: succession(open.id, closed.id),
					read: ['bondoufle', ...facilitators]
				},
				{ what: 'after a draft', key: succession(reserved.id, draft.id), read: ['proviseure'] }
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
		{
			table: 'public.organisation_members',
			samples: [
				{
					what: 'a contributor of a school',
					key: { organisation_id: world.organisations.lurcat.id, person_id: world.lurcat.id },
					read: ['lurcat', 'proviseure', ...facilitators]
				},
				{
					what: 'the referent of a draft',
					key: { organisation_id: draft.id, person_id: world.proviseure.id },
					read: ['proviseure', ...facilitators]
				}
			]
		}
	];
}
