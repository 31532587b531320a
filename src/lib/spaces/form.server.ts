/** The form of a space as it is posted: to be saved, or only to look for bodies in the directory. */
import type { Database } from '$lib/platform/database.server';
import { textFields } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import { bodies, type Body, type Shown } from './editing.server';

export interface TypedSpace {
	typed: Record<string, string | string[]>;
	bodies: { chosen: Body[]; found: Body[] | null; words: string };
}

/** What was typed, with the bodies that it names and those that its words find. */
export async function typedSpace(
	db: Database,
	data: FormData,
	{ searching, locale }: { searching: boolean; locale: Locale }
): Promise<TypedSpace> {
	const typed = textFields(data);
	const ids = [typed['bodies'] ?? []].flat().filter(isId).slice(0, 200);
	const words = searching ? String(typed['words'] ?? '') : '';
	const { chosen, found } = await bodies(db, { ids, words }, locale);
	return { typed, bodies: { chosen, found: words ? found : null, words } };
}

/** The form carries what it showed first: it decides nothing, it only names what changed since. */
export function whatWasShown(data: FormData): Shown | null {
	try {
		const shown: unknown = JSON.parse(String(data.get('shown') ?? 'null'));
		return typeof shown === 'object' ? (shown as Shown | null) : null;
	} catch {
		return null;
	}
}
