import { error, fail, redirect } from '@sveltejs/kit';
import * as people from '$lib/people/people.server';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { renderMarkdown } from '$lib/platform/markdown.server';
import * as editing from '$lib/spaces/editing.server';
import * as journal from '$lib/spaces/journal.server';
import * as membership from '$lib/spaces/membership.server';
import * as requests from '$lib/spaces/requests.server';
import { requestSchema } from '$lib/spaces/schema';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, parent }) => {
	const { space, door } = await parent();
	const outside = space?.mine || !locals.claims ? null : (space ?? door);
	return locals.db(async (db) => {
		const presentation = space && (await spaces.presentation(db, space.id, getLocale()));
		return {
			requestId: newId(),
			refusal: outside && (await requests.refusal(db, outside.id)),
			presentation,
			mandate: presentation?.mandate ? renderMarkdown(presentation.mandate, { headingFrom: 3 }) : null,
			latest: space && locals.claims ? (await journal.page(db, { space: space.id }, null, 6)).entries : [],
			// Who reads the space has them with its presentation.
			organisations: presentation?.seats ?? (await people.myOrganisations(db))
		};
	});
};

/** The space of an address, read or only known of. */
async function idOf(db: Database, slug: string): Promise<string> {
	const space = await spaces.headOf(db, slug, getLocale());
	return orNotFound(space ?? (await requests.door(db, slug, getLocale()))).id;
}

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(claims ? 429 : 403, claims ? 'too-many' : 'refused');
}

export const actions = {
	/** Read only from now on, or again as it was. */
	archive: async ({ request, locals, params }) => {
		await allowed(locals);
		const archived = (await request.formData()).get('archived') === '1';
		const met = await orRefuse(membership.ruleMet(locals.db((db) => editing.setArchived(db, params.slug, archived))));
		if ('rule' in met) redirect(303, `/espaces/${params.slug}?fait=${met.rule}`);
		orNotFound(met.done || null);
		redirect(303, `/espaces/${params.slug}?fait=${archived ? 'archived' : 'reopened'}`);
	},
	ask: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), requestSchema);
		if (!form.values) return fail(422, form);
		const asked = await membership.ruleMet(
			locals.db(async (db) => requests.ask(db, await idOf(db, params.slug), form.values))
		);
		redirect(303, `/espaces/${params.slug}?fait=${'rule' in asked ? asked.rule : 'asked'}`);
	},
	withdraw: async ({ locals, params }) => {
		await allowed(locals);
		await locals.db(async (db) => requests.withdraw(db, await idOf(db, params.slug)));
		redirect(303, `/espaces/${params.slug}?fait=request-withdrawn`);
	},
	join: async ({ locals, params }) => {
		await allowed(locals);
		await orRefuse(locals.db(async (db) => membership.joinAsAdministration(db, await idOf(db, params.slug))));
		redirect(303, `/espaces/${params.slug}?fait=joined`);
	},
	takeOver: async ({ locals, params }) => {
		await allowed(locals);
		await orRefuse(locals.db(async (db) => membership.takeOver(db, await idOf(db, params.slug))));
		redirect(303, `/espaces/${params.slug}?fait=taken-over`);
	}
};
