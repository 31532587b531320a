/** The catalogue of the demonstration, as rows: the records of the documents, then those that show who reads what. */
import { cataloguedAt, partialDate } from '../calendar.ts';
import { fractionOf, idOf, type Dataset, type ExtraResource, type Resource, type Table } from '../dataset.ts';
import { slugsOf } from './slugs.ts';

interface Contributor {
	role: 'creator' | 'publisher';
	organisation?: string;
	/** A natural person, fictitious. */
	person?: string;
}

/** What both kinds of records come down to. */
interface Entry {
	id: string;
	columns: Record<string, unknown>;
	themes: string[];
	territories: string[];
	audiences: string[];
	contributors: Contributor[];
	author?: string;
	readers: string[];
	catalogued: Date;
}

export function resourceTables(data: Dataset, now: Date): Table[] {
	const all = entries(data, now);
	const id = (entry: Entry) => idOf('resource', entry.id);
	const parts = (
		name: string,
		column: string,
		codes: (entry: Entry) => string[],
		more: Record<string, unknown> = {}
	) => ({
		name: `public.${name}`,
		rows: all.flatMap((entry) => codes(entry).map((code) => ({ resource_id: id(entry), [column]: code, ...more })))
	});
	return [
		{ name: 'public.resources', rows: all.map((entry) => ({ id: id(entry), ...entry.columns })) },
		parts('resource_themes', 'theme_code', ({ themes }) => themes),
		parts('resource_territories', 'territory_code', ({ territories }) => territories, { blurred: false }),
		parts('resource_audiences', 'audience_code', ({ audiences }) => audiences),
		parts('resource_readers', 'person_id', ({ readers }) => readers.map((reader) => idOf('person', reader))),
		{ name: 'public.resource_contributors', rows: all.flatMap(contributorRows) },
		{
			// What the trigger writes for a person; here nobody is signed in.
			name: 'private.authorships',
			rows: all.flatMap((entry) =>
				entry.author ? [{ object_kind: 'resource', object_id: id(entry), person_id: idOf('person', entry.author) }] : []
			)
		}
	];
}

/** Oldest first, so that the journal reads in the order of time. */
function entries(data: Dataset, now: Date): Entry[] {
	const slugs = slugsOf([...data.resources, ...data.extraResources]);
	const instants = catalogue(data, now);
	const all = [
		...data.resources.map((resource) => documentEntry(resource, data)),
		...data.extraResources.map((resource) => extraEntry(resource))
	];
	return all
		.map((entry) => {
			const catalogued = instants.get(entry.id) ?? now;
			const instant = catalogued.toISOString();
			const published_at = entry.columns['status'] === 'published' ? instant : null;
			const columns = {
				slug: slugs.get(entry.id),
				...entry.columns,
				published_at,
				version: 1,
				created_at: instant,
				updated_at: instant
			};
			return { ...entry, columns, catalogued };
		})
		.sort((one, other) => one.catalogued.getTime() - other.catalogued.getTime());
}

/** Records with a document to read come rather among the latest, addresses of sites among the oldest: the home page shows the former. */
function catalogue({ resources, extraResources, files }: Dataset, now: Date): Map<string, Date> {
	const withFile = new Set(files.map(({ resource }) => resource));
	const weight = ({ id, kind }: { id: string; kind: string }) =>
		fractionOf(`rank/${id}`) * (withFile.has(id) ? 0.45 : kind === 'site' ? 1.5 : 1);
	const ranked = [...resources, ...extraResources].sort((one, other) => weight(one) - weight(other));
	return new Map(ranked.map(({ id }, rank) => [id, cataloguedAt(rank, id, now)]));
}

function documentEntry(resource: Resource, { resources, kinds }: Dataset): Omit<Entry, 'catalogued'> {
	const whole = resources.find(({ id }) => id === resource.partOf)?.title;
	const note = [resource.note, whole && `Fait partie de : ${whole}.`].filter(Boolean).join(' ');
	return {
		id: resource.id,
		columns: {
			title: resource.title,
			kind_code: kinds.resources[resource.id] ?? kinds.resourceKinds[resource.kind],
			summary: resource.description,
			description: null,
			language: resource.language,
			licence_code: 'tous-droits-reserves',
			conditions: resource.rights,
			link: resource.url ?? null,
			extent: resource.extent ?? null,
			keywords: [],
			...partialDate(resource.date),
			organisation_id: resource.publisher ? idOf('organisation', resource.publisher) : null,
			space_id: null,
			visibility: 'public',
			sensitivity: [],
			status: 'published',
			note: note || null,
			source: resource.source
		},
		themes: resource.subjects,
		territories: resource.territories,
		audiences: [],
		contributors: (['creator', 'publisher'] as const).flatMap((role) => {
			const organisation = resource[role];
			return organisation ? [{ role, organisation }] : [];
		}),
		readers: []
	};
}

function extraEntry(resource: ExtraResource): Omit<Entry, 'catalogued'> {
	return {
		id: resource.id,
		columns: {
			title: resource.title,
			kind_code: resource.kind,
			summary: resource.summary,
			description: resource.description,
			language: resource.language,
			licence_code: resource.licence,
			conditions: null,
			link: null,
			extent: resource.extent ?? null,
			keywords: resource.keywords,
			...partialDate(resource.date),
			organisation_id: resource.organisation ? idOf('organisation', resource.organisation) : null,
			space_id: resource.space ? idOf('space', resource.space) : null,
			visibility: resource.visibility,
			sensitivity: resource.sensitivity ?? [],
			status: resource.status,
			note: 'Contenu écrit pour la démonstration.',
			source: null
		},
		themes: resource.subjects,
		territories: resource.territories,
		audiences: resource.audiences,
		contributors: [
			...(resource.people ?? []).map((person) => ({ role: 'creator' as const, person })),
			...(resource.organisation ? [{ role: 'publisher' as const, organisation: resource.organisation }] : [])
		],
		author: resource.author,
		readers: resource.readers ?? []
	};
}

function contributorRows({ id, contributors }: Entry): Record<string, unknown>[] {
	return contributors.map(({ role, organisation, person }, position) => ({
		id: idOf('contributor', `${id}/${role}/${position}`),
		resource_id: idOf('resource', id),
		role,
		organisation_id: organisation ? idOf('organisation', organisation) : null,
		name: person ?? null,
		is_person: person !== undefined,
		position
	}));
}
