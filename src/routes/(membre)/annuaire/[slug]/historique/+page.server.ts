import * as organisations from '$lib/organisations/organisations.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';

/** For those who may write the sheet. */
export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const found = orNotFound(await organisations.findBySlug(db, params.slug, getLocale(), true));
		orNotFound(found.mayWrite || null);
		return {
			organisation: { slug: found.slug, name: found.name },
			history: await organisations.history(db, found.id)
		};
	});
