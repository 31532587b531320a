/** The form of an event, parsed: what it says, and what only the database knows to be wrong. */
import * as m from '$lib/paraglide/messages';
import { readFormWithPlaces, type NamesOfPlaces, type RefusedWithPlaces } from '$lib/network/places.server';
import { proposedProtection } from '$lib/network/proposed-protection.server';
import type { Database } from '$lib/platform/database.server';
import { textFields } from '$lib/platform/forms.server';
import { namesIn } from '$lib/resources/resource';
import { organisationsNamed, type EditedValues } from './editing.server';
import { eventSchema, type EventValues } from './schema';

export type SentEvent =
	{ values: EventValues; was: EditedValues | null; problems?: undefined; named: NamesOfPlaces } | RefusedWithPlaces;

export async function readEvent(
	data: FormData,
	db: <T>(work: (db: Database) => Promise<T>) => Promise<T>
): Promise<SentEvent> {
	const form = await readFormWithPlaces(db, data, eventSchema, 'territory');
	if (!form.values) return form;
	const { values, named } = form;
	const was = whatWasShown(data);
	const typed = textFields(data);
	return db(async (viewers) => {
		const unknown = (await organisationsNamed(viewers, namesIn(values.organisers))).filter(({ id }) => !id);
		if (unknown.length) {
			const names = unknown.map(({ name }) => name).join(', ');
			return { typed, problems: { organisers: m.agenda_problem_unknown({ names }) }, named: await named(viewers) };
		}
		const protection = values.intent === 'draft' ? null : await protectionFor(viewers, values, was, data);
		if (protection)
			return {
				typed: { ...typed, ...protection.typed },
				problems: protection.problems,
				named: await named(viewers)
			};
		return { values, was, named };
	});
}

function protectionFor(db: Database, values: EventValues, was: EditedValues | null, data: FormData) {
	const before = was?.['territory'];
	return proposedProtection(db, {
		territories: values.territory ? [values.territory] : [],
		sensitivity: values.sensitivity,
		asked: data.getAll('asked[]').map(String),
		...(typeof before === 'string' ? { before: [before] } : {})
	});
}

/** The form carries what it showed first, so that a conflict names only what somebody else changed. */
function whatWasShown(data: FormData): EditedValues | null {
	try {
		const shown: unknown = JSON.parse(String(data.get('shown') ?? 'null'));
		return typeof shown === 'object' ? (shown as EditedValues | null) : null;
	} catch {
		return null;
	}
}

export const doneBy = { draft: 'saved', propose: 'proposed', publish: 'published', save: 'saved' } as const;
