/** The agenda of the demonstration: dated facts of the documents, and a festival that is always going on. */
import { idOf, type Dataset, type DatedEvent, type Table } from '../dataset.ts';
import { slugsOf } from './slugs.ts';

/** Our formats for those of the files. */
const kinds: Record<string, string> = { 'semaine-solidarite': 'semaine', anniversaire: 'fete' };
const audiences: Record<string, string> = {
	associations: 'associations',
	communes: 'communes',
	agents: 'directions',
	elus: 'elus',
	partenaires: 'partenaires',
	scolaires: 'scolaires',
	enseignants: 'scolaires',
	jeunes: 'jeunes',
	etudiants: 'jeunes',
	habitants: 'tout-public',
	familles: 'tout-public'
};
const precisions = { annee: 'year', mois: 'month', jour: 'day', heure: 'hour' } as const;

export function eventTables(data: Dataset, now: Date): Table[] {
	const { events } = data;
	const slugs = slugsOf(events.map(({ id, title }) => ({ id, title })));
	const rows = (
		name: string,
		of: (event: DatedEvent) => Record<string, unknown>[]
	): Table => ({
		name: `public.${name}`,
		rows: events.flatMap((event) => of(event).map((row) => ({ event_id: idOf('event', event.id), ...row })))
	});
	const editionOf = ({ id, partOf }: DatedEvent) => {
		const edition = partOf ?? (events.some((other) => other.partOf === id) ? id : undefined);
		return edition ? idOf('campaign', edition) : null;
	};
	const published = new Date(now.getTime() - 60 * day).toISOString();
	const editions = events.filter(({ id }) => events.some(({ partOf }) => partOf === id));
	const firstDay = (event: DatedEvent) => occurrence(event, now).starts_local.slice(0, 10);
	return [
		{
			name: 'public.campaigns',
			rows: editions.map((edition) => ({
				id: idOf('campaign', edition.id),
				slug: slugs.get(edition.id),
				name: edition.title,
				year: Number(firstDay(edition).slice(0, 4)),
				starts_on: firstDay(edition),
				ends_on: occurrence(edition, now).ends_local.slice(0, 10),
				summary: edition.summary,
				version: 1,
				created_at: published,
				updated_at: published
			}))
		},
		{
			name: 'public.campaign_territories',
			rows: editions.map(({ id, territory }) => ({ campaign_id: idOf('campaign', id), territory_code: territory }))
		},
		{
			name: 'public.events',
			rows: events.map((event) => ({
				id: idOf('event', event.id),
				slug: slugs.get(event.id),
				title: event.title,
				kind_code: kinds[event.kind] ?? event.kind,
				summary: event.summary,
				language: 'fr',
				time_zone: event.timezone,
				attendance: 'on-site',
				registration: event.demo ? 'open' : 'none',
				campaign_id: editionOf(event),
				organisation_id: event.organisers[0] ? idOf('organisation', event.organisers[0]) : null,
				visibility: 'public',
				sensitivity: [],
				status: 'published',
				situation: 'scheduled',
				note: event.note ?? (event.demo ? 'Rendez-vous écrit pour la démonstration.' : null),
				source: event.source ?? null,
				published_at: published,
				version: 1,
				created_at: published,
				updated_at: published
			}))
		},
		rows('event_occurrences', (event) => [
			{ id: idOf('occurrence', event.id), ...occurrence(event, now), starts_at: published, ends_at: published }
		]),
		rows('event_places', ({ territory }) => [{ territory_code: territory, accessibility: [] }]),
		rows('event_themes', ({ themes = [] }) => themes.map((theme_code) => ({ theme_code }))),
		rows('event_audiences', ({ audience }) =>
			[...new Set(audience.flatMap((name) => audiences[name] ?? []))].map((audience_code) => ({ audience_code }))
		),
		rows('event_organisers', ({ organisers }) =>
			organisers.slice(1).map((organiser, position) => ({ organisation_id: idOf('organisation', organiser), position }))
		)
	];
}

const day = 24 * 60 * 60 * 1000;
/** A Sunday of the festival: the files were written for this week. */
const writtenFor = Date.UTC(2026, 10, 22);

/** By whole weeks: what was on a Saturday stays on one. */
function weeksSince(now: Date): number {
	return Math.round((now.getTime() - writtenFor) / (7 * day));
}

/** Facts keep their dates; what was written for the demonstration lies around today. Instants come from a trigger. */
function occurrence(event: DatedEvent, now: Date): { starts_local: string; ends_local: string; precision: string } {
	const precision = precisions[event.datePrecision];
	if (precision === 'hour') {
		const move = (text: string) => {
			const [date = '', time = ''] = text.slice(0, 16).split('T');
			return `${moved(date, weeksSince(now) * 7)}T${time}`;
		};
		return { starts_local: move(event.start), ends_local: move(event.end ?? event.start), precision };
	}
	const from = whole(event.start);
	const last = whole(event.end ?? event.start);
	const [year = 0, month = 1, date = 1] = last.split('-').map(Number);
	const after = {
		year: Date.UTC(year + 1, 0, 1),
		month: Date.UTC(year, month, 1),
		day: Date.UTC(year, month - 1, date + 1)
	}[precision];
	return { starts_local: from, ends_local: new Date(after).toISOString().slice(0, 10), precision };
}

/** The first day of what is known: « 2010-10 » begins on the first of October. */
function whole(edtf: string): string {
	return `${edtf}-01-01`.slice(0, 10);
}

function moved(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00Z`) + days * day).toISOString().slice(0, 10);
}
