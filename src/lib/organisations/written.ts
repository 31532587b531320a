/** What a sheet says, field by field, as one text each: to compare and to show when two people write it. */
import type { SheetValues } from './schema';

export type Written = Partial<Record<Exclude<keyof SheetValues, 'id' | 'version'>, string>>;

const span = (from: string | undefined, to: string | undefined) => (from || to ? ` (${from ?? '…'}/${to ?? '…'})` : '');

export function writtenFields(values: SheetValues): Written {
	const { names, successions, twinnings } = values;
	const list = (items: readonly string[]) => items.toSorted().join(', ');
	return {
		name: values.name,
		acronym: values.acronym ?? '',
		kind: values.kind,
		territory: values.territory ?? '',
		summary: values.summary ?? '',
		description: values.description ?? '',
		website: values.website ?? '',
		rna: values.rna ?? '',
		siren: values.siren ?? '',
		legalForm: values.legalForm ?? '',
		languages: list(values.languages),
		themes: list(values.themes),
		audiences: list(values.audiences),
		countries: list(values.countries),
		offers: values.offers ?? '',
		needs: values.needs ?? '',
		contactFunction: values.contactFunction ?? '',
		contactEmail: values.contactEmail ?? '',
		presidentFunction: values.presidentFunction ?? '',
		activity: values.activity ?? '',
		parent: values.parent ?? '',
		networks: list(values.networks),
		names: list(names.map(({ name, from, to }) => name + span(from, to))),
		successions: list(successions.map(({ name, on }) => name + (on ? ` (${on})` : ''))),
		twinnings: list(
			twinnings.map(({ town, country, on, language }) => [town, country, on, language].filter(Boolean).join(' '))
		),
		visibility: values.visibility,
		sensitivity: list(values.sensitivity)
	};
}
