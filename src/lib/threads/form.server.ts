/** The form of a post: its files and resources are received first, and shown again whatever the rest says. */
import type { z } from 'zod';
import { bringSent } from '$lib/files/form.server';
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import { readForm, textFields, type FormProblems } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import * as attachments from './attachments.server';
import { preview } from './posts.server';
import { previewSchema } from './schema';

type InTransaction = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** What was sent joins what the form held already, in its data. @param owner the post that it is for. */
async function receive(data: FormData, db: InTransaction, owner: string): Promise<Record<string, string>> {
	const { ids, problem } = await bringSent(data, db, owner);
	for (const id of ids) data.append('files[]', id);
	const addresses = String(data.get('addresses') ?? '').trim();
	const linked = addresses ? await db((viewers) => attachments.resourcesAt(viewers, addresses)) : null;
	for (const id of linked?.ids ?? []) data.append('resources[]', id);
	data.set('addresses', linked?.unknown.join('\n') ?? '');
	return {
		...(problem ? { upload: problem } : {}),
		...(linked?.unknown.length ? { addresses: m.threads_problem_addresses() } : {})
	};
}

/** Those that the form holds, to be shown again. */
function held(data: FormData, db: InTransaction) {
	const ids = (name: string) => data.getAll(name).map(String).filter(isId).slice(0, 10);
	return db((viewers) => attachments.described(viewers, ids('files[]'), ids('resources[]')));
}

type Shown = { attachments: attachments.Attachments };

export async function readPost<T>(
	data: FormData,
	schema: z.ZodType<T>,
	db: InTransaction,
	owner: string
): Promise<{ values: T; problems?: undefined } | (FormProblems & Shown & { values?: undefined })> {
	const problems = await receive(data, db, owner);
	const form = readForm(data, schema);
	if (form.values !== undefined && !Object.keys(problems).length) return { values: form.values };
	return {
		typed: form.typed ?? textFields(data),
		problems: { ...form.problems, ...problems },
		attachments: await held(data, db)
	};
}

/** What was typed and attached, when it cannot be kept as it is. */
export const shownAgain = async (data: FormData, db: InTransaction) => ({
	typed: textFields(data),
	attachments: await held(data, db)
});

/** Its id is that of what was said already: under the new one that the data have by now, nothing of it is lost. */
export const saidOtherwise = async (data: FormData, db: InTransaction) => ({
	...(await shownAgain(data, db)),
	problems: { body: m.threads_problem_said() } as Record<string, string>
});

/** A form that was sent to see what it would say: with the mentions that were chosen, and what goes with it. */
export async function previewed(db: InTransaction, slug: string, data: FormData, owner: string) {
	const problems = await receive(data, db, owner);
	const { body, mentions } = readForm(data, previewSchema).values ?? { body: '', mentions: [] };
	const shown = await db((viewers) => preview(viewers, slug, { body, mentions }));
	return {
		typed: { ...textFields(data), body: shown.body },
		attachments: await held(data, db),
		preview: shown,
		...(Object.keys(problems).length ? { problems } : {})
	};
}
