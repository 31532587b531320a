/**
 * The form of a resource, read with its files. Files are received first and kept whatever the rest
 * says: a title too short does not cost a second sending of 20 MB.
 */
import { z } from 'zod';
import { bringSent } from '$lib/files/form.server';
import { readFormWithPlaces, type NamesOfPlaces, type RefusedWithPlaces } from '$lib/network/places.server';
import { proposedProtection } from '$lib/network/proposed-protection.server';
import type { Database } from '$lib/platform/database.server';
import { say, textFields } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { resourceSchema, type ResourceValues } from './schema';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;
const fileIds = z.array(z.string().refine(isId)).max(20);

export type SentResource =
	| {
			values: ResourceValues;
			files: string[];
			was: ResourceValues | null;
			problems?: undefined;
			named: NamesOfPlaces;
	  }
	| RefusedWithPlaces;

export async function readResource(data: FormData, db: InTransaction): Promise<SentResource> {
	const kept = fileIds.safeParse(data.getAll('files[]'));
	// An unreadable list is not an empty one, which would take every file away.
	if (!kept.success) return { typed: textFields(data), problems: { upload: say('resource_problem_form') }, named: [] };
	const { ids, problem } = await bringSent(data, db, String(data.get('id') ?? ''));
	for (const id of ids) data.append('files[]', id);
	const form = await readFormWithPlaces(db, data, resourceSchema, 'territories[]');
	const was = whatWasShown(data);
	if (!form.values) return { ...form, problems: { ...form.problems, ...(problem ? { upload: problem } : {}) } };
	const { values, named } = form;
	const typed = textFields(data);
	if (problem) return { typed, problems: { upload: problem }, named: await db(named) };
	const proposed = await protectionFor(values, was, data, db);
	if (proposed) return { typed: { ...typed, ...proposed.typed }, problems: proposed.problems, named: await db(named) };
	return { values, files: [...new Set([...kept.data, ...ids])], was, named };
}

/** A draft is nobody else's to read: the protection of its places is asked for later. */
async function protectionFor(values: ResourceValues, was: ResourceValues | null, data: FormData, db: InTransaction) {
	if (values.intent === 'draft') return null;
	const { territories, sensitivity } = values;
	const asked = data.getAll('asked[]').map(String);
	return db((viewers) =>
		proposedProtection(viewers, { territories, sensitivity, asked, ...(was ? { before: was.territories } : {}) })
	);
}

/** The form carries what it showed first, so that a conflict names only what somebody else changed. */
function whatWasShown(data: FormData): ResourceValues | null {
	try {
		const shown: unknown = JSON.parse(String(data.get('shown') ?? 'null'));
		return resourceSchema.safeParse({ ...(shown as object), intent: 'draft' }).data ?? null;
	} catch {
		return null;
	}
}
