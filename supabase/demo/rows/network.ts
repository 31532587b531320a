/** Places, themes, organisations and spaces of the demonstration, as rows. */
import { monthsBefore } from '../calendar.ts';
import { idOf, type Dataset, type Table } from '../dataset.ts';
import { slugsOf } from './slugs.ts';

export function territoryRows({ territories, kinds }: Dataset): Table {
	return {
		name: 'public.territories',
		rows: parentsFirst(territories).map((territory) => ({
			code: territory.id,
			name: territory.name,
			kind: territory.kind,
			country: territory.country,
			parent_code: territory.parent ?? null,
			insee: territory.insee ?? null,
			latitude: territory.lat,
			longitude: territory.lon,
			coordinates_precision: territory.coordPrecision,
			default_sensitivity: kinds.territorySensitivity[territory.id] ?? [],
			note: territory.note ?? null
		}))
	};
}

export function themeRows({ themes }: Dataset): Table {
	return {
		name: 'public.themes',
		rows: themes.map((theme, index) => ({
			code: theme.id,
			label_fr: theme.fr,
			label_en: theme.en,
			parent_code: theme.parent ?? null,
			sustainable_development_goals: theme.odd,
			dac_code: theme.dac ?? null,
			position: (index + 1) * 10
		}))
	};
}

export function organisationTables({ organisations, territories, partnerships, kinds }: Dataset, now: Date): Table[] {
	const slugs = slugsOf(organisations.map(({ id, name }) => ({ id, title: name })));
	const since = monthsBefore(6, now);
	const id = (organisation: string) => idOf('organisation', organisation);
	return [
		{
			name: 'public.organisations',
			rows: parentsFirst(organisations).map((organisation) => ({
				id: id(organisation.id),
				slug: slugs.get(organisation.id),
				name: organisation.name,
				acronym: organisation.acronym ?? null,
				kind_code: kinds.organisations[organisation.id] ?? kinds.organisationKinds[organisation.kind],
				parent_id: organisation.parent ? id(organisation.parent) : null,
				territory_code: organisation.territory,
				summary: organisation.summary,
				website: organisation.website ?? null,
				note: organisation.note ?? null,
				status: 'published',
				visibility: 'public',
				sensitivity: [],
				source: organisation.source,
				published_at: since,
				version: 1,
				created_at: since,
				updated_at: since
			}))
		},
		{
			name: 'public.organisation_names',
			rows: organisations.flatMap(({ id: of, aliases = [] }) =>
				aliases.map(({ name, from, to }) => ({
					id: idOf('organisation-name', `${of}/${name}`),
					organisation_id: id(of),
					name,
					valid_from: from,
					valid_to: to
				}))
			)
		},
		{
			name: 'public.organisation_successions',
			rows: organisations.flatMap(({ id: successor, succeeds = [] }) =>
				succeeds.map((earlier) => ({
					successor_id: id(successor),
					predecessor_id: id(earlier.id),
					happened_on: earlier.date
				}))
			)
		},
		{
			name: 'public.organisation_themes',
			rows: organisations.flatMap(({ id: of, themes }) =>
				themes.map((theme) => ({ organisation_id: id(of), theme_code: theme }))
			)
		},
		{
			name: 'public.organisation_countries',
			rows: organisations.flatMap(({ id: of, countries }) =>
				countries.map((country) => ({ organisation_id: id(of), country }))
			)
		},
		{
			// Committees whose twin town the source names; a day that nobody knows stays unsaid.
			name: 'public.organisation_twinnings',
			rows: partnerships
				.filter(({ kind }) => kind === 'jumelage')
				.flatMap(({ parties, since: on }) =>
					organisations
						.filter((one) => one.kind === 'comite-de-jumelage' && parties.includes(one.id))
						.flatMap((committee) =>
							territories
								.filter((town) => parties.includes(town.id))
								.map((town) => ({
									id: idOf('organisation-twinning', `${committee.id}/${town.id}`),
									organisation_id: id(committee.id),
									town: town.name,
									country: town.country,
									sworn_on: on
								}))
						)
				)
		}
	];
}

export function spaceTables({ spaces, kinds }: Dataset, now: Date): Table[] {
	const slugs = slugsOf(spaces.map(({ id, name }) => ({ id, title: name })));
	const since = monthsBefore(5.5, now);
	return [
		{
			name: 'public.spaces',
			rows: spaces.map((space) => ({
				id: idOf('space', space.id),
				slug: slugs.get(space.id),
				name: space.name,
				kind_code: kinds.spaceKinds[space.kind],
				visibility: space.visibility,
				// The only level that the files say.
				level: space.kind === 'comite-technique' ? 'technique' : null,
				purpose: space.purpose,
				note: space.note ?? null,
				sensitivity: [],
				source: space.source ?? null,
				version: 1,
				created_at: since,
				updated_at: since
			}))
		},
		{
			name: 'public.space_themes',
			rows: spaces.flatMap(({ id, themes }) =>
				themes.map((theme) => ({ space_id: idOf('space', id), theme_code: theme }))
			)
		},
		{
			name: 'public.space_organisations',
			rows: spaces.flatMap(({ id, members }) =>
				members.map((member) => ({
					space_id: idOf('space', id),
					organisation_id: idOf('organisation', member),
					since
				}))
			)
		}
	];
}

function parentsFirst<Node extends { id: string; parent?: string }>(nodes: readonly Node[]): Node[] {
	const depth = (node: Node): number => {
		const parent = nodes.find(({ id }) => id === node.parent);
		return parent ? depth(parent) + 1 : 0;
	};
	return [...nodes].sort((one, other) => depth(one) - depth(other));
}
