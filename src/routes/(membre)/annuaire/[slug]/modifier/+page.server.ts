import { error, fail, redirect } from '@sveltejs/kit';
import { readFormWithPlaces } from '$lib/network/places.server';
import { proposedProtection } from '$lib/network/proposed-protection.server';
import { choices } from '$lib/organisations/choices.server';
import * as editing from '$lib/organisations/editing.server';
import { sheetSchema, type SheetValues } from '$lib/organisations/schema';
import { writtenFields, type Written } from '$lib/organisations/written';
import { getLocale } from '$lib/paraglide/runtime';
import * as m from '$lib/paraglide/messages';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const sheet = orNotFound(await editing.valuesOf(db, params.slug));
		return {
			sheet,
			shown: JSON.stringify(writtenFields(sheet)),
			choices: await choices(db, getLocale(), [sheet.territory ?? []].flat())
		};
	});

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const sent = await readFormWithPlaces(locals.db, data, sheetSchema, 'territory');
		if (!sent.values) return fail(422, { ...sent, conflict: null });
		const named = () => locals.db(sent.named);
		const proposed = await locals.db((db) => proposedProtection(db, placesOf(sent.values, data)));
		if (proposed)
			return fail(422, {
				typed: { ...sent.values, ...proposed.typed },
				problems: proposed.problems,
				conflict: null,
				named: await named()
			});
		const met = await orRefuse(
			ruleMet(
				locals.db((db) => editing.revise(db, sent.values, whatWasShown(data))),
				'moderated'
			)
		);
		if ('rule' in met)
			return fail(409, {
				typed: { ...sent.values },
				problems: { visibility: m.report_held() },
				conflict: null,
				named: await named()
			});
		const done = orNotFound(met.done);
		if ('problems' in done)
			return fail(422, { typed: { ...sent.values }, problems: done.problems, conflict: null, named: await named() });
		if ('conflict' in done)
			return fail(409, {
				typed: { ...sent.values },
				problems: undefined,
				conflict: done.conflict,
				named: await named()
			});
		redirect(303, `/annuaire/${done.slug}?fait=fiche`);
	}
};

const placesOf = ({ territory, sensitivity }: SheetValues, data: FormData) => ({
	territories: territory ? [territory] : [],
	before: [whatWasShown(data)?.territory ?? []].flat(),
	sensitivity,
	asked: data.getAll('asked[]').map(String)
});

/** The form carries what it showed first: it decides nothing, it only names what changed since. */
function whatWasShown(data: FormData): Written | null {
	try {
		const shown: unknown = JSON.parse(String(data.get('shown')));
		return typeof shown === 'object' ? (shown as Written) : null;
	} catch {
		return null;
	}
}
