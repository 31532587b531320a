/** A form that was sent to see what it would say. */
import { readForm, textFields } from '$lib/platform/forms.server';
import type { Database } from '$lib/platform/database.server';
import { preview } from './posts.server';
import { previewSchema } from './schema';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** @returns what was typed, with the mentions that were chosen, and what it will look like. */
export async function previewed(db: InTransaction, slug: string, data: FormData) {
	const { body, mentions } = readForm(data, previewSchema).values ?? { body: '', mentions: [] };
	const shown = await db((viewers) => preview(viewers, slug, { body, mentions }));
	return { typed: { ...textFields(data), body: shown.body }, preview: shown };
}
